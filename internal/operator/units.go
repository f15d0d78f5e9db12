package operator

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/sheet"
	"github.com/lantoa/lantoa/internal/unit"
)

// unitRecord is a unit for programs, in the words of the API.
type unitRecord struct {
	Code       string     `json:"code"`
	Name       nameRecord `json:"name"`
	Short      string     `json:"short,omitempty"`
	Kind       string     `json:"kind"`
	Parent     string     `json:"parent,omitempty"`
	From       string     `json:"from,omitempty"`
	To         string     `json:"to,omitempty"`
	Successors []string   `json:"successors"`
	Valid      bool       `json:"valid"`
}

type nameRecord struct {
	VI string `json:"vi"`
	EN string `json:"en"`
}

func recordOfUnit(u plan.Unit, day plan.Date) unitRecord {
	return unitRecord{Code: u.Code, Name: nameRecord{u.Name.VI, u.Name.EN}, Short: u.ShortVI, Kind: u.Kind, Parent: u.Parent, From: string(u.From), To: string(u.To),
		Successors: append([]string{}, u.Successors...), Valid: u.ValidOn(day)}
}

// ListUnits shows all units as they are on a day; "" is today.
func (c *Console) ListUnits(ctx context.Context, on string) error {
	day := plan.Date(on)
	switch {
	case on == "":
		day = c.o.Plans.Day(c.o.Now())
	case !day.Real():
		return fault.New(fault.ValidationFailed, fault.Tf("%s không phải ngày có thật theo dạng 2025-12-31.", "%s is not a real day in the form 2025-12-31.", on))
	}
	units, err := c.o.Plans.UnitsOn(ctx, day)
	if err != nil {
		return err
	}
	records, rows := make([]unitRecord, len(units)), make([][]string, len(units))
	for i, u := range units {
		records[i] = recordOfUnit(u, day)
		rows[i] = []string{u.Code, c.say(u.Name), u.Kind, u.Parent, string(u.From), string(u.To), strings.Join(u.Successors, " ")}
	}
	if c.o.JSON {
		return c.json(records)
	}
	return c.table([]fault.Text{fault.T("mã", "code"), fault.T("tên", "name"), fault.T("loại", "kind"), fault.T("cấp trên", "parent"), fault.T("ngày đầu", "first day"),
		fault.T("ngày cuối", "last day"), fault.T("kế thừa", "successors")}, rows)
}

// NewUnit is a unit as a terminal names it.
type NewUnit struct {
	Code, Name, English, Short, Kind, Parent, From string
}

// AddUnit makes a unit.
func (c *Console) AddUnit(ctx context.Context, n NewUnit) error {
	u, err := c.o.Units.Create(c.signed(ctx), c.actor, unit.NewUnit{Code: n.Code, Name: fault.T(n.Name, n.English), ShortVI: n.Short, Kind: n.Kind, Parent: n.Parent, From: plan.Date(n.From)})
	return c.showUnit(u, err)
}

// openEnd is the last day of a unit that is to have none any more, as over the API.
const openEnd = "none"

// EndUnit ends a unit, and names those to which it passes. Whoever is at a terminal means the
// end that is there.
func (c *Console) EndUnit(ctx context.Context, code, last string, successors []string) error {
	present, err := c.o.Plans.Unit(ctx, code)
	if err != nil {
		return err
	}
	end := unit.End{Version: present.Version, Last: plan.Date(last), Successors: successors}
	if last == openEnd {
		end.Last, end.Open = "", true
	}
	u, err := c.o.Units.End(c.signed(ctx), c.actor, code, end)
	return c.showUnit(u, err)
}

func (c *Console) showUnit(u plan.Unit, err error) error {
	switch {
	case err != nil:
		return err
	case c.o.JSON:
		return c.json(recordOfUnit(u, c.o.Plans.Day(c.o.Now())))
	case u.To == "":
		return c.print("%s: %s", "%s: %s", u.Code, c.say(u.Name))
	case len(u.Successors) == 0:
		return c.print("%s: ngày cuối %s, không có đơn vị kế thừa", "%s: last day %s, without a successor", u.Code, u.To)
	}
	return c.print("%s: ngày cuối %s, kế thừa: %s", "%s: last day %s, succeeded by: %s", u.Code, u.To, strings.Join(u.Successors, ", "))
}

// ImportUnits takes units in from a spreadsheet, and shows row by row what is wrong, or what
// came of it.
func (c *Console) ImportUnits(ctx context.Context, path string, dry bool) error {
	file, err := readFile(path)
	if err != nil {
		return err
	}
	report, err := c.o.Units.Import(c.signed(ctx), c.actor, file, dry)
	switch n := len(report.Faults); {
	case err != nil && n == 0:
		return err
	case n > 0:
		words := fault.Tf("Chỗ sai: %d; chưa ghi gì.", "Faults: %d; nothing was written.", n)
		return errors.Join(c.showUnits(report), fault.New(fault.ValidationFailed, words))
	}
	return c.showUnits(report)
}

// unitImportRecord is a report for programs, in the words of the API.
type unitImportRecord struct {
	DryRun bool                 `json:"dry_run"`
	SHA256 string               `json:"sha256"`
	Units  []importedUnitRecord `json:"units"`
	Faults []faultRecord        `json:"faults"`
}

type importedUnitRecord struct {
	Row     int      `json:"row"`
	Code    string   `json:"code"`
	Outcome string   `json:"outcome"`
	Changes []string `json:"changes,omitempty"`
}

func (c *Console) showUnits(r unit.Report) error {
	if c.o.JSON {
		record := unitImportRecord{DryRun: r.DryRun, SHA256: r.SHA256, Units: make([]importedUnitRecord, len(r.Units)), Faults: c.faultRecords(r.Faults)}
		for i, one := range r.Units {
			record.Units[i] = importedUnitRecord{Row: one.Row, Code: one.Unit.Code, Outcome: string(one.Outcome), Changes: one.Changes}
		}
		return c.json(record)
	}
	if len(r.Faults) > 0 {
		return c.faultTable(unit.Form(), r.Faults)
	}
	rows := make([][]string, len(r.Units))
	for i, one := range r.Units {
		var changes []string
		for _, column := range one.Changes {
			changes = append(changes, c.say(unit.Form().Title(column)))
		}
		rows[i] = []string{fmt.Sprint(one.Row), one.Unit.Code, c.say(one.Unit.Name), c.say(one.Outcome.Words(r.DryRun)), strings.Join(changes, ", ")}
	}
	head := []fault.Text{fault.T("hàng", "row"), fault.T("mã", "code"), fault.T("tên", "name"), fault.T("kết quả", "outcome"), fault.T("thay đổi", "changes")}
	if err := c.table(head, rows); err != nil {
		return err
	}
	return c.print("%s: %d, %s: %d, %s: %d", "%s: %d, %s: %d, %s: %d", c.say(sheet.Make.Words(r.DryRun)), r.Count(sheet.Make),
		c.say(sheet.Change.Words(r.DryRun)), r.Count(sheet.Change), c.say(sheet.Keep.Words(r.DryRun)), r.Count(sheet.Keep))
}

// faultTable shows row by row what is wrong with a file.
func (c *Console) faultTable(form sheet.Form, faults []sheet.Fault) error {
	rows := make([][]string, len(faults))
	for i, f := range faults {
		place := ""
		if f.Row > 0 {
			place = fmt.Sprint(f.Row)
		}
		rows[i] = []string{place, c.say(form.Title(f.Column)), f.Value, c.say(f.What)}
	}
	return c.table([]fault.Text{fault.T("hàng", "row"), fault.T("cột", "column"), fault.T("giá trị", "value"), fault.T("chỗ sai", "what is wrong")}, rows)
}

func (c *Console) faultRecords(faults []sheet.Fault) []faultRecord {
	records := make([]faultRecord, len(faults))
	for i, f := range faults {
		records[i] = faultRecord{Row: f.Row, Column: f.Column, Value: f.Value, Detail: c.say(f.What)}
	}
	return records
}

// UnitTemplate writes the spreadsheet for units.
func (c *Console) UnitTemplate(ctx context.Context, path string) error {
	ctx = c.signed(ctx)
	if err := c.o.Units.May(ctx, c.actor); err != nil {
		return err
	}
	return newWorkbook(path, func(w io.Writer) error { return c.o.Units.Template(ctx, c.actor, w) })
}

// newWorkbook writes a new spreadsheet to be filled in.
func newWorkbook(path string, write func(w io.Writer) error) (err error) {
	if !strings.HasSuffix(path, ".xlsx") {
		return fault.New(fault.ValidationFailed, fault.Tf("%s không kết thúc bằng .xlsx.", "%s does not end in .xlsx.", path))
	}
	f, err := newFile(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return write(f)
}
