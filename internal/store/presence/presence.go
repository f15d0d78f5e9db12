// Package presence stores who is in an edition now, as rows that expire.
package presence

import (
	"context"
	"time"

	"gorm.io/gorm/clause"

	"github.com/lantoa/lantoa/internal/live"
	"github.com/lantoa/lantoa/internal/store"
)

// Rows lists the row structs, for the test that compares them with their tables.
func Rows() []any { return []any{&row{}} }

type row struct {
	EditionID string `gorm:"primaryKey"`
	PersonID  string `gorm:"primaryKey"`
	Doing     string `gorm:"primaryKey"`
	SinceAt   int64
	UntilAt   int64
}

func (row) TableName() string { return "presence" }

// Store keeps presence in either database.
type Store struct{ db *store.DB }

// New makes a Store.
func New(db *store.DB) *Store { return &Store{db} }

var _ live.PresenceStore = (*Store)(nil)

// Enter implements [live.PresenceStore]. Who was gone in between has come anew.
func (s *Store) Enter(ctx context.Context, edition, person string, doing live.Doing, stays time.Duration) error {
	now, err := s.db.Now(ctx)
	if err != nil {
		return err
	}
	one := row{EditionID: edition, PersonID: person, Doing: string(doing), SinceAt: now.UnixMicro(), UntilAt: now.Add(stays).UnixMicro()}
	return store.Translate(s.db.Write(ctx).Clauses(clause.OnConflict{
		Columns: []clause.Column{{Name: "edition_id"}, {Name: "person_id"}, {Name: "doing"}},
		DoUpdates: clause.Set{
			{Column: clause.Column{Name: "since_at"}, Value: clause.Expr{SQL: "CASE WHEN presence.until_at <= excluded.since_at THEN excluded.since_at ELSE presence.since_at END"}},
			{Column: clause.Column{Name: "until_at"}, Value: clause.Expr{SQL: "excluded.until_at"}},
		}}).Create(&one).Error)
}

// Leave implements [live.PresenceStore].
func (s *Store) Leave(ctx context.Context, edition, person string) error {
	return store.Translate(s.db.Write(ctx).Where("edition_id = ? AND person_id = ?", edition, person).Delete(&row{}).Error)
}

// Purge implements [live.PresenceStore].
func (s *Store) Purge(ctx context.Context) (int, error) {
	now, err := s.db.Now(ctx)
	if err != nil {
		return 0, err
	}
	done := s.db.Write(ctx).Where("until_at <= ?", now.UnixMicro()).Delete(&row{})
	return int(done.RowsAffected), store.Translate(done.Error)
}

// Rooms implements [live.Rooms].
func (s *Store) Rooms(ctx context.Context) ([]live.Room, error) { return s.rooms(ctx, "") }

// Room implements [live.PresenceStore].
func (s *Store) Room(ctx context.Context, edition string) (live.Room, error) {
	rooms, err := s.rooms(ctx, edition)
	if err != nil || len(rooms) == 0 {
		return live.Room{Edition: edition}, err
	}
	return rooms[0], nil
}

// guest is one who is in an edition, with what is told of both.
type guest struct {
	EditionID, ArticleID, Lang, UnitCode string
	PersonID, Name, Doing                string
	SinceAt                              int64
}

// rooms lists the editions in which somebody is, or the one. Whoever edits comes before
// what else they do there; those who were disabled meanwhile are not there.
func (s *Store) rooms(ctx context.Context, edition string) ([]live.Room, error) {
	now, err := s.db.Now(ctx)
	if err != nil {
		return nil, err
	}
	const query = `
SELECT p.edition_id, e.article_id, e.lang, a.unit_code, p.person_id, n.name, p.doing, p.since_at
FROM presence p JOIN edition e ON e.id = p.edition_id JOIN article a ON a.id = e.article_id JOIN person n ON n.id = p.person_id
WHERE p.until_at > ? AND NOT n.disabled AND (? = '' OR p.edition_id = ?)
ORDER BY p.edition_id, n.name, p.person_id, p.doing`
	var guests []guest
	if err := s.db.Read(ctx).Raw(query, now.UnixMicro(), edition, edition).Scan(&guests).Error; err != nil {
		return nil, store.Translate(err)
	}
	var rooms []live.Room
	for _, g := range guests {
		if len(rooms) == 0 || rooms[len(rooms)-1].Edition != g.EditionID {
			rooms = append(rooms, live.Room{Edition: g.EditionID, Article: g.ArticleID, Lang: g.Lang, Unit: g.UnitCode})
		}
		room := &rooms[len(rooms)-1]
		if n := len(room.People); n > 0 && room.People[n-1].Person == g.PersonID {
			continue
		}
		room.People = append(room.People, live.Guest{Person: g.PersonID, Name: g.Name, Doing: live.Doing(g.Doing), Since: store.Instant(g.SinceAt)})
	}
	return rooms, nil
}
