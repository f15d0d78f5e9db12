-- Who is in an edition now: rows that expire unless the page that is open says so again. They
-- are no record, and nothing else refers to them.

-- +goose Up
CREATE TABLE presence (
    edition_id TEXT NOT NULL REFERENCES edition (id),
    person_id  TEXT NOT NULL REFERENCES person (id),
    doing      TEXT NOT NULL CHECK (doing IN ('reading', 'editing')),
    since_at   BIGINT NOT NULL,
    until_at   BIGINT NOT NULL,
    PRIMARY KEY (edition_id, person_id, doing)
);
CREATE INDEX presence_until ON presence (until_at);

-- +goose Down
DROP TABLE presence;
