-- What was asked of destinations and what they answered, without secrets: one row for each
-- attempt that made a request, a JSON array in order. Rows go after the time that the
-- settings name; the count stays with the attempt.

-- +goose Up
ALTER TABLE attempt ADD COLUMN exchanges INTEGER NOT NULL DEFAULT 0;
CREATE TABLE attempt_exchange (
    attempt_id TEXT PRIMARY KEY REFERENCES attempt (id),
    kept_at    BIGINT NOT NULL,
    exchanges  TEXT NOT NULL
);
CREATE INDEX attempt_exchange_kept ON attempt_exchange (kept_at);

-- +goose Down
DROP TABLE attempt_exchange;
ALTER TABLE attempt DROP COLUMN exchanges;
