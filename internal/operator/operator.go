// Package operator is what those who run the house do at a terminal, beside the server: see
// and settle deliveries, see, pause and resume channels, manage accounts and units. It shows what the domain says and
// decides nothing itself.
package operator

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/channel"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/intake"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/roster"
	"github.com/lantoa/lantoa/internal/unit"
)

// Options are what a Console works with; all are needed.
type Options struct {
	Desk     *delivery.Desk
	Channels *channel.Service
	Accounts *account.Service
	Roster   *roster.Service
	Units    *unit.Service
	Intake   *intake.Service
	Plans    *plan.Service
	Public   string // address of the installation, without a slash at its end
	Now      func() time.Time
	Zone     *time.Location // in which times are shown
	Lang     string         // "vi" or "en"
	Out      io.Writer
	JSON     bool // for programs, instead of words for people
	// Where names the terminal in the record of acts.
	Where string
}

// Console shows and acts, as one person or as the house itself.
type Console struct {
	o     Options
	actor right.Actor
}

// As makes a Console that acts as the person of a login, with the rights of that person; the
// empty login is the house itself, which may do everything but approve. A login that nobody
// has, or that is closed, is an error.
func As(ctx context.Context, o Options, login string) (*Console, error) {
	if login == "" {
		return &Console{o: o, actor: right.System()}, nil
	}
	people, err := o.Accounts.People(ctx, right.System())
	if err != nil {
		return nil, err
	}
	for _, one := range people {
		switch {
		case one.Login != strings.ToLower(login):
		case one.Disabled:
			return nil, fault.New(fault.StateConflict, fault.Tf("Tài khoản %s đã bị khóa.", "The account %s is disabled.", login))
		default:
			actor, err := o.Accounts.ActorOf(ctx, one)
			return &Console{o: o, actor: actor}, err
		}
	}
	return nil, unknownLogin(login)
}

// signed puts into the context what the record of acts says of their origin.
func (c *Console) signed(ctx context.Context) context.Context {
	return audit.WithOrigin(ctx, audit.Origin{Address: c.o.Where, Name: c.actor.Name, RequestID: audit.OriginOf(ctx).RequestID})
}

func (c *Console) say(t fault.Text) string { return t.In(c.o.Lang) }

// print writes one line for people.
func (c *Console) print(vi, en string, values ...any) error {
	_, err := fmt.Fprintln(c.o.Out, fault.Tf(vi, en, values...).In(c.o.Lang))
	return err
}

// json writes a value for programs.
func (c *Console) json(value any) error {
	encoder := json.NewEncoder(c.o.Out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(value)
}

// table writes rows in columns, a head above them.
func (c *Console) table(head []fault.Text, rows [][]string) error {
	w := tabwriter.NewWriter(c.o.Out, 0, 0, 2, ' ', 0)
	titles := make([]string, len(head))
	for i, one := range head {
		titles[i] = strings.ToUpper(c.say(one))
	}
	for _, row := range append([][]string{titles}, rows...) {
		for i := range row {
			row[i] = oneLine(row[i])
		}
		_, _ = fmt.Fprintln(w, strings.Join(row, "\t")) // told by Flush
	}
	return w.Flush()
}

// oneLine keeps what a destination or an author wrote from moving the terminal.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r < 0xa0 {
			return ' '
		}
		return r
	}, s)
}

// at shows an instant in the zone of the house; "" for none.
func (c *Console) at(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(c.o.Zone).Format("2006-01-02 15:04:05")
}

// instant is an instant for programs; nil for none.
func instant(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}
