package operator

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/roster"
	"github.com/lantoa/lantoa/internal/sheet"
)

// Import says how a file of people is taken in at a terminal.
type Import struct {
	File   string
	DryRun bool
	Invite bool
	Show   bool // links that go by mail as well
	// Links names a new .xlsx for the links of those who are made; "" shows them.
	Links string
}

// Import takes people in from a spreadsheet, and shows row by row what is wrong, or what came
// of it.
func (c *Console) Import(ctx context.Context, in Import) (err error) {
	file, err := readFile(in.File)
	if err != nil {
		return err
	}
	var links *os.File
	if in.Links != "" && !in.DryRun && in.Invite { // made first: links that cannot be kept are not made
		if links, err = newFile(in.Links); err != nil {
			return err
		}
		defer func() {
			if err = errors.Join(err, links.Close()); err != nil {
				err = errors.Join(err, os.Remove(in.Links))
			}
		}()
	}
	report, err := c.o.Roster.Import(c.signed(ctx), c.actor, file, roster.How{DryRun: in.DryRun, Invite: in.Invite, Show: in.Show})
	switch n := len(report.Faults); {
	case err != nil && n == 0:
		return err
	case n > 0:
		words := fault.Tf("Chỗ sai: %d; chưa ghi gì.", "Faults: %d; nothing was written.", n)
		return errors.Join(c.show(report, false), fault.New(fault.ValidationFailed, words))
	case links != nil: // before anything else can fail
		if err := roster.Links(links, c.o.Lang, report, func(p roster.Person) string { return c.linkAddress(p.Link) }); err != nil {
			return err
		}
	}
	return c.show(report, links != nil)
}

func readFile(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fault.New(fault.ValidationFailed, fault.Tf("Không mở được tệp %s.", "The file %s cannot be opened.", path)).Because(err)
	}
	defer func() { _ = f.Close() }()
	file, err := io.ReadAll(io.LimitReader(f, sheet.MaxBytes+1))
	if err != nil {
		return nil, fault.New(fault.ValidationFailed, fault.Tf("Không đọc được tệp %s.", "The file %s cannot be read.", path)).Because(err)
	}
	return file, nil
}

// newFile makes a file for this account alone; it replaces none.
func newFile(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fault.New(fault.ValidationFailed, fault.Tf("Không tạo được tệp %s; nó chưa được có sẵn.", "The file %s cannot be made; it must not be there yet.", path)).Because(err)
	}
	return f, nil
}

// importRecord is a report for programs, in the words of the API.
type importRecord struct {
	DryRun bool             `json:"dry_run"`
	SHA256 string           `json:"sha256"`
	People []importedRecord `json:"people"`
	Faults []faultRecord    `json:"faults"`
}

type importedRecord struct {
	Row     int           `json:"row"`
	Login   string        `json:"login"`
	Name    string        `json:"name"`
	Outcome string        `json:"outcome"`
	Changes []string      `json:"changes,omitempty"`
	Grants  []grantRecord `json:"grants"`
	Address string        `json:"address,omitempty"`
	Mailed  string        `json:"mailed_to,omitempty"`
}

type faultRecord struct {
	Row    int    `json:"row"`
	Column string `json:"column,omitempty"`
	Value  string `json:"value,omitempty"`
	Detail string `json:"detail"`
}

// show tells what came of an import; elsewhere means that links go into a file.
func (c *Console) show(r roster.Report, elsewhere bool) error {
	if c.o.JSON {
		return c.json(c.recordOfImport(r, elsewhere))
	}
	if len(r.Faults) > 0 {
		return c.faultTable(roster.Form(), r.Faults)
	}
	rows := make([][]string, len(r.People))
	for i, p := range r.People {
		rows[i] = []string{fmt.Sprint(p.Row), p.Login, p.Name, c.say(p.Outcome.Words(r.DryRun)), grantNames(p.Grants)}
		if p.MailedTo != "" {
			rows[i] = append(rows[i], c.say(mailedTo(p.MailedTo)))
		}
		if !p.Link.IsZero() && !elsewhere {
			rows[i] = append(rows[i], c.linkAddress(p.Link))
		}
	}
	head := []fault.Text{fault.T("hàng", "row"), fault.T("tên đăng nhập", "login"), fault.T("họ tên", "name"), fault.T("kết quả", "outcome"), fault.T("quyền thêm", "grants")}
	if err := c.table(head, rows); err != nil {
		return err
	}
	return c.print("%s: %d, %s: %d, %s: %d", "%s: %d, %s: %d, %s: %d", c.say(sheet.Make.Words(r.DryRun)), r.Count(sheet.Make),
		c.say(sheet.Change.Words(r.DryRun)), r.Count(sheet.Change), c.say(sheet.Keep.Words(r.DryRun)), r.Count(sheet.Keep))
}

func (c *Console) recordOfImport(r roster.Report, elsewhere bool) importRecord {
	record := importRecord{DryRun: r.DryRun, SHA256: r.SHA256, People: make([]importedRecord, len(r.People)), Faults: c.faultRecords(r.Faults)}
	for i, p := range r.People {
		one := importedRecord{Row: p.Row, Login: p.Login, Name: p.Name, Outcome: string(p.Outcome), Changes: p.Changes, Mailed: p.MailedTo, Grants: []grantRecord{}}
		for _, g := range p.Grants {
			one.Grants = append(one.Grants, grantRecord{Role: string(g.Role), Unit: g.Unit})
		}
		if !p.Link.IsZero() && !elsewhere {
			one.Address = c.linkAddress(p.Link)
		}
		record.People[i] = one
	}
	return record
}

// Template writes the spreadsheet to be filled in.
func (c *Console) Template(ctx context.Context, path string) error {
	ctx = c.signed(ctx)
	if err := c.o.Roster.May(ctx, c.actor); err != nil {
		return err
	}
	return newWorkbook(path, func(w io.Writer) error { return c.o.Roster.Template(ctx, c.actor, w) })
}
