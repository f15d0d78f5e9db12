package people

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/roster"
	"github.com/lantoa/lantoa/internal/sheet"
)

func (h *handlers) imports() {
	rest.Add(h.r, rest.Op{ID: "importPeople", Method: http.MethodPost, Path: "/people/import", Tag: tag, Summary: "Take people in from a spreadsheet, all or none",
		Text: "The body is the file: .xlsx (its first sheet) or .csv in UTF-8, at most 4 MB, 2,000 rows and 500 people. With dry_run it tells what is wrong, row by row, and what would come of it, " +
			"and writes nothing. Else one fault refuses the whole; the same file again changes nothing. Takes no Idempotency-Key, since the answer holds links that are not kept.",
		Spools: &rest.Spooled{Types: []string{sheet.WorkbookType, "text/csv"}, Most: sheet.MaxBytes, TooLarge: sheet.TooLarge, May: h.mayImport}}, h.importPeople)
	rest.Add(h.r, rest.Op{ID: "getImportTemplate", Method: http.MethodGet, Path: "/people/import-template.xlsx", Tag: tag, Summary: "Get the spreadsheet for people who are to be taken in",
		Text: "Headings, roles and today's units to choose from, and how it is filled in."}, h.template)
}

func (h *handlers) mayImport(ctx context.Context) error {
	return h.o.Roster.May(ctx, rest.Actor(ctx))
}

type importing struct {
	DryRun bool `query:"dry_run" doc:"Tell what would come of it, and write nothing"`
	Invite bool `query:"invite" default:"true" doc:"Make a one-time link for each new account, which takes a session and no API key; it goes by mail where a mail server is set and the row has an address"`
	Show   bool `query:"show" doc:"Show links that go by mail as well; the record tells that they were shown"`
}

// Import is what came of a file, or would come of it.
type Import struct {
	DryRun  bool       `json:"dry_run"`
	SHA256  string     `json:"sha256" doc:"Of the file, as the audit record names it"`
	Made    int        `json:"made"`
	Changed int        `json:"changed"`
	Kept    int        `json:"kept"`
	People  []Imported `json:"people" nullable:"false"`
	Faults  []Faulty   `json:"faults" nullable:"false" doc:"Of a dry run, in the order of rows; at most 500"`
	Sheet   []byte     `json:"sheet,omitempty" doc:"The links that are shown, as .xlsx in base64, to hand them out; never again"`
}

// Imported is somebody in the file.
type Imported struct {
	Row     int      `json:"row" doc:"Of the file; the first of theirs"`
	ID      string   `json:"id,omitempty"`
	Login   string   `json:"login"`
	Name    string   `json:"name"`
	Lang    string   `json:"lang,omitempty"`
	Email   string   `json:"email,omitempty" doc:"That the account gets"`
	Outcome string   `json:"outcome" enum:"make,change,keep"`
	Changes []string `json:"changes,omitempty" nullable:"false" doc:"What changes in an account that is there: lang, email, grants"`
	Grants  []Grant  `json:"grants" nullable:"false" doc:"What the person is given, and has not yet; an import takes nothing away"`
	Address string   `json:"address,omitempty" doc:"One-time link for choosing a password; shown once, and not where it goes by mail unless show asks for it"`
	Mailed  string   `json:"mailed_to,omitempty" doc:"Where the one-time link goes by mail"`
}

// Faulty is one place of the file that is wrong.
type Faulty struct {
	Row    int                `json:"row" doc:"0 for the file as a whole"`
	Column string             `json:"column,omitempty" enum:"login,name,email,lang,role,unit" doc:"Absent for the row as a whole"`
	Value  string             `json:"value,omitempty" doc:"As it stands there"`
	Detail rest.LocalizedText `json:"detail"`
}

func (h *handlers) importPeople(ctx context.Context, in *importing) (*rest.Plain[Import], error) {
	file, err := io.ReadAll(io.NewSectionReader(rest.ExchangeOf(ctx).File, 0, sheet.MaxBytes+1))
	if err != nil {
		return nil, err
	}
	actor := rest.Actor(ctx)
	report, err := h.o.Roster.Import(ctx, actor, file, roster.How{DryRun: in.DryRun, Invite: in.Invite, Show: in.Show})
	if err != nil {
		return nil, err
	}
	shape := h.importOf(report)
	if slices.ContainsFunc(report.People, func(p roster.Person) bool { return !p.Link.IsZero() }) {
		if shape.Sheet, err = h.links(ctx, actor, report); err != nil {
			return nil, err
		}
	}
	return &rest.Plain[Import]{Body: shape}, nil
}

// links is the sheet to hand out, in the language of the one who made them.
func (h *handlers) links(ctx context.Context, actor right.Actor, report roster.Report) ([]byte, error) {
	who, err := h.o.Accounts.Person(ctx, actor.ID)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = roster.Links(&b, who.Lang, report, func(p roster.Person) string { return h.linkAddress(p.Link) })
	return b.Bytes(), err
}

func (h *handlers) importOf(r roster.Report) Import {
	shape := Import{DryRun: r.DryRun, SHA256: r.SHA256, Made: r.Count(sheet.Make), Changed: r.Count(sheet.Change), Kept: r.Count(sheet.Keep),
		People: make([]Imported, len(r.People)), Faults: make([]Faulty, len(r.Faults))}
	for i, p := range r.People {
		shape.People[i] = Imported{Row: p.Row, ID: p.ID, Login: p.Login, Name: p.Name, Lang: p.Lang, Email: p.Email, Outcome: string(p.Outcome), Changes: p.Changes, Mailed: p.MailedTo, Grants: make([]Grant, len(p.Grants))}
		for j, g := range p.Grants {
			shape.People[i].Grants[j] = grantOf(g)
		}
		if !p.Link.IsZero() {
			shape.People[i].Address = h.linkAddress(p.Link)
		}
	}
	for i, f := range r.Faults {
		shape.Faults[i] = Faulty{Row: f.Row, Column: f.Column, Value: f.Value, Detail: rest.Localized(f.What)}
	}
	return shape
}

func (h *handlers) template(ctx context.Context, _ *struct{}) (*huma.StreamResponse, error) {
	var b bytes.Buffer
	if err := h.o.Roster.Template(ctx, rest.Actor(ctx), &b); err != nil {
		return nil, err
	}
	return rest.Workbook(ctx, &b, "lantoa-people.xlsx"), nil
}
