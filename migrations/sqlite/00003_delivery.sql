-- Channels, and the deliveries that are both record and queue.
-- next_at is NULL when the engine has nothing to do with a row; while a row is leased
-- it is the end of the lease, so that claiming and crash recovery are one query.

-- +goose Up
CREATE TABLE channel (
    id                    TEXT PRIMARY KEY,
    kind                  TEXT NOT NULL,
    name                  TEXT NOT NULL UNIQUE,
    unit_code             TEXT NOT NULL DEFAULT '',
    partner_id            TEXT,
    lang                  TEXT NOT NULL DEFAULT '',
    passive               BOOLEAN NOT NULL DEFAULT FALSE,
    portal                BOOLEAN NOT NULL DEFAULT FALSE,
    after_portal          TEXT NOT NULL DEFAULT '',
    paused                BOOLEAN NOT NULL DEFAULT FALSE,
    pause_reason          TEXT NOT NULL DEFAULT '',
    closed_until          BIGINT,
    parked_until          BIGINT,
    max_conc              INTEGER NOT NULL,
    rate_usec             BIGINT NOT NULL DEFAULT 0,
    burst                 INTEGER NOT NULL DEFAULT 1,
    tat                   BIGINT NOT NULL DEFAULT 0,
    breaker               TEXT NOT NULL DEFAULT 'closed',
    breaker_failures      INTEGER NOT NULL DEFAULT 0,
    breaker_until         BIGINT,
    grace_usec            BIGINT NOT NULL,
    settle_usec           BIGINT NOT NULL,
    quiet_hours           TEXT NOT NULL DEFAULT '',
    settings              TEXT NOT NULL,
    sealed                BLOB,
    key_id                TEXT NOT NULL DEFAULT '',
    credential_expires_at BIGINT,
    health                TEXT NOT NULL DEFAULT '',
    checked_at            BIGINT,
    version               INTEGER NOT NULL,
    created_by            TEXT NOT NULL,
    created_at            BIGINT NOT NULL,
    updated_at            BIGINT NOT NULL
);
-- A language has one portal at most, however many people configure at the same time.
CREATE UNIQUE INDEX channel_portal ON channel (lang) WHERE portal;
CREATE TABLE delivery (
    id             TEXT PRIMARY KEY,
    edition_id     TEXT NOT NULL REFERENCES edition (id),
    release_id     TEXT NOT NULL REFERENCES release (id),
    channel_id     TEXT NOT NULL REFERENCES channel (id),
    intent         TEXT NOT NULL,
    round          INTEGER NOT NULL,
    seq            INTEGER NOT NULL,
    depends_on     TEXT REFERENCES delivery (id),
    offset_usec    BIGINT NOT NULL DEFAULT 0,
    priority       INTEGER NOT NULL DEFAULT 0,
    created_by     TEXT NOT NULL,
    created_at     BIGINT NOT NULL,
    due_at         BIGINT NOT NULL,
    wall           TEXT NOT NULL DEFAULT '',
    zone           TEXT NOT NULL DEFAULT '',
    next_at        BIGINT,
    state          TEXT NOT NULL,
    reason         TEXT NOT NULL DEFAULT '',
    detail_vi      TEXT NOT NULL DEFAULT '',
    detail_en      TEXT NOT NULL DEFAULT '',
    task           TEXT NOT NULL DEFAULT '',
    lease_token    TEXT NOT NULL DEFAULT '',
    lease_until    BIGINT,
    attempt        INTEGER NOT NULL DEFAULT 0,
    spared         INTEGER NOT NULL DEFAULT 0,
    payload        BLOB,
    payload_hash   TEXT NOT NULL DEFAULT '',
    chosen_id      TEXT NOT NULL DEFAULT '',
    progress       TEXT NOT NULL DEFAULT '{}',
    handle         TEXT NOT NULL DEFAULT '',
    first_doubt_at BIGINT,
    maybe_at       BIGINT,
    looks          INTEGER NOT NULL DEFAULT 0,
    remote_id      TEXT NOT NULL DEFAULT '',
    address        TEXT NOT NULL DEFAULT '',
    sent_at        BIGINT,
    confirmed_at   BIGINT,
    notice         TEXT NOT NULL DEFAULT '',
    updated_at     BIGINT NOT NULL,
    UNIQUE (release_id, channel_id, intent, round),
    UNIQUE (edition_id, channel_id, seq)
);
CREATE INDEX delivery_next ON delivery (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX delivery_state ON delivery (state, due_at, id);
CREATE INDEX delivery_leased ON delivery (channel_id) WHERE lease_token <> '';
CREATE INDEX delivery_channel_sent ON delivery (channel_id, sent_at) WHERE sent_at IS NOT NULL;
CREATE TABLE attempt (
    id          TEXT PRIMARY KEY,
    delivery_id TEXT NOT NULL REFERENCES delivery (id),
    number      INTEGER NOT NULL,
    task        TEXT NOT NULL,
    instance    TEXT NOT NULL,
    started_at  BIGINT NOT NULL,
    sending_at  BIGINT,
    finished_at BIGINT,
    class       TEXT NOT NULL DEFAULT '',
    reason      TEXT NOT NULL DEFAULT '',
    detail_vi   TEXT NOT NULL DEFAULT '',
    detail_en   TEXT NOT NULL DEFAULT ''
);
CREATE INDEX attempt_delivery ON attempt (delivery_id, started_at);
-- Raised in the transaction of every move that changes what a feed shows.
CREATE TABLE feed_generation (
    id         INTEGER PRIMARY KEY CHECK (id = 1),
    generation BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);
INSERT INTO feed_generation (id, generation, changed_at) VALUES (1, 1, 0);

-- +goose Down
DROP TABLE feed_generation;
DROP TABLE attempt;
DROP TABLE delivery;
DROP TABLE channel;
