-- A look that was blind is no miss: what looks saw is counted apart from how many there were.
-- Of those that are in doubt now, what the looks so far saw is not known, and counts as nothing.

-- +goose Up
ALTER TABLE delivery ADD COLUMN misses INTEGER NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE delivery DROP COLUMN misses;
