-- Recurring digests: what each is made of and when, each of its occurrences, and the stories
-- that it has told. Lists, facets and filters are JSON; reasons are in both languages.

-- +goose Up
CREATE TABLE digest (
    id         TEXT PRIMARY KEY,
    unit_code  TEXT NOT NULL REFERENCES unit (code),
    name       TEXT NOT NULL,
    title      TEXT NOT NULL,
    lang       TEXT NOT NULL,
    facets     TEXT NOT NULL,
    filter     TEXT NOT NULL,
    expression TEXT NOT NULL,
    zone       TEXT NOT NULL,
    max_items  INTEGER NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('active', 'paused', 'ended')),
    next_at    BIGINT,
    covered_to BIGINT NOT NULL,
    authors    TEXT NOT NULL,
    version    INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX digest_next ON digest (next_at) WHERE next_at IS NOT NULL;
CREATE TABLE digest_occurrence (
    digest_id  TEXT NOT NULL REFERENCES digest (id),
    at         BIGINT NOT NULL,
    span_from  BIGINT NOT NULL,
    span_to    BIGINT NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('drafted', 'empty', 'skipped', 'failed')),
    reason_vi  TEXT NOT NULL DEFAULT '',
    reason_en  TEXT NOT NULL DEFAULT '',
    article_id TEXT REFERENCES article (id),
    items      INTEGER NOT NULL DEFAULT 0,
    asked_by   TEXT NOT NULL DEFAULT '',
    created_at BIGINT NOT NULL,
    PRIMARY KEY (digest_id, at)
);
CREATE UNIQUE INDEX digest_occurrence_article ON digest_occurrence (article_id) WHERE article_id IS NOT NULL;
CREATE TABLE digest_story (
    digest_id  TEXT NOT NULL,
    edition_id TEXT NOT NULL REFERENCES edition (id),
    at         BIGINT NOT NULL,
    PRIMARY KEY (digest_id, edition_id),
    FOREIGN KEY (digest_id, at) REFERENCES digest_occurrence (digest_id, at)
);

-- +goose Down
DROP TABLE digest_story;
DROP TABLE digest_occurrence;
DROP TABLE digest;
