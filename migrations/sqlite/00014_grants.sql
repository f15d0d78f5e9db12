-- Roles hold for a period: first and last day, open where empty. One role in one unit may be
-- granted several times, for periods that do not overlap. No other table refers to grants.

-- +goose Up
CREATE TABLE role_grant_of_period (
    person_id   TEXT NOT NULL REFERENCES person (id),
    role        TEXT NOT NULL,
    unit_code   TEXT NOT NULL DEFAULT '',
    valid_from  TEXT NOT NULL DEFAULT '',
    valid_until TEXT NOT NULL DEFAULT '',
    granted_by  TEXT NOT NULL,
    granted_at  BIGINT NOT NULL,
    PRIMARY KEY (person_id, role, unit_code, valid_from)
);
INSERT INTO role_grant_of_period (person_id, role, unit_code, granted_by, granted_at)
SELECT person_id, role, unit_code, granted_by, granted_at FROM role_grant;
DROP TABLE role_grant;
ALTER TABLE role_grant_of_period RENAME TO role_grant;
CREATE INDEX role_grant_role ON role_grant (role);

-- +goose Down
-- The old table knows no periods, and a role must not hold longer than it was given for: what
-- has a period goes.
CREATE TABLE role_grant_for_good (
    person_id  TEXT NOT NULL REFERENCES person (id),
    role       TEXT NOT NULL,
    unit_code  TEXT NOT NULL DEFAULT '',
    granted_by TEXT NOT NULL,
    granted_at BIGINT NOT NULL,
    PRIMARY KEY (person_id, role, unit_code)
);
INSERT INTO role_grant_for_good (person_id, role, unit_code, granted_by, granted_at)
SELECT person_id, role, unit_code, granted_by, granted_at FROM role_grant WHERE valid_from = '' AND valid_until = '';
DROP TABLE role_grant;
ALTER TABLE role_grant_for_good RENAME TO role_grant;
CREATE INDEX role_grant_role ON role_grant (role);
