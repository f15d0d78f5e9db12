package articles

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/checklist"
	"github.com/lantoa/lantoa/internal/checklist/facts"
	"github.com/lantoa/lantoa/internal/flow"
	"github.com/lantoa/lantoa/internal/store"
)

var (
	_ article.Approvals = (*Store)(nil)
	_ facts.Doubles     = (*Store)(nil)
)

type approvalRow struct {
	ID            string `gorm:"primaryKey"`
	EditionID     string
	ReleaseNumber int
	ReleaseID     *string
	Hash          string
	Level         int
	Levels        int
	PersonID      string
	OnBehalf      string
	At            int64
	UnitCode      string
	FlowUnit      string
	FlowVersion   int
	Urgent        bool
	ForceReason   string
	Forced        string
	VoidedAt      *int64
	VoidReason    string
}

func (approvalRow) TableName() string { return "approval" }

func (r approvalRow) approval() (flow.Approval, error) {
	a := flow.Approval{ID: r.ID, Edition: r.EditionID, Number: r.ReleaseNumber, Hash: r.Hash, Level: r.Level, Of: r.Levels, Person: r.PersonID, OnBehalf: r.OnBehalf,
		At: store.Instant(r.At), Unit: r.UnitCode, FlowUnit: r.FlowUnit, FlowVersion: r.FlowVersion, Urgent: r.Urgent, ForceReason: r.ForceReason,
		VoidedAt: store.InstantOf(r.VoidedAt), VoidReason: flow.VoidReason(r.VoidReason)}
	if r.ReleaseID != nil {
		a.Release = *r.ReleaseID
	}
	if err := json.Unmarshal([]byte(r.Forced), &a.Forced); err != nil {
		return a, fmt.Errorf("approval %s: %w", r.ID, err)
	}
	return a, nil
}

// recheckRow is written here and decided on elsewhere.
type recheckRow struct {
	ReleaseID  string `gorm:"primaryKey"`
	EditionID  string
	ApprovedBy string
	DueAt      int64
	State      string
	DecidedBy  string
	OnBehalf   string
	DecidedAt  *int64
	Note       string
	ToldAt     *int64
}

func (recheckRow) TableName() string { return "recheck" }

func (r recheckRow) recheck() flow.Recheck {
	return flow.Recheck{Release: r.ReleaseID, Edition: r.EditionID, ApprovedBy: r.ApprovedBy, DueAt: store.Instant(r.DueAt), State: flow.RecheckState(r.State),
		DecidedBy: r.DecidedBy, OnBehalf: r.OnBehalf, DecidedAt: store.InstantOf(r.DecidedAt), Note: r.Note}
}

// AddApproval implements [article.Approvals].
func (s *Store) AddApproval(ctx context.Context, a flow.Approval) error {
	forced, err := encode(a.Forced)
	if err != nil {
		return err
	}
	row := approvalRow{ID: a.ID, EditionID: a.Edition, ReleaseNumber: a.Number, Hash: a.Hash, Level: a.Level, Levels: a.Of, PersonID: a.Person, OnBehalf: a.OnBehalf,
		At: a.At.UnixMicro(), UnitCode: a.Unit, FlowUnit: a.FlowUnit, FlowVersion: a.FlowVersion, Urgent: a.Urgent, ForceReason: a.ForceReason, Forced: forced}
	if a.Release != "" {
		row.ReleaseID = &a.Release
	}
	return store.Translate(s.db.Write(ctx).Create(&row).Error)
}

// Approvals implements [article.Approvals].
func (s *Store) Approvals(ctx context.Context, edition string, number int) ([]flow.Approval, error) {
	query := s.db.Read(ctx).Where("edition_id = ?", edition).Order("at, level, id")
	if number > 0 {
		query = query.Where("release_number = ?", number)
	}
	var rows []approvalRow
	if err := query.Find(&rows).Error; err != nil {
		return nil, store.Translate(err)
	}
	return approvals(rows)
}

func approvals(rows []approvalRow) ([]flow.Approval, error) {
	var list []flow.Approval
	for _, r := range rows {
		one, err := r.approval()
		if err != nil {
			return nil, err
		}
		list = append(list, one)
	}
	return list, nil
}

// VoidApprovals implements [article.Approvals].
func (s *Store) VoidApprovals(ctx context.Context, edition string, reason flow.VoidReason) (int, error) {
	now, err := s.db.Now(ctx)
	if err != nil {
		return 0, err
	}
	done := s.db.Write(ctx).Model(&approvalRow{}).Where("edition_id = ? AND release_id IS NULL AND voided_at IS NULL", edition).
		Updates(map[string]any{"voided_at": now.UnixMicro(), "void_reason": string(reason)})
	return int(done.RowsAffected), store.Translate(done.Error)
}

// BindApprovals implements [article.Approvals].
func (s *Store) BindApprovals(ctx context.Context, ids []string, release string) error {
	if len(ids) == 0 {
		return nil
	}
	return store.Translate(s.db.Write(ctx).Model(&approvalRow{}).Where("id IN ?", ids).Update("release_id", release).Error)
}

// AddRecheck implements [article.Approvals].
func (s *Store) AddRecheck(ctx context.Context, r flow.Recheck) error {
	return store.Translate(s.db.Write(ctx).Create(&recheckRow{ReleaseID: r.Release, EditionID: r.Edition, ApprovedBy: r.ApprovedBy, DueAt: r.DueAt.UnixMicro(), State: string(r.State)}).Error)
}

// fewDoubles is how many stories with the same title are named.
const fewDoubles = 5

// Titled implements [facts.Doubles].
func (s *Store) Titled(ctx context.Context, unit, folded, but string, since time.Time) ([]checklist.Double, error) {
	var rows []struct{ ArticleID, Lang, Title string }
	err := s.db.Read(ctx).Model(&editionRow{}).Select("article_id, lang, title").
		Where("folded_title = ? AND article_id <> ? AND updated_at >= ? AND article_id IN (SELECT id FROM article WHERE unit_code = ?)", folded, but, since.UnixMicro(), unit).
		Order("updated_at DESC, id DESC").Limit(fewDoubles).Find(&rows).Error
	var list []checklist.Double
	for _, r := range rows {
		list = append(list, checklist.Double{Article: r.ArticleID, Lang: r.Lang, Title: r.Title})
	}
	return list, store.Translate(err)
}
