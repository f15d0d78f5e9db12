-- The record of acts, the stream of events, and their seals; leases, idempotency keys and
-- small values of the installation.
-- Sealed rows are append-only, which triggers enforce: what remains possible is to erase
-- the personal data and the salt of an audit row, since only their digest is chained.

-- +goose Up
CREATE TABLE audit (
    id          TEXT PRIMARY KEY,
    at          BIGINT NOT NULL,
    actor       TEXT NOT NULL,
    on_behalf   TEXT NOT NULL DEFAULT '',
    action      TEXT NOT NULL,
    object_kind TEXT NOT NULL DEFAULT '',
    object_id   TEXT NOT NULL DEFAULT '',
    before_hash TEXT NOT NULL DEFAULT '',
    after_hash  TEXT NOT NULL DEFAULT '',
    detail      TEXT NOT NULL,
    refused     BOOLEAN NOT NULL,
    times       INTEGER NOT NULL DEFAULT 1,
    last_at     BIGINT NOT NULL,
    request_id  TEXT NOT NULL DEFAULT '',
    personal    TEXT,
    salt        TEXT,
    digest      TEXT NOT NULL,
    number      BIGINT
);
CREATE UNIQUE INDEX audit_number ON audit (number);
CREATE INDEX audit_unsealed ON audit (id) WHERE number IS NULL;
CREATE INDEX audit_object ON audit (object_kind, object_id, number);
CREATE INDEX audit_actor ON audit (actor, number);
CREATE TABLE event (
    id          TEXT PRIMARY KEY,
    at          BIGINT NOT NULL,
    kind        TEXT NOT NULL,
    article_id  TEXT NOT NULL DEFAULT '',
    edition_id  TEXT NOT NULL DEFAULT '',
    delivery_id TEXT NOT NULL DEFAULT '',
    channel_id  TEXT NOT NULL DEFAULT '',
    unit_code   TEXT NOT NULL DEFAULT '',
    data        TEXT NOT NULL,
    number      BIGINT
);
CREATE UNIQUE INDEX event_number ON event (number);
CREATE INDEX event_unsealed ON event (id) WHERE number IS NULL;
CREATE TABLE seal (
    stream    TEXT NOT NULL,
    number    BIGINT NOT NULL,
    row_id    TEXT NOT NULL,
    prev_hash TEXT NOT NULL,
    hash      TEXT NOT NULL,
    sealed_at BIGINT NOT NULL,
    PRIMARY KEY (stream, number),
    UNIQUE (stream, row_id),
    UNIQUE (stream, prev_hash)
);
CREATE TABLE lease (
    name     TEXT PRIMARY KEY,
    token    TEXT NOT NULL,
    until_at BIGINT NOT NULL
);
CREATE TABLE idempotency_key (
    scope       TEXT NOT NULL,
    key         TEXT NOT NULL,
    body_hash   TEXT NOT NULL,
    token       TEXT NOT NULL,
    lease_until BIGINT NOT NULL,
    created_at  BIGINT NOT NULL,
    keep_until  BIGINT NOT NULL,
    status      INTEGER NOT NULL DEFAULT 0,
    header      TEXT NOT NULL DEFAULT '{}',
    body        BYTEA,
    PRIMARY KEY (scope, key)
);
CREATE INDEX idempotency_key_keep ON idempotency_key (keep_until);
CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

-- +goose StatementBegin
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% refused: rows of % are append-only', TG_OP, TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END;
$$;
-- +goose StatementEnd
CREATE TRIGGER audit_sealed BEFORE UPDATE ON audit
FOR EACH ROW WHEN (old.number IS NOT NULL AND (
    (new.id, new.at, new.actor, new.on_behalf, new.action, new.object_kind,
     new.object_id, new.before_hash, new.after_hash, new.detail, new.refused,
     new.times, new.last_at, new.request_id, new.digest, new.number)
    IS DISTINCT FROM
    (old.id, old.at, old.actor, old.on_behalf, old.action, old.object_kind,
     old.object_id, old.before_hash, old.after_hash, old.detail, old.refused,
     old.times, old.last_at, old.request_id, old.digest, old.number)
))
EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_facts BEFORE UPDATE ON audit
FOR EACH ROW WHEN ((new.id, new.at, new.actor, new.on_behalf, new.action, new.object_kind,
     new.object_id, new.before_hash, new.after_hash, new.detail, new.refused,
     new.request_id, new.digest)
    IS DISTINCT FROM
    (old.id, old.at, old.actor, old.on_behalf, old.action, old.object_kind,
     old.object_id, old.before_hash, old.after_hash, old.detail, old.refused,
     old.request_id, old.digest)
    OR (new.personal IS NOT NULL AND new.personal IS DISTINCT FROM old.personal) OR (new.salt IS NOT NULL AND new.salt IS DISTINCT FROM old.salt))
EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_kept BEFORE DELETE ON audit
FOR EACH ROW
EXECUTE FUNCTION refuse_change();
CREATE TRIGGER event_facts BEFORE UPDATE ON event
FOR EACH ROW WHEN (old.number IS NOT NULL OR
    (new.id, new.at, new.kind, new.article_id, new.edition_id, new.delivery_id,
     new.channel_id, new.unit_code, new.data)
    IS DISTINCT FROM
    (old.id, old.at, old.kind, old.article_id, old.edition_id, old.delivery_id,
     old.channel_id, old.unit_code, old.data))
EXECUTE FUNCTION refuse_change();
CREATE TRIGGER event_kept BEFORE DELETE ON event
FOR EACH ROW
EXECUTE FUNCTION refuse_change();
CREATE TRIGGER seal_facts BEFORE UPDATE ON seal
FOR EACH ROW
EXECUTE FUNCTION refuse_change();
CREATE TRIGGER seal_kept BEFORE DELETE ON seal
FOR EACH ROW
EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_whole BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER event_whole BEFORE TRUNCATE ON event FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER seal_whole BEFORE TRUNCATE ON seal FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- +goose Down
DROP TABLE meta;
DROP TABLE idempotency_key;
DROP TABLE lease;
DROP TABLE seal;
DROP TABLE event;
DROP TABLE audit;
DROP FUNCTION refuse_change;
