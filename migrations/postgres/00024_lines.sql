-- Lines of work: named points among the revisions; whose words a working copy holds beside its
-- person's, when it began, and who took its text over, with the revision that keeps it.
-- One that was dropped leaves its version, by which the next one goes on.
-- Instants are microseconds UTC.

-- +goose Up
ALTER TABLE revision ADD COLUMN name TEXT;
-- JSON: ["person id", …]
ALTER TABLE working_copy ADD COLUMN authors TEXT NOT NULL DEFAULT '[]';
ALTER TABLE working_copy ADD COLUMN begun_at BIGINT;
ALTER TABLE working_copy ADD COLUMN taken_by TEXT;
ALTER TABLE working_copy ADD COLUMN taken_at BIGINT;
ALTER TABLE working_copy ADD COLUMN kept_revision TEXT;
ALTER TABLE working_copy ADD COLUMN dropped_at BIGINT;

-- +goose Down
DELETE FROM working_copy WHERE dropped_at IS NOT NULL;
ALTER TABLE working_copy DROP COLUMN dropped_at;
ALTER TABLE working_copy DROP COLUMN kept_revision;
ALTER TABLE working_copy DROP COLUMN taken_at;
ALTER TABLE working_copy DROP COLUMN taken_by;
ALTER TABLE working_copy DROP COLUMN begun_at;
ALTER TABLE working_copy DROP COLUMN authors;
ALTER TABLE revision DROP COLUMN name;
