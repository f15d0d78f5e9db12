package intake

import (
	"time"

	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/harvest"
	box "github.com/lantoa/lantoa/internal/intake"
	"github.com/lantoa/lantoa/internal/right"
)

// NewSource is a feed to be watched.
type NewSource struct {
	Unit    string       `json:"unit" doc:"Code of the unit that watches"`
	Name    string       `json:"name" doc:"At most 200 characters" example:"Cổng TTĐT Bộ Ngoại giao"`
	Address string       `json:"address" doc:"Of the feed, http or https" example:"https://mofa.example/rss.xml"`
	Credit  string       `json:"credit" doc:"The line that readers see at what is taken" example:"Theo Cổng TTĐT Bộ Ngoại giao"`
	Lang    string       `json:"lang" doc:"Language of the drafts (BCP 47)" example:"vi"`
	Terms   *string      `json:"terms,omitempty" doc:"Licence or agreement, in words"`
	Wait    *int         `json:"wait_minutes,omitempty" doc:"Minutes after an item was first seen until it may be taken; absent means that of LANTOA_REUSE_WAIT; 0 needs terms"`
	Basis   *string      `json:"basis,omitempty" doc:"What the waiting time rests on; absent means Decree 147/2024/ND-CP"`
	Every   *int         `json:"every_minutes,omitempty" doc:"Minutes between two fetches, 5 or more; absent means 30"`
	Facets  *rest.Facets `json:"facets,omitempty"`
}

func (n NewSource) domain() box.Input {
	return box.Input{Unit: n.Unit, Patch: box.Patch{Name: &n.Name, Address: &n.Address, Credit: &n.Credit, Lang: &n.Lang, Terms: n.Terms, Wait: n.Wait, Basis: n.Basis,
		Every: n.Every, Facets: n.Facets.Domain()}}
}

// SourcePatch changes what it names.
type SourcePatch struct {
	Name    *string      `json:"name,omitempty"`
	Address *string      `json:"address,omitempty" doc:"Forgets where the source moved to"`
	Credit  *string      `json:"credit,omitempty"`
	Lang    *string      `json:"lang,omitempty"`
	Terms   *string      `json:"terms,omitempty"`
	Wait    *int         `json:"wait_minutes,omitempty"`
	Basis   *string      `json:"basis,omitempty"`
	Every   *int         `json:"every_minutes,omitempty"`
	Facets  *rest.Facets `json:"facets,omitempty" doc:"All of them"`
	On      *bool        `json:"on,omitempty" doc:"Whether the clock asks it"`
}

func (p SourcePatch) domain() box.Patch {
	return box.Patch{Name: p.Name, Address: p.Address, Credit: p.Credit, Lang: p.Lang, Terms: p.Terms, Wait: p.Wait, Basis: p.Basis, Every: p.Every, Facets: p.Facets.Domain(), On: p.On}
}

// Source is who publishes what may be considered, and on what terms.
type Source struct {
	ID        string              `json:"id"`
	Unit      string              `json:"unit"`
	Kind      string              `json:"kind" enum:"feed,wordpress" doc:"wordpress: from exports that people bring; the clock does not ask it"`
	Name      string              `json:"name"`
	Address   string              `json:"address"`
	Credit    string              `json:"credit"`
	Lang      string              `json:"lang"`
	Terms     string              `json:"terms"`
	Wait      int                 `json:"wait_minutes"`
	Basis     string              `json:"basis"`
	Every     int                 `json:"every_minutes"`
	Facets    rest.Facets         `json:"facets"`
	State     string              `json:"state" enum:"on,off,ended" doc:"ended: the source says that it is gone for good (410)"`
	Format    string              `json:"format,omitempty" enum:"rss,atom,json" doc:"Of what came last"`
	MovedTo   string              `json:"moved_to,omitempty" doc:"Where the source says that it is for good, and where it is asked since"`
	NextAt    *time.Time          `json:"next_at,omitempty" doc:"Of the next fetch"`
	LastAt    *time.Time          `json:"last_at,omitempty" doc:"Of the last fetch"`
	Outcome   string              `json:"outcome,omitempty" enum:"fetched,unchanged,failed,gone" doc:"Of the last fetch"`
	Failures  int                 `json:"failures" doc:"In a row; each doubles the time to the next fetch, up to a day"`
	Reason    *rest.LocalizedText `json:"reason,omitempty" doc:"Why the last fetch brought nothing"`
	Version   int                 `json:"version" doc:"Counts the changes by people"`
	CreatedBy string              `json:"created_by"`
	CreatedAt time.Time           `json:"created_at"`
	UpdatedAt time.Time           `json:"updated_at"`
	May       rest.May            `json:"may"`
}

func sourceOf(actor right.Actor, s box.Source) Source {
	may := rest.MayOf(actor, right.In(s.Unit), map[string]right.Action{"update": right.SourceManage, "fetch": right.SourceManage})
	if s.Kind != box.Feed || s.State != box.On {
		may.Forbid("fetch", fault.T("Nguồn này không được theo dõi; bật lại rồi thử.", "This source is not watched; turn it on first."))
	}
	return Source{ID: s.ID, Unit: s.Unit, Kind: string(s.Kind), Name: s.Name, Address: s.Address, Credit: s.Credit, Lang: s.Lang, Terms: s.Terms, Wait: s.Wait, Basis: s.Basis,
		Every: s.Every, Facets: rest.Facets(s.Facets), State: string(s.State), Format: string(s.Format), MovedTo: s.MovedTo, NextAt: rest.Instant(s.NextAt), LastAt: rest.Instant(s.LastAt),
		Outcome: string(s.Outcome), Failures: s.Failures, Reason: rest.SomeLocalized(s.Reason), Version: s.Version, CreatedBy: s.CreatedBy, CreatedAt: s.CreatedAt.UTC(),
		UpdatedAt: s.UpdatedAt.UTC(), May: may}
}

// SourceFetch is one fetch of a source.
type SourceFetch struct {
	At       time.Time           `json:"at"`
	Took     int64               `json:"took_ms"`
	Outcome  string              `json:"outcome" enum:"fetched,unchanged,failed,gone"`
	Status   int                 `json:"status,omitempty" doc:"Of HTTP; absent without an answer"`
	Bytes    int                 `json:"bytes"`
	New      int                 `json:"new"`
	Changed  int                 `json:"changed"`
	Removed  int                 `json:"removed" doc:"The feed says that they were removed"`
	MovedTo  string              `json:"moved_to,omitempty"`
	Reason   *rest.LocalizedText `json:"reason,omitempty"`
	Findings []Finding           `json:"findings" nullable:"false" doc:"Of the feed as a whole"`
}

func fetchOf(f box.Fetch) SourceFetch {
	return SourceFetch{At: f.At.UTC(), Took: f.Took.Milliseconds(), Outcome: string(f.Outcome), Status: f.Status, Bytes: f.Bytes, New: f.New, Changed: f.Changed, Removed: f.Removed,
		MovedTo: f.MovedTo, Reason: rest.SomeLocalized(f.Reason), Findings: findingsOf(f.Findings)}
}

// Finding is one thing that was taken out of a stranger's text, repaired in it or doubted.
type Finding struct {
	Code   string             `json:"code" example:"acting_removed"`
	Detail string             `json:"detail,omitempty" doc:"What exactly, as it stood there"`
	Words  rest.LocalizedText `json:"words"`
}

func findingsOf(all []harvest.Finding) []Finding {
	list := make([]Finding, len(all))
	for i, f := range all {
		list[i] = Finding{string(f.Code), f.Detail, rest.Localized(f.Text())}
	}
	return list
}
