-- What formal corrections are about: of each language in which a story was out when its correction
-- was begun, the release that readers had, and since when, in microseconds.

-- +goose Up
CREATE TABLE formal_correction (
    link_id      TEXT NOT NULL REFERENCES article_link (id),
    lang         TEXT NOT NULL,
    from_edition TEXT NOT NULL REFERENCES edition (id),
    release_id   TEXT NOT NULL REFERENCES release (id),
    published_at BIGINT NOT NULL,
    PRIMARY KEY (link_id, lang)
);
CREATE INDEX formal_correction_from ON formal_correction (from_edition);

-- +goose Down
DROP TABLE formal_correction;
