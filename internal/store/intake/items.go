package intake

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/harvest"
	"github.com/lantoa/lantoa/internal/intake"
	"github.com/lantoa/lantoa/internal/store"
	"github.com/lantoa/lantoa/internal/text"
)

type itemRow struct {
	ID        string `gorm:"primaryKey"`
	SourceID  string
	Identity  string
	GUID      string `gorm:"column:guid"`
	Link      string
	Title     string
	Folded    string
	State     string
	Number    int
	Hash      string
	SaidAt    *int64
	FirstSeen int64
	ChangedAt int64
	RemovedAt *int64
	Reason    string
	DecidedBy string
	DecidedAt *int64
	ArticleID *string
}

func (itemRow) TableName() string { return "item" }

func newItemRow(i intake.Item) itemRow {
	row := itemRow{ID: i.ID, SourceID: i.Source, Identity: i.Identity, GUID: i.GUID, Link: i.Link, Title: i.Title, State: string(i.State), Number: i.Number, Hash: i.Hash,
		SaidAt: store.Micros(i.SaidAt), FirstSeen: i.FirstSeen.UnixMicro(), ChangedAt: i.ChangedAt.UnixMicro(), RemovedAt: store.Micros(i.RemovedAt), Reason: i.Reason,
		DecidedBy: i.DecidedBy, DecidedAt: store.Micros(i.DecidedAt)}
	if i.Article != "" {
		row.ArticleID = &i.Article
	}
	return row
}

// found is an item with what its source says of it.
type found struct {
	Row         itemRow `gorm:"embedded"`
	SourceName  string
	UnitCode    string
	WaitMinutes int64
}

func (r *found) item() intake.Item {
	row := r.Row
	i := intake.Item{ID: row.ID, Source: row.SourceID, SourceName: r.SourceName, Unit: r.UnitCode, Identity: row.Identity, GUID: row.GUID, Link: row.Link, Title: row.Title,
		State: intake.Standing(row.State), Number: row.Number, Hash: row.Hash, SaidAt: store.InstantOf(row.SaidAt), FirstSeen: store.Instant(row.FirstSeen), ChangedAt: store.Instant(row.ChangedAt),
		RemovedAt: store.InstantOf(row.RemovedAt), FreeAt: store.Instant(row.FirstSeen + r.WaitMinutes*minute), Reason: row.Reason, DecidedBy: row.DecidedBy, DecidedAt: store.InstantOf(row.DecidedAt)}
	if row.ArticleID != nil {
		i.Article = *row.ArticleID
	}
	return i
}

// minute in the unit of instants.
const minute = 60_000_000

// columns are those of an item without what search looks at.
const columns = `i.id, i.source_id, i.identity, i.guid, i.link, i.title, i.state, i.number, i.hash, i.said_at, i.first_seen, i.changed_at, i.removed_at, i.reason,
	i.decided_by, i.decided_at, i.article_id, s.name AS source_name, s.unit_code, s.wait_minutes`

func from(db *gorm.DB) *gorm.DB {
	return db.Table("item i").Joins("JOIN source s ON s.id = i.source_id").Select(columns)
}

type versionRow struct {
	ItemID  string `gorm:"primaryKey"`
	Number  int    `gorm:"primaryKey;autoIncrement:false"`
	Hash    string
	SeenAt  int64
	Content string
}

func (versionRow) TableName() string { return "item_version" }

// most is how many values one question names: less than either database allows.
const most = 500

// Known implements [intake.Items].
func (s *Store) Known(ctx context.Context, source string, identities, links []string) ([]intake.Item, error) {
	return s.known(ctx, s.db.Read(ctx), "", source, identities, links)
}

// LockKnown implements [intake.Items].
func (s *Store) LockKnown(ctx context.Context, source string, identities, links []string) ([]intake.Item, error) {
	return s.known(ctx, s.db.Write(ctx), s.db.LockRows("i", false), source, identities, links)
}

func (s *Store) known(ctx context.Context, handle *gorm.DB, lock, source string, identities, links []string) ([]intake.Item, error) {
	var list []intake.Item
	seen := map[string]bool{}
	for _, asked := range []struct {
		column string
		values []string
	}{{"i.identity", identities}, {"i.link", links}} {
		for part := range slices.Chunk(asked.values, most) {
			var rows []found
			query := "SELECT " + columns + " FROM item i JOIN source s ON s.id = i.source_id WHERE i.source_id = ? AND " + asked.column + " IN ? ORDER BY i.first_seen, i.id" + lock
			if err := handle.WithContext(ctx).Raw(query, source, part).Scan(&rows).Error; err != nil {
				return nil, store.Translate(err)
			}
			for _, r := range rows {
				if !seen[r.Row.ID] {
					seen[r.Row.ID] = true
					list = append(list, r.item())
				}
			}
		}
	}
	return list, nil
}

// folded is what search looks at: all words of an item.
func (s *Store) folded(e harvest.Entry) string {
	return text.Fold(strings.Join([]string{e.Title, e.Lead, strings.Join(e.Authors, " "), strings.Join(e.Keywords, " "), s.html.Plain(e.Body)}, " "))
}

// AddItem implements [intake.Items].
func (s *Store) AddItem(ctx context.Context, i intake.Item, v intake.Version) error {
	row := newItemRow(i)
	row.Folded = s.folded(v.Entry)
	if err := s.db.Write(ctx).Create(&row).Error; err != nil {
		return store.Translate(err)
	}
	return s.addVersion(ctx, v)
}

func (s *Store) addVersion(ctx context.Context, v intake.Version) error {
	content, err := json.Marshal(v.Entry)
	if err != nil {
		return err
	}
	row := versionRow{ItemID: v.Item, Number: v.Number, Hash: v.Hash, SeenAt: v.SeenAt.UnixMicro(), Content: string(content)}
	return store.Translate(s.db.Write(ctx).Create(&row).Error)
}

// SaveItem implements [intake.Items].
func (s *Store) SaveItem(ctx context.Context, i intake.Item, v *intake.Version) error {
	row := newItemRow(i)
	kept := []string{"id", "source_id", "identity", "guid", "first_seen"}
	if v == nil {
		kept = append(kept, "folded")
	} else {
		row.Folded = s.folded(v.Entry)
	}
	if err := store.Found(s.db.Write(ctx).Model(&itemRow{}).Where("id = ?", i.ID).Select("*").Omit(kept...).Updates(row), noItem()); err != nil || v == nil {
		return err
	}
	return s.addVersion(ctx, *v)
}

// Item implements [intake.Items].
func (s *Store) Item(ctx context.Context, id string) (intake.Item, error) {
	return s.item(ctx, id, s.db.Read(ctx), "")
}

// LockItem implements [intake.Items].
func (s *Store) LockItem(ctx context.Context, id string) (intake.Item, error) {
	return s.item(ctx, id, s.db.Write(ctx), s.db.LockRows("i", false))
}

func (s *Store) item(ctx context.Context, id string, handle *gorm.DB, lock string) (intake.Item, error) {
	if !askable(id) {
		return intake.Item{}, store.NotFound(noItem())
	}
	var row found
	query := "SELECT " + columns + " FROM item i JOIN source s ON s.id = i.source_id WHERE i.id = ?" + lock
	if err := store.Take(handle.WithContext(ctx).Raw(query, id), &row, noItem()); err != nil {
		return intake.Item{}, err
	}
	return row.item(), nil
}

// Items implements [intake.Items].
func (s *Store) Items(ctx context.Context, f intake.Filter) ([]intake.Item, error) {
	query := from(s.db.Read(ctx)).Order("i.first_seen DESC, i.id DESC").Limit(f.Limit)
	if f.Units != nil {
		query = query.Where("s.unit_code IN ?", f.Units)
	}
	if f.Source != "" {
		query = query.Where("i.source_id = ?", f.Source)
	}
	if f.State != "" {
		query = query.Where("i.state = ?", string(f.State))
	}
	if f.Free != nil {
		over := "i.first_seen + s.wait_minutes * CAST(60000000 AS BIGINT) <= ?"
		if !*f.Free {
			over = "NOT " + over
		}
		query = query.Where(over, f.Now.UnixMicro())
	}
	for _, word := range text.Words(text.Fold(f.Search)) { // of letters and figures alone
		query = query.Where("i.folded LIKE ?", "%"+word+"%")
	}
	if f.After != nil {
		at := f.After.FirstSeen.UnixMicro()
		query = query.Where("i.first_seen < ? OR i.first_seen = ? AND i.id < ?", at, at, f.After.ID)
	}
	var rows []found
	if err := query.Scan(&rows).Error; err != nil {
		return nil, store.Translate(err)
	}
	list := make([]intake.Item, len(rows))
	for n := range rows {
		list[n] = rows[n].item()
	}
	return list, nil
}

// Versions implements [intake.Items].
func (s *Store) Versions(ctx context.Context, item string) ([]intake.Version, error) {
	var rows []versionRow
	if err := s.db.Read(ctx).Where("item_id = ?", item).Order("number DESC").Find(&rows).Error; err != nil {
		return nil, store.Translate(err)
	}
	list := make([]intake.Version, len(rows))
	for i, r := range rows {
		list[i] = intake.Version{Item: r.ItemID, Number: r.Number, Hash: r.Hash, SeenAt: store.Instant(r.SeenAt)}
		if err := json.Unmarshal([]byte(r.Content), &list[i].Entry); err != nil {
			return nil, fmt.Errorf("item %s: %w", r.ItemID, err)
		}
	}
	return list, nil
}

type originRow struct {
	ArticleID string `gorm:"primaryKey"`
	ItemID    string
	SourceID  string
	Number    int
	Name      string
	Credit    string
	Terms     string
	Address   string
	SaidAt    *int64
	FirstSeen int64
	TakenAt   int64
	TakenBy   string
	UnitCode  string
}

func (originRow) TableName() string { return "origin" }

type pictureRow struct {
	ItemID  string `gorm:"primaryKey"`
	Address string `gorm:"primaryKey"`
	MediaID string
}

func (pictureRow) TableName() string { return "item_picture" }

// AddOrigin implements [intake.Origins].
func (s *Store) AddOrigin(ctx context.Context, o intake.Origin) error {
	row := originRow{ArticleID: o.Article, ItemID: o.Item, SourceID: o.Source, Number: o.Number, Name: o.Name, Credit: o.Credit, Terms: o.Terms, Address: o.Address,
		SaidAt: store.Micros(o.SaidAt), FirstSeen: o.FirstSeen.UnixMicro(), TakenAt: o.TakenAt.UnixMicro(), TakenBy: o.TakenBy, UnitCode: o.Unit}
	return store.Translate(s.db.Write(ctx).Create(&row).Error)
}

// Origin implements [intake.Origins].
func (s *Store) Origin(ctx context.Context, article string) (intake.Origin, error) {
	return s.origin(s.db.Read(ctx).Where("article_id = ?", article))
}

// OriginOfItem implements [intake.Origins].
func (s *Store) OriginOfItem(ctx context.Context, item string) (intake.Origin, error) {
	return s.origin(s.db.Read(ctx).Where("item_id = ?", item))
}

func (s *Store) origin(query *gorm.DB) (intake.Origin, error) {
	var r originRow
	if err := store.Take(query, &r, fault.T("Bài này không lấy từ nguồn nào.", "This story was not taken from a source.")); err != nil {
		return intake.Origin{}, err
	}
	return intake.Origin{Article: r.ArticleID, Item: r.ItemID, Source: r.SourceID, Number: r.Number, Name: r.Name, Credit: r.Credit, Terms: r.Terms, Address: r.Address,
		SaidAt: store.InstantOf(r.SaidAt), FirstSeen: store.Instant(r.FirstSeen), TakenAt: store.Instant(r.TakenAt), TakenBy: r.TakenBy, Unit: r.UnitCode}, nil
}

// AddPicture implements [intake.Origins].
func (s *Store) AddPicture(ctx context.Context, item, address, media string) error {
	row := pictureRow{ItemID: item, Address: address, MediaID: media}
	return store.Translate(s.db.Write(ctx).Create(&row).Error)
}

// PicturesOf implements [intake.Origins].
func (s *Store) PicturesOf(ctx context.Context, item string) (map[string]string, error) {
	var rows []pictureRow
	if err := s.db.Read(ctx).Where("item_id = ?", item).Find(&rows).Error; err != nil {
		return nil, store.Translate(err)
	}
	taken := make(map[string]string, len(rows))
	for _, r := range rows {
		taken[r.Address] = r.MediaID
	}
	return taken, nil
}

func noItem() fault.Text { return fault.T("Không có tin này.", "There is no such item.") }
