-- Letters that go out by mail: the rows are the queue. What a letter says, subject and text, is
-- sealed, because a one-time link opens an account; it is blanked once the letter was sent or
-- given up. Address and answer go when the person is erased. Instants are microseconds UTC.

-- +goose Up
CREATE TABLE mail (
    id          TEXT PRIMARY KEY,
    key         TEXT NOT NULL UNIQUE,
    kind        TEXT NOT NULL,
    person_id   TEXT REFERENCES person (id),
    address     TEXT NOT NULL,
    sealed      BLOB NOT NULL,
    state       TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'sent', 'given_up')),
    created_at  BIGINT NOT NULL,
    due_at      BIGINT NOT NULL,
    expires_at  BIGINT NOT NULL,
    attempts    BIGINT NOT NULL DEFAULT 0,
    lease       TEXT NOT NULL DEFAULT '',
    lease_until BIGINT NOT NULL DEFAULT 0,
    ended_at    BIGINT,
    reason      TEXT NOT NULL DEFAULT '',
    answer      TEXT NOT NULL DEFAULT '',
    CHECK ((ended_at IS NOT NULL) = (state IN ('sent', 'given_up'))),
    CHECK (ended_at IS NULL OR length(sealed) = 0)
);
CREATE INDEX mail_queue ON mail (due_at) WHERE state IN ('waiting', 'sending');
CREATE INDEX mail_person ON mail (person_id, kind, created_at);
CREATE INDEX mail_ended ON mail (ended_at) WHERE ended_at IS NOT NULL;

-- +goose Down
DROP TABLE mail;
