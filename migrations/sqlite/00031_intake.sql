-- What others publish and we may consider: sources, each of their fetches, the items in the box
-- with every version that was seen, and where the stories and pictures come from that were made
-- of them. Facets, findings and contents are JSON; reasons are in both languages.

-- +goose Up
CREATE TABLE source (
    id            TEXT PRIMARY KEY,
    unit_code     TEXT NOT NULL REFERENCES unit (code),
    kind          TEXT NOT NULL CHECK (kind IN ('feed', 'wordpress')),
    name          TEXT NOT NULL,
    address       TEXT NOT NULL,
    credit        TEXT NOT NULL,
    terms         TEXT NOT NULL,
    basis         TEXT NOT NULL,
    wait_minutes  INTEGER NOT NULL,
    lang          TEXT NOT NULL,
    facets        TEXT NOT NULL,
    every_minutes INTEGER NOT NULL,
    state         TEXT NOT NULL CHECK (state IN ('on', 'off', 'ended')),
    format        TEXT NOT NULL DEFAULT '',
    moved_to      TEXT NOT NULL DEFAULT '',
    etag          TEXT NOT NULL DEFAULT '',
    modified      TEXT NOT NULL DEFAULT '',
    next_at       BIGINT,
    failures      INTEGER NOT NULL DEFAULT 0,
    last_at       BIGINT,
    outcome       TEXT NOT NULL DEFAULT '',
    reason_vi     TEXT NOT NULL DEFAULT '',
    reason_en     TEXT NOT NULL DEFAULT '',
    lease         TEXT NOT NULL DEFAULT '',
    lease_until   BIGINT NOT NULL DEFAULT 0,
    version       INTEGER NOT NULL,
    created_by    TEXT NOT NULL,
    created_at    BIGINT NOT NULL,
    updated_at    BIGINT NOT NULL
);
CREATE INDEX source_next ON source (next_at) WHERE next_at IS NOT NULL;
CREATE UNIQUE INDEX source_address ON source (unit_code, kind, address);
CREATE TABLE source_fetch (
    id        TEXT PRIMARY KEY,
    source_id TEXT NOT NULL REFERENCES source (id),
    at        BIGINT NOT NULL,
    took      BIGINT NOT NULL,
    outcome   TEXT NOT NULL CHECK (outcome IN ('fetched', 'unchanged', 'failed', 'gone')),
    status    INTEGER NOT NULL,
    bytes     INTEGER NOT NULL,
    made      INTEGER NOT NULL,
    changed   INTEGER NOT NULL,
    removed   INTEGER NOT NULL,
    moved_to  TEXT NOT NULL DEFAULT '',
    reason_vi TEXT NOT NULL DEFAULT '',
    reason_en TEXT NOT NULL DEFAULT '',
    findings  TEXT NOT NULL
);
CREATE INDEX source_fetch_place ON source_fetch (source_id, at);
CREATE INDEX source_fetch_at ON source_fetch (at);
CREATE TABLE item (
    id         TEXT PRIMARY KEY,
    source_id  TEXT NOT NULL REFERENCES source (id),
    identity   TEXT NOT NULL,
    guid       TEXT NOT NULL,
    link       TEXT NOT NULL,
    title      TEXT NOT NULL,
    folded     TEXT NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('new', 'taken', 'dismissed')),
    number     INTEGER NOT NULL,
    hash       TEXT NOT NULL,
    said_at    BIGINT,
    first_seen BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    removed_at BIGINT,
    reason     TEXT NOT NULL DEFAULT '',
    decided_by TEXT NOT NULL DEFAULT '',
    decided_at BIGINT,
    article_id TEXT REFERENCES article (id)
);
CREATE UNIQUE INDEX item_identity ON item (source_id, identity);
CREATE UNIQUE INDEX item_article ON item (article_id) WHERE article_id IS NOT NULL;
CREATE INDEX item_link ON item (source_id, link);
CREATE INDEX item_place ON item (first_seen, id);
CREATE TABLE item_version (
    item_id TEXT NOT NULL REFERENCES item (id),
    number  INTEGER NOT NULL,
    hash    TEXT NOT NULL,
    seen_at BIGINT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (item_id, number)
);
CREATE TABLE origin (
    article_id TEXT PRIMARY KEY REFERENCES article (id),
    item_id    TEXT NOT NULL UNIQUE REFERENCES item (id),
    source_id  TEXT NOT NULL REFERENCES source (id),
    number     INTEGER NOT NULL,
    name       TEXT NOT NULL,
    credit     TEXT NOT NULL,
    terms      TEXT NOT NULL,
    address    TEXT NOT NULL,
    said_at    BIGINT,
    first_seen BIGINT NOT NULL,
    taken_at   BIGINT NOT NULL,
    taken_by   TEXT NOT NULL,
    unit_code  TEXT NOT NULL
);
CREATE TABLE item_picture (
    item_id  TEXT NOT NULL REFERENCES item (id),
    address  TEXT NOT NULL,
    media_id TEXT NOT NULL REFERENCES media (id),
    PRIMARY KEY (item_id, address)
);

-- +goose Down
DROP TABLE item_picture;
DROP TABLE origin;
DROP TABLE item_version;
DROP TABLE item;
DROP TABLE source_fetch;
DROP TABLE source;
