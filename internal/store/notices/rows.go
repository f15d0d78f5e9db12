// Package notices stores what people are told, how they wish to be told it, and how far the
// stream of events has been gone through for it.
package notices

import (
	"encoding/json"
	"fmt"

	"github.com/lantoa/lantoa/internal/notice"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/store"
)

// Rows lists the row structs, for the test that compares them with their tables.
func Rows() []any { return []any{&row{}, &settingsRow{}, &turnRow{}, &placeRow{}} }

type row struct {
	ID         string `gorm:"primaryKey"`
	PersonID   string
	Kind       string
	Incident   string
	Sees       string
	Needs      string
	ArticleID  string
	EditionID  string
	DeliveryID string
	ChannelID  string
	UnitCode   string
	Data       string // JSON
	Times      int
	FirstAt    int64
	LastAt     int64
	ReadAt     *int64
	ResolvedAt *int64
	DueAt      *int64
	Round      int
	WaitsAt    *int64
	Reminders  int
}

func (row) TableName() string { return "notice" }

type settingsRow struct {
	PersonID  string `gorm:"primaryKey"`
	Settings  string // JSON
	Version   int
	UpdatedAt int64 `gorm:"autoUpdateTime:false"`
}

func (settingsRow) TableName() string { return "notice_settings" }

type turnRow struct {
	PersonID string `gorm:"primaryKey"`
	Number   int64
}

func (turnRow) TableName() string { return "notice_turn" }

type placeRow struct {
	Name   string `gorm:"primaryKey"`
	Number int64
}

func (placeRow) TableName() string { return "notice_place" }

func newRow(n notice.Notice) (row, error) {
	data := []byte("{}")
	if n.Data != nil {
		var err error
		if data, err = json.Marshal(n.Data); err != nil {
			return row{}, err
		}
	}
	return row{ID: n.ID, PersonID: n.Person, Kind: string(n.Kind), Incident: n.Incident, Sees: string(n.Sees), Needs: string(n.Needs),
		ArticleID: n.Article, EditionID: n.Edition, DeliveryID: n.Delivery, ChannelID: n.Channel, UnitCode: n.Unit, Data: string(data), Times: n.Times,
		FirstAt: n.FirstAt.UnixMicro(), LastAt: n.LastAt.UnixMicro(), ReadAt: store.Micros(n.ReadAt), ResolvedAt: store.Micros(n.ResolvedAt),
		DueAt: store.Micros(n.DueAt), Round: n.Round, WaitsAt: store.Micros(n.WaitsAt), Reminders: n.Reminders}, nil
}

// shownRow is a row with what its objects are called.
type shownRow struct {
	Of          row `gorm:"embedded"`
	Title       string
	Lang        string
	ChannelName string
}

func (one shownRow) shown() (notice.Shown, error) {
	r := one.Of
	n := notice.Shown{Title: one.Title, Lang: one.Lang, ChannelName: one.ChannelName, Notice: notice.Notice{
		ID: r.ID, Person: r.PersonID, Kind: notice.Kind(r.Kind), Incident: r.Incident, Sees: right.Action(r.Sees), Needs: right.Action(r.Needs),
		Article: r.ArticleID, Edition: r.EditionID, Delivery: r.DeliveryID, Channel: r.ChannelID, Unit: r.UnitCode, Times: r.Times,
		FirstAt: store.Instant(r.FirstAt), LastAt: store.Instant(r.LastAt), ReadAt: store.InstantOf(r.ReadAt), ResolvedAt: store.InstantOf(r.ResolvedAt),
		DueAt: store.InstantOf(r.DueAt), Round: r.Round, WaitsAt: store.InstantOf(r.WaitsAt), Reminders: r.Reminders}}
	if err := json.Unmarshal([]byte(r.Data), &n.Data); err != nil {
		return notice.Shown{}, fmt.Errorf("notice %s: %w", r.ID, err)
	}
	return n, nil
}
