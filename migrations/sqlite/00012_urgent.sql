-- Claims take the urgent first: with this index they look at what they take, however much
-- else is due.

-- +goose Up
CREATE INDEX delivery_urgent ON delivery (channel_id, priority, next_at, id) WHERE next_at IS NOT NULL AND lease_token = '';

-- +goose Down
DROP INDEX delivery_urgent;
