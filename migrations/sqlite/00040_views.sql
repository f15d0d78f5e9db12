-- Filters of the list that people saved: for themselves, or shared with a unit. And how people like
-- their own desk, as JSON.

-- +goose Up
CREATE TABLE saved_view (
    id         TEXT PRIMARY KEY,
    person_id  TEXT NOT NULL REFERENCES person (id),
    unit_code  TEXT REFERENCES unit (code),
    name       TEXT NOT NULL,
    filter     TEXT NOT NULL,
    pinned     BOOLEAN NOT NULL DEFAULT FALSE,
    version    INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX saved_view_person ON saved_view (person_id);
CREATE INDEX saved_view_unit ON saved_view (unit_code);

CREATE TABLE preference (
    person_id   TEXT PRIMARY KEY REFERENCES person (id),
    preferences TEXT NOT NULL,
    version     INTEGER NOT NULL,
    updated_at  BIGINT NOT NULL
);

-- +goose Down
DROP TABLE preference;
DROP TABLE saved_view;
