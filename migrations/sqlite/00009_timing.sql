-- When and how fast channels take posts: rests written ahead, slots, distances, what is
-- asked when the portal is late; closed days.

-- +goose Up
ALTER TABLE channel ADD COLUMN closed_from BIGINT;
ALTER TABLE channel ADD COLUMN rested_from BIGINT;
ALTER TABLE channel ADD COLUMN opened_at BIGINT;
ALTER TABLE channel ADD COLUMN keeps_closed_days BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE channel ADD COLUMN slots TEXT NOT NULL DEFAULT '';
ALTER TABLE channel ADD COLUMN distance_usec BIGINT NOT NULL DEFAULT 0;
ALTER TABLE channel ADD COLUMN offset_usec BIGINT NOT NULL DEFAULT 0;
ALTER TABLE channel ADD COLUMN portal_patience_usec BIGINT NOT NULL DEFAULT 900000000;
ALTER TABLE channel ADD COLUMN dry_run BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE delivery ADD COLUMN waits_from BIGINT;
ALTER TABLE delivery ADD COLUMN portal_waived BOOLEAN NOT NULL DEFAULT FALSE;
-- What is due next over all channels. Its condition keeps it from claims, which look at one
-- channel and must not pass by what waits on others.
DROP INDEX delivery_next;
CREATE INDEX delivery_soon ON delivery (next_at) WHERE next_at > 0;
CREATE INDEX delivery_ready ON delivery (channel_id, next_at) WHERE next_at IS NOT NULL AND lease_token = '';
-- What passes a pause and quiet hours: looks, polls, proofs and withdrawals.
CREATE INDEX delivery_passing ON delivery (channel_id, next_at) WHERE next_at IS NOT NULL AND lease_token = '' AND (task <> 'send' OR intent = 'withdraw');
CREATE TABLE closed_day (
    day        TEXT PRIMARY KEY,
    effect     TEXT NOT NULL,
    name_vi    TEXT NOT NULL,
    name_en    TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

-- +goose Down
DROP TABLE closed_day;
DROP INDEX delivery_passing;
DROP INDEX delivery_ready;
DROP INDEX delivery_soon;
CREATE INDEX delivery_next ON delivery (next_at) WHERE next_at IS NOT NULL;
ALTER TABLE delivery DROP COLUMN portal_waived;
ALTER TABLE delivery DROP COLUMN waits_from;
ALTER TABLE channel DROP COLUMN dry_run;
ALTER TABLE channel DROP COLUMN portal_patience_usec;
ALTER TABLE channel DROP COLUMN offset_usec;
ALTER TABLE channel DROP COLUMN distance_usec;
ALTER TABLE channel DROP COLUMN slots;
ALTER TABLE channel DROP COLUMN keeps_closed_days;
ALTER TABLE channel DROP COLUMN opened_at;
ALTER TABLE channel DROP COLUMN rested_from;
ALTER TABLE channel DROP COLUMN closed_from;
