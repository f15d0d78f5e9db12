package intake

import (
	"context"
	"net/http"
	"time"

	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/harvest"
	box "github.com/lantoa/lantoa/internal/intake"
	"github.com/lantoa/lantoa/internal/right"
)

func (h *handlers) items() {
	rest.Add(h.r, rest.Op{ID: "listIntake", Method: http.MethodGet, Path: "/intake", Tag: tag, Summary: "List what sources brought, by when it was first seen, newest first"}, h.list)
	rest.Add(h.r, rest.Op{ID: "getIntakeItem", Method: http.MethodGet, Path: item, Tag: tag, Summary: "Get an item with every version of it that was seen"}, h.read)
	rest.Add(h.r, rest.Op{ID: "takeIntakeItem", Method: http.MethodPost, Path: item + "/take", Tag: tag, Summary: "Make a draft of an item, with the credit of its source", Keyed: true,
		Text: "Refused before the waiting time of the source is over, and where the source removed the item. A second take is refused with the story that the first made. Pictures are not taken along."}, h.take)
	rest.Add(h.r, rest.Op{ID: "dismissIntakeItem", Method: http.MethodPost, Path: item + "/dismiss", Tag: tag, Summary: "Lay an item aside", Keyed: true}, h.dismiss)
	rest.Add(h.r, rest.Op{ID: "restoreIntakeItem", Method: http.MethodPost, Path: item + "/restore", Tag: tag, Summary: "Bring an item back that was laid aside", Keyed: true}, h.restore)
	rest.Add(h.r, rest.Op{ID: "takeIntakePictures", Method: http.MethodPost, Path: item + "/pictures", Tag: tag, Summary: "Take pictures of a taken item into the library, with the credit of the source",
		Text: "Each is fetched now, into the library of the story's unit. One that cannot be taken is told and keeps no other back; one that was taken before is named again. The licence of each names the address and the source's terms."}, h.pictures)
	rest.Add(h.r, rest.Op{ID: "importWordPress", Method: http.MethodPost, Path: "/intake/wordpress", Tag: tag, Summary: "Read an export of WordPress into the box",
		Text: "The body is the file (WXR), at most 50 MB. Published posts and drafts become items under a source of the site, which is made where there is none. With dry_run it tells what would come of it, " +
			"and writes nothing. The same file again makes nothing new.",
		Spools: &rest.Spooled{Types: []string{"application/xml", "text/xml"}, Most: harvest.MaxExport, TooLarge: harvest.TooLargeExport, May: h.mayImport}}, h.wordPress)
	rest.Add(h.r, rest.Op{ID: "getArticleOrigin", Method: http.MethodGet, Path: "/articles/{id}/origin", Tag: tag, Summary: "Get where a story was taken from",
		Text: "As it was when it was taken; 404 for a story that was written here."}, h.origin)
}

type search struct {
	rest.Paging
	Source string   `query:"source" doc:"Id of a source"`
	State  string   `query:"state" enum:"new,taken,dismissed"`
	Unit   []string `query:"unit" doc:"Codes of units, separated by commas"`
	Search string   `query:"q" maxLength:"200" doc:"Words to find; tone marks do not matter"`
	Free   string   `query:"free" enum:"yes,no" doc:"Whether the waiting time is over"`
}

func (h *handlers) list(ctx context.Context, in *search) (*rest.List[IntakeRow], error) {
	after, err := h.r.After(ctx, in.Paging)
	if err != nil {
		return nil, err
	}
	filter := box.Filter{Units: in.Unit, Source: in.Source, State: box.Standing(in.State), Search: in.Search, Limit: in.Limit + 1}
	if in.Free != "" {
		filter.Free = new(in.Free == "yes")
	}
	if after != nil {
		filter.After = &box.Place{FirstSeen: after.At(), ID: after.ID}
	}
	actor := rest.Actor(ctx)
	rows, err := h.box.Items(ctx, actor, filter)
	if err != nil {
		return nil, rest.InQuery(err)
	}
	place := func(i box.Item) rest.Place { return rest.PlaceAt(i.FirstSeen, i.ID) }
	return rest.Paged(ctx, h.r, rows, in.Limit, place, func(i box.Item) IntakeRow { return h.rowOf(actor, i) }), nil
}

func (h *handlers) read(ctx context.Context, in *rest.Named) (*rest.Plain[IntakeItem], error) {
	return h.full(ctx, in.ID)
}

func (h *handlers) full(ctx context.Context, id string) (*rest.Plain[IntakeItem], error) {
	actor := rest.Actor(ctx)
	i, versions, pictures, err := h.box.Item(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	shape := IntakeItem{IntakeRow: h.rowOf(actor, i), Versions: make([]IntakeVersion, len(versions))}
	for n, v := range versions {
		shape.Versions[n] = versionOf(v, pictures)
	}
	return &rest.Plain[IntakeItem]{Body: shape}, nil
}

type taking struct {
	rest.Named
	Body *TakeItem
}

// TakeItem says what is made of an item.
type TakeItem struct {
	Unit   string       `json:"unit,omitempty" doc:"Code of the story's unit; absent means that of the source"`
	Facets *rest.Facets `json:"facets,omitempty" doc:"All of them; absent means those of the source"`
}

// Origin is where a story was taken from, as it was then.
type Origin struct {
	Article   string     `json:"article" doc:"Id of the story"`
	Item      string     `json:"item"`
	Source    string     `json:"source"`
	Version   int        `json:"version" doc:"Number of the item's version that was taken"`
	Name      string     `json:"name" doc:"Of the source"`
	Credit    string     `json:"credit"`
	Terms     string     `json:"terms,omitempty"`
	Address   string     `json:"address,omitempty" doc:"Of the item at its source"`
	SaidAt    *time.Time `json:"said_at,omitempty" doc:"When the source says that it was published"`
	FirstSeen time.Time  `json:"first_seen"`
	TakenAt   time.Time  `json:"taken_at"`
	TakenBy   string     `json:"taken_by"`
}

func originOf(o box.Origin) Origin {
	return Origin{Article: o.Article, Item: o.Item, Source: o.Source, Version: o.Number, Name: o.Name, Credit: o.Credit, Terms: o.Terms, Address: o.Address, SaidAt: rest.Instant(o.SaidAt),
		FirstSeen: o.FirstSeen.UTC(), TakenAt: o.TakenAt.UTC(), TakenBy: o.TakenBy}
}

func (h *handlers) take(ctx context.Context, in *taking) (*rest.Plain[Origin], error) {
	var how box.How
	if in.Body != nil {
		how = box.How{Unit: in.Body.Unit, Facets: in.Body.Facets.Domain()}
	}
	_, origin, err := h.box.Take(ctx, rest.Actor(ctx), in.ID, how)
	if err != nil {
		return nil, err
	}
	return &rest.Plain[Origin]{Body: originOf(origin)}, nil
}

func (h *handlers) origin(ctx context.Context, in *rest.Named) (*rest.Plain[Origin], error) {
	o, err := h.box.Origin(ctx, rest.Actor(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return &rest.Plain[Origin]{Body: originOf(o)}, nil
}

type dismissing struct {
	rest.Named
	Body struct {
		Reason string `json:"reason" doc:"Why; at most 2,000 characters"`
	}
}

func (h *handlers) dismiss(ctx context.Context, in *dismissing) (*rest.Plain[IntakeItem], error) {
	if _, err := h.box.Dismiss(ctx, rest.Actor(ctx), in.ID, in.Body.Reason); err != nil {
		return nil, err
	}
	return h.full(ctx, in.ID)
}

func (h *handlers) restore(ctx context.Context, in *rest.Named) (*rest.Plain[IntakeItem], error) {
	if _, err := h.box.Restore(ctx, rest.Actor(ctx), in.ID); err != nil {
		return nil, err
	}
	return h.full(ctx, in.ID)
}

type picking struct {
	rest.Named
	Body struct {
		Addresses []string `json:"addresses" nullable:"false" maxItems:"20" doc:"Of pictures that the taken version lists"`
	}
}

// PickedPictures are what became of the pictures that were asked for.
type PickedPictures struct {
	Pictures []PickedPicture `json:"pictures" nullable:"false"`
}

// PickedPicture is one of them.
type PickedPicture struct {
	Address string              `json:"address"`
	Media   string              `json:"media,omitempty" doc:"Id in the library"`
	Reason  *rest.LocalizedText `json:"reason,omitempty" doc:"Why it was not taken"`
}

func (h *handlers) pictures(ctx context.Context, in *picking) (*rest.Plain[PickedPictures], error) {
	picked, err := h.box.Pick(ctx, rest.Actor(ctx), in.ID, in.Body.Addresses)
	if err != nil {
		return nil, err
	}
	shape := PickedPictures{Pictures: make([]PickedPicture, len(picked))}
	for i, p := range picked {
		shape.Pictures[i] = PickedPicture{Address: p.Address, Media: p.Media, Reason: rest.SomeLocalized(p.Reason)}
	}
	return &rest.Plain[PickedPictures]{Body: shape}, nil
}

// IntakeRow is an item in the list.
type IntakeRow struct {
	ID         string     `json:"id"`
	Source     string     `json:"source" doc:"Id"`
	SourceName string     `json:"source_name"`
	Unit       string     `json:"unit" doc:"Of the source"`
	State      string     `json:"state" enum:"new,taken,dismissed"`
	Title      string     `json:"title"`
	Link       string     `json:"link,omitempty" doc:"At its source"`
	Number     int        `json:"number" doc:"Of its newest version; more than 1 means that it was changed at its source"`
	SaidAt     *time.Time `json:"said_at,omitempty" doc:"When the source says that it was published, never later than when it was first seen"`
	FirstSeen  time.Time  `json:"first_seen"`
	ChangedAt  time.Time  `json:"changed_at" doc:"When its newest version was first seen"`
	RemovedAt  *time.Time `json:"removed_at,omitempty" doc:"When the source said that it was removed there"`
	FreeAt     time.Time  `json:"free_at" doc:"From when on it may be taken, by the waiting time of its source"`
	Reason     string     `json:"reason,omitempty" doc:"Why it was laid aside"`
	DecidedBy  string     `json:"decided_by,omitempty"`
	DecidedAt  *time.Time `json:"decided_at,omitempty"`
	Article    string     `json:"article,omitempty" doc:"Id of the story that was made of it"`
	May        rest.May   `json:"may"`
}

func (h *handlers) rowOf(actor right.Actor, i box.Item) IntakeRow {
	may := rest.MayOf(actor, right.In(i.Unit), map[string]right.Action{"take": right.ArticleCreate, "dismiss": right.SourceManage, "restore": right.SourceManage, "pictures": right.MediaEdit})
	forbid := func(act string, err error) {
		if told, ok := fault.As(err); ok {
			may.Forbid(act, told.Detail)
		}
	}
	forbid("take", h.box.Takeable(i))
	forbid("dismiss", i.Dismissable())
	forbid("restore", i.Restorable())
	if i.State != box.Taken {
		may.Forbid("pictures", fault.T("Lấy tin thành bài trước, rồi mới lấy ảnh.", "Take the item first, then its pictures."))
	}
	return IntakeRow{ID: i.ID, Source: i.Source, SourceName: i.SourceName, Unit: i.Unit, State: string(i.State), Title: i.Title, Link: i.Link, Number: i.Number,
		SaidAt: rest.Instant(i.SaidAt), FirstSeen: i.FirstSeen.UTC(), ChangedAt: i.ChangedAt.UTC(), RemovedAt: rest.Instant(i.RemovedAt), FreeAt: i.FreeAt.UTC(), Reason: i.Reason,
		DecidedBy: i.DecidedBy, DecidedAt: rest.Instant(i.DecidedAt), Article: i.Article, May: may}
}

// IntakeItem is an item with all that was seen of it.
type IntakeItem struct {
	IntakeRow
	Versions []IntakeVersion `json:"versions" nullable:"false" doc:"Newest first"`
}

// IntakeVersion is an item as its source had it.
type IntakeVersion struct {
	Number    int             `json:"number"`
	SeenAt    time.Time       `json:"seen_at"`
	Title     string          `json:"title"`
	Lead      string          `json:"lead"`
	Body      string          `json:"body" doc:"HTML, cleaned, without pictures"`
	Link      string          `json:"link,omitempty"`
	Lang      string          `json:"lang,omitempty" doc:"As the source says"`
	Authors   []string        `json:"authors" nullable:"false"`
	Keywords  []string        `json:"keywords" nullable:"false"`
	Pictures  []IntakePicture `json:"pictures" nullable:"false"`
	Published *time.Time      `json:"published,omitempty" doc:"As the source says, true or not"`
	Updated   *time.Time      `json:"updated,omitempty" doc:"As the source says, true or not"`
	Findings  []Finding       `json:"findings" nullable:"false" doc:"What was taken out, repaired or doubted"`
}

// IntakePicture is one that an item shows; it is not fetched until it is taken.
type IntakePicture struct {
	Address string `json:"address"`
	Alt     string `json:"alt,omitempty"`
	Credit  string `json:"credit,omitempty"`
	Media   string `json:"media,omitempty" doc:"Id in the library, once it was taken"`
}

func versionOf(v box.Version, taken map[string]string) IntakeVersion {
	e := v.Entry
	shape := IntakeVersion{Number: v.Number, SeenAt: v.SeenAt.UTC(), Title: e.Title, Lead: e.Lead, Body: e.Body, Link: e.Link, Lang: e.Lang, Authors: rest.NotNil(e.Authors),
		Keywords: rest.NotNil(e.Keywords), Pictures: make([]IntakePicture, len(e.Pictures)), Published: rest.Instant(e.Published), Updated: rest.Instant(e.Updated), Findings: findingsOf(e.Findings)}
	for i, p := range e.Pictures {
		shape.Pictures[i] = IntakePicture{p.Address, p.Alt, p.Credit, taken[p.Address]}
	}
	return shape
}
