// Package series is the API of the series of stories.
package series

import (
	"context"
	"net/http"
	"time"

	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/series"
)

type handlers struct {
	r      *rest.Router
	series *series.Service
	kind   rest.Kind[series.Series, Series]
}

const (
	tag = "series"
	all = "/series"
	one = all + "/{id}"
)

// Register adds the resource to the API.
func Register(r *rest.Router, s *series.Service) {
	kind := rest.Kind[series.Series, Series]{Path: all, ID: func(s series.Series) string { return s.ID }, Tag: func(s series.Series) int { return s.Version }, Shape: shape}
	h := &handlers{r: r, series: s, kind: kind}
	rest.Add(r, rest.Op{ID: "listSeries", Method: http.MethodGet, Path: all, Tag: tag, Summary: "List series, newest first"}, h.list)
	rest.Add(r, rest.Op{ID: "createSeries", Method: http.MethodPost, Path: all, Tag: tag, Summary: "Make a series", Status: http.StatusCreated, Keyed: true,
		Text: "Its page is /series/{code}, its feeds are /feeds/{lang}/series-{code}. The public sees neither before the first of its stories is published."}, rest.Makes(r, kind, s.Create, NewSeries.domain))
	rest.Add(r, rest.Op{ID: "getSeries", Method: http.MethodGet, Path: one, Tag: tag, Summary: "Get a series with the order of its stories"}, kind.ByID(s.Get))
	rest.Add(r, rest.Op{ID: "updateSeries", Method: http.MethodPatch, Path: one, Tag: tag, Summary: "Change a series, close it or open it again"}, rest.Changes(kind, s.Change, SeriesPatch.domain))
	rest.Add(r, rest.Op{ID: "arrangeSeries", Method: http.MethodPut, Path: one + "/articles", Tag: tag, Summary: "Put stories into a series, in this order",
		Text: "What is not named is taken out. A story may be in several series. To a closed series none is added."}, h.arrange)
}

// SeriesMonths are when the stories of a series are to come.
type SeriesMonths struct {
	First string `json:"first" maxLength:"7" doc:"Such as 2026-08; empty with last where nothing is planned" example:"2026-08"`
	Last  string `json:"last" maxLength:"7" example:"2026-11"`
}

func (m *SeriesMonths) domain() *series.Months {
	if m == nil {
		return nil
	}
	return &series.Months{First: m.First, Last: m.Last}
}

func words(t *rest.LocalizedText) *fault.Text {
	if t == nil {
		return nil
	}
	return &fault.Text{VI: t.VI, EN: t.EN}
}

// NewSeries is a series that is to be.
type NewSeries struct {
	Code   string              `json:"code" doc:"Stands in public addresses and never changes: lower-case letters, digits and hyphens, at most 60" example:"gao-nam-dinh"`
	Unit   string              `json:"unit" doc:"Code" example:"so-noi-vu"`
	Title  rest.LocalizedText  `json:"title" doc:"At most 200 characters in each language; the English may be empty" example:"{\"vi\":\"Gạo Nam Định ra ASEAN\",\"en\":\"Rice for ASEAN\"}"`
	Lead   *rest.LocalizedText `json:"lead,omitempty" doc:"At most 1000 characters in each language"`
	Cover  *string             `json:"cover,omitempty" maxLength:"100" doc:"Id of a picture of the library; the public sees it once a story of the series that shows it is out, as it was approved there"`
	Months *SeriesMonths       `json:"months,omitempty"`
}

func (n NewSeries) domain() series.Input {
	return series.Input{Code: n.Code, Unit: n.Unit, Patch: series.Patch{Title: words(&n.Title), Lead: words(n.Lead), Cover: n.Cover, Months: n.Months.domain()}}
}

// SeriesPatch changes what it names.
type SeriesPatch struct {
	Title  *rest.LocalizedText `json:"title,omitempty"`
	Lead   *rest.LocalizedText `json:"lead,omitempty"`
	Cover  *string             `json:"cover,omitempty" maxLength:"100" doc:"Id of a picture; empty takes the cover away"`
	Months *SeriesMonths       `json:"months,omitempty" doc:"Both empty: nothing is planned"`
	Closed *bool               `json:"closed,omitempty"`
}

func (p SeriesPatch) domain() series.Patch {
	return series.Patch{Title: words(p.Title), Lead: words(p.Lead), Cover: p.Cover, Months: p.Months.domain(), Closed: p.Closed}
}

// Series is a number of stories in an order made by hand.
type Series struct {
	ID        string             `json:"id"`
	Code      string             `json:"code"`
	Unit      string             `json:"unit"`
	Plan      string             `json:"plan" doc:"Id of the plan in force when it was made"`
	Title     rest.LocalizedText `json:"title"`
	Lead      rest.LocalizedText `json:"lead"`
	Cover     string             `json:"cover" doc:"Id of a picture; empty where the page takes that of its first story"`
	Months    *SeriesMonths      `json:"months,omitempty"`
	Closed    bool               `json:"closed"`
	Articles  []string           `json:"articles" nullable:"false" doc:"Ids, first to last"`
	Page      string             `json:"page" doc:"Address of its public page"`
	Version   int                `json:"version"`
	CreatedAt time.Time          `json:"created_at"`
	UpdatedAt time.Time          `json:"updated_at"`
	May       rest.May           `json:"may"`
}

func shape(actor right.Actor, s series.Series) Series {
	shape := Series{ID: s.ID, Code: s.Code, Unit: s.Unit, Plan: s.Plan, Title: rest.Localized(s.Title), Lead: rest.Localized(s.Lead), Cover: s.Cover, Closed: s.Closed, Articles: append([]string{}, s.Articles...),
		Page: "/series/" + s.Code, Version: s.Version, CreatedAt: s.CreatedAt.UTC(), UpdatedAt: s.UpdatedAt.UTC()}
	shape.May = rest.MayOf(actor, right.In(s.Unit), map[string]right.Action{"update": right.SeriesManage, "arrange": right.SeriesManage})
	if s.Months != (series.Months{}) {
		shape.Months = &SeriesMonths{First: s.Months.First, Last: s.Months.Last}
	}
	return shape
}

type listing struct {
	rest.Paging
	Unit    string `query:"unit" maxLength:"100" doc:"Code of the unit whose they are"`
	Article string `query:"article" maxLength:"100" doc:"Id of a story that is in them"`
}

func (h *handlers) list(ctx context.Context, in *listing) (*rest.List[Series], error) {
	after, err := h.r.After(ctx, in.Paging)
	if err != nil {
		return nil, err
	}
	f := series.Filter{Unit: in.Unit, Article: in.Article, Limit: in.Limit + 1}
	if after != nil {
		f.After = &series.Place{At: after.At(), ID: after.ID}
	}
	actor := rest.Actor(ctx)
	rows, err := h.series.List(ctx, actor, f)
	if err != nil {
		return nil, rest.InQuery(err)
	}
	place := func(s series.Series) rest.Place { return rest.PlaceAt(s.CreatedAt, s.ID) }
	return rest.Paged(ctx, h.r, rows, in.Limit, place, func(s series.Series) Series { return shape(actor, s) }), nil
}

type arranging struct {
	rest.Named
	rest.Matching
	Body struct {
		Articles []string `json:"articles" nullable:"false" doc:"Ids of stories, first to last, at most 100; a story that is added must be one that you may read"`
	}
}

func (h *handlers) arrange(ctx context.Context, in *arranging) (*rest.One[Series], error) {
	version, err := in.Version()
	if err != nil {
		return nil, err
	}
	s, err := h.series.Arrange(ctx, rest.Actor(ctx), in.ID, version, in.Body.Articles)
	return h.kind.Answer(ctx, s, err)
}
