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
CREATE FUNCTION hold_checkpoint() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.number <= coalesce((SELECT max(number) FROM audit_checkpoint), 0)
        OR NOT EXISTS (SELECT 1 FROM seal WHERE stream = 'audit' AND number = NEW.number AND hash = NEW.hash)
        OR NOT EXISTS (SELECT 1 FROM seal WHERE stream = 'audit' AND number = NEW.number + 1)
        OR NOT EXISTS (SELECT 1 FROM audit WHERE id = NEW.act_id AND action = 'audit.prune' AND number IS NULL)
    THEN
        RAISE EXCEPTION 'a checkpoint stands for no place in the chain' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END;
$$;
CREATE FUNCTION keep_unpruned() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'seal' THEN
        IF OLD.stream = 'audit' AND OLD.number <= coalesce((SELECT max(number) FROM audit_checkpoint), 0) THEN
            RETURN OLD;
        END IF;
    ELSIF OLD.number IS NOT NULL AND OLD.number <= coalesce((SELECT max(number) FROM audit_checkpoint), 0) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION '% refused: rows of % are append-only', TG_OP, TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END;
$$;
-- +goose StatementEnd
CREATE TRIGGER audit_checkpoint_made BEFORE INSERT ON audit_checkpoint FOR EACH ROW EXECUTE FUNCTION hold_checkpoint();
CREATE TRIGGER audit_checkpoint_kept BEFORE UPDATE OR DELETE ON audit_checkpoint FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_checkpoint_whole BEFORE TRUNCATE ON audit_checkpoint FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
DROP TRIGGER audit_kept ON audit;
CREATE TRIGGER audit_kept BEFORE DELETE ON audit FOR EACH ROW EXECUTE FUNCTION keep_unpruned();
DROP TRIGGER seal_kept ON seal;
CREATE TRIGGER seal_kept BEFORE DELETE ON seal FOR EACH ROW EXECUTE FUNCTION keep_unpruned();

-- +goose Down
DROP TRIGGER seal_kept ON seal;
CREATE TRIGGER seal_kept BEFORE DELETE ON seal FOR EACH ROW EXECUTE FUNCTION refuse_change();
DROP TRIGGER audit_kept ON audit;
CREATE TRIGGER audit_kept BEFORE DELETE ON audit FOR EACH ROW EXECUTE FUNCTION refuse_change();
DROP TABLE audit_checkpoint;
DROP FUNCTION keep_unpruned;
DROP FUNCTION hold_checkpoint;
DROP INDEX audit_action;
ALTER TABLE person DROP COLUMN erased_at;
