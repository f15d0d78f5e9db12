-- Shared pieces: facts and message lines that many texts use. A version never changes but for who
-- decided on it; its words are JSON, by language. What is due for review is '' or a day.
-- piece_use says which pieces the newest saved text of an edition holds, by their marks, in order;
-- a mark may name a piece that there is not.

-- +goose Up
CREATE TABLE piece (
    id         TEXT PRIMARY KEY,
    kind       TEXT NOT NULL CHECK (kind IN ('fact', 'message')),
    unit_code  TEXT NOT NULL REFERENCES unit (code),
    plan_id    TEXT NOT NULL REFERENCES plan (id),
    pillar     TEXT NOT NULL DEFAULT '',
    area       TEXT NOT NULL DEFAULT '',
    topic      TEXT NOT NULL DEFAULT '',
    title      TEXT NOT NULL,
    folded     TEXT NOT NULL,
    approved   INTEGER NOT NULL DEFAULT 0,
    newest     INTEGER NOT NULL,
    review_on  TEXT NOT NULL DEFAULT '',
    version    INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX piece_made ON piece (created_at DESC, id DESC);

CREATE TABLE piece_version (
    piece_id    TEXT NOT NULL REFERENCES piece (id),
    number      INTEGER NOT NULL CHECK (number > 0),
    words       TEXT NOT NULL,
    source      TEXT NOT NULL DEFAULT '',
    review_on   TEXT NOT NULL DEFAULT '',
    state       TEXT NOT NULL CHECK (state IN ('proposed', 'approved', 'returned', 'replaced')),
    reason      TEXT NOT NULL DEFAULT '',
    proposed_by TEXT NOT NULL,
    proposed_at BIGINT NOT NULL,
    decided_by  TEXT NOT NULL DEFAULT '',
    decided_for TEXT NOT NULL DEFAULT '',
    decided_at  BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (piece_id, number)
);

CREATE TABLE piece_use (
    edition_id TEXT NOT NULL REFERENCES edition (id),
    place      INTEGER NOT NULL CHECK (place > 0),
    piece_id   TEXT NOT NULL,
    number     INTEGER NOT NULL,
    words_hash TEXT NOT NULL,
    PRIMARY KEY (edition_id, place)
);
CREATE INDEX piece_use_piece ON piece_use (piece_id);

-- +goose Down
DROP TABLE piece_use;
DROP TABLE piece_version;
DROP TABLE piece;
