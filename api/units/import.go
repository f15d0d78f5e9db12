package units

import (
	"bytes"
	"context"
	"io"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/sheet"
	"github.com/lantoa/lantoa/internal/unit"
)

func (h *handlers) imports() {
	rest.Add(h.r, rest.Op{ID: "importUnits", Method: http.MethodPost, Path: "/units/import", Tag: tag, Summary: "Take units in from a spreadsheet, all or none",
		Text: "The body is the file: .xlsx (its first sheet) or .csv in UTF-8, at most 4 MB and 500 units: new ones, and changes and ends of those that are there; a blank cell leaves what is. In earnest it takes a person in a session. With dry_run it tells what is wrong, row by row, " +
			"and what would come of it, and writes nothing. Else one fault refuses the whole; the same file again changes nothing.",
		Spools: &rest.Spooled{Types: []string{sheet.WorkbookType, "text/csv"}, Most: sheet.MaxBytes, TooLarge: sheet.TooLarge, May: h.mayImport}}, h.take)
	rest.Add(h.r, rest.Op{ID: "getUnitTemplate", Method: http.MethodGet, Path: "/units/import-template.xlsx", Tag: tag, Summary: "Get the spreadsheet for units",
		Text: "Headings, today's units and kinds to choose from, and how it is filled in."}, h.template)
}

func (h *handlers) mayImport(ctx context.Context) error { return h.o.Units.May(ctx, rest.Actor(ctx)) }

type importing struct {
	DryRun bool `query:"dry_run" doc:"Tell what would come of it, and write nothing"`
}

// UnitImport is what came of a file, or would come of it.
type UnitImport struct {
	DryRun  bool           `json:"dry_run"`
	SHA256  string         `json:"sha256" doc:"Of the file, as the audit record names it"`
	Made    int            `json:"made"`
	Changed int            `json:"changed"`
	Kept    int            `json:"kept"`
	Units   []ImportedUnit `json:"units" nullable:"false"`
	Faults  []FaultyUnit   `json:"faults" nullable:"false" doc:"Of a dry run, in the order of rows; at most 500"`
}

// ImportedUnit is a unit of the file, as it will be once all of it has come.
type ImportedUnit struct {
	Row        int                `json:"row" doc:"Of the file"`
	Code       string             `json:"code"`
	Name       rest.LocalizedText `json:"name"`
	Kind       string             `json:"kind"`
	Parent     string             `json:"parent,omitempty"`
	From       string             `json:"from,omitempty"`
	To         string             `json:"to,omitempty"`
	Successors []string           `json:"successors" nullable:"false"`
	Outcome    string             `json:"outcome" enum:"make,change,keep"`
	Changes    []string           `json:"changes,omitempty" nullable:"false" doc:"Columns by which a unit that is there changes"`
}

// FaultyUnit is one place of the file that is wrong.
type FaultyUnit struct {
	Row    int                `json:"row" doc:"0 for the file as a whole"`
	Column string             `json:"column,omitempty" enum:"code,name,name_en,short,kind,parent,from,to,successors,since" doc:"Absent for the row as a whole"`
	Value  string             `json:"value,omitempty" doc:"As it stands there"`
	Detail rest.LocalizedText `json:"detail"`
}

func (h *handlers) take(ctx context.Context, in *importing) (*rest.Plain[UnitImport], error) {
	file, err := io.ReadAll(io.NewSectionReader(rest.ExchangeOf(ctx).File, 0, sheet.MaxBytes+1))
	if err != nil {
		return nil, err
	}
	report, err := h.o.Units.Import(ctx, rest.Actor(ctx), file, in.DryRun)
	if err != nil {
		return nil, err
	}
	return &rest.Plain[UnitImport]{Body: importOf(report)}, nil
}

func importOf(r unit.Report) UnitImport {
	shape := UnitImport{DryRun: r.DryRun, SHA256: r.SHA256, Made: r.Count(sheet.Make), Changed: r.Count(sheet.Change), Kept: r.Count(sheet.Keep),
		Units: make([]ImportedUnit, len(r.Units)), Faults: make([]FaultyUnit, len(r.Faults))}
	for i, one := range r.Units {
		u := one.Unit
		shape.Units[i] = ImportedUnit{Row: one.Row, Code: u.Code, Name: rest.Localized(u.Name), Kind: u.Kind, Parent: u.Parent, From: string(u.From), To: string(u.To),
			Successors: rest.NotNil(u.Successors), Outcome: string(one.Outcome), Changes: one.Changes}
	}
	for i, f := range r.Faults {
		shape.Faults[i] = FaultyUnit{Row: f.Row, Column: f.Column, Value: f.Value, Detail: rest.Localized(f.What)}
	}
	return shape
}

func (h *handlers) template(ctx context.Context, _ *struct{}) (*huma.StreamResponse, error) {
	var b bytes.Buffer
	if err := h.o.Units.Template(ctx, rest.Actor(ctx), &b); err != nil {
		return nil, err
	}
	return rest.Workbook(ctx, &b, "lantoa-units.xlsx"), nil
}
