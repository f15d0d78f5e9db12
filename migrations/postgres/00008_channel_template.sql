-- How a channel lays its texts out. Each template that people gave it stays as a version;
-- releases name the one that was approved. Version 0 is the layout that is built in.

-- +goose Up
CREATE TABLE channel_template (
    channel_id TEXT NOT NULL REFERENCES channel (id),
    version    INTEGER NOT NULL CHECK (version > 0),
    body       TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (channel_id, version)
);
ALTER TABLE channel ADD COLUMN template_version INTEGER NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE channel DROP COLUMN template_version;
DROP TABLE channel_template;
