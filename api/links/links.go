// Package links is the API of what was made of what: stories that units reuse of each other, and
// formal corrections.
package links

import (
	"context"
	"net/http"
	"time"

	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/link"
)

type handlers struct {
	r     *rest.Router
	links *link.Service
}

const (
	tag = "links"
	one = "/articles/{id}"
)

// Register adds the resource to the API.
func Register(r *rest.Router, s *link.Service) {
	h := &handlers{r: r, links: s}
	rest.Add(r, rest.Op{ID: "reuseArticle", Method: http.MethodPost, Path: one + "/reuse", Tag: tag, Summary: "Make a draft of what another unit has published", Status: http.StatusCreated, Keyed: true,
		Text: "Words, pictures and facets are those that readers see; the credit is the last line of the text. Those whose words they are do not approve the draft. A unit reuses a story once, until the draft is archived: then 409."}, h.reuse)
	rest.Add(r, rest.Op{ID: "correctFormally", Method: http.MethodPost, Path: one + "/editions/{lang}/formal-correction", Tag: tag, Summary: "Begin the formal correction (cải chính) of a story that is or was out", Status: http.StatusCreated, Keyed: true,
		Text: "Makes a draft that is an item of its own: it says what was wrong and what is right. Its heading and the line that names the corrected story with its section and day are put there when the release is composed, on every channel, and no change of the text takes them away. Once it is out, the story that it corrects shows where it is. While one is being prepared: 409."}, h.formal)
	rest.Add(r, rest.Op{ID: "listArticleLinks", Method: http.MethodGet, Path: one + "/links", Tag: tag, Summary: "List what a story was made of, and who uses it",
		Text: "Oldest first. The title and the text of a story of another unit are not among it."}, h.list)
	rest.Add(r, rest.Op{ID: "keepReuse", Method: http.MethodPost, Path: one + "/editions/{lang}/original/keep", Tag: tag, Summary: "Confirm an edition after its original was corrected or withdrawn",
		Text: "Says that somebody held it against the original as it is now. One whose original was withdrawn stays for a reason."}, h.keep)
}

// Reuse says what is made of a story.
type Reuse struct {
	Unit   string       `json:"unit" doc:"Code of the unit that reuses it" example:"so-noi-vu"`
	Langs  []string     `json:"langs" nullable:"false" maxItems:"20" doc:"Languages in which the story is published" example:"[\"vi\"]"`
	Facets *rest.Facets `json:"facets,omitempty" doc:"Absent means those of the original"`
}

// LinkedEdition is an edition that was made of another.
type LinkedEdition struct {
	Lang        string     `json:"lang"`
	State       string     `json:"state" doc:"Of what was made" enum:"draft,in_review,changes_requested,approved,withdrawn,archived"`
	Publication string     `json:"publication" doc:"Of what was made"`
	Original    string     `json:"original" enum:"current,changed,withdrawn" doc:"changed: other words are approved of the original than those that somebody held this one against; withdrawn: it was withdrawn, and nobody has decided what becomes of this one"`
	ChangedAt   *time.Time `json:"changed_at,omitempty"`
	Taken       string     `json:"taken" doc:"Id of the release from which the words are"`
	Release     string     `json:"release" doc:"Id of the newest release of the original that is approved; empty once it was withdrawn"`
}

// ArticleLink says that an article was made of another.
type ArticleLink struct {
	ID   string `json:"id"`
	Kind string `json:"kind" enum:"reuse,formal_correction"`
	// Role is that of the story that was asked for.
	Role    string          `json:"role" enum:"original,copy,correction" doc:"Of the story that was asked for; original is what was reused or is corrected"`
	Article string          `json:"article" doc:"Id of the other story"`
	Unit    string          `json:"unit" doc:"Code of the other story's unit"`
	Credit  LinkCredit      `json:"credit"`
	MadeBy  string          `json:"made_by"`
	MadeAt  time.Time       `json:"made_at"`
	Parts   []LinkedEdition `json:"editions" nullable:"false" doc:"Of a reuse"`
	// Corrected is what a formal correction is about.
	Corrected []CorrectedEdition `json:"corrected,omitempty" nullable:"false" doc:"What a formal correction is about, first the language in which it was begun"`
}

// CorrectedEdition is an edition that a formal correction is about.
type CorrectedEdition struct {
	Lang        string    `json:"lang"`
	Release     string    `json:"release" doc:"Id of the release that readers had when the correction was begun"`
	PublishedAt time.Time `json:"published_at"`
}

// LinkCredit is who is credited.
type LinkCredit struct {
	Unit    string   `json:"unit" doc:"Code of the unit to which the original belonged"`
	Authors []string `json:"authors" nullable:"false" doc:"Ids of those whose story it was"`
}

func partOf(p link.Part) LinkedEdition {
	return LinkedEdition{Lang: p.Lang, State: string(p.State), Publication: string(p.Publication), Original: string(p.Standing), ChangedAt: rest.Instant(p.ChangedAt), Taken: p.Taken, Release: p.Newest}
}

// shape shows a link from the side of a story.
func shape(l link.Link, side string) ArticleLink {
	role := "copy"
	if l.Kind == link.FormalCorrection {
		role = "correction"
	}
	s := ArticleLink{ID: l.ID, Kind: string(l.Kind), Role: role, Article: l.From, Unit: l.FromUnit, Credit: LinkCredit{Unit: l.Unit, Authors: rest.NotNil(l.Authors)}, MadeBy: l.MadeBy, MadeAt: l.MadeAt.UTC(), Parts: []LinkedEdition{}}
	if side == l.From {
		s.Role, s.Article, s.Unit = "original", l.To, l.ToUnit
	}
	for _, p := range l.Parts {
		s.Parts = append(s.Parts, partOf(p))
	}
	for _, c := range l.Corrected {
		s.Corrected = append(s.Corrected, CorrectedEdition{Lang: c.Lang, Release: c.Release, PublishedAt: c.PublishedAt.UTC()})
	}
	return s
}

// Identified names an article.
type Identified struct {
	ID string `path:"id" doc:"Id of the article"`
}

type reusing struct {
	Identified
	Body Reuse
}

// LinkedArticle is what was made of a story.
type LinkedArticle struct {
	Article string      `json:"article" doc:"Id of the draft"`
	Link    ArticleLink `json:"link" doc:"As the draft shows it"`
}

func (h *handlers) reuse(ctx context.Context, in *reusing) (*rest.Made[LinkedArticle], error) {
	l, a, err := h.links.Reuse(ctx, rest.Actor(ctx), in.ID, link.How{Unit: in.Body.Unit, Langs: in.Body.Langs, Facets: in.Body.Facets.Domain()})
	if err != nil {
		return nil, err
	}
	return rest.Created(h.r, "/articles/"+a.ID, a.Version, LinkedArticle{Article: a.ID, Link: shape(l, a.ID)}), nil
}

// FormalCorrection says what a formal correction corrects.
type FormalCorrection struct {
	Wrong  string       `json:"wrong" maxLength:"2000" doc:"What was published wrongly, in the language of the edition" example:"Hội nghị diễn ra ngày 20/8."`
	Right  string       `json:"right" maxLength:"2000" doc:"What is right" example:"Hội nghị diễn ra ngày 21/8."`
	Unit   string       `json:"unit,omitempty" doc:"Code of the unit that publishes it; absent means that of the story"`
	Facets *rest.Facets `json:"facets,omitempty" doc:"Absent means those of the story"`
}

type correcting struct {
	Identified
	Lang string `path:"lang" doc:"Language of the edition (BCP 47)" example:"vi"`
	Body FormalCorrection
}

func (h *handlers) formal(ctx context.Context, in *correcting) (*rest.Made[LinkedArticle], error) {
	l, a, err := h.links.CorrectFormally(ctx, rest.Actor(ctx), article.Ref{Article: in.ID, Lang: in.Lang}, link.Statement{Wrong: in.Body.Wrong, Right: in.Body.Right, Unit: in.Body.Unit, Facets: in.Body.Facets.Domain()})
	if err != nil {
		return nil, err
	}
	return rest.Created(h.r, "/articles/"+a.ID, a.Version, LinkedArticle{Article: a.ID, Link: shape(l, a.ID)}), nil
}

func (h *handlers) list(ctx context.Context, in *Identified) (*rest.List[ArticleLink], error) {
	all, err := h.links.Of(ctx, rest.Actor(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return rest.Of(all, func(l link.Link) ArticleLink { return shape(l, in.ID) }), nil
}

type keeping struct {
	ID   string `path:"id" doc:"Id of the article"`
	Lang string `path:"lang" doc:"Language of the edition (BCP 47)" example:"vi"`
	Body struct {
		Release string `json:"release" doc:"Id of the release of the original that was read, as the link names it; empty when it was withdrawn"`
		Reason  string `json:"reason,omitempty" doc:"Needed when the original was withdrawn: why this edition stays; at most 2,000 characters"`
	}
}

func (h *handlers) keep(ctx context.Context, in *keeping) (*rest.Plain[LinkedEdition], error) {
	p, err := h.links.Keep(ctx, rest.Actor(ctx), article.Ref{Article: in.ID, Lang: in.Lang}, in.Body.Release, in.Body.Reason)
	if err != nil {
		return nil, err
	}
	return &rest.Plain[LinkedEdition]{Body: partOf(p)}, nil
}
