package articles

import (
	"time"

	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/clipboard"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/text"
	"github.com/lantoa/lantoa/internal/view"
)

// EditionText is what readers get. Lengths are judged by the newsroom, in characters as people
// count them.
type EditionText struct {
	Title string `json:"title" doc:"At most 300 characters"`
	Lead  string `json:"lead,omitempty" doc:"The lead (sapo), at most 2000 characters"`
	Body  string `json:"body,omitempty" doc:"HTML of one allow-list, at most 400000 bytes"`
	// Pictures is nil where the sender said nothing of them.
	Pictures []string `json:"pictures,omitempty" nullable:"false" doc:"Ids of media in order, the cover first, at most 20; absent keeps those that are there"`
}

func (t EditionText) domain() manuscript.Text {
	return manuscript.Text{Title: t.Title, Lead: t.Lead, Body: t.Body, Pictures: t.Pictures}
}

func textOf(t manuscript.Text) EditionText {
	return EditionText{Title: t.Title, Lead: t.Lead, Body: t.Body, Pictures: t.Pictures}
}

// NewArticle is a story with its first edition.
type NewArticle struct {
	Unit     string      `json:"unit" doc:"Code of the unit that the story belongs to"`
	Lang     string      `json:"lang" doc:"Language of the first edition (BCP 47)" example:"vi"`
	Facets   rest.Facets `json:"facets,omitempty"`
	Keywords []string    `json:"keywords,omitempty" nullable:"false"`
	Priority int         `json:"priority,omitempty" doc:"0 normal to 2 urgent"`
	EditionText
}

// ArticlePatch changes what it names (RFC 7396); null takes a value away.
type ArticlePatch struct {
	Facets   *rest.Facets `json:"facets,omitempty"`
	Keywords []string     `json:"keywords,omitempty"`
	Priority *int         `json:"priority,omitempty"`
	Unit     *string      `json:"unit,omitempty" doc:"Code of a unit to which the article's own, which has ended, has passed; needs the right to edit in both"`
	// Coauthors are no part of what is approved.
	Coauthors []string `json:"coauthors,omitempty" doc:"Ids of people, at most 20: the story is theirs as well. May change while an edition is approved"`
	Together  *bool    `json:"together,omitempty" doc:"Publish together: no edition leaves before all that are neither withdrawn nor archived are approved and scheduled. Turned on only while nothing is out; false turns it off"`
}

// Article is a story with its facets, whatever its languages.
type Article struct {
	ID        string      `json:"id"`
	Plan      string      `json:"plan" doc:"Id of the plan whose facets it bears"`
	Unit      string      `json:"unit"`
	Facets    rest.Facets `json:"facets"`
	Keywords  []string    `json:"keywords" nullable:"false"`
	Priority  int         `json:"priority"`
	Version   int         `json:"version" doc:"Counts saves of the facets"`
	CreatedBy string      `json:"created_by"`
	CreatedAt time.Time   `json:"created_at"`
	UpdatedAt time.Time   `json:"updated_at"`
	Lang      string      `json:"lang,omitempty" doc:"Language in which the story was first written; its editions in others are translations"`
	Coauthors []string    `json:"coauthors" nullable:"false" doc:"Ids of the people whose story it is beside its maker"`
	Together  bool        `json:"together" doc:"No edition leaves before all of them are approved and scheduled"`
	Editions  []Edition   `json:"editions,omitempty" nullable:"false"`
	May       rest.May    `json:"may,omitempty"`
}

func articleOf(a article.Article) Article {
	return Article{ID: a.ID, Plan: a.Plan, Unit: a.Unit, Facets: rest.Facets(a.Facets), Keywords: rest.NotNil(a.Keywords), Priority: a.Priority,
		Version: a.Version, CreatedBy: a.CreatedBy, CreatedAt: a.CreatedAt.UTC(), UpdatedAt: a.UpdatedAt.UTC(), Lang: a.Lang, Coauthors: rest.NotNil(a.Coauthors), Together: a.Together}
}

// judgedArticleOf is an article with what may be done about it as a whole.
func judgedArticleOf(actor right.Actor, a article.Article) Article {
	shape, translation := articleOf(a), a.Object()
	translation.Translation = true
	shape.May = rest.MayOf(actor, a.Object(), map[string]right.Action{"edit": right.ArticleEdit})
	shape.May["add-edition"] = rest.PermissionOf(actor.May(right.ArticleEdit, translation))
	return shape
}

// ReaderNote is what readers are told of a change.
type ReaderNote struct {
	Kind string `json:"kind" enum:"small_fix,update,correction,formal_correction,withdrawal"`
	Text string `json:"text,omitempty"`
}

func noteOf(n release.Note) *ReaderNote {
	if n.Kind == release.NoNote {
		return nil
	}
	return &ReaderNote{Kind: string(n.Kind), Text: n.Text}
}

// Embargo keeps an edition from everyone without the right until an hour.
type Embargo struct {
	Until time.Time `json:"until"`
	Time  string    `json:"time" doc:"As typed"`
	Zone  string    `json:"zone"`
}

func embargoOf(e article.Embargo) *Embargo {
	if e.Until.IsZero() {
		return nil
	}
	return &Embargo{Until: e.Until.UTC(), Time: e.Wall, Zone: e.Zone}
}

// Edition is the story in one language.
type Edition struct {
	ID              string      `json:"id"`
	Article         string      `json:"article"`
	Lang            string      `json:"lang"`
	Title           string      `json:"title"`
	State           string      `json:"state" enum:"draft,in_review,changes_requested,approved,withdrawn,archived"`
	Publication     string      `json:"publication" enum:"none,scheduled,partly_published,published,uncertain,failed,taken_down" doc:"Derived from the deliveries"`
	Version         int         `json:"version" doc:"Counts saves of the text and moves by people"`
	HeadRevision    string      `json:"head_revision"`
	ApprovedRelease string      `json:"approved_release,omitempty" doc:"The release that may go out"`
	NextAct         string      `json:"next_act" enum:"publish,correct"`
	Note            *ReaderNote `json:"note,omitempty"`
	Reason          string      `json:"reason,omitempty" doc:"Why changes were requested, or why it was withdrawn"`
	Embargo         *Embargo    `json:"embargo,omitempty"`
	SourceRevision  string      `json:"source_revision,omitempty" doc:"Of a translation: the revision in the story's own language that it was made from, or marked as right beside; absent where nobody said"`
	Outdated        bool        `json:"outdated" doc:"A translation whose source says something else by now"`
	SubmittedBy     string      `json:"submitted_by,omitempty"`
	SubmittedAt     *time.Time  `json:"submitted_at,omitempty"`
	WithdrawnAt     *time.Time  `json:"withdrawn_at,omitempty"`
	CreatedBy       string      `json:"created_by"`
	CreatedAt       time.Time   `json:"created_at"`
	UpdatedAt       time.Time   `json:"updated_at"`
}

func editionOf(e article.Edition) Edition {
	return Edition{ID: e.ID, Article: e.Article, Lang: e.Lang, Title: e.Title, State: string(e.State), Publication: string(e.Publication),
		Version: e.Version, HeadRevision: e.HeadRevision, ApprovedRelease: e.ApprovedRelease, NextAct: string(e.NextAct), Note: noteOf(e.Note),
		Reason: e.Reason, Embargo: embargoOf(e.Embargo), SourceRevision: e.SourceRevision, Outdated: e.Outdated, SubmittedBy: e.SubmittedBy, SubmittedAt: rest.Instant(e.SubmittedAt),
		WithdrawnAt: rest.Instant(e.WithdrawnAt), CreatedBy: e.CreatedBy, CreatedAt: e.CreatedAt.UTC(), UpdatedAt: e.UpdatedAt.UTC()}
}

// SavedEdition is an edition that was saved, with what may be done.
type SavedEdition struct {
	Edition
	Hints []TextHint `json:"hints" nullable:"false" doc:"What to know of the text, which was saved as it was sent"`
	May   rest.May   `json:"may"`
}

// TextHint is something that a person should look at in a text.
type TextHint struct {
	Code     string             `json:"code" enum:"legacy_encoding"`
	Words    rest.LocalizedText `json:"words"`
	Encoding string             `json:"encoding" enum:"tcvn3,vni"`
	Parts    int                `json:"parts" doc:"How many parts of the text are concerned"`
}

func hintsOf(hints []clipboard.Hint) []TextHint {
	out := []TextHint{}
	for _, one := range hints {
		out = append(out, TextHint{Code: one.Code, Words: rest.Localized(one.Words), Encoding: string(one.Encoding), Parts: one.Parts})
	}
	return out
}

// TextLength is how long lead and body are.
type TextLength struct {
	Unit       string `json:"unit" enum:"syllables,words,letters" doc:"Syllables (chữ) in Vietnamese, letters in scripts that put no spaces between words, words in all others"`
	Count      int    `json:"count" doc:"In the unit"`
	Characters int    `json:"characters" doc:"As people count them, spaces among them"`
	Minutes    int    `json:"minutes" doc:"What reading takes, rounded up"`
}

func lengthOf(l text.Length) TextLength {
	return TextLength{Unit: string(l.Unit), Count: l.Count, Characters: l.Characters, Minutes: l.Minutes}
}

// FullEdition is an edition with its text, its deliveries and what may be done.
type FullEdition struct {
	Edition
	Lead       string            `json:"lead"`
	Body       string            `json:"body"`
	Length     TextLength        `json:"length"`
	Pictures   []string          `json:"pictures" nullable:"false" doc:"Ids of media in order, the cover first"`
	Authors    []string          `json:"authors" nullable:"false" doc:"Everyone whose words are in the text"`
	Deliveries []DeliverySummary `json:"deliveries,omitempty" nullable:"false" doc:"Absent for those who may not see deliveries"`
	// Hint is told to who writes or approves a translation.
	Hint *rest.LocalizedText `json:"hint,omitempty" doc:"What to know of the source of a translation"`
	May  rest.May            `json:"may"`
}

// DeliverySummary is a delivery of the edition in short.
type DeliverySummary struct {
	ID          string     `json:"id"`
	Channel     string     `json:"channel"`
	ChannelName string     `json:"channel_name,omitempty"`
	Intent      string     `json:"intent" enum:"publish,correct,withdraw"`
	State       string     `json:"state"`
	Reason      string     `json:"reason,omitempty"`
	DueAt       time.Time  `json:"due_at"`
	Time        string     `json:"time,omitempty" doc:"Wall time as typed; absent for now"`
	Zone        string     `json:"zone,omitempty"`
	SentAt      *time.Time `json:"sent_at,omitempty"`
	Address     string     `json:"address,omitempty" doc:"Where readers find it"`
}

func summaryOf(d delivery.Delivery) DeliverySummary {
	return DeliverySummary{ID: d.ID, Channel: d.Channel, Intent: string(d.Intent), State: string(d.State), Reason: string(d.Reason), DueAt: d.DueAt.UTC(),
		Time: d.Wall, Zone: d.Zone, SentAt: rest.Instant(d.SentAt), Address: d.Receipt.Address}
}

// ArticleEdition is one edition in a list, with its article and what stands beside it.
type ArticleEdition struct {
	Article   Article          `json:"article"`
	Edition   Edition          `json:"edition"`
	Languages []ListedLanguage `json:"languages" nullable:"false" doc:"All editions of the article, this one among them"`
	Channels  []ListedChannel  `json:"channels,omitempty" nullable:"false" doc:"Where the edition is or is to be; absent for those who may not see deliveries"`
	People    []ListedPerson   `json:"people" nullable:"false" doc:"Whose story it is: its maker, then its co-authors"`
}

// ListedLanguage is an edition of the same article in short.
type ListedLanguage struct {
	Lang        string `json:"lang"`
	State       string `json:"state" enum:"draft,in_review,changes_requested,approved,withdrawn,archived"`
	Publication string `json:"publication" enum:"none,scheduled,partly_published,published,uncertain,failed,taken_down"`
}

// ListedChannel is where an edition stands on one channel, by its newest delivery there.
type ListedChannel struct {
	Channel string     `json:"channel"`
	Name    string     `json:"name"`
	Kind    string     `json:"kind"`
	State   string     `json:"state" enum:"waiting,sending,polling,retrying,unsure,sent,confirmed,attention,withdrawn"`
	DueAt   time.Time  `json:"due_at"`
	SentAt  *time.Time `json:"sent_at,omitempty"`
}

// ListedPerson is somebody by name.
type ListedPerson struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

func articleEditionOf(actor right.Actor, row view.Item) ArticleEdition {
	shape := ArticleEdition{Article: judgedArticleOf(actor, row.Of), Edition: editionOf(row.Edition), Languages: []ListedLanguage{}, People: []ListedPerson{}}
	for _, one := range row.Languages {
		shape.Languages = append(shape.Languages, ListedLanguage{Lang: one.Lang, State: string(one.State), Publication: string(one.Publication)})
	}
	for _, one := range row.Channels {
		shape.Channels = append(shape.Channels, ListedChannel{Channel: one.ID, Name: one.Name, Kind: one.Kind, State: string(one.State), DueAt: one.DueAt.UTC(), SentAt: rest.Instant(one.SentAt)})
	}
	for _, one := range row.People {
		shape.People = append(shape.People, ListedPerson(one))
	}
	return shape
}
