-- Delegations of approval for a period (ủy quyền). None is ever deleted, and nothing of one
-- changes but that it ends early, once; the reason is not chained, so that it can be erased.
-- unit_code '' is wherever the giver may approve, hence no foreign key. Wall and zone are as
-- typed, '' for "at once".

-- +goose Up
CREATE TABLE delegation (
    id          TEXT PRIMARY KEY,
    giver_id    TEXT NOT NULL REFERENCES person (id),
    receiver_id TEXT NOT NULL REFERENCES person (id),
    unit_code   TEXT NOT NULL DEFAULT '',
    starts_at   BIGINT NOT NULL,
    starts_wall TEXT NOT NULL DEFAULT '',
    starts_zone TEXT NOT NULL DEFAULT '',
    ends_at     BIGINT NOT NULL,
    ends_wall   TEXT NOT NULL,
    ends_zone   TEXT NOT NULL,
    reason      TEXT NOT NULL,
    created_by  TEXT NOT NULL,
    created_at  BIGINT NOT NULL,
    revoked_by  TEXT NOT NULL DEFAULT '',
    revoked_at  BIGINT,
    CHECK (giver_id <> receiver_id),
    CHECK (starts_at < ends_at)
);
CREATE INDEX delegation_giver ON delegation (giver_id, ends_at);
CREATE INDEX delegation_receiver ON delegation (receiver_id, ends_at);

CREATE TRIGGER delegation_facts BEFORE UPDATE ON delegation
FOR EACH ROW WHEN (
    (new.id, new.giver_id, new.receiver_id, new.unit_code, new.starts_at, new.starts_wall, new.starts_zone,
     new.ends_at, new.ends_wall, new.ends_zone, new.created_by, new.created_at)
    IS DISTINCT FROM
    (old.id, old.giver_id, old.receiver_id, old.unit_code, old.starts_at, old.starts_wall, old.starts_zone,
     old.ends_at, old.ends_wall, old.ends_zone, old.created_by, old.created_at)
    OR (old.revoked_at IS NOT NULL AND (new.revoked_at, new.revoked_by) IS DISTINCT FROM (old.revoked_at, old.revoked_by)))
EXECUTE FUNCTION refuse_change();
CREATE TRIGGER delegation_kept BEFORE DELETE ON delegation
FOR EACH ROW
EXECUTE FUNCTION refuse_change();
CREATE TRIGGER delegation_whole BEFORE TRUNCATE ON delegation FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- +goose Down
DROP TABLE delegation;
