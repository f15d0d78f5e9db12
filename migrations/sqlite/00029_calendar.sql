-- The calendar of the field, planned stories, and requests of the press. Days are written as text
-- (2026-08-08), since they are days and no instants; facets, languages and moved days are JSON.

-- +goose Up
-- code names an entry of the document that lantoa brings, '' those of people; origin is what the
-- document said when it was last taken over, and edited tells that people have changed it since.
-- An entry is dated (first_day, last_day) or comes each year (yearly, as 08-08); moved names the
-- day of single years.
CREATE TABLE calendar_entry (
    id           TEXT PRIMARY KEY,
    code         TEXT NOT NULL DEFAULT '',
    kind         TEXT NOT NULL CHECK (kind IN ('national_day', 'asean_day', 'summit', 'holiday', 'theme', 'event')),
    unit_code    TEXT REFERENCES unit (code),
    title_vi     TEXT NOT NULL,
    title_en     TEXT NOT NULL,
    place        TEXT NOT NULL DEFAULT '',
    url          TEXT NOT NULL DEFAULT '',
    note         TEXT NOT NULL DEFAULT '',
    first_day    TEXT NOT NULL DEFAULT '',
    last_day     TEXT NOT NULL DEFAULT '',
    yearly       TEXT NOT NULL DEFAULT '',
    moved        TEXT NOT NULL DEFAULT '{}',
    since_year   INTEGER NOT NULL DEFAULT 0,
    until_year   INTEGER NOT NULL DEFAULT 0,
    off          BOOLEAN NOT NULL DEFAULT FALSE,
    member_state TEXT NOT NULL DEFAULT '',
    facets       TEXT NOT NULL,
    evidence     TEXT NOT NULL DEFAULT '',
    origin       TEXT NOT NULL DEFAULT '',
    edited       BOOLEAN NOT NULL DEFAULT FALSE,
    reason       TEXT NOT NULL DEFAULT '',
    cancelled_at BIGINT,
    version      INTEGER NOT NULL,
    created_by   TEXT NOT NULL,
    created_at   BIGINT NOT NULL,
    updated_at   BIGINT NOT NULL
);
CREATE UNIQUE INDEX calendar_entry_code ON calendar_entry (code) WHERE code <> '';
CREATE INDEX calendar_entry_dated ON calendar_entry (last_day, first_day) WHERE yearly = '';

-- due_at is the first instant at which it is late, due_day the last day on which it is not;
-- NULL and '' while nothing is due. late_at is when that was told, done_at when it was seen
-- that the story is published.
CREATE TABLE planned_story (
    id         TEXT PRIMARY KEY,
    unit_code  TEXT NOT NULL REFERENCES unit (code),
    title      TEXT NOT NULL,
    note       TEXT NOT NULL DEFAULT '',
    person_id  TEXT NOT NULL DEFAULT '',
    due_at     BIGINT,
    due_wall   TEXT NOT NULL DEFAULT '',
    due_zone   TEXT NOT NULL DEFAULT '',
    due_day    TEXT NOT NULL DEFAULT '',
    facets     TEXT NOT NULL,
    langs      TEXT NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('idea', 'assigned', 'begun', 'dropped')),
    reason     TEXT NOT NULL DEFAULT '',
    article_id TEXT REFERENCES article (id),
    request_id TEXT NOT NULL DEFAULT '',
    entry_id   TEXT REFERENCES calendar_entry (id),
    late_at    BIGINT,
    done_at    BIGINT,
    version    INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX planned_story_article ON planned_story (article_id) WHERE article_id IS NOT NULL;
CREATE INDEX planned_story_unit ON planned_story (unit_code, due_at, id);
CREATE INDEX planned_story_person ON planned_story (person_id, due_at, id) WHERE person_id <> '';
CREATE INDEX planned_story_day ON planned_story (due_day) WHERE due_day <> '';
CREATE INDEX planned_story_open ON planned_story (due_at) WHERE state IN ('assigned', 'begun') AND done_at IS NULL;

-- contact is personal data: it stands here alone, and goes with its person.
CREATE TABLE press_request (
    id           TEXT PRIMARY KEY,
    asker_id     TEXT NOT NULL DEFAULT '',
    organisation TEXT NOT NULL DEFAULT '',
    subject      TEXT NOT NULL,
    need         TEXT NOT NULL,
    lang         TEXT NOT NULL,
    contact      TEXT NOT NULL DEFAULT '',
    due_at       BIGINT,
    due_wall     TEXT NOT NULL DEFAULT '',
    due_zone     TEXT NOT NULL DEFAULT '',
    due_day      TEXT NOT NULL DEFAULT '',
    facets       TEXT NOT NULL,
    state        TEXT NOT NULL CHECK (state IN ('open', 'routed', 'answered', 'declined', 'withdrawn')),
    reason       TEXT NOT NULL DEFAULT '',
    version      INTEGER NOT NULL,
    created_by   TEXT NOT NULL,
    created_at   BIGINT NOT NULL,
    updated_at   BIGINT NOT NULL
);
CREATE INDEX press_request_made ON press_request (created_at DESC, id DESC);
CREATE INDEX press_request_maker ON press_request (created_by, created_at DESC, id DESC);

CREATE TABLE press_request_share (
    request_id TEXT NOT NULL REFERENCES press_request (id),
    unit_code  TEXT NOT NULL REFERENCES unit (code),
    state      TEXT NOT NULL CHECK (state IN ('asked', 'taken', 'answered', 'declined')),
    words      TEXT NOT NULL DEFAULT '',
    article_id TEXT REFERENCES article (id),
    planned_id TEXT REFERENCES planned_story (id),
    updated_by TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (request_id, unit_code)
);
CREATE INDEX press_request_share_unit ON press_request_share (unit_code, request_id);

-- What was sent on certain days, whatever the channel.
CREATE INDEX delivery_sent ON delivery (sent_at) WHERE sent_at IS NOT NULL;

-- +goose Down
DROP INDEX delivery_sent;
DROP TABLE press_request_share;
DROP TABLE press_request;
DROP TABLE planned_story;
DROP TABLE calendar_entry;
