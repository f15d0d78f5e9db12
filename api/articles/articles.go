// Package articles is the API of stories: their facets, editions, texts, and the acts of
// the newsroom on them.
package articles

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/clipboard"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/line"
	"github.com/lantoa/lantoa/internal/link"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/preview"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/translation"
	"github.com/lantoa/lantoa/internal/variant"
	"github.com/lantoa/lantoa/internal/view"
)

// Options are the services that the resource is made of.
type Options struct {
	Articles  *article.Service
	Lines     *line.Service
	Planner   *delivery.Planner
	Desk      *delivery.Desk
	Previews  preview.Service
	Clipboard *clipboard.Service
	Variants  *variant.Service
	// Languages shows editions side by side.
	Languages *translation.Service
	// Views lists editions, as people look at them.
	Views *view.Service
	// Links tells which channels a formal correction is owed.
	Links *link.Service
}

type handlers struct {
	r *rest.Router
	o Options
}

const (
	tag     = "articles"
	one     = "/articles/{id}"
	edition = one + "/editions/{lang}"
)

// Register adds the resource to the API.
func Register(r *rest.Router, o Options) {
	h := &handlers{r: r, o: o}
	h.views()
	rest.Add(r, rest.Op{ID: "listArticles", Method: http.MethodGet, Path: "/articles", Tag: tag, Summary: "List editions with their articles, last changed first",
		Text: "Search ignores tone marks. The name of a member state finds all that it is called, and the stories that bear it: Lào, Laos and Lao PDR find the same."}, h.list)
	rest.Add(r, rest.Op{ID: "createArticle", Method: http.MethodPost, Path: "/articles", Tag: tag, Summary: "Create an article with its first edition", Status: http.StatusCreated, Keyed: true}, h.create)
	rest.Add(r, rest.Op{ID: "getArticle", Method: http.MethodGet, Path: one, Tag: tag, Summary: "Get an article with its editions"}, h.read)
	rest.Add(r, rest.Op{ID: "updateArticle", Method: http.MethodPatch, Path: one, Tag: tag, Summary: "Change the facets, keywords, priority, co-authors, unit or publish together of an article",
		Text: "A JSON merge patch (RFC 7396): what is named is replaced, null takes a value away. The unit changes only to one to which it has passed."}, h.patch)
	h.texts()
	h.lines()
	h.acts()
	h.planning()
	h.record()
	h.previews()
	h.approvals()
	h.variants()
	h.languages()
}

// Identified names an article.
type Identified struct {
	ID string `path:"id" doc:"Id of the article"`
}

type listing struct {
	rest.Paging
	Asked
}

func (h *handlers) list(ctx context.Context, in *listing) (*rest.List[ArticleEdition], error) {
	after, err := h.r.After(ctx, in.Paging)
	if err != nil {
		return nil, err
	}
	part := view.Part{Limit: in.Limit + 1}
	if after != nil {
		part.After = &article.Place{UpdatedAt: after.At(), ID: after.ID}
	}
	actor := rest.Actor(ctx)
	rows, err := h.o.Views.List(ctx, actor, in.domain(), part)
	if err != nil {
		return nil, rest.InQuery(err)
	}
	place := func(row view.Item) rest.Place { return rest.PlaceAt(row.At, row.ID) }
	return rest.Paged(ctx, h.r, rows, in.Limit, place, func(row view.Item) ArticleEdition { return articleEditionOf(actor, row) }), nil
}

func (h *handlers) create(ctx context.Context, in *struct{ Body NewArticle }) (*rest.Made[Article], error) {
	actor := rest.Actor(ctx)
	a, e, err := h.o.Articles.Create(ctx, actor, article.Input{Unit: in.Body.Unit, Facets: plan.Facets(in.Body.Facets), Keywords: in.Body.Keywords,
		Priority: in.Body.Priority, Lang: in.Body.Lang, Text: in.Body.EditionText.domain()})
	if err != nil {
		return nil, err
	}
	return rest.Created(h.r, "/articles/"+a.ID, a.Version, h.whole(actor, a, []article.Edition{e})), nil
}

func (h *handlers) read(ctx context.Context, in *Identified) (*rest.One[Article], error) {
	actor := rest.Actor(ctx)
	a, editions, err := h.o.Articles.Article(ctx, actor, in.ID)
	if err != nil {
		return nil, err
	}
	return rest.Versioned(a.Version, h.whole(actor, a, editions)), nil
}

func (h *handlers) whole(actor right.Actor, a article.Article, editions []article.Edition) Article {
	shape := judgedArticleOf(actor, a)
	for _, e := range editions {
		shape.Editions = append(shape.Editions, editionOf(e))
	}
	return shape
}

type patching struct {
	Identified
	rest.Matching
	Body ArticlePatch
}

func (h *handlers) patch(ctx context.Context, in *patching) (*rest.One[Article], error) {
	version, err := in.Version()
	if err != nil {
		return nil, err
	}
	actor := rest.Actor(ctx)
	a, err := h.o.Articles.ToChange(ctx, actor, in.ID)
	if err != nil {
		return nil, err
	}
	changed, err := merge(a, rest.ExchangeOf(ctx).Body)
	if err != nil {
		return nil, err
	}
	// What was merged into is judged by the version, so a change in between is not lost.
	if a.Version != version {
		return nil, fault.New(fault.StaleVersion, fault.Tf("Bản hiện tại là %d.", "The present version is %d.", a.Version))
	}
	saved, err := h.o.Articles.SaveFacets(ctx, actor, in.ID, version, changed)
	if err != nil {
		return nil, err
	}
	return rest.Versioned(saved.Version, h.whole(actor, saved, nil)), nil
}

// merge lays a JSON merge patch over the article: decoding over what is there keeps what
// the patch does not name, and null empties a pointer or a list.
func merge(a article.Article, patch []byte) (article.Input, error) {
	var merged struct {
		Facets *struct {
			Pillars      []string `json:"pillars"`
			Areas        []string `json:"areas"`
			Topics       []string `json:"topics"`
			Audiences    []string `json:"audiences"`
			MemberStates []string `json:"member_states"`
			Form         *string  `json:"form"`
		} `json:"facets"`
		Keywords  []string `json:"keywords"`
		Priority  *int     `json:"priority"`
		Coauthors []string `json:"coauthors"`
		Unit      *string  `json:"unit"`
		Together  *bool    `json:"together"`
	}
	present, err := json.Marshal(map[string]any{"facets": a.Facets, "keywords": a.Keywords, "priority": a.Priority, "coauthors": a.Coauthors, "unit": a.Unit, "together": a.Together})
	if err != nil {
		return article.Input{}, err
	}
	for _, layer := range [][]byte{present, patch} {
		if err := json.Unmarshal(layer, &merged); err != nil {
			return article.Input{}, err
		}
	}
	if merged.Unit == nil || *merged.Unit == "" {
		return article.Input{}, fault.Invalid("/unit", fault.T("bài luôn thuộc một đơn vị; nêu mã đơn vị kế thừa", "an article always belongs to a unit; name a successor"))
	}
	in := article.Input{Keywords: merged.Keywords, Coauthors: merged.Coauthors, Unit: *merged.Unit}
	if f := merged.Facets; f != nil {
		in.Facets = plan.Facets{Pillars: f.Pillars, Areas: f.Areas, Topics: f.Topics, Audiences: f.Audiences, MemberStates: f.MemberStates}
		if f.Form != nil {
			in.Facets.Form = *f.Form
		}
	}
	together := merged.Together != nil && *merged.Together
	in.Together = &together
	if merged.Priority != nil {
		in.Priority = *merged.Priority
	}
	return in, nil
}
