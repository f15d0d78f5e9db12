package people

import (
	"context"
	"time"

	"gorm.io/gorm"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/delegation"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/store"
)

// NewDelegations returns the store of [delegation.Service].
func NewDelegations(db *store.DB) *Store { return &Store{db} }

type delegationRow struct {
	ID         string `gorm:"primaryKey"`
	GiverID    string
	ReceiverID string
	UnitCode   string
	StartsAt   int64
	StartsWall string
	StartsZone string
	EndsAt     int64
	EndsWall   string
	EndsZone   string
	Reason     string
	CreatedBy  string
	CreatedAt  int64 `gorm:"autoCreateTime:false"`
	RevokedBy  string
	RevokedAt  *int64
}

func (delegationRow) TableName() string { return "delegation" }

func (r delegationRow) delegation() delegation.Delegation {
	return delegation.Delegation{ID: r.ID, Giver: r.GiverID, Receiver: r.ReceiverID, Unit: r.UnitCode,
		Starts: delegation.Hour{At: store.Instant(r.StartsAt), Wall: r.StartsWall, Zone: r.StartsZone},
		Ends:   delegation.Hour{At: store.Instant(r.EndsAt), Wall: r.EndsWall, Zone: r.EndsZone},
		Reason: r.Reason, CreatedBy: r.CreatedBy, CreatedAt: store.Instant(r.CreatedAt),
		RevokedBy: r.RevokedBy, RevokedAt: store.InstantOf(r.RevokedAt)}
}

func delegationsOf(rows []delegationRow) []delegation.Delegation {
	delegations := make([]delegation.Delegation, len(rows))
	for i, r := range rows {
		delegations[i] = r.delegation()
	}
	return delegations
}

// AddDelegation implements [delegation.Store].
func (s *Store) AddDelegation(ctx context.Context, d delegation.Delegation) error {
	return store.Translate(s.db.Write(ctx).Create(&delegationRow{ID: d.ID, GiverID: d.Giver, ReceiverID: d.Receiver, UnitCode: d.Unit,
		StartsAt: d.Starts.At.UnixMicro(), StartsWall: d.Starts.Wall, StartsZone: d.Starts.Zone,
		EndsAt: d.Ends.At.UnixMicro(), EndsWall: d.Ends.Wall, EndsZone: d.Ends.Zone,
		Reason: d.Reason, CreatedBy: d.CreatedBy, CreatedAt: d.CreatedAt.UnixMicro()}).Error)
}

// Delegation implements [delegation.Store].
func (s *Store) Delegation(ctx context.Context, id string) (delegation.Delegation, error) {
	var r delegationRow
	err := store.Take(s.db.Read(ctx).Where("id = ?", id), &r, fault.T("Không có ủy quyền này.", "There is no such delegation."))
	return r.delegation(), err
}

// HoldDelegations implements [delegation.Store]. It is the giver's own row that is
// locked: delegations that are not there yet cannot be.
func (s *Store) HoldDelegations(ctx context.Context, giver string, after time.Time) ([]delegation.Delegation, error) {
	var held []string
	if err := s.db.Write(ctx).Raw("SELECT p.id FROM person p WHERE p.id = ?"+s.db.LockRows("p", false), giver).Scan(&held).Error; err != nil {
		return nil, store.Translate(err)
	}
	var rows []delegationRow
	err := s.db.Write(ctx).Where("giver_id = ? AND ends_at > ? AND revoked_at IS NULL", giver, after.UnixMicro()).Order("starts_at, id").Find(&rows).Error
	return delegationsOf(rows), store.Translate(err)
}

// RevokeDelegation implements [delegation.Store].
func (s *Store) RevokeDelegation(ctx context.Context, id string, by account.Stamp) (bool, error) {
	done := s.db.Write(ctx).Model(&delegationRow{}).Where("id = ? AND revoked_at IS NULL", id).
		Updates(map[string]any{"revoked_by": by.By, "revoked_at": by.At.UnixMicro()})
	return done.RowsAffected > 0, store.Translate(done.Error)
}

// Delegations implements [delegation.Store].
func (s *Store) Delegations(ctx context.Context, person string) ([]delegation.Delegation, error) {
	query := s.db.Read(ctx).Order("created_at DESC, id DESC")
	if person != "" {
		query = query.Where("giver_id = ? OR receiver_id = ?", person, person)
	}
	var rows []delegationRow
	err := query.Find(&rows).Error
	return delegationsOf(rows), store.Translate(err)
}

// LentTo implements [account.Lenders].
func (s *Store) LentTo(ctx context.Context, receiver string, at time.Time) ([]account.Loan, error) {
	var rows []delegationRow
	err := s.lending(ctx, at).Where("receiver_id = ?", receiver).Find(&rows).Error
	var loans []account.Loan
	for _, r := range rows {
		loans = append(loans, r.loan())
	}
	return loans, store.Translate(err)
}

// Lent implements [account.Lenders].
func (s *Store) Lent(ctx context.Context, at time.Time) (map[string][]account.Loan, error) {
	var rows []delegationRow
	err := s.lending(ctx, at).Find(&rows).Error
	lent := map[string][]account.Loan{}
	for _, r := range rows {
		lent[r.ReceiverID] = append(lent[r.ReceiverID], r.loan())
	}
	return lent, store.Translate(err)
}

// lending chooses the delegations that lend something at an instant, as far as they know.
func (s *Store) lending(ctx context.Context, at time.Time) *gorm.DB {
	return s.db.Read(ctx).Select("id, giver_id, receiver_id, unit_code").
		Where("ends_at > ? AND starts_at <= ? AND revoked_at IS NULL", at.UnixMicro(), at.UnixMicro()).Order("starts_at, id")
}

func (r delegationRow) loan() account.Loan {
	return account.Loan{ID: r.ID, Giver: r.GiverID, Unit: r.UnitCode}
}

var (
	_ delegation.Store = (*Store)(nil)
	_ account.Lenders  = (*Store)(nil)
)
