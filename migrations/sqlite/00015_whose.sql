-- Whose a story is: the language in which it was first written, beside which the others are
-- translations, and the co-authors that its writers named, a JSON array of people's ids.

-- +goose Up
ALTER TABLE article ADD COLUMN lang TEXT NOT NULL DEFAULT '';
ALTER TABLE article ADD COLUMN coauthors TEXT NOT NULL DEFAULT '[]';
UPDATE article SET lang = COALESCE((SELECT e.lang FROM edition e WHERE e.article_id = article.id ORDER BY e.created_at, e.id LIMIT 1), '');

-- +goose Down
ALTER TABLE article DROP COLUMN coauthors;
ALTER TABLE article DROP COLUMN lang;
