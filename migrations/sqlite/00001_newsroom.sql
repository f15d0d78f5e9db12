-- Plan and facets, units, articles with their editions, revisions and releases.
-- Instants are microseconds UTC; dates are ISO 8601 text; JSON is text.

-- +goose Up
CREATE TABLE plan (
    id           TEXT PRIMARY KEY,
    code         TEXT NOT NULL,
    version      INTEGER NOT NULL,
    title_vi     TEXT NOT NULL,
    title_en     TEXT NOT NULL,
    period_from  TEXT NOT NULL,
    period_to    TEXT NOT NULL,
    territory_vi TEXT NOT NULL,
    territory_en TEXT NOT NULL,
    lead_unit    TEXT NOT NULL,
    document     TEXT NOT NULL,
    hash         TEXT NOT NULL,
    loaded_at    BIGINT NOT NULL,
    UNIQUE (code, version)
);
CREATE TABLE facet (
    plan_id     TEXT NOT NULL REFERENCES plan (id),
    kind        TEXT NOT NULL,
    code        TEXT NOT NULL,
    parent_code TEXT NOT NULL DEFAULT '',
    position    INTEGER NOT NULL,
    name_vi     TEXT NOT NULL,
    name_en     TEXT NOT NULL,
    short_vi    TEXT NOT NULL,
    short_en    TEXT NOT NULL,
    attrs       TEXT NOT NULL,
    valid_from  TEXT NOT NULL DEFAULT '',
    valid_to    TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (plan_id, kind, code)
);
CREATE TABLE unit (
    code        TEXT PRIMARY KEY,
    name_vi     TEXT NOT NULL,
    short_vi    TEXT NOT NULL,
    name_en     TEXT NOT NULL,
    kind        TEXT NOT NULL,
    parent_code TEXT NOT NULL DEFAULT '',
    valid_from  TEXT NOT NULL DEFAULT '',
    valid_to    TEXT NOT NULL DEFAULT '',
    attrs       TEXT NOT NULL
);
CREATE TABLE unit_successor (
    unit_code      TEXT NOT NULL REFERENCES unit (code),
    successor_code TEXT NOT NULL REFERENCES unit (code),
    PRIMARY KEY (unit_code, successor_code)
);

CREATE TABLE article (
    id         TEXT PRIMARY KEY,
    plan_id    TEXT NOT NULL REFERENCES plan (id),
    unit_code  TEXT NOT NULL REFERENCES unit (code),
    form_code  TEXT NOT NULL DEFAULT '',
    keywords   TEXT NOT NULL DEFAULT '[]',
    priority   INTEGER NOT NULL DEFAULT 0,
    version    INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX article_unit ON article (unit_code);
CREATE TABLE article_facet (
    article_id TEXT NOT NULL REFERENCES article (id),
    kind       TEXT NOT NULL,
    code       TEXT NOT NULL,
    position   INTEGER NOT NULL,
    PRIMARY KEY (article_id, kind, code)
);
CREATE INDEX article_facet_code ON article_facet (kind, code);

CREATE TABLE edition (
    rowno            INTEGER PRIMARY KEY,
    id               TEXT NOT NULL UNIQUE,
    article_id       TEXT NOT NULL REFERENCES article (id),
    lang             TEXT NOT NULL,
    state            TEXT NOT NULL,
    version          INTEGER NOT NULL,
    head_revision    TEXT NOT NULL DEFAULT '',
    approved_release TEXT,
    next_act         TEXT NOT NULL,
    note_kind        TEXT NOT NULL DEFAULT '',
    note             TEXT NOT NULL DEFAULT '',
    reason           TEXT NOT NULL DEFAULT '',
    embargo_until    BIGINT,
    embargo_wall     TEXT NOT NULL DEFAULT '',
    embargo_zone     TEXT NOT NULL DEFAULT '',
    publication      TEXT NOT NULL,
    title            TEXT NOT NULL DEFAULT '',
    folded_title     TEXT NOT NULL DEFAULT '',
    folded           TEXT NOT NULL DEFAULT '',
    submitted_by     TEXT NOT NULL DEFAULT '',
    submitted_at     BIGINT,
    withdrawn_at     BIGINT,
    created_by       TEXT NOT NULL,
    created_at       BIGINT NOT NULL,
    updated_at       BIGINT NOT NULL,
    UNIQUE (article_id, lang)
);
CREATE INDEX edition_state ON edition (state, updated_at DESC, id DESC);
CREATE INDEX edition_updated ON edition (updated_at DESC, id DESC);

CREATE VIRTUAL TABLE edition_text USING fts5 (
    folded, content = 'edition', content_rowid = 'rowno', tokenize = 'unicode61 remove_diacritics 2'
);
-- +goose StatementBegin
CREATE TRIGGER edition_text_insert AFTER INSERT ON edition BEGIN
    INSERT INTO edition_text (rowid, folded) VALUES (new.rowno, new.folded);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER edition_text_update AFTER UPDATE OF folded ON edition BEGIN
    INSERT INTO edition_text (edition_text, rowid, folded) VALUES ('delete', old.rowno, old.folded);
    INSERT INTO edition_text (rowid, folded) VALUES (new.rowno, new.folded);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER edition_text_delete AFTER DELETE ON edition BEGIN
    INSERT INTO edition_text (edition_text, rowid, folded) VALUES ('delete', old.rowno, old.folded);
END;
-- +goose StatementEnd

CREATE TABLE revision (
    id         TEXT PRIMARY KEY,
    edition_id TEXT NOT NULL REFERENCES edition (id),
    number     INTEGER NOT NULL,
    base_id    TEXT NOT NULL DEFAULT '',
    kind       TEXT NOT NULL,
    title      TEXT NOT NULL,
    lead       TEXT NOT NULL,
    body       TEXT NOT NULL,
    authors    TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (edition_id, number)
);
CREATE TABLE working_copy (
    edition_id    TEXT NOT NULL REFERENCES edition (id),
    person_id     TEXT NOT NULL,
    base_revision TEXT NOT NULL DEFAULT '',
    title         TEXT NOT NULL,
    lead          TEXT NOT NULL,
    body          TEXT NOT NULL,
    version       INTEGER NOT NULL,
    snapshot_at   BIGINT NOT NULL,
    updated_at    BIGINT NOT NULL,
    PRIMARY KEY (edition_id, person_id)
);
-- Who saved what since the last approved release: the record that four eyes reads.
CREATE TABLE contribution (
    edition_id     TEXT NOT NULL REFERENCES edition (id),
    release_number INTEGER NOT NULL,
    person_id      TEXT NOT NULL,
    what           TEXT NOT NULL,
    at             BIGINT NOT NULL,
    PRIMARY KEY (edition_id, release_number, person_id, what)
);
-- told_at is when the newest change that readers are told of was approved, 0 while there is none.
CREATE TABLE release (
    id          TEXT PRIMARY KEY,
    edition_id  TEXT NOT NULL REFERENCES edition (id),
    number      INTEGER NOT NULL,
    act         TEXT NOT NULL,
    revision_id TEXT NOT NULL REFERENCES revision (id),
    title       TEXT NOT NULL,
    schema      INTEGER NOT NULL,
    canonical   BLOB NOT NULL,
    hash        TEXT NOT NULL,
    approved_by TEXT NOT NULL,
    on_behalf   TEXT NOT NULL DEFAULT '',
    approved_at BIGINT NOT NULL,
    told_at     BIGINT NOT NULL DEFAULT 0,
    UNIQUE (edition_id, number)
);
CREATE TABLE release_facet (
    release_id TEXT NOT NULL REFERENCES release (id),
    kind       TEXT NOT NULL,
    code       TEXT NOT NULL,
    PRIMARY KEY (release_id, kind, code)
);
CREATE INDEX release_facet_code ON release_facet (kind, code);

-- +goose Down
DROP TABLE release_facet;
DROP TABLE release;
DROP TABLE contribution;
DROP TABLE working_copy;
DROP TABLE revision;
DROP TABLE edition_text;
DROP TABLE edition;
DROP TABLE article_facet;
DROP TABLE article;
DROP TABLE unit_successor;
DROP TABLE unit;
DROP TABLE facet;
DROP TABLE plan;
