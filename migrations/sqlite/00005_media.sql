-- The media library, and where its pictures are used: in revisions, in working copies and
-- in releases. Lists and words are JSON; bytes lie outside, by their SHA-256.

-- +goose Up
CREATE TABLE media (
    id         TEXT PRIMARY KEY,
    unit_code  TEXT NOT NULL,
    name       TEXT NOT NULL,
    focus      TEXT NOT NULL,
    credit     TEXT NOT NULL DEFAULT '',
    licence    TEXT NOT NULL DEFAULT '',
    words      TEXT NOT NULL,
    files      TEXT NOT NULL,
    card       TEXT NOT NULL,
    said       TEXT NOT NULL,
    authors    TEXT NOT NULL,
    version    INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX media_unit ON media (unit_code, id);
ALTER TABLE revision ADD COLUMN pictures TEXT NOT NULL DEFAULT '[]';
ALTER TABLE working_copy ADD COLUMN pictures TEXT NOT NULL DEFAULT '[]';
-- Which files a release shows: by this the public may see them, and nobody removes them.
CREATE TABLE release_file (
    hash       TEXT NOT NULL,
    release_id TEXT NOT NULL REFERENCES release (id),
    type       TEXT NOT NULL,
    size       BIGINT NOT NULL,
    PRIMARY KEY (hash, release_id)
);

-- +goose Down
DROP TABLE release_file;
ALTER TABLE working_copy DROP COLUMN pictures;
ALTER TABLE revision DROP COLUMN pictures;
DROP TABLE media;
