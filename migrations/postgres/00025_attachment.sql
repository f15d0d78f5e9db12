-- Originals of what came into a story from outside, such as Word files: their bytes lie in the
-- media folder by their SHA-256. pictures names the pictures of the library that were made of
-- a file, by the SHA-256 of each as it stood in the file, as JSON.

-- +goose Up
CREATE TABLE attachment (
    id         TEXT PRIMARY KEY,
    article_id TEXT NOT NULL REFERENCES article (id),
    lang       TEXT NOT NULL,
    name       TEXT NOT NULL,
    type       TEXT NOT NULL,
    size       BIGINT NOT NULL,
    hash       TEXT NOT NULL,
    pictures   TEXT NOT NULL DEFAULT '{}',
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX attachment_article ON attachment (article_id, id);

-- +goose Down
DROP TABLE attachment;
