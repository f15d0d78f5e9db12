-- People, what they may do, and how they sign in.
-- Tokens are stored as SHA-256 only; instants are microseconds UTC.

-- +goose Up
CREATE TABLE person (
    id         TEXT PRIMARY KEY,
    login      TEXT NOT NULL UNIQUE,
    name       TEXT NOT NULL,
    password   TEXT NOT NULL DEFAULT '',
    lang       TEXT NOT NULL,
    disabled   BOOLEAN NOT NULL DEFAULT FALSE,
    version    INTEGER NOT NULL DEFAULT 1,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
-- unit_code '' is every unit, hence no foreign key.
CREATE TABLE role_grant (
    person_id  TEXT NOT NULL REFERENCES person (id),
    role       TEXT NOT NULL,
    unit_code  TEXT NOT NULL DEFAULT '',
    granted_by TEXT NOT NULL,
    granted_at BIGINT NOT NULL,
    PRIMARY KEY (person_id, role, unit_code)
);
CREATE INDEX role_grant_role ON role_grant (role);
CREATE TABLE session (
    id           TEXT PRIMARY KEY,
    person_id    TEXT NOT NULL REFERENCES person (id),
    hash         TEXT NOT NULL UNIQUE,
    address      TEXT NOT NULL DEFAULT '',
    created_at   BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL,
    ended_at     BIGINT
);
CREATE INDEX session_person ON session (person_id, created_at);
CREATE TABLE api_key (
    id           TEXT PRIMARY KEY,
    person_id    TEXT NOT NULL REFERENCES person (id),
    name         TEXT NOT NULL,
    start        TEXT NOT NULL,
    hash         TEXT NOT NULL UNIQUE,
    scopes       TEXT,
    created_by   TEXT NOT NULL,
    created_at   BIGINT NOT NULL,
    expires_at   BIGINT,
    last_used_at BIGINT,
    revoked_at   BIGINT
);
CREATE INDEX api_key_person ON api_key (person_id, created_at);
CREATE TABLE one_time_link (
    id         TEXT PRIMARY KEY,
    purpose    TEXT NOT NULL,
    person_id  TEXT REFERENCES person (id),
    hash       TEXT NOT NULL UNIQUE,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at    BIGINT
);
-- One counter of failed sign-ins per account, per account at a familiar address, and
-- per address.
CREATE TABLE sign_in_attempt (
    kind          TEXT NOT NULL,
    subject       TEXT NOT NULL,
    failures      INTEGER NOT NULL,
    last_at       BIGINT NOT NULL,
    blocked_until BIGINT NOT NULL,
    PRIMARY KEY (kind, subject)
);

-- +goose Down
DROP TABLE sign_in_attempt;
DROP TABLE one_time_link;
DROP TABLE api_key;
DROP TABLE session;
DROP TABLE role_grant;
DROP TABLE person;
