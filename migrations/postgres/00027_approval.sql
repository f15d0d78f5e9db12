-- Approval as data: the flow of each unit, in versions that never change ('' is the house's own,
-- for units without one); who has looked at what is to be released; and checks that are owed of
-- what one person on duty let go out. hash is that of the release as it was shown; an approval
-- that is void stays, with the reason. content is the rules as JSON.

-- +goose Up
CREATE TABLE flow (
    unit_code TEXT NOT NULL,
    version   INTEGER NOT NULL,
    inherits  BOOLEAN NOT NULL DEFAULT FALSE,
    content   TEXT NOT NULL,
    set_by    TEXT NOT NULL,
    set_at    BIGINT NOT NULL,
    PRIMARY KEY (unit_code, version),
    CHECK (version > 1)
);
CREATE TABLE approval (
    id             TEXT PRIMARY KEY,
    edition_id     TEXT NOT NULL REFERENCES edition (id),
    release_number INTEGER NOT NULL,
    release_id     TEXT REFERENCES release (id),
    hash           TEXT NOT NULL,
    level          INTEGER NOT NULL,
    levels         INTEGER NOT NULL,
    person_id      TEXT NOT NULL,
    on_behalf      TEXT NOT NULL DEFAULT '',
    at             BIGINT NOT NULL,
    unit_code      TEXT NOT NULL,
    flow_unit      TEXT NOT NULL DEFAULT '',
    flow_version   INTEGER NOT NULL,
    urgent         BOOLEAN NOT NULL DEFAULT FALSE,
    force_reason   TEXT NOT NULL DEFAULT '',
    forced         TEXT NOT NULL DEFAULT '[]',
    voided_at      BIGINT,
    void_reason    TEXT NOT NULL DEFAULT '',
    CHECK (level IN (1, 2) AND levels IN (1, 2))
);
CREATE INDEX approval_edition ON approval (edition_id, release_number);
CREATE TABLE recheck (
    release_id  TEXT PRIMARY KEY REFERENCES release (id),
    edition_id  TEXT NOT NULL REFERENCES edition (id),
    approved_by TEXT NOT NULL,
    due_at      BIGINT NOT NULL,
    state       TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'passed', 'failed')),
    decided_by  TEXT NOT NULL DEFAULT '',
    on_behalf   TEXT NOT NULL DEFAULT '',
    decided_at  BIGINT,
    note        TEXT NOT NULL DEFAULT '',
    told_at     BIGINT
);
CREATE INDEX recheck_due ON recheck (state, due_at);
CREATE INDEX edition_folded_title ON edition (folded_title);

CREATE TRIGGER flow_kept BEFORE UPDATE OR DELETE ON flow
FOR EACH ROW
EXECUTE FUNCTION refuse_change();
CREATE TRIGGER flow_whole BEFORE TRUNCATE ON flow FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER approval_facts BEFORE UPDATE ON approval
FOR EACH ROW WHEN (
    (new.id, new.edition_id, new.release_number, new.hash, new.level, new.levels, new.person_id, new.on_behalf, new.at, new.urgent, new.force_reason, new.forced)
    IS DISTINCT FROM
    (old.id, old.edition_id, old.release_number, old.hash, old.level, old.levels, old.person_id, old.on_behalf, old.at, old.urgent, old.force_reason, old.forced)
    OR old.voided_at IS NOT NULL OR old.release_id IS NOT NULL)
EXECUTE FUNCTION refuse_change();
CREATE TRIGGER approval_kept BEFORE DELETE ON approval
FOR EACH ROW
EXECUTE FUNCTION refuse_change();
CREATE TRIGGER approval_whole BEFORE TRUNCATE ON approval FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- +goose Down
DROP INDEX edition_folded_title;
DROP TABLE recheck;
DROP TABLE approval;
DROP TABLE flow;
