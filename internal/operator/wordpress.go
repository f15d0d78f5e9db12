package operator

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/harvest"
	"github.com/lantoa/lantoa/internal/intake"
)

// wordPressRecord is what came of an export, for programs, in the words of the API.
type wordPressRecord struct {
	DryRun  bool                  `json:"dry_run"`
	SHA256  string                `json:"sha256"`
	Source  string                `json:"source,omitempty"`
	Made    int                   `json:"made"`
	Changed int                   `json:"changed"`
	Kept    int                   `json:"kept"`
	Skipped int                   `json:"skipped"`
	LeftOut int                   `json:"left_out"`
	Items   []wordPressItemRecord `json:"items"`
}

type wordPressItemRecord struct {
	Number  int      `json:"number"`
	GUID    string   `json:"guid,omitempty"`
	Title   string   `json:"title"`
	Outcome string   `json:"outcome"`
	Reason  string   `json:"reason,omitempty"`
	Told    []string `json:"told,omitempty"`
}

// ExportReading says how an export is read in.
type ExportReading = intake.Reading

// ImportWordPress reads an export of WordPress into the box of a unit, and shows item by item what
// came of it.
func (c *Console) ImportWordPress(ctx context.Context, path string, how ExportReading) error {
	if how.Unit == "" {
		return fault.New(fault.ValidationFailed, fault.T("Cần --unit: mã của đơn vị nhận tin.", "Needs --unit: the code of the unit whose box it comes into."))
	}
	file, err := os.Open(path)
	if err != nil {
		return fault.New(fault.ValidationFailed, fault.Tf("Không mở được tệp %s.", "The file %s cannot be opened.", path)).Because(err)
	}
	defer func() { _ = file.Close() }()
	r, err := c.o.Intake.Import(c.signed(ctx), c.actor, file, how)
	if err != nil {
		return err
	}
	record := wordPressRecord{DryRun: r.DryRun, SHA256: r.SHA256, Source: r.Source, Made: r.Counts[intake.Made], Changed: r.Counts[intake.Changed], Kept: r.Counts[intake.Same],
		Skipped: r.Counts[intake.Skipped], LeftOut: r.LeftOut, Items: make([]wordPressItemRecord, len(r.Lines))}
	rows := make([][]string, len(r.Lines))
	for i, line := range r.Lines {
		told := c.told(line.Findings)
		record.Items[i] = wordPressItemRecord{line.Number, line.ID, line.Title, string(line.Fate), c.say(line.Reason), told}
		rows[i] = []string{fmt.Sprint(line.Number), line.Title, c.say(fateWords(line.Fate)), strings.TrimSpace(c.say(line.Reason) + " " + strings.Join(told, "; "))}
	}
	if c.o.JSON {
		return c.json(record)
	}
	if err := c.table([]fault.Text{fault.T("số", "number"), fault.T("tiêu đề", "title"), fault.T("kết quả", "outcome"), fault.T("ghi chú", "notes")}, rows); err != nil {
		return err
	}
	sum := fault.Tf("Mới %d, đã sửa %d, như cũ %d, bỏ qua %d; không liệt kê %d.", "New %d, changed %d, as before %d, skipped %d; not listed %d.",
		record.Made, record.Changed, record.Kept, record.Skipped, record.LeftOut)
	if r.DryRun {
		sum = fault.T(sum.VI+" Chưa ghi gì.", sum.EN+" Nothing was written.")
	}
	_, err = fmt.Fprintln(c.o.Out, c.say(sum))
	return err
}

func (c *Console) told(findings []harvest.Finding) []string {
	var all []string
	for _, f := range findings {
		all = append(all, c.say(f.Text()))
	}
	return all
}

func fateWords(f intake.Fate) fault.Text {
	switch f {
	case intake.Made:
		return fault.T("mới", "new")
	case intake.Changed:
		return fault.T("đã sửa", "changed")
	case intake.Same:
		return fault.T("như cũ", "as before")
	}
	return fault.T("bỏ qua", "skipped")
}
