-- Series of stories. The code is in public addresses and never changes; months are written as text
-- (2026-08), '' where nothing is planned. The order is by hand: places count from 1. The
-- cover is the id of a picture, '' for none.

-- +goose Up
CREATE TABLE series (
    id          TEXT PRIMARY KEY,
    code        TEXT NOT NULL UNIQUE,
    unit_code   TEXT NOT NULL REFERENCES unit (code),
    plan_id     TEXT NOT NULL REFERENCES plan (id),
    title_vi    TEXT NOT NULL,
    title_en    TEXT NOT NULL DEFAULT '',
    lead_vi     TEXT NOT NULL DEFAULT '',
    lead_en     TEXT NOT NULL DEFAULT '',
    cover       TEXT NOT NULL DEFAULT '',
    first_month TEXT NOT NULL DEFAULT '',
    last_month  TEXT NOT NULL DEFAULT '',
    closed      BOOLEAN NOT NULL DEFAULT FALSE,
    version     INTEGER NOT NULL,
    created_by  TEXT NOT NULL,
    created_at  BIGINT NOT NULL,
    updated_at  BIGINT NOT NULL
);
CREATE INDEX series_made ON series (created_at DESC, id DESC);

CREATE TABLE series_article (
    series_id  TEXT NOT NULL REFERENCES series (id),
    article_id TEXT NOT NULL REFERENCES article (id),
    place      INTEGER NOT NULL CHECK (place > 0),
    PRIMARY KEY (series_id, article_id)
);
CREATE INDEX series_article_article ON series_article (article_id);

-- +goose Down
DROP TABLE series_article;
DROP TABLE series;
