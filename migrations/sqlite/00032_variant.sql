-- An edition's own wordings for channels. Each state of one stays as a row; a row without words
-- says that the channel follows the master (again). release_number is that of the release which
-- the row was to enter, as with contributions; authors are a JSON list.

-- +goose Up
CREATE TABLE variant (
    edition_id     TEXT NOT NULL REFERENCES edition (id),
    channel_id     TEXT NOT NULL REFERENCES channel (id),
    version        INTEGER NOT NULL CHECK (version > 0),
    release_number INTEGER NOT NULL,
    act            TEXT NOT NULL CHECK (act IN ('save', 'keep', 'follow', 'restore')),
    base_id        TEXT NOT NULL REFERENCES revision (id),
    title          TEXT NOT NULL DEFAULT '',
    lead           TEXT NOT NULL DEFAULT '',
    text           TEXT NOT NULL DEFAULT '',
    authors        TEXT NOT NULL DEFAULT '[]',
    created_by     TEXT NOT NULL,
    created_at     BIGINT NOT NULL,
    PRIMARY KEY (edition_id, channel_id, version)
);

-- +goose Down
DROP TABLE variant;
