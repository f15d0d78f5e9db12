-- Single sign-on: which account of a provider of identities is which person, the e-mail
-- address by which an administrator lets one be recognised, the roles that the provider
-- claimed at the last sign-in, and the answers that were taken already.
-- Hashes are SHA-256; instants are microseconds UTC.

-- +goose Up
ALTER TABLE person ADD COLUMN email TEXT;
CREATE UNIQUE INDEX person_email ON person (email);
-- JSON: [{"role": "author", "unit": "…"}]. They hold until claimed_until and no longer.
ALTER TABLE person ADD COLUMN claimed TEXT NOT NULL DEFAULT '[]';
ALTER TABLE person ADD COLUMN claimed_until BIGINT;
CREATE TABLE person_identity (
    id           TEXT PRIMARY KEY,
    person_id    TEXT NOT NULL REFERENCES person (id),
    issuer       TEXT NOT NULL,
    subject      TEXT NOT NULL,
    created_by   TEXT NOT NULL,
    created_at   BIGINT NOT NULL,
    last_used_at BIGINT,
    UNIQUE (issuer, subject),
    UNIQUE (person_id, issuer)
);
CREATE TABLE sign_in_answer (
    hash       TEXT PRIMARY KEY,
    expires_at BIGINT NOT NULL
);

-- +goose Down
DROP TABLE sign_in_answer;
DROP TABLE person_identity;
ALTER TABLE person DROP COLUMN claimed_until;
ALTER TABLE person DROP COLUMN claimed;
DROP INDEX person_email;
ALTER TABLE person DROP COLUMN email;
