-- Units change by themselves, beside the documents of plans: a version for those who write at
-- once, and what a unit is called and where it stands from later days on. The row of a unit
-- keeps its first names; what was is never written over.

-- +goose Up
ALTER TABLE unit ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
CREATE TABLE unit_phase (
    unit_code   TEXT NOT NULL REFERENCES unit (code),
    valid_from  TEXT NOT NULL CHECK (valid_from <> ''),
    name_vi     TEXT NOT NULL,
    short_vi    TEXT NOT NULL,
    name_en     TEXT NOT NULL,
    kind        TEXT NOT NULL,
    parent_code TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (unit_code, valid_from)
);

-- +goose Down
DROP TABLE unit_phase;
ALTER TABLE unit DROP COLUMN version;
