-- Editions side by side. A revision of a translation names the revision of the story's own
-- language that it was made from, '' where nobody said; its edition names that of its head, or
-- the one up to which somebody found it right, and that of the release in force. outdated is
-- kept beside it for lists: the text of the story's own language is another by now.
-- Publish together: a rule of the article, which its editions bear for the claim; a delivery
-- that goes alone is one that a person sent without the other languages.

-- +goose Up
ALTER TABLE revision ADD COLUMN source_revision TEXT NOT NULL DEFAULT '';
ALTER TABLE edition ADD COLUMN source_revision TEXT NOT NULL DEFAULT '';
ALTER TABLE edition ADD COLUMN released_source TEXT NOT NULL DEFAULT '';
ALTER TABLE edition ADD COLUMN outdated BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX edition_outdated ON edition (updated_at DESC, id DESC) WHERE outdated;
ALTER TABLE article ADD COLUMN together BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE edition ADD COLUMN together BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE delivery ADD COLUMN alone BOOLEAN NOT NULL DEFAULT FALSE;

-- +goose Down
ALTER TABLE delivery DROP COLUMN alone;
ALTER TABLE edition DROP COLUMN together;
ALTER TABLE article DROP COLUMN together;
DROP INDEX edition_outdated;
ALTER TABLE edition DROP COLUMN outdated;
ALTER TABLE edition DROP COLUMN released_source;
ALTER TABLE edition DROP COLUMN source_revision;
ALTER TABLE revision DROP COLUMN source_revision;
