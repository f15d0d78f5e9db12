-- The end of what the record of acts keeps, by a rule: a checkpoint says up to which number its
-- rows were removed, what their chain came to, and which act says so. Nothing else lets a
-- sealed row go. And when a person's name was taken out of the house.

-- +goose Up
CREATE TABLE audit_checkpoint (
    number  BIGINT PRIMARY KEY,
    hash    TEXT NOT NULL,
    act_id  TEXT NOT NULL,
    made_at BIGINT NOT NULL
);
ALTER TABLE person ADD COLUMN erased_at BIGINT;
CREATE INDEX audit_action ON audit (action, number);

-- A checkpoint is made behind the last one and before the end of the chain, by its own hash,
-- together with the act that tells of it.
-- +goose StatementBegin
CREATE TRIGGER audit_checkpoint_made BEFORE INSERT ON audit_checkpoint
WHEN new.number <= coalesce((SELECT max(number) FROM audit_checkpoint), 0)
    OR NOT EXISTS (SELECT 1 FROM seal WHERE stream = 'audit' AND number = new.number AND hash = new.hash)
    OR NOT EXISTS (SELECT 1 FROM seal WHERE stream = 'audit' AND number = new.number + 1)
    OR NOT EXISTS (SELECT 1 FROM audit WHERE id = new.act_id AND action = 'audit.prune' AND number IS NULL)
BEGIN
    SELECT RAISE(ABORT, 'a checkpoint stands for no place in the chain');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_checkpoint_facts BEFORE UPDATE ON audit_checkpoint
BEGIN
    SELECT RAISE(ABORT, 'a checkpoint cannot be changed');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_checkpoint_kept BEFORE DELETE ON audit_checkpoint
BEGIN
    SELECT RAISE(ABORT, 'checkpoints cannot be deleted');
END;
-- +goose StatementEnd
DROP TRIGGER audit_kept;
-- +goose StatementBegin
CREATE TRIGGER audit_kept BEFORE DELETE ON audit
WHEN old.number IS NULL OR old.number > coalesce((SELECT max(number) FROM audit_checkpoint), 0)
BEGIN
    SELECT RAISE(ABORT, 'audit rows cannot be deleted');
END;
-- +goose StatementEnd
DROP TRIGGER seal_kept;
-- +goose StatementBegin
CREATE TRIGGER seal_kept BEFORE DELETE ON seal
WHEN old.stream <> 'audit' OR old.number > coalesce((SELECT max(number) FROM audit_checkpoint), 0)
BEGIN
    SELECT RAISE(ABORT, 'seals cannot be deleted');
END;
-- +goose StatementEnd

-- +goose Down
DROP TRIGGER seal_kept;
-- +goose StatementBegin
CREATE TRIGGER seal_kept BEFORE DELETE ON seal
BEGIN
    SELECT RAISE(ABORT, 'seals cannot be deleted');
END;
-- +goose StatementEnd
DROP TRIGGER audit_kept;
-- +goose StatementBegin
CREATE TRIGGER audit_kept BEFORE DELETE ON audit
BEGIN
    SELECT RAISE(ABORT, 'audit rows cannot be deleted');
END;
-- +goose StatementEnd
DROP TABLE audit_checkpoint;
DROP INDEX audit_action;
ALTER TABLE person DROP COLUMN erased_at;
