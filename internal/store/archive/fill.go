package archive

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/lantoa/lantoa/internal/archive"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/store"
)

// Fill writes a proven archive into an empty house, in one transaction: its rows, the ends of its
// streams, and what prove does, which proves the record and tells of the act. What was written is
// read again and must give the members of the archive, byte for byte.
func (s *Store) Fill(ctx context.Context, a *archive.Archive, prove func(ctx context.Context) error) error {
	return s.db.InTx(ctx, func(ctx context.Context) error {
		nouns := archive.Nouns()
		if err := s.alone(ctx, nouns); err != nil {
			return err
		}
		if err := s.Empty(ctx); err != nil {
			return err
		}
		if err := s.rows(ctx, a, nouns); err != nil {
			return err
		}
		if err := s.heads(ctx, a); err != nil {
			return err
		}
		for i := range nouns {
			if err := s.same(ctx, a, &nouns[i]); err != nil {
				return err
			}
		}
		if err := prove(ctx); err != nil {
			return err
		}
		return s.exec(ctx, "DELETE FROM lease") // the prover's; a server need not wait for its end
	})
}

// Empty refuses a house in which anything is but what a migration lays down, and names it.
func (s *Store) Empty(ctx context.Context) error {
	var found []string
	count := func(table string, most int) error {
		var n int
		err := s.db.Read(ctx).Raw("SELECT count(*) FROM " + quote(table)).Scan(&n).Error
		if n > most {
			found = append(found, fmt.Sprintf("%s (%d)", table, n))
		}
		return store.Translate(err)
	}
	for _, n := range archive.Nouns() {
		if err := count(n.Name, n.Seeded); err != nil {
			return err
		}
	}
	for _, table := range []string{"session", "api_key", "one_time_link", "mail"} {
		if err := count(table, 0); err != nil {
			return err
		}
	}
	if len(found) == 0 {
		return nil
	}
	return fault.New(fault.StateConflict, fault.Tf("Chỉ nhập được vào nơi còn trống; ở đây đã có: %s. Đặt LANTOA_DATA (hoặc LANTOA_DATABASE_URL) tới nơi mới, chưa chạy `lantoa serve`. Không có gì được ghi.",
		"An archive can be taken into an empty house alone; here there is: %s. Set LANTOA_DATA (or LANTOA_DATABASE_URL) to a new one, where `lantoa serve` has not run yet. Nothing was written.", strings.Join(found, ", ")))
}

// alone keeps everybody else from writing on PostgreSQL; on SQLite a write transaction is alone.
func (s *Store) alone(ctx context.Context, nouns []archive.Noun) error {
	if s.db.Dialect() == store.SQLite {
		return nil
	}
	names := make([]string, len(nouns))
	for i, n := range nouns {
		names[i] = quote(n.Name)
	}
	if err := s.exec(ctx, "SET LOCAL idle_in_transaction_session_timeout = 0"); err != nil {
		return err
	}
	return s.exec(ctx, "LOCK TABLE "+strings.Join(names, ", ")+" IN SHARE ROW EXCLUSIVE MODE")
}

func (s *Store) exec(ctx context.Context, statement string, values ...any) error {
	return store.Translate(s.db.Write(ctx).Exec(statement, values...).Error)
}

// rows writes every noun. A checkpoint tells of rows that are gone, and so cannot meet what the
// database asks of a new one; the proof of the record holds it against the act that made it.
func (s *Store) rows(ctx context.Context, a *archive.Archive, nouns []archive.Noun) error {
	back, err := s.disarm(ctx)
	if err != nil {
		return err
	}
	for i := range nouns {
		n := &nouns[i]
		if n.Seeded > 0 {
			if err := s.exec(ctx, "DELETE FROM "+quote(n.Name)); err != nil {
				return err
			}
		}
		if err := s.fill(ctx, a, n); err != nil {
			return err
		}
	}
	return s.exec(ctx, back)
}

// disarm takes away, for this transaction, what the database asks of new checkpoints; back is the
// statement that brings it back.
func (s *Store) disarm(ctx context.Context) (back string, err error) {
	const trigger = "audit_checkpoint_made"
	if s.db.Dialect() == store.Postgres {
		return "ALTER TABLE audit_checkpoint ENABLE TRIGGER " + trigger, s.exec(ctx, "ALTER TABLE audit_checkpoint DISABLE TRIGGER "+trigger)
	}
	if err := s.db.Read(ctx).Raw("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = ?", trigger).Scan(&back).Error; err != nil {
		return "", store.Translate(err)
	}
	return back, s.exec(ctx, "DROP TRIGGER "+trigger)
}

// Bounds of one statement.
const (
	mostRows   = 50
	mostValues = 2000
)

// fill writes the rows of one noun, some at once. What refers to its own noun, to rows that may
// come later, is set when all are there.
func (s *Store) fill(ctx context.Context, a *archive.Archive, n *archive.Noun) error {
	own := -1
	for i, c := range n.Columns {
		if c.Ref == n.Name && c.Nullable {
			own = i
		}
	}
	var later [][2]any
	var values []any
	atOnce := max(1, min(mostRows, mostValues/len(n.Columns)))
	flush := func() error {
		if len(values) == 0 {
			return nil
		}
		row := "(" + strings.TrimSuffix(strings.Repeat("?,", len(n.Columns)), ",") + ")"
		rows := strings.TrimSuffix(strings.Repeat(row+",", len(values)/len(n.Columns)), ",")
		err := s.exec(ctx, "INSERT INTO "+quote(n.Name)+" ("+list(*n)+") VALUES "+rows, values...)
		values = values[:0]
		return err
	}
	err := a.Each(ctx, n, func(r archive.Row, _ []byte) error {
		if own >= 0 && r.Values[own] != nil {
			later = append(later, [2]any{r.Values[own], r.Values[0]})
			r.Values[own] = nil
		}
		values = append(values, r.Values...)
		if len(values) < atOnce*len(n.Columns) {
			return nil
		}
		return flush()
	})
	if err == nil {
		err = flush()
	}
	for _, one := range later {
		if err == nil {
			err = s.exec(ctx, "UPDATE "+quote(n.Name)+" SET "+quote(n.Columns[own].Name)+" = ? WHERE "+quote(n.Key[0])+" = ?", one[0], one[1])
		}
	}
	if err != nil {
		return fmt.Errorf("%s: %w", archive.DataName(*n), err)
	}
	return nil
}

// heads notes the ends of the streams where the sealer looks for them.
func (s *Store) heads(ctx context.Context, a *archive.Archive) error {
	for stream, head := range a.Manifest.Heads {
		note, err := json.Marshal(head)
		if err != nil {
			return err
		}
		if err := s.exec(ctx, "INSERT INTO meta (name, value) VALUES (?, ?)", "seal."+stream, string(note)); err != nil {
			return err
		}
	}
	return nil
}

// same reads a noun again and holds it against the archive.
func (s *Store) same(ctx context.Context, a *archive.Archive, n *archive.Noun) error {
	sum := sha256.New()
	err := archive.Each(ctx, s, n, func(_ archive.Row, line []byte) error {
		_, err := sum.Write(append(line, '\n'))
		return err
	})
	if err != nil {
		return err
	}
	for _, m := range a.Manifest.Members {
		if m.Name == archive.DataName(*n) && m.SHA256 != hex.EncodeToString(sum.Sum(nil)) {
			return fmt.Errorf("what was written of %s is not what the archive holds; nothing was kept", n.Name)
		}
	}
	return nil
}
