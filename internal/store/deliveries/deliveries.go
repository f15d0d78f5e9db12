package deliveries

import (
	"context"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/published"
	"github.com/lantoa/lantoa/internal/store"
	"github.com/lantoa/lantoa/internal/store/articles"
)

// Editions locks the editions whose deliveries are about to change.
type Editions interface {
	LockEditions(ctx context.Context, ids []string, free bool) ([]articles.LockedEdition, error)
}

// Store keeps deliveries on either database.
type Store struct {
	db       *store.DB
	editions Editions
}

var (
	_ delivery.Store    = (*Store)(nil)
	_ delivery.Queue    = (*Store)(nil)
	_ delivery.Reader   = (*Store)(nil)
	_ delivery.Evidence = (*Store)(nil)
	_ published.Reader  = (*Store)(nil)
)

// New makes a Store.
func New(db *store.DB, editions Editions) *Store { return &Store{db: db, editions: editions} }

// InTx implements delivery.Store.
func (s *Store) InTx(ctx context.Context, fn func(ctx context.Context) error) error {
	return s.db.InTx(ctx, fn)
}

// AfterCommit implements delivery.Store.
func (s *Store) AfterCommit(ctx context.Context, act func()) { s.db.AfterCommit(ctx, act) }

// Now implements delivery.Store.
func (s *Store) Now(ctx context.Context) (time.Time, error) { return s.db.Now(ctx) }

// Lock implements delivery.Store.
func (s *Store) Lock(ctx context.Context, edition string) (*delivery.Set, error) {
	sets, err := s.lock(ctx, []string{edition}, false)
	if err != nil {
		return nil, err
	}
	return sets[0], nil
}

// LockFree implements delivery.Store.
func (s *Store) LockFree(ctx context.Context, editions []string) ([]*delivery.Set, error) {
	if err := s.db.WaitBriefly(ctx); err != nil {
		return nil, err
	}
	return s.lock(ctx, editions, true)
}

// lock locks editions, and then their deliveries, as every act does, so that two transactions
// never wait for each other.
func (s *Store) lock(ctx context.Context, editions []string, free bool) ([]*delivery.Set, error) {
	locked, err := s.editions.LockEditions(ctx, editions, free)
	if err != nil || len(locked) == 0 {
		return nil, err
	}
	ids := make([]string, len(locked))
	for i, e := range locked {
		ids[i] = e.ID
	}
	all, err := s.of(s.db.Write(ctx).Clauses(clause.Locking{Strength: "UPDATE"}), ids...)
	if err != nil {
		return nil, err
	}
	sets := make([]*delivery.Set, len(locked))
	for i, e := range locked {
		sets[i] = delivery.NewSet(e.Edition, e.Unit, e.Priority, all[e.ID])
	}
	if err := s.held(ctx, sets); err != nil {
		return nil, err
	}
	return sets, s.tellChannels(ctx, sets)
}

// tellChannels tells sets which channels have no readers, and which are portals.
func (s *Store) tellChannels(ctx context.Context, sets []*delivery.Set) error {
	var special []struct {
		ID     string
		Portal bool
	}
	const query = `SELECT id, portal FROM channel WHERE kind = ? OR portal`
	if err := s.db.Write(ctx).Raw(query, connector.TrialKind).Scan(&special).Error; err != nil {
		return store.Translate(err)
	}
	for _, set := range sets {
		for _, c := range special {
			if c.Portal {
				set.Portals = append(set.Portals, c.ID)
			} else {
				set.Trials = append(set.Trials, c.ID)
			}
		}
	}
	return nil
}

// of gives the deliveries of editions, by edition.
func (s *Store) of(handle *gorm.DB, editions ...string) (map[string][]delivery.Delivery, error) {
	var rows []deliveryRow
	if err := handle.Where("edition_id IN ?", editions).Order("edition_id, id").Find(&rows).Error; err != nil {
		return nil, store.Translate(err)
	}
	all, err := readDeliveries(rows)
	by := make(map[string][]delivery.Delivery, len(editions))
	for _, d := range all {
		by[d.Edition] = append(by[d.Edition], d)
	}
	return by, err
}

// Reach implements delivery.Store.
func (s *Store) Reach(ctx context.Context, edition string) (article.Reach, error) {
	all, err := s.of(s.db.Read(ctx), edition)
	return delivery.NewSet(article.Edition{ID: edition}, "", 0, all[edition]).Reach(), err
}

// LockOf implements delivery.Store.
func (s *Store) LockOf(ctx context.Context, id string) (*delivery.Set, error) {
	var row deliveryRow
	if err := store.Take(s.db.Write(ctx).Select("edition_id").Where("id = ?", id), &row, noDelivery()); err != nil {
		return nil, err
	}
	return s.Lock(ctx, row.EditionID)
}

// Save implements delivery.Store: the rows that changed go in one statement, whatever their
// number.
func (s *Store) Save(ctx context.Context, sets ...*delivery.Set) error {
	handle := s.db.Write(ctx)
	var fresh, rendered, changed []delivery.Delivery
	for _, set := range sets {
		fresh = append(fresh, set.Fresh()...)
		for _, d := range set.Changed() {
			if set.Rendered(d) {
				rendered = append(rendered, d)
			} else {
				changed = append(changed, d)
			}
		}
	}
	// Payloads are large, and most changes leave them as they are.
	for _, part := range []struct {
		handle *gorm.DB
		rows   []delivery.Delivery
	}{{handle, fresh}, {handle.Clauses(overwrite()), rendered}, {handle.Clauses(overwrite()).Omit("payload"), changed}} {
		if err := write(part.handle, part.rows); err != nil {
			return err
		}
	}
	return store.Translate(s.summarise(handle, sets))
}

func write(handle *gorm.DB, all []delivery.Delivery) error {
	if len(all) == 0 {
		return nil
	}
	rows := make([]deliveryRow, len(all))
	for i, d := range all {
		var err error
		if rows[i], err = newDeliveryRow(d); err != nil {
			return err
		}
	}
	return store.Translate(handle.CreateInBatches(&rows, together).Error)
}

// together is how many rows go in one statement, which takes so many values at most.
const together = 200

// overwrite has rows that are there take all the new values.
func overwrite() clause.OnConflict {
	return clause.OnConflict{Columns: []clause.Column{{Name: "id"}}, UpdateAll: true}
}

// summarise keeps the editions' publication beside their deliveries' moves, and tells the
// feeds when readers see something else.
func (s *Store) summarise(handle *gorm.DB, sets []*delivery.Set) error {
	var seen time.Time // the last change that readers see
	moved := map[article.Publication][]string{}
	for _, set := range sets {
		if publication := set.Publication(); publication != set.Edition.Publication {
			moved[publication] = append(moved[publication], set.Edition.ID)
		}
		if !set.ReadersSeeChange() {
			continue
		}
		for _, d := range set.All() {
			if d.UpdatedAt.After(seen) {
				seen = d.UpdatedAt
			}
		}
	}
	for publication, editions := range moved {
		const sum = `UPDATE edition SET publication = ? WHERE id IN ?`
		if err := handle.Exec(sum, string(publication), editions).Error; err != nil {
			return err
		}
	}
	if seen.IsZero() {
		return nil
	}
	const raise = `UPDATE feed_generation SET generation = generation + 1, changed_at = CASE WHEN changed_at < @changed THEN @changed ELSE changed_at END WHERE id = 1`
	return handle.Exec(raise, map[string]any{"changed": seen.UnixMicro()}).Error
}

// SaveAttempts implements delivery.Store.
func (s *Store) SaveAttempts(ctx context.Context, attempts ...delivery.Attempt) error {
	if len(attempts) == 0 {
		return nil
	}
	rows := make([]attemptRow, len(attempts))
	for i, a := range attempts {
		rows[i] = newAttemptRow(a)
	}
	if err := s.db.Write(ctx).Clauses(overwrite()).Create(&rows).Error; err != nil {
		return store.Translate(err)
	}
	return s.keep(ctx, attempts)
}

// RunningAttempt implements delivery.Store.
func (s *Store) RunningAttempt(ctx context.Context, id string) (delivery.Attempt, error) {
	var row attemptRow
	err := s.db.Write(ctx).Where("delivery_id = ? AND finished_at IS NULL", id).Order("started_at DESC, id DESC").Take(&row).Error
	return row.attempt(), store.Translate(err)
}

func noDelivery() fault.Text {
	return fault.T("Không có lượt phát này.", "There is no such delivery.")
}
