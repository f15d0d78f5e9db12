-- Roles hold for a period: first and last day, open where empty. One role in one unit may be
-- granted several times, for periods that do not overlap.

-- +goose Up
ALTER TABLE role_grant ADD COLUMN valid_from TEXT NOT NULL DEFAULT '';
ALTER TABLE role_grant ADD COLUMN valid_until TEXT NOT NULL DEFAULT '';
ALTER TABLE role_grant DROP CONSTRAINT role_grant_pkey;
ALTER TABLE role_grant ADD PRIMARY KEY (person_id, role, unit_code, valid_from);

-- +goose Down
-- The old table knows no periods, and a role must not hold longer than it was given for: what
-- has a period goes.
DELETE FROM role_grant WHERE valid_from <> '' OR valid_until <> '';
ALTER TABLE role_grant DROP CONSTRAINT role_grant_pkey;
ALTER TABLE role_grant ADD PRIMARY KEY (person_id, role, unit_code);
ALTER TABLE role_grant DROP COLUMN valid_until;
ALTER TABLE role_grant DROP COLUMN valid_from;
