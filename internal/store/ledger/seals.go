package ledger

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/store"
)

// Seals stores the chains.
type Seals struct{ db *store.DB }

// NewSeals makes the store of [audit.Sealer].
func NewSeals(db *store.DB) *Seals { return &Seals{db} }

// InTx implements [audit.SealStore].
func (s *Seals) InTx(ctx context.Context, fn func(ctx context.Context) error) error {
	return s.db.InTx(ctx, fn)
}

// Now implements [audit.SealStore].
func (s *Seals) Now(ctx context.Context) (time.Time, error) { return s.db.Now(ctx) }

// Take implements [audit.SealStore].
func (s *Seals) Take(ctx context.Context, l audit.Lease, now time.Time) (bool, error) {
	const statement = `
INSERT INTO lease (name, token, until_at) VALUES (?, ?, ?)
ON CONFLICT (name) DO UPDATE SET token = excluded.token, until_at = excluded.until_at
WHERE lease.token = excluded.token OR lease.until_at <= ?`
	done := s.db.Write(ctx).Exec(statement, l.Name, l.Token, l.Until.UnixMicro(), now.UnixMicro())
	return done.RowsAffected == 1, store.Translate(done.Error)
}

// head is what the table meta keeps of the newest seal.
type head struct {
	Number int64  `json:"number"`
	Hash   string `json:"hash"`
}

func headName(stream audit.Stream) string { return "seal." + string(stream) }

// Head implements [audit.SealStore]. Both are read by one statement, hence at one moment.
func (s *Seals) Head(ctx context.Context, stream audit.Stream) (seal, noted audit.Seal, err error) {
	const query = `
SELECT coalesce(s.number, 0) AS number, coalesce(s.row_id, '') AS row_id, coalesce(s.hash, '') AS hash, coalesce(m.value, '{}') AS value
FROM (SELECT 1 AS one) o
LEFT JOIN seal s ON s.stream = ? AND s.number = (SELECT max(number) FROM seal WHERE stream = ?)
LEFT JOIN meta m ON m.name = ?`
	var found struct {
		Number             int64
		RowID, Hash, Value string
	}
	if err := s.db.Write(ctx).Raw(query, stream, stream, headName(stream)).Scan(&found).Error; err != nil {
		return seal, noted, store.Translate(err)
	}
	var note head
	if err := json.Unmarshal([]byte(found.Value), &note); err != nil {
		return seal, noted, fmt.Errorf("the noted end of the stream %s: %w", stream, err)
	}
	return audit.Seal{Number: found.Number, Row: found.RowID, Hash: found.Hash}, audit.Seal{Number: note.Number, Hash: note.Hash}, nil
}

// Unsealed implements [audit.SealStore].
func (s *Seals) Unsealed(ctx context.Context, stream audit.Stream, open time.Time, limit int) ([]audit.Row, error) {
	query, args := "SELECT r.* FROM "+string(stream)+" r WHERE r.number IS NULL", []any{}
	if stream == audit.Records {
		query += " AND (NOT r.refused OR r.at <= ?)"
		args = append(args, open.UnixMicro())
	}
	query += " ORDER BY r.id LIMIT ?" + s.db.LockRows("r", false)
	return s.rows(stream, s.db.Write(ctx).Raw(query, append(args, limit)...))
}

// Append implements [audit.SealStore].
func (s *Seals) Append(ctx context.Context, stream audit.Stream, seals []audit.Seal) error {
	rows := make([]sealRow, 0, len(seals))
	for _, seal := range seals {
		rows = append(rows, sealRow{Stream: string(stream), Number: seal.Number, RowID: seal.Row,
			PrevHash: seal.PrevHash, Hash: seal.Hash, SealedAt: seal.SealedAt.UnixMicro()})
	}
	if err := s.db.Write(ctx).CreateInBatches(rows, 100).Error; err != nil {
		return store.Translate(err)
	}
	first, last := seals[0], seals[len(seals)-1]
	number := "UPDATE " + string(stream) + " SET number = (SELECT s.number FROM seal s WHERE s.stream = ? AND s.row_id = " + string(stream) + ".id)" +
		" WHERE id IN (SELECT s.row_id FROM seal s WHERE s.stream = ? AND s.number BETWEEN ? AND ?)"
	if err := s.db.Write(ctx).Exec(number, stream, stream, first.Number, last.Number).Error; err != nil {
		return store.Translate(err)
	}
	note, err := json.Marshal(head{last.Number, last.Hash})
	if err != nil {
		return err
	}
	return store.Translate(s.db.Write(ctx).Clauses(clause.OnConflict{UpdateAll: true}).
		Create(&metaRow{Name: headName(stream), Value: string(note)}).Error)
}

// Seals implements [audit.SealStore].
func (s *Seals) Seals(ctx context.Context, stream audit.Stream, above int64, limit int) ([]audit.Seal, map[string]audit.Row, error) {
	var found []sealRow
	err := s.db.Read(ctx).Where("stream = ? AND number > ?", stream, above).Order("number").Limit(limit).Find(&found).Error
	if err != nil {
		return nil, nil, store.Translate(err)
	}
	seals := make([]audit.Seal, 0, len(found))
	ids := make([]string, 0, len(found))
	for _, row := range found {
		seals = append(seals, audit.Seal{Number: row.Number, Row: row.RowID, PrevHash: row.PrevHash, Hash: row.Hash, SealedAt: store.Instant(row.SealedAt)})
		ids = append(ids, row.RowID)
	}
	rows, err := s.rows(stream, s.db.Read(ctx).Table(string(stream)).Where("id IN ?", ids))
	byID := make(map[string]audit.Row, len(rows))
	for _, row := range rows {
		byID[row.ID] = row
	}
	return seals, byID, err
}

// Strays implements [audit.SealStore].
func (s *Seals) Strays(ctx context.Context, stream audit.Stream, limit int) ([]audit.Row, error) {
	query := "SELECT r.* FROM " + string(stream) + " r WHERE r.number IS NULL OR NOT EXISTS " +
		"(SELECT 1 FROM seal s WHERE s.stream = ? AND s.row_id = r.id) ORDER BY r.id LIMIT ?"
	return s.rows(stream, s.db.Read(ctx).Raw(query, stream, limit))
}

// Record implements [audit.SealStore].
func (s *Seals) Record(ctx context.Context, id string) (audit.Row, bool, error) {
	rows, err := s.rows(audit.Records, s.db.Read(ctx).Table(string(audit.Records)).Where("id = ?", id))
	if err != nil || len(rows) == 0 {
		return audit.Row{}, false, err
	}
	return rows[0], true, nil
}

// Checkpoint implements [audit.SealStore].
func (s *Seals) Checkpoint(ctx context.Context) (audit.Checkpoint, error) {
	var row checkpointRow
	err := s.db.Read(ctx).Order("number DESC").Limit(1).Find(&row).Error
	if err != nil || row.Number == 0 {
		return audit.Checkpoint{}, store.Translate(err)
	}
	return audit.Checkpoint{Number: row.Number, Hash: row.Hash, Act: row.ActID, MadeAt: store.Instant(row.MadeAt)}, nil
}

// Prune implements [audit.SealStore]. The triggers let go of what lies behind the newest
// checkpoint, hence the order.
func (s *Seals) Prune(ctx context.Context, c audit.Checkpoint) error {
	handle := s.db.Write(ctx)
	row := checkpointRow{Number: c.Number, Hash: c.Hash, ActID: c.Act, MadeAt: c.MadeAt.UnixMicro()}
	if err := handle.Create(&row).Error; err != nil {
		return store.Translate(err)
	}
	if err := handle.Exec("DELETE FROM audit WHERE number <= ?", c.Number).Error; err != nil {
		return store.Translate(err)
	}
	return store.Translate(handle.Exec("DELETE FROM seal WHERE stream = ? AND number <= ?", audit.Records, c.Number).Error)
}

// rows runs a query over the table of a stream.
func (s *Seals) rows(stream audit.Stream, query *gorm.DB) ([]audit.Row, error) {
	if stream == audit.Events {
		return scan(query, func(r eventRow) (audit.Row, error) { return r.occurrence().Row() })
	}
	return scan(query, func(r recordRow) (audit.Row, error) {
		record, unreadable := r.record()
		row, err := record.Row()
		if unreadable != nil {
			row.Tampered = "its personal data cannot be read"
		}
		return row, err
	})
}

func scan[R any](query *gorm.DB, turn func(R) (audit.Row, error)) ([]audit.Row, error) {
	var found []R
	if err := query.Scan(&found).Error; err != nil {
		return nil, store.Translate(err)
	}
	rows := make([]audit.Row, 0, len(found))
	for _, one := range found {
		row, err := turn(one)
		if err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}

var _ audit.SealStore = (*Seals)(nil)
