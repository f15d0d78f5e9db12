-- A second factor for people: the secret of an authenticator app, sealed, and recovery
-- codes as SHA-256. A session tells how its person was proven, from which network, and in
-- short words with what browser. Instants are microseconds UTC.

-- +goose Up
CREATE TABLE second_factor (
    person_id    TEXT PRIMARY KEY REFERENCES person (id),
    sealed       BYTEA NOT NULL,
    key_id       TEXT NOT NULL,
    created_at   BIGINT NOT NULL,
    confirmed_at BIGINT,
    last_step    BIGINT NOT NULL DEFAULT 0
);
CREATE TABLE recovery_code (
    person_id  TEXT NOT NULL REFERENCES person (id),
    hash       TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    used_at    BIGINT,
    PRIMARY KEY (person_id, hash)
);
-- Whether there is a confirmed one, so that no request has to look for it.
ALTER TABLE person ADD COLUMN second_factor BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE session ADD COLUMN proof TEXT NOT NULL DEFAULT 'password';
ALTER TABLE session ADD COLUMN network TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN agent TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE session DROP COLUMN agent;
ALTER TABLE session DROP COLUMN network;
ALTER TABLE session DROP COLUMN proof;
ALTER TABLE person DROP COLUMN second_factor;
DROP TABLE recovery_code;
DROP TABLE second_factor;
