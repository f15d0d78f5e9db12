package intake

import (
	"context"
	"io"

	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/harvest"
	box "github.com/lantoa/lantoa/internal/intake"
)

func (h *handlers) mayImport(ctx context.Context) error {
	return h.box.MayImport(ctx, rest.Actor(ctx), "")
}

type importing struct {
	Unit   string `query:"unit" required:"true" doc:"Code of the unit whose box it comes into"`
	Lang   string `query:"lang" doc:"Language of the drafts; absent means that of the site" example:"vi"`
	Pages  bool   `query:"pages" doc:"Pages too"`
	DryRun bool   `query:"dry_run" doc:"Tell what would come of it, and write nothing"`
}

// WordPressImport is what came of an export, or would come of it.
type WordPressImport struct {
	DryRun   bool            `json:"dry_run"`
	SHA256   string          `json:"sha256" doc:"Of the file, as the audit record names it"`
	Source   string          `json:"source,omitempty" doc:"Id of the source; absent where none is there yet"`
	Site     string          `json:"site,omitempty"`
	Title    string          `json:"title,omitempty"`
	Made     int             `json:"made"`
	Changed  int             `json:"changed"`
	Kept     int             `json:"kept"`
	Skipped  int             `json:"skipped"`
	Items    []WordPressItem `json:"items" nullable:"false" doc:"Of the file; at most 2,000"`
	LeftOut  int             `json:"left_out" doc:"How many more there are than items lists"`
	Words    []WordPressTerm `json:"words" nullable:"false" doc:"Categories and tags, the most used first"`
	Findings []Finding       `json:"findings" nullable:"false" doc:"Of the file as a whole"`
}

// WordPressItem is one item of the file.
type WordPressItem struct {
	Number   int                 `json:"number" doc:"In the file, from 1"`
	GUID     string              `json:"guid,omitempty"`
	Title    string              `json:"title"`
	Outcome  string              `json:"outcome" enum:"make,change,keep,skip"`
	Reason   *rest.LocalizedText `json:"reason,omitempty" doc:"Why it was skipped"`
	Findings []Finding           `json:"findings" nullable:"false"`
}

// WordPressTerm is a category or a tag of the site. It comes along as a keyword; the facet is
// offered.
type WordPressTerm struct {
	Kind  string `json:"kind" enum:"category,tag"`
	Slug  string `json:"slug"`
	Name  string `json:"name"`
	Items int    `json:"items"`
	Facet string `json:"facet,omitempty" doc:"Code of a facet of the plan with the same name"`
	Of    string `json:"facet_kind,omitempty" doc:"Its kind, such as pillar or area"`
}

func (h *handlers) wordPress(ctx context.Context, in *importing) (*rest.Plain[WordPressImport], error) {
	file := io.NewSectionReader(rest.ExchangeOf(ctx).File, 0, harvest.MaxExport+1)
	r, err := h.box.Import(ctx, rest.Actor(ctx), file, box.Reading{Unit: in.Unit, Lang: in.Lang, Pages: in.Pages, DryRun: in.DryRun})
	if err != nil {
		return nil, rest.InQuery(err)
	}
	shape := WordPressImport{DryRun: r.DryRun, SHA256: r.SHA256, Source: r.Source, Site: r.Site, Title: r.Title, Made: r.Counts[box.Made], Changed: r.Counts[box.Changed],
		Kept: r.Counts[box.Same], Skipped: r.Counts[box.Skipped], Items: make([]WordPressItem, len(r.Lines)), LeftOut: r.LeftOut, Words: make([]WordPressTerm, len(r.Words)), Findings: findingsOf(r.Findings)}
	for i, line := range r.Lines {
		shape.Items[i] = WordPressItem{line.Number, line.ID, line.Title, string(line.Fate), rest.SomeLocalized(line.Reason), findingsOf(line.Findings)}
	}
	for i, w := range r.Words {
		shape.Words[i] = WordPressTerm{w.Kind, w.Slug, w.Name, w.Items, w.Facet.Code, string(w.Facet.Kind)}
	}
	return &rest.Plain[WordPressImport]{Body: shape}, nil
}
