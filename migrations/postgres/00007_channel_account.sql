-- The place that a channel's posts go to, as its first good check found it, and what stops
-- the channel in the engine's name: "reauth", "unchecked" or "other_account". A person's
-- pause stands apart from that.

-- +goose Up
ALTER TABLE channel ADD COLUMN place TEXT NOT NULL DEFAULT '';
ALTER TABLE channel ADD COLUMN place_name TEXT NOT NULL DEFAULT '';
ALTER TABLE channel ADD COLUMN other_name TEXT NOT NULL DEFAULT '';
ALTER TABLE channel ADD COLUMN hold TEXT NOT NULL DEFAULT '';
-- How near the end of the credential was when people were last told of it, in days.
ALTER TABLE channel ADD COLUMN expiry_told INTEGER NOT NULL DEFAULT 0;
-- When the daily check of the channel last began.
ALTER TABLE channel ADD COLUMN asked_at BIGINT;
UPDATE channel SET hold = 'reauth', paused = FALSE, pause_reason = '' WHERE paused AND pause_reason = 'reauth';

-- +goose Down
UPDATE channel SET paused = TRUE, pause_reason = hold WHERE hold <> '' AND NOT paused;
ALTER TABLE channel DROP COLUMN asked_at;
ALTER TABLE channel DROP COLUMN expiry_told;
ALTER TABLE channel DROP COLUMN hold;
ALTER TABLE channel DROP COLUMN other_name;
ALTER TABLE channel DROP COLUMN place_name;
ALTER TABLE channel DROP COLUMN place;
