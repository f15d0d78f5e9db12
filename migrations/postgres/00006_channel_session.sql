-- What a destination gave a channel and replaces over time, such as a pair of tokens. The
-- lease lets one process at a time renew it.

-- +goose Up
CREATE TABLE channel_session (
    channel_id  TEXT PRIMARY KEY REFERENCES channel (id),
    sealed      BYTEA,
    key_id      TEXT NOT NULL DEFAULT '',
    lease_token TEXT NOT NULL DEFAULT '',
    lease_until BIGINT NOT NULL DEFAULT 0,
    updated_at  BIGINT NOT NULL
);

-- +goose Down
DROP TABLE channel_session;
