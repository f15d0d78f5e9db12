-- Links between articles: what was made of what. Of a reuse, each edition that was made stands
-- below it, with the release from which its words are, the one against which it was last held, and
-- the newest of the original that is approved, '' once that was withdrawn. credit is the name of
-- the unit as the text credits it; credit_authors are ids of people, as JSON.

-- +goose Up
CREATE TABLE article_link (
    id             TEXT PRIMARY KEY,
    kind           TEXT NOT NULL CHECK (kind IN ('reuse', 'formal_correction')),
    from_id        TEXT NOT NULL REFERENCES article (id),
    to_id          TEXT NOT NULL REFERENCES article (id),
    credit_unit    TEXT NOT NULL DEFAULT '',
    credit_authors TEXT NOT NULL DEFAULT '[]',
    made_by        TEXT NOT NULL,
    made_at        BIGINT NOT NULL,
    CHECK (from_id <> to_id)
);
CREATE INDEX article_link_from ON article_link (from_id);
CREATE INDEX article_link_to ON article_link (to_id);

CREATE TABLE article_link_edition (
    to_edition   TEXT PRIMARY KEY REFERENCES edition (id),
    link_id      TEXT NOT NULL REFERENCES article_link (id),
    from_edition TEXT NOT NULL REFERENCES edition (id),
    lang         TEXT NOT NULL,
    credit       TEXT NOT NULL,
    taken        TEXT NOT NULL REFERENCES release (id),
    held         TEXT NOT NULL REFERENCES release (id),
    newest       TEXT NOT NULL DEFAULT '',
    standing     TEXT NOT NULL CHECK (standing IN ('current', 'changed', 'withdrawn')),
    changed_at   BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX article_link_edition_link ON article_link_edition (link_id);
CREATE INDEX article_link_edition_from ON article_link_edition (from_edition);

-- +goose Down
DROP TABLE article_link_edition;
DROP TABLE article_link;
