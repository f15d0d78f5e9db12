package app

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/config"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/store"
	"github.com/lantoa/lantoa/internal/store/storetest"
)

// crowd is many who follow the events of one house, over several servers.
type crowd struct {
	*testing.T
	servers []*App
	units   []string
	actors  []right.Actor
	keys    []string
}

func newCrowd(t *testing.T, servers int, o store.Options) *crowd {
	t.Helper()
	environ := []string{"LANTOA_LISTEN=127.0.0.1:0", "LANTOA_DATA=" + t.TempDir(), "LANTOA_DATABASE_URL=" + o.URL}
	if o.URL == "" {
		environ[1] = "LANTOA_DATA=" + o.DataDir
	}
	c := &crowd{T: t, units: []string{"cong-ttdt-tinh-ninh-binh", "bao-va-phat-thanh-truyen-hinh-ninh-binh"}}
	for range servers {
		settings, _, err := config.Load(environ, nil)
		must(t, err)
		a, err := Open(t.Context(), Options{Config: settings, Log: slog.New(slog.NewTextHandler(logs{t}, nil))})
		must(t, err)
		a.Start(t.Context())
		c.servers = append(c.servers, a)
	}
	grants := []right.Grant{{Role: right.Author, Unit: c.units[0]}, {Role: right.Author, Unit: c.units[1]}, {Role: right.Inspector}, {Role: right.Secretary, Unit: c.units[0]}, {Role: right.Translator}}
	for i, grant := range grants {
		p, err := c.servers[0].Accounts.CreatePerson(t.Context(), right.System(), account.NewPerson{Login: fmt.Sprint("nguoi.", i), Name: "Người", Grants: []right.Grant{grant}})
		must(t, err)
		key, _, err := c.servers[0].Accounts.CreateKey(t.Context(), right.System(), account.NewKey{Person: p.ID, Name: "máy"})
		must(t, err)
		c.keys = append(c.keys, key.Reveal())
		c.actors = append(c.actors, right.Actor{ID: p.ID, Name: p.Name, Grants: p.Grants})
	}
	return c
}

// follower is one of the crowd, with the ids of the events that it was told.
type follower struct {
	person int
	cursor string
	told   []string
	done   bool
}

const lastWords = "channel.paused"

// read follows one server for a few events, behind what it saw before.
func (c *crowd) read(f *follower, server *App, most int) error {
	ctx, cancel := context.WithTimeout(c.Context(), 60*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, server.PublicURL()+"/api/v1/events", nil)
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer "+c.keys[f.person])
	if f.cursor != "" {
		r.Header.Set("Last-Event-ID", f.cursor)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode == http.StatusTooManyRequests { // the server has not seen yet that others were left
		return nil
	}
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("status %d", answer.StatusCode)
	}
	return f.listen(answer.Body, most)
}

// listen takes in whole blocks alone, as browsers do.
func (f *follower) listen(body io.Reader, most int) error {
	var id, event, data string
	for lines := bufio.NewScanner(body); most > 0 && !f.done && lines.Scan(); {
		name, value, _ := strings.Cut(lines.Text(), ": ")
		switch name {
		case "id":
			id = value
		case "event":
			event = value
		case "data":
			data = value
		case "":
			f.cursor = id
			if event == "reset" || event == "end" {
				return fmt.Errorf("%s: %s", event, data)
			}
			if event != "" {
				var e struct{ ID string }
				if err := json.Unmarshal([]byte(data), &e); err != nil {
					return err
				}
				f.told, f.done = append(f.told, e.ID), event == lastWords
				most--
			}
			id, event, data = f.cursor, "", ""
		}
	}
	return nil
}

// write has stories written for both units on every server, and events come by themselves.
func (c *crowd) write(rounds int) {
	c.Helper()
	var writers sync.WaitGroup
	for i, server := range c.servers {
		for unit := range c.units {
			writers.Go(func() {
				for n := range rounds {
					_, _, err := server.Articles.Create(c.Context(), c.actors[unit], article.Input{Unit: c.units[unit], Lang: "vi", Text: manuscript.Text{Title: fmt.Sprint("Bài ", i, n)},
						Facets: plan.Facets{Pillars: []string{"aec"}, Areas: []string{"hoat-dong-va-hop-tac-asean"}}})
					if err == nil {
						err = server.db.InTx(c.Context(), func(ctx context.Context) error {
							return server.Audit.Emit(ctx, audit.Event{Kind: "delivery.sent", Unit: c.units[unit]}, audit.Event{Kind: "media.created", Unit: c.units[unit]}, audit.Event{Kind: "person.updated"})
						})
					}
					if err != nil {
						c.Error(err)
						return
					}
				}
			})
		}
	}
	writers.Wait()
	must(c.T, c.servers[0].db.InTx(c.Context(), func(ctx context.Context) error {
		return c.servers[0].Audit.Emit(ctx, audit.Event{Kind: lastWords})
	}))
}

// expected are the ids that a person is to be told, as the table of rights says by hand.
func (c *crowd) expected(person int, from int64) (ids []string) {
	c.Helper()
	units := [][]string{{c.units[0]}, {c.units[1]}, c.units, {c.units[0]}, c.units}
	for number := from; ; {
		events, err := c.servers[0].Audit.Since(c.Context(), number, 500)
		must(c.T, err)
		if len(events) == 0 {
			return ids
		}
		for _, e := range events {
			number = e.Number
			if e.Kind == lastWords || !strings.HasPrefix(e.Kind, "person.") && slices.Contains(units[person], e.Unit) {
				ids = append(ids, e.ID)
			}
		}
	}
}

// everyone follows while others write, breaking off and coming back on whichever server, and
// is to be told every event that they may see exactly once, in order, and none besides.
func (c *crowd) everyone(many, rounds int) {
	c.Helper()
	from := c.quiet()
	followers := make([]*follower, many)
	var reading, begun sync.WaitGroup
	for i := range followers {
		f := &follower{person: i % len(c.keys)}
		followers[i] = f
		begun.Add(1)
		reading.Go(func() {
			random := rand.New(rand.NewPCG(uint64(i), 7))
			err := c.read(f, c.servers[i%len(c.servers)], 0) // has its place before anything is written
			begun.Done()
			for err == nil && !f.done && c.Context().Err() == nil {
				err = c.read(f, c.servers[random.IntN(len(c.servers))], 1+random.IntN(25))
			}
			if err != nil {
				c.Errorf("follower %d: %v", i, err)
			}
		})
	}
	begun.Wait()
	c.write(rounds)
	reading.Wait()
	for i, f := range followers {
		if d := cmp.Diff(c.expected(f.person, from), f.told); d != "" {
			c.Errorf("follower %d, person %d (-want +told):\n%s", i, f.person, d)
		}
	}
}

// quiet waits until all that was done is sealed, and gives the number of the last event.
func (c *crowd) quiet() int64 {
	c.Helper()
	server, until := c.servers[0], time.After(20*time.Second)
	for tick := time.NewTicker(20 * time.Millisecond); ; {
		var open int
		must(c.T, server.db.Read(c.Context()).Raw(`SELECT count(*) FROM event WHERE number IS NULL`).Scan(&open).Error)
		if open == 0 {
			newest, err := server.Audit.Newest(c.Context())
			must(c.T, err)
			return newest
		}
		select {
		case <-until:
			c.Fatal("the events are not sealed")
		case <-tick.C:
		}
	}
}

// stop ends every server while somebody follows it: a stream is nothing to wait for.
func (c *crowd) stop() {
	c.Helper()
	for _, server := range c.servers {
		ended := make(chan error, 1)
		f := &follower{person: 2}
		go func() { ended <- c.read(f, server, 1<<20) }()
		until := time.After(20 * time.Second)
		for tick := time.NewTicker(10 * time.Millisecond); server.Live.Open() == 0; {
			select {
			case <-until:
				c.Fatal("nobody follows")
			case <-tick.C:
			}
		}
		patience, cancel := context.WithTimeout(context.WithoutCancel(c.Context()), 20*time.Second)
		if err := server.Stop(patience); err != nil || errors.Is(patience.Err(), context.DeadlineExceeded) {
			c.Errorf("stop: %v, %v", err, patience.Err())
		}
		cancel()
		if err := <-ended; err == nil || !strings.Contains(err.Error(), `"reason":"stopping"`) {
			c.Errorf("the stream ended with %v", err)
		}
	}
}

func TestFiftyFollowTwoServers(t *testing.T) {
	t.Parallel()
	storetest.OnPostgres(t, func(t *testing.T, o store.Options) {
		c := newCrowd(t, 2, o)
		c.everyone(50, 40)
		c.stop()
	})
}

func TestFiftyFollowOneServer(t *testing.T) {
	t.Parallel()
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		c := newCrowd(t, 1, o)
		c.everyone(50, 40)
		c.stop()
	})
}
