package digests

import (
	"time"

	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/digest"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
)

// DigestFilter narrows the stories to those that bear all it names.
type DigestFilter struct {
	Pillar string `json:"pillar,omitempty" doc:"Code of a pillar"`
	Area   string `json:"area,omitempty" doc:"Code of a content area"`
	Unit   string `json:"unit,omitempty" doc:"Code of the unit that published the story"`
}

func (f *DigestFilter) domain() *digest.Filter {
	if f == nil {
		return nil
	}
	return &digest.Filter{Pillar: f.Pillar, Area: f.Area, Unit: f.Unit}
}

// NewDigest is a digest to be made.
type NewDigest struct {
	Unit       string        `json:"unit" doc:"Code of the unit that the drafts belong to"`
	Lang       string        `json:"lang" doc:"Language of the drafts, and of the stories in them (BCP 47)" example:"vi"`
	Name       string        `json:"name" doc:"At most 100 characters" example:"ASEAN tuần qua"`
	Title      string        `json:"title" doc:"Title of the drafts; may name {dates}, {from} and {to}" example:"ASEAN tuần qua: {dates}"`
	Expression string        `json:"expression" doc:"When it occurs, in five fields of cron; at most once an hour" example:"0 8 * * 1"`
	Zone       string        `json:"zone" doc:"IANA name of the zone" example:"Asia/Ho_Chi_Minh"`
	Facets     *rest.Facets  `json:"facets,omitempty"`
	Filter     *DigestFilter `json:"filter,omitempty"`
	MaxItems   *int          `json:"max_items,omitempty" doc:"Most stories in one draft, 1 to 50; absent means 50"`
}

func (n NewDigest) domain() digest.Input {
	return digest.Input{Unit: n.Unit, Lang: n.Lang, Patch: digest.Patch{Name: &n.Name, Title: &n.Title, Expression: &n.Expression, Zone: &n.Zone,
		Facets: n.Facets.Domain(), Filter: n.Filter.domain(), Items: n.MaxItems}}
}

// DigestPatch changes what it names.
type DigestPatch struct {
	Name       *string       `json:"name,omitempty"`
	Title      *string       `json:"title,omitempty"`
	Expression *string       `json:"expression,omitempty"`
	Zone       *string       `json:"zone,omitempty"`
	Facets     *rest.Facets  `json:"facets,omitempty" doc:"All of them"`
	Filter     *DigestFilter `json:"filter,omitempty" doc:"All of it"`
	MaxItems   *int          `json:"max_items,omitempty"`
	Paused     *bool         `json:"paused,omitempty" doc:"What a pause passes over is no occurrence; the next one covers its time"`
}

func (p DigestPatch) domain() digest.Patch {
	return digest.Patch{Name: p.Name, Title: p.Title, Expression: p.Expression, Zone: p.Zone, Facets: p.Facets.Domain(), Filter: p.Filter.domain(),
		Items: p.MaxItems, Paused: p.Paused}
}

// Digest is a recurring digest.
type Digest struct {
	ID         string       `json:"id"`
	Unit       string       `json:"unit"`
	Lang       string       `json:"lang"`
	Name       string       `json:"name"`
	Title      string       `json:"title"`
	Expression string       `json:"expression"`
	Zone       string       `json:"zone"`
	Facets     rest.Facets  `json:"facets"`
	Filter     DigestFilter `json:"filter"`
	MaxItems   int          `json:"max_items"`
	State      string       `json:"state" enum:"active,paused,ended"`
	NextAt     *time.Time   `json:"next_at,omitempty" doc:"Its next occurrence; absent while paused and once ended"`
	CoveredTo  time.Time    `json:"covered_to" doc:"Up to when its occurrences have told what was published"`
	Authors    []string     `json:"authors" nullable:"false" doc:"Who saved what enters its drafts; none of them approves one"`
	Version    int          `json:"version" doc:"Counts the changes by people"`
	CreatedBy  string       `json:"created_by"`
	CreatedAt  time.Time    `json:"created_at"`
	UpdatedAt  time.Time    `json:"updated_at"`
	May        rest.May     `json:"may"`
}

func digestOf(actor right.Actor, d digest.Digest) Digest {
	manage := right.DigestManage
	may := rest.MayOf(actor, right.In(d.Unit), map[string]right.Action{"update": manage, "end": manage, "build": manage})
	if err, ended := fault.As(d.Alterable()); ended {
		for act := range may {
			may.Forbid(act, err.Detail)
		}
	}
	return Digest{ID: d.ID, Unit: d.Unit, Lang: d.Lang, Name: d.Name, Title: d.Title, Expression: d.Expression, Zone: d.Zone,
		Facets: rest.Facets(d.Facets),
		Filter: DigestFilter{Pillar: d.Filter.Pillar, Area: d.Filter.Area, Unit: d.Filter.Unit}, MaxItems: d.Items, State: string(d.State),
		NextAt: rest.Instant(d.NextAt), CoveredTo: d.CoveredTo.UTC(), Authors: rest.NotNil(d.Authors), Version: d.Version, CreatedBy: d.CreatedBy,
		CreatedAt: d.CreatedAt.UTC(), UpdatedAt: d.UpdatedAt.UTC(),
		May: may}
}

// DigestOccurrence is one coming of a digest.
type DigestOccurrence struct {
	Digest    string              `json:"digest"`
	At        time.Time           `json:"at" doc:"When it was due, or asked for"`
	From      time.Time           `json:"from" doc:"It covers what was published after this"`
	To        time.Time           `json:"to" doc:"and not after this"`
	State     string              `json:"state" enum:"drafted,empty,skipped,failed" doc:"empty: nothing to tell; skipped: missed, a later one covers its time; failed: the draft was refused"`
	Reason    *rest.LocalizedText `json:"reason,omitempty"`
	Article   string              `json:"article,omitempty" doc:"Id of the draft"`
	Items     int                 `json:"items" doc:"How many stories it tells"`
	AskedBy   string              `json:"asked_by,omitempty" doc:"Who asked for an extra one; absent for the calendar's"`
	CreatedAt time.Time           `json:"created_at"`
}

func occurrenceOf(o digest.Occurrence) DigestOccurrence {
	return DigestOccurrence{Digest: o.Digest, At: o.At.UTC(), From: o.From.UTC(), To: o.To.UTC(), State: string(o.Outcome), Reason: rest.SomeLocalized(o.Reason),
		Article: o.Article, Items: o.Items, AskedBy: o.AskedBy, CreatedAt: o.CreatedAt.UTC()}
}
