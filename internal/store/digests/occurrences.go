package digests

import (
	"context"
	"time"

	"github.com/lantoa/lantoa/internal/digest"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/store"
)

type occurrenceRow struct {
	DigestID  string `gorm:"primaryKey"`
	At        int64  `gorm:"primaryKey;autoIncrement:false"`
	SpanFrom  int64
	SpanTo    int64
	State     string
	ReasonVI  string `gorm:"column:reason_vi"`
	ReasonEN  string `gorm:"column:reason_en"`
	ArticleID *string
	Items     int
	AskedBy   string
	CreatedAt int64 `gorm:"autoCreateTime:false"`
}

func (occurrenceRow) TableName() string { return "digest_occurrence" }

type storyRow struct {
	DigestID  string `gorm:"primaryKey"`
	EditionID string `gorm:"primaryKey"`
	At        int64
}

func (storyRow) TableName() string { return "digest_story" }

// AddOccurrence implements [digest.Store].
func (s *Store) AddOccurrence(ctx context.Context, o digest.Occurrence) error {
	row := occurrenceRow{DigestID: o.Digest, At: o.At.UnixMicro(), SpanFrom: o.From.UnixMicro(), SpanTo: o.To.UnixMicro(), State: string(o.Outcome),
		ReasonVI: o.Reason.VI, ReasonEN: o.Reason.EN, Items: o.Items, AskedBy: o.AskedBy, CreatedAt: o.CreatedAt.UnixMicro()}
	if o.Article != "" {
		row.ArticleID = &o.Article
	}
	return store.Translate(s.db.Write(ctx).Create(&row).Error)
}

// HasOccurrence implements [digest.Store].
func (s *Store) HasOccurrence(ctx context.Context, id string, at time.Time) (bool, error) {
	var there bool
	const query = "SELECT EXISTS (SELECT 1 FROM digest_occurrence WHERE digest_id = ? AND at = ?)"
	return there, store.Translate(s.db.Read(ctx).Raw(query, id, at.UnixMicro()).Scan(&there).Error)
}

// Occurrences implements [digest.Store].
func (s *Store) Occurrences(ctx context.Context, id string, before time.Time, limit int) ([]digest.Occurrence, error) {
	query := s.db.Read(ctx).Where("digest_id = ?", id).Order("at DESC").Limit(limit)
	if !before.IsZero() {
		query = query.Where("at < ?", before.UnixMicro())
	}
	var rows []occurrenceRow
	if err := query.Find(&rows).Error; err != nil {
		return nil, store.Translate(err)
	}
	list := make([]digest.Occurrence, len(rows))
	for i, row := range rows {
		list[i] = digest.Occurrence{Digest: row.DigestID, At: store.Instant(row.At), From: store.Instant(row.SpanFrom), To: store.Instant(row.SpanTo),
			Outcome: digest.Outcome(row.State), Reason: fault.T(row.ReasonVI, row.ReasonEN), Items: row.Items, AskedBy: row.AskedBy, CreatedAt: store.Instant(row.CreatedAt)}
		if row.ArticleID != nil {
			list[i].Article = *row.ArticleID
		}
	}
	return list, nil
}

// Tell implements [digest.Store].
func (s *Store) Tell(ctx context.Context, o digest.Occurrence, editions []string) error {
	if len(editions) == 0 {
		return nil
	}
	rows := make([]storyRow, len(editions))
	for i, edition := range editions {
		rows[i] = storyRow{DigestID: o.Digest, EditionID: edition, At: o.At.UnixMicro()}
	}
	return store.Translate(s.db.Write(ctx).Create(&rows).Error)
}

// Passed implements [digest.Store].
func (s *Store) Passed(ctx context.Context, id string, editions []string) (map[string]bool, error) {
	passed := map[string]bool{}
	if len(editions) == 0 {
		return passed, nil
	}
	var ids []string
	const query = `SELECT edition_id FROM digest_story WHERE digest_id = ? AND edition_id IN ?
		UNION SELECT e.id FROM edition e JOIN digest_occurrence o ON o.article_id = e.article_id WHERE e.id IN ?`
	if err := s.db.Read(ctx).Raw(query, id, editions, editions).Scan(&ids).Error; err != nil {
		return nil, store.Translate(err)
	}
	for _, one := range ids {
		passed[one] = true
	}
	return passed, nil
}
