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
	"github.com/lantoa/lantoa/internal/store"
)

// Editions locks the edition whose deliveries are about to change.
type Editions interface {
	LockEdition(ctx context.Context, id string) (article.Edition, article.Article, error)
}

// Store keeps deliveries on either database.
type Store struct {
	db       *store.DB
	editions Editions
}

var (
	_ delivery.Store        = (*Store)(nil)
	_ delivery.Queue        = (*Store)(nil)
	_ delivery.Reader       = (*Store)(nil)
	_ delivery.Evidence     = (*Store)(nil)
	_ delivery.PublicReader = (*Store)(nil)
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

// Lock implements delivery.Store. The edition is locked before its deliveries, as every
// act does, so that two transactions never wait for each other.
func (s *Store) Lock(ctx context.Context, edition string) (*delivery.Set, error) {
	e, a, err := s.editions.LockEdition(ctx, edition)
	if err != nil {
		return nil, err
	}
	all, err := s.of(s.db.Write(ctx).Clauses(clause.Locking{Strength: "UPDATE"}), edition)
	if err != nil {
		return nil, err
	}
	set := delivery.NewSet(e, a.Unit, a.Priority, all)
	return set, s.tellChannels(ctx, set)
}

// tellChannels tells a set which channels have no readers, and which are portals.
func (s *Store) tellChannels(ctx context.Context, set *delivery.Set) error {
	var special []struct {
		ID     string
		Portal bool
	}
	const query = `SELECT id, portal FROM channel WHERE kind = ? OR portal`
	if err := s.db.Write(ctx).Raw(query, connector.TrialKind).Scan(&special).Error; err != nil {
		return store.Translate(err)
	}
	for _, c := range special {
		if c.Portal {
			set.Portals = append(set.Portals, c.ID)
		} else {
			set.Trials = append(set.Trials, c.ID)
		}
	}
	return nil
}

func (s *Store) of(handle *gorm.DB, edition string) ([]delivery.Delivery, error) {
	var rows []deliveryRow
	if err := handle.Where("edition_id = ?", edition).Order("id").Find(&rows).Error; err != nil {
		return nil, store.Translate(err)
	}
	return readDeliveries(rows)
}

// Reach implements delivery.Store.
func (s *Store) Reach(ctx context.Context, edition string) (article.Reach, error) {
	all, err := s.of(s.db.Read(ctx), edition)
	return delivery.NewSet(article.Edition{ID: edition}, "", 0, all).Reach(), err
}

// LockOf implements delivery.Store.
func (s *Store) LockOf(ctx context.Context, id string) (*delivery.Set, error) {
	var row deliveryRow
	if err := store.Take(s.db.Write(ctx).Select("edition_id").Where("id = ?", id), &row, noDelivery()); err != nil {
		return nil, err
	}
	return s.Lock(ctx, row.EditionID)
}

// Save implements delivery.Store.
func (s *Store) Save(ctx context.Context, set *delivery.Set) error {
	handle := s.db.Write(ctx)
	for _, d := range set.Fresh() {
		row, err := newDeliveryRow(d)
		if err != nil {
			return err
		}
		if err := handle.Create(&row).Error; err != nil {
			return store.Translate(err)
		}
	}
	for _, d := range set.Changed() {
		row, err := newDeliveryRow(d)
		if err != nil {
			return err
		}
		if err := handle.Select("*").Omit("id", "created_by", "created_at").Updates(&row).Error; err != nil {
			return store.Translate(err)
		}
	}
	return store.Translate(s.summarise(handle, set))
}

// summarise keeps the edition's publication beside its deliveries' moves, and tells the
// feeds when readers see something else.
func (s *Store) summarise(handle *gorm.DB, set *delivery.Set) error {
	publication := string(set.Publication())
	const sum = `UPDATE edition SET publication = ? WHERE id = ? AND publication <> ?`
	if err := handle.Exec(sum, publication, set.Edition.ID, publication).Error; err != nil {
		return err
	}
	if !set.ReadersSeeChange() {
		return nil
	}
	var changed time.Time
	for _, d := range set.All() {
		if d.UpdatedAt.After(changed) {
			changed = d.UpdatedAt
		}
	}
	const raise = `UPDATE feed_generation SET generation = generation + 1, changed_at = CASE WHEN changed_at < @changed THEN @changed ELSE changed_at END WHERE id = 1`
	return handle.Exec(raise, map[string]any{"changed": changed.UnixMicro()}).Error
}

// SaveAttempt implements delivery.Store.
func (s *Store) SaveAttempt(ctx context.Context, a delivery.Attempt) error {
	row := newAttemptRow(a)
	if err := s.db.Write(ctx).Select("*").Omit("id").Updates(&row).Error; err != nil {
		return store.Translate(err)
	}
	return s.keep(ctx, a)
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
