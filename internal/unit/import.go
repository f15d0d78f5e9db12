package unit

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/sheet"
	"github.com/lantoa/lantoa/internal/text"
)

// MaxUnits bounds a file: all of it is one transaction, which on SQLite holds up all others.
const MaxUnits = 500

// Row is a unit of a file.
type Row struct {
	Row     int
	Unit    plan.Unit // as it will be once all of it has come
	Outcome sheet.Outcome
	// Changes are the columns by which a unit that is there changes.
	Changes []string
}

// Report is what an import came to, or would come to.
type Report struct {
	DryRun bool
	SHA256 string // of the file
	Units  []Row
	Faults []sheet.Fault // in the order of rows; the first [sheet.MaxFaults]
}

// Count tells how many units have an outcome.
func (r Report) Count(o sheet.Outcome) int {
	n := 0
	for _, one := range r.Units {
		if one.Outcome == o {
			n++
		}
	}
	return n
}

// Import takes units in from a file, as [sheet.Read] reads it: new ones, and changes and ends
// of those that are there. A dry run reports what is wrong and what would come of it; else one
// fault refuses the whole, with a field for each ("/rows/12/parent") and a report of them
// alone, and all acts stand in one transaction with their records. The same file again changes
// nothing.
func (s *Service) Import(ctx context.Context, actor right.Actor, file []byte, dry bool) (Report, error) {
	if err := s.May(ctx, actor); err != nil {
		return Report{}, err
	}
	if !dry {
		if err := s.proven(ctx, actor, taking, ""); err != nil {
			return Report{}, err
		}
	}
	rows, err := sheet.Read(file)
	if err != nil {
		return Report{}, err
	}
	sum := sha256.Sum256(file)
	report := Report{DryRun: dry, SHA256: hex.EncodeToString(sum[:])}
	if dry {
		all, err := s.o.Register.Units(ctx)
		if err == nil {
			_, err = s.weigh(ctx, actor, rows, all, &report)
		}
		return report, err
	}
	err = s.o.Register.InTx(ctx, func(ctx context.Context) error { // which may run more than once
		all, err := s.o.Register.LockUnits(ctx)
		if err != nil {
			return err
		}
		b, err := s.weigh(ctx, actor, rows, all, &report)
		if err != nil {
			return err
		}
		if err := sheet.Refusal(report.Faults); err != nil {
			return err
		}
		return s.carryOut(ctx, actor, b, report)
	})
	if err != nil { // of what was taken back only the faults are told
		return Report{SHA256: report.SHA256, Faults: report.Faults}, err
	}
	return report, nil
}

func (s *Service) carryOut(ctx context.Context, actor right.Actor, b *book, r Report) error {
	if len(b.touched) == 0 {
		return nil // nothing was done, so there is nothing to record
	}
	if err := s.write(ctx, actor, b); err != nil {
		return err
	}
	detail := map[string]any{"sha256": r.SHA256, "made": r.Count(sheet.Make), "changed": r.Count(sheet.Change), "kept": r.Count(sheet.Keep)}
	if actor.Key != "" {
		detail["key"] = actor.Key
	}
	return s.o.Trail.Record(ctx, audit.Entry{Actor: actor.ID, Action: taking, Object: audit.Object{Kind: "import", ID: r.SHA256}, Detail: detail})
}

// weigh holds a file against the units that are there.
func (s *Service) weigh(ctx context.Context, actor right.Actor, rows []sheet.Row, all []plan.Unit, r *Report) (*book, error) {
	var faults sheet.Faults
	w := newScale(actor, all, s.today(), &faults)
	w.gather(Form().Lines(rows, &faults))
	w.judge()
	if err := s.hands(ctx, w.book); err != nil {
		return nil, err
	}
	r.Units, r.Faults = w.report(), faults.Sorted(Form())
	return w.book, nil
}

// scale holds the lines of a file against the units that are there.
type scale struct {
	*book
	faults *sheet.Faults
	lines  []sheet.Line   // one a unit
	at     map[string]int // by code: its place among the lines
	names  text.Names     // of units that have not ended, short or long
}

func newScale(actor right.Actor, all []plan.Unit, today plan.Date, faults *sheet.Faults) *scale {
	w := &scale{faults: faults, at: map[string]int{}}
	w.book = newBook(actor, all, today, func(code, pointer string, what fault.Text) {
		at, known := w.at[code]
		if !known {
			w.add(0, "", code, what)
			return
		}
		column := place(pointer)
		w.add(w.lines[at].Row, column, w.lines[at].Cells[column], what)
	})
	for _, u := range all {
		if u = u.Newest(); !u.EndedBy(today) {
			w.names.Add(u.Code, u.Name.VI, u.Name.EN, u.ShortVI)
		}
	}
	return w
}

// add notes a fault once for each place.
func (w *scale) add(row int, column, value string, what fault.Text) {
	if row == 0 || !w.faults.Told(row, column) {
		w.faults.Add(row, column, value, what)
	}
}

// gather enters the wish of each line.
func (w *scale) gather(all []sheet.Line) {
	for _, l := range all {
		code := l.Cells[colCode]
		if code == "" {
			w.add(l.Row, colCode, "", fault.T("Thiếu mã đơn vị.", "The code of the unit is missing."))
			continue
		}
		if first, twice := w.at[code]; twice {
			w.add(l.Row, colCode, code, fault.Tf("Mã này đã có ở hàng %d; mỗi đơn vị một hàng.", "The code stands in row %d already; each unit has one row.", w.lines[first].Row))
			continue
		}
		w.at[code] = len(w.lines)
		w.lines = append(w.lines, l)
		w.names.Add(code, l.Cells[colName], l.Cells[colEnglish], l.Cells[colShort])
	}
	if len(w.lines) > MaxUnits {
		w.add(0, "", "", fault.Tf("Tệp có %d đơn vị; mỗi lần nhiều nhất %d, hãy chia thành nhiều tệp.", "The file has %d units; at most %d are taken in at a time, so divide it.", len(w.lines), MaxUnits))
		w.lines, w.at = nil, map[string]int{}
	}
	for _, l := range w.lines {
		if _, there := w.was[l.Cells[colCode]]; !there {
			w.fresh(l)
		}
	}
	for _, l := range w.lines {
		if was, there := w.was[l.Cells[colCode]]; there {
			w.known(l, was)
		}
	}
}

// fresh enters a new unit.
func (w *scale) fresh(l sheet.Line) {
	parent, _ := w.parent(l)
	if l.Cells[colSince] != "" {
		w.add(l.Row, colSince, l.Cells[colSince], fault.T("Đơn vị mới có ngày đầu; cột này chỉ dùng để đổi đơn vị đã có. Nếu đơn vị đã có, hãy kiểm tra mã.",
			"A new unit has a first day; this column is for changes of one that is there. If it is there, check the code."))
	}
	w.make(NewUnit{Code: l.Cells[colCode], Name: fault.T(l.Cells[colName], l.Cells[colEnglish]), ShortVI: l.Cells[colShort], Kind: l.Cells[colKind],
		Parent: parent, From: w.day(l, colFrom), To: w.day(l, colTo), Successors: w.successors(l)})
}

// known enters what is to be otherwise with a unit that is there; blank cells leave it.
func (w *scale) known(l sheet.Line, was plan.Unit) {
	c := Change{Since: w.day(l, colSince)}
	now := was.On(max(c.Since, w.today))
	if was.Begins(w.today) && c.Since <= was.From {
		now = was.First()
	}
	c.Name = w.newName(l, now)
	for _, one := range []struct {
		column, is string
		to         **string
	}{{colShort, now.ShortVI, &c.ShortVI}, {colKind, now.Kind, &c.Kind}} {
		if value := l.Cells[one.column]; value != "" && value != one.is {
			*one.to = &value
		}
	}
	if parent, given := w.parent(l); given && parent != now.Parent {
		c.Parent = &parent
	}
	if from := w.day(l, colFrom); from != "" && from != was.From {
		c.From = &from
	}
	if c.Name != nil || c.ShortVI != nil || c.Kind != nil || c.Parent != nil || c.From != nil {
		w.change(was.Code, c)
	}
	to, successors := w.day(l, colTo), w.successors(l)
	if l.Cells[colTo] == none {
		if was.To != "" || successors != nil {
			w.end(was.Code, End{Open: true, Successors: successors})
		}
		w.excuse(l)
		return
	}
	if to == "" && successors == nil || (to == "" || to == was.To) && (successors == nil || slices.Equal(slices.Sorted(slices.Values(successors)), was.Successors)) {
		w.excuse(l)
		return
	}
	if successors == nil {
		successors = was.Successors
	}
	w.end(was.Code, End{Last: to, Successors: successors})
	w.excuse(l)
}

// excuse makes the refusal of a wish a fault of its row.
func (w *scale) excuse(l sheet.Line) {
	if w.refused == nil {
		return
	}
	what := fault.T("Không nhận được hàng này.", "The row cannot be taken.")
	if failure, ok := fault.As(w.refused); ok {
		what = failure.Detail
	}
	w.add(l.Row, "", l.Cells[colCode], what)
	w.refused = nil
}

// newName is the name of a row where it differs. The Vietnamese one alone leaves the English
// one, unless that was but its stand-in.
func (w *scale) newName(l sheet.Line, now plan.Unit) *fault.Text {
	name := now.Name
	if vi := l.Cells[colName]; vi != "" {
		if name.EN == name.VI {
			name.EN = vi
		}
		name.VI = vi
	}
	if en := l.Cells[colEnglish]; en != "" {
		name.EN = en
	}
	if name == now.Name {
		return nil
	}
	return &name
}

// day reads a day as spreadsheets have it, or as it is written in Việt Nam.
func (w *scale) day(l sheet.Line, column string) plan.Date {
	word := l.Cells[column]
	if column == colTo && word == none {
		return ""
	}
	if word == "" || plan.Date(word).Real() {
		return plan.Date(word)
	}
	for _, form := range []string{"2/1/2006", "2-1-2006", "2.1.2006"} {
		if at, err := time.Parse(form, word); err == nil {
			return plan.Date(at.Format(time.DateOnly))
		}
	}
	w.add(l.Row, column, word, fault.T("Không phải ngày có thật theo dạng 2025-12-31 hoặc 31/12/2025.", "Not a real day in the form 2025-12-31 or 31/12/2025."))
	return ""
}

// parent is the code of the unit above, and whether the row names one.
func (w *scale) parent(l sheet.Line) (code string, given bool) {
	word := l.Cells[colParent]
	if word == "" || word == none {
		return "", word == none
	}
	return w.code(l, colParent, word)
}

// successors are the codes of a cell, divided by semicolons, or else by commas; nil for none.
func (w *scale) successors(l sheet.Line) []string {
	cell := l.Cells[colSuccessors]
	if cell == "" {
		return nil
	}
	parts := strings.Split(cell, ";")
	if len(parts) == 1 && len(w.names.Find(cell)) == 0 {
		parts = strings.Split(cell, ",")
	}
	codes := []string{}
	for _, one := range parts {
		if one = strings.TrimSpace(one); one == "" {
			continue
		}
		if code, ok := w.code(l, colSuccessors, one); ok {
			codes = append(codes, code)
		}
	}
	return codes
}

// code finds the unit of a word: by its code, or by its name, in the file or beside it.
func (w *scale) code(l sheet.Line, column, word string) (string, bool) {
	if _, there := w.was[word]; there {
		return word, true
	}
	if _, here := w.at[word]; here {
		return word, true
	}
	found := w.names.Find(word)
	switch {
	case len(found) == 1:
		return found[0], true
	case len(found) > 1:
		w.add(l.Row, column, word, fault.Tf("Có nhiều đơn vị tên này; hãy ghi mã: %s.", "Several units have this name; write the code: %s.", strings.Join(found[:min(len(found), 5)], ", ")))
		return "", false
	}
	if w.faults.Told(l.Row, column) { // of a cell with many slips the first is named; to find what was meant takes time
		return "", false
	}
	all := w.list()
	for _, one := range w.lines {
		all = append(all, plan.Unit{Code: one.Cells[colCode]})
	}
	what := plan.UnknownUnit(all, word)
	w.add(l.Row, column, word, fault.T(what.VI+" Hãy ghi đúng mã, hoặc thêm một hàng cho đơn vị ấy.", what.EN+" Write its code, or add a row for it."))
	return "", false
}

// report tells what comes of each row.
func (w *scale) report() []Row {
	rows := make([]Row, 0, len(w.lines))
	for _, l := range w.lines {
		u, there := w.units[l.Cells[colCode]]
		if !there {
			continue // with a fault
		}
		was, old := w.was[u.Code]
		one := Row{Row: l.Row, Unit: u.Newest(), Outcome: sheet.Keep}
		switch {
		case !old:
			one.Outcome = sheet.Make
		case slices.Contains(w.touched, u.Code):
			one.Outcome, one.Changes = sheet.Change, differences(was, u)
		}
		rows = append(rows, one)
	}
	return rows
}

// differences are the columns in which two states of a unit differ, on any day.
func differences(was, is plan.Unit) []string {
	days := []plan.Date{""}
	for _, p := range slices.Concat(was.Phases, is.Phases) {
		days = append(days, p.From)
	}
	on := func(same func(a, b plan.Unit) bool) bool {
		return !slices.ContainsFunc(days, func(day plan.Date) bool { return !same(was.On(day), is.On(day)) })
	}
	var found []string
	for _, one := range []struct {
		column string
		same   bool
	}{
		{colName, on(func(a, b plan.Unit) bool { return a.Name.VI == b.Name.VI })}, {colEnglish, on(func(a, b plan.Unit) bool { return a.Name.EN == b.Name.EN })},
		{colShort, on(func(a, b plan.Unit) bool { return a.ShortVI == b.ShortVI })}, {colKind, on(func(a, b plan.Unit) bool { return a.Kind == b.Kind })},
		{colParent, on(func(a, b plan.Unit) bool { return a.Parent == b.Parent })}, {colFrom, was.From == is.From}, {colTo, was.To == is.To},
		{colSuccessors, fmt.Sprint(was.Successors) == fmt.Sprint(is.Successors)},
	} {
		if !one.same {
			found = append(found, one.column)
		}
	}
	return found
}
