-- Comments: threads on an edition, on words of it or on a picture, and how each comment read at
-- which time. Places count code points in the plain text of the field of the revision. Nothing
-- of it enters a release.

-- +goose Up
CREATE TABLE comment_thread (
    id          TEXT PRIMARY KEY,
    edition_id  TEXT NOT NULL REFERENCES edition (id),
    about       TEXT NOT NULL,
    revision_id TEXT NOT NULL REFERENCES revision (id),
    field       TEXT NOT NULL DEFAULT '',
    quote       TEXT NOT NULL DEFAULT '',
    prefix      TEXT NOT NULL DEFAULT '',
    suffix      TEXT NOT NULL DEFAULT '',
    place_start INTEGER NOT NULL DEFAULT 0,
    place_end   INTEGER NOT NULL DEFAULT 0,
    picture_id  TEXT NOT NULL DEFAULT '',
    state       TEXT NOT NULL,
    version     INTEGER NOT NULL,
    started_by  TEXT NOT NULL,
    created_at  BIGINT NOT NULL,
    updated_at  BIGINT NOT NULL,
    resolved_by TEXT NOT NULL DEFAULT '',
    resolved_at BIGINT
);
CREATE INDEX comment_thread_edition ON comment_thread (edition_id, created_at DESC, id DESC);

CREATE TABLE comment_remark (
    id           TEXT PRIMARY KEY,
    thread_id    TEXT NOT NULL REFERENCES comment_thread (id),
    number       INTEGER NOT NULL,
    author_id    TEXT NOT NULL,
    created_at   BIGINT NOT NULL,
    retracted_at BIGINT,
    UNIQUE (thread_id, number)
);

-- salt is what the record of acts hashed the words with.
CREATE TABLE comment_wording (
    remark_id  TEXT NOT NULL REFERENCES comment_remark (id),
    number     INTEGER NOT NULL,
    body       TEXT NOT NULL,
    mentions   TEXT NOT NULL,
    salt       TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (remark_id, number)
);

-- +goose Down
DROP TABLE comment_wording;
DROP TABLE comment_remark;
DROP TABLE comment_thread;
