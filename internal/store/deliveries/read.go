package deliveries

import (
	"context"
	"strings"
	"time"

	"gorm.io/gorm"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/delivery/rule"
	"github.com/lantoa/lantoa/internal/store"
)

// listedRow is a delivery with what people see beside it.
type listedRow struct {
	Row         deliveryRow `gorm:"embedded"`
	ArticleID   string
	Lang        string
	Title       string
	UnitCode    string
	ChannelName string
	ChannelKind string
	Number      int

	Together        bool
	ApprovedRelease string
	EmbargoUntil    *int64
	EmbargoWall     string
	EmbargoZone     string
}

func (r listedRow) listed() (delivery.Listed, error) {
	d, err := r.Row.delivery()
	return delivery.Listed{Delivery: d, Article: r.ArticleID, Lang: r.Lang, Title: r.Title, Unit: r.UnitCode,
		ChannelName: r.ChannelName, ChannelKind: r.ChannelKind, Number: r.Number,
		Together: r.Together, ApprovedRelease: r.ApprovedRelease, Embargo: article.Embargo{Until: store.InstantOf(r.EmbargoUntil), Wall: r.EmbargoWall, Zone: r.EmbargoZone}}, err
}

// listing is the query behind every view of deliveries for people.
func (s *Store) listing(ctx context.Context) *gorm.DB {
	return s.db.Read(ctx).Table("delivery d").
		Select("d.*, e.article_id, e.lang, r.title, a.unit_code, c.name AS channel_name, c.kind AS channel_kind, r.number, " +
			"COALESCE(e.approved_release, '') AS approved_release, e.together, e.embargo_until, e.embargo_wall, e.embargo_zone").
		Joins("JOIN edition e ON e.id = d.edition_id").
		Joins("JOIN article a ON a.id = e.article_id").
		Joins("JOIN channel c ON c.id = d.channel_id").
		Joins("JOIN release r ON r.id = d.release_id")
}

// Delivery implements delivery.Reader.
func (s *Store) Delivery(ctx context.Context, id string) (delivery.Listed, error) {
	var row listedRow
	if err := store.Take(s.listing(ctx).Where("d.id = ?", id), &row, noDelivery()); err != nil {
		return delivery.Listed{}, err
	}
	return row.listed()
}

// List implements delivery.Reader.
func (s *Store) List(ctx context.Context, f delivery.Filter) ([]delivery.Listed, error) {
	query := narrow(s.listing(ctx), f)
	order, beyond := "d.due_at, d.id", "(d.due_at, d.id) > (?, ?)"
	if f.Newest {
		order, beyond = "d.due_at DESC, d.id DESC", "(d.due_at, d.id) < (?, ?)"
	}
	if f.After != nil {
		query = query.Where(beyond, f.After.DueAt.UnixMicro(), f.After.ID)
	}
	var rows []listedRow
	if f.Limit > 0 {
		query = query.Limit(f.Limit)
	}
	if err := query.Order(order).Find(&rows).Error; err != nil {
		return nil, store.Translate(err)
	}
	all := make([]delivery.Listed, len(rows))
	for i, row := range rows {
		var err error
		if all[i], err = row.listed(); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func narrow(query *gorm.DB, f delivery.Filter) *gorm.DB {
	if f.Units != nil {
		query = query.Where("a.unit_code IN ?", f.Units)
	}
	if len(f.States) > 0 {
		query = query.Where("d.state IN ?", f.States)
	}
	if len(f.Reasons) > 0 {
		query = query.Where("d.reason IN ?", f.Reasons)
	}
	for column, value := range map[string]string{"d.channel_id": f.Channel, "e.article_id": f.Article, "d.edition_id": f.Edition} {
		if value != "" {
			query = query.Where(column+" = ?", value)
		}
	}
	if !f.DueAfter.IsZero() {
		query = query.Where("d.due_at >= ?", f.DueAfter.UnixMicro())
	}
	if !f.DueUntil.IsZero() {
		query = query.Where("d.due_at < ?", f.DueUntil.UnixMicro())
	}
	return query
}

// Attempts implements delivery.Reader.
func (s *Store) Attempts(ctx context.Context, id string) ([]delivery.Attempt, error) {
	var rows []attemptRow
	if err := s.db.Read(ctx).Where("delivery_id = ?", id).Order("started_at DESC, id DESC").Find(&rows).Error; err != nil {
		return nil, store.Translate(err)
	}
	all := make([]delivery.Attempt, len(rows))
	for i, row := range rows {
		all[i] = row.attempt()
	}
	return all, nil
}

// Rules implements delivery.Reader.
func (s *Store) Rules(ctx context.Context, id string) ([]rule.Result, error) {
	now, err := s.db.Now(ctx)
	if err != nil {
		return nil, err
	}
	rules := rule.All()
	columns := make([]string, len(rules))
	for i, named := range rules {
		columns[i] = `CASE WHEN ` + condition(named) + ` THEN 1 ELSE 0 END`
	}
	query := `SELECT ` + strings.Join(columns, ", ") + joined + `WHERE d.id = @id`
	rows, err := s.db.Read(ctx).Raw(query, map[string]any{"now": now.UnixMicro(), "id": id}).Rows()
	if err != nil {
		return nil, store.Translate(err)
	}
	defer func() { _ = rows.Close() }()
	holds := make([]int, len(rules))
	targets := make([]any, len(rules))
	for i := range holds {
		targets[i] = &holds[i]
	}
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			return nil, store.Translate(err)
		}
	}
	results := make([]rule.Result, len(rules))
	for i, named := range rules {
		results[i] = rule.Result{Rule: named, Holds: holds[i] == 1}
	}
	return results, store.Translate(rows.Err())
}

// Planned implements delivery.Store.
func (s *Store) Planned(ctx context.Context, channel, but string, from time.Time) ([]time.Time, error) {
	var due []int64
	const query = `SELECT due_at FROM delivery WHERE channel_id = ? AND edition_id <> ? AND due_at >= ? AND intent = 'publish'
		AND state IN ('waiting', 'sending', 'retrying', 'polling', 'unsure', 'sent', 'confirmed') ORDER BY due_at`
	if err := s.db.Read(ctx).Raw(query, channel, but, from.UnixMicro()).Scan(&due).Error; err != nil {
		return nil, store.Translate(err)
	}
	hours := make([]time.Time, len(due))
	for i, at := range due {
		hours[i] = store.Instant(at)
	}
	return hours, nil
}
