-- Notices: what each person is told, one open row for each incident, however often it comes;
-- how they wish to be told by mail; and how far the stream of events has been gone through.
-- Events bear who acted, so that nobody is told of their own acts; '' in those from before.

-- +goose Up
ALTER TABLE event ADD COLUMN actor TEXT NOT NULL DEFAULT '';
DROP TRIGGER event_facts ON event;
CREATE TRIGGER event_facts BEFORE UPDATE ON event
FOR EACH ROW WHEN (old.number IS NOT NULL OR
    (new.id, new.at, new.kind, new.article_id, new.edition_id, new.delivery_id,
     new.channel_id, new.unit_code, new.data, new.actor)
    IS DISTINCT FROM
    (old.id, old.at, old.kind, old.article_id, old.edition_id, old.delivery_id,
     old.channel_id, old.unit_code, old.data, old.actor))
EXECUTE FUNCTION refuse_change();

-- sees is the right by which its object is read, '' for what is about the person's own account;
-- needs is the one by which this person was told, '' for whose text it is. due_at is since when
-- it is to be mailed, and waits_at since when somebody waits; NULL for neither.
CREATE TABLE notice (
    id          TEXT PRIMARY KEY,
    person_id   TEXT NOT NULL REFERENCES person (id),
    kind        TEXT NOT NULL,
    incident    TEXT NOT NULL,
    sees        TEXT NOT NULL,
    needs       TEXT NOT NULL,
    article_id  TEXT NOT NULL DEFAULT '',
    edition_id  TEXT NOT NULL DEFAULT '',
    delivery_id TEXT NOT NULL DEFAULT '',
    channel_id  TEXT NOT NULL DEFAULT '',
    unit_code   TEXT NOT NULL DEFAULT '',
    data        TEXT NOT NULL,
    times       INTEGER NOT NULL,
    first_at    BIGINT NOT NULL,
    last_at     BIGINT NOT NULL,
    read_at     BIGINT,
    resolved_at BIGINT,
    due_at      BIGINT,
    round       INTEGER NOT NULL DEFAULT 0,
    waits_at    BIGINT,
    reminders   INTEGER NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX notice_open ON notice (person_id, incident) WHERE resolved_at IS NULL;
CREATE INDEX notice_person ON notice (person_id, last_at DESC, id DESC);
CREATE INDEX notice_incident ON notice (incident) WHERE resolved_at IS NULL;
CREATE INDEX notice_edition ON notice (edition_id) WHERE resolved_at IS NULL;
CREATE INDEX notice_due ON notice (person_id) WHERE due_at IS NOT NULL AND resolved_at IS NULL;
CREATE INDEX notice_waits ON notice (person_id) WHERE waits_at IS NOT NULL AND resolved_at IS NULL;
CREATE INDEX notice_resolved ON notice (resolved_at) WHERE resolved_at IS NOT NULL;

CREATE TABLE notice_settings (
    person_id  TEXT PRIMARY KEY REFERENCES person (id),
    settings   TEXT NOT NULL,
    version    INTEGER NOT NULL,
    updated_at BIGINT NOT NULL
);

-- How often the inbox of a person has changed, for those who follow it.
CREATE TABLE notice_turn (
    person_id TEXT PRIMARY KEY REFERENCES person (id),
    number    BIGINT NOT NULL
);

CREATE TABLE notice_place (
    name   TEXT PRIMARY KEY,
    number BIGINT NOT NULL
);
-- What happened before there were notices is told to nobody.
INSERT INTO notice_place (name, number) SELECT 'events', coalesce(max(number), 0) FROM event;

-- +goose Down
DROP TABLE notice_place;
DROP TABLE notice_turn;
DROP TABLE notice_settings;
DROP TABLE notice;
DROP TRIGGER event_facts ON event;
ALTER TABLE event DROP COLUMN actor;
CREATE TRIGGER event_facts BEFORE UPDATE ON event
FOR EACH ROW WHEN (old.number IS NOT NULL OR
    (new.id, new.at, new.kind, new.article_id, new.edition_id, new.delivery_id,
     new.channel_id, new.unit_code, new.data)
    IS DISTINCT FROM
    (old.id, old.at, old.kind, old.article_id, old.edition_id, old.delivery_id,
     old.channel_id, old.unit_code, old.data))
EXECUTE FUNCTION refuse_change();
