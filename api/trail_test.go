package api_test

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// writing is what one writing route leaves in the record.
type writing struct {
	// does prepares a call that succeeds.
	does func(w *fixture) call
	// acts are the rows that it leaves, as "action object_kind", followed by "~" where the
	// content before and after is hashed, "+" where only that after is, "-" only before.
	acts []string
	// denied prepares a call that is refused, and the action of the row that it leaves; nil
	// is the same call by a press client.
	denied func(w *fixture) call
	// open says why nobody is denied here, or why nothing is recorded.
	open string
}

// writings has a line for each route of the document that is no GET. A new route without
// one fails, and so does a line without a route.
func writings() map[string]writing {
	all := map[string]writing{}
	for _, part := range []map[string]writing{storyWritings(), editionWritings(), channelWritings(), deliveryWritings(), personWritings(), ownWritings(), proofWritings(), delegationWritings(), unitWritings(), plannedWritings(), seriesWritings(), pieceWritings(), linkWritings(), formalWritings(), digestAndMediaWritings(), noticeWritings(), flowWritings(), commentWritings(), viewWritings()} {
		for route, one := range part {
			all[route] = one
		}
	}
	return all
}

// match is a call under the entity tag of what it changes.
func (w *fixture) match(c call, of string) call {
	c.header = map[string]string{"If-Match": w.tag(c.as, of)}
	return c
}

// worded makes of a call one on the words of a new story for a new channel, which has none yet.
func (w *fixture) worded(c call) call {
	w.Helper()
	c.as, c.path, c.header = "lan", edition(w.create())+"/variants/"+w.channel("Kênh lời riêng"), map[string]string{"If-None-Match": "*"}
	return c
}

// sends makes a call over a line, since an upload wants a real one.
func (w *fixture) sends(c call) answer {
	w.Helper()
	line := httptest.NewServer(w.server)
	defer line.Close()
	r := must(http.NewRequestWithContext(w.Context(), c.method, line.URL+"/api/v1"+c.path, strings.NewReader(c.body)))
	if c.body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if key := w.keys[c.as]; key != "" {
		r.Header.Set("Authorization", "Bearer "+key)
	}
	for name, value := range c.header {
		r.Header.Set(name, value)
	}
	result := must(line.Client().Do(r))
	defer func() { _ = result.Body.Close() }()
	return answer{status: result.StatusCode, header: result.Header, body: string(must(io.ReadAll(result.Body)))}
}

// row is a row of the record as it lies in the database.
type row struct {
	ID, Actor, Action, ObjectKind, ObjectID, BeforeHash, AfterHash, RequestID, Personal string
	Refused                                                                             bool
	Times                                                                               int
}

// rows reads what the record holds behind a row.
func (w *fixture) rows(after string) []row {
	w.Helper()
	var all []row
	w.ok(w.db.Read(w.Context()).Raw(`SELECT * FROM audit WHERE id > ? ORDER BY id`, after).Scan(&all).Error)
	return all
}

func (w *fixture) lastRow() string {
	w.Helper()
	var id string
	w.ok(w.db.Read(w.Context()).Raw(`SELECT coalesce(max(id), '') FROM audit`).Scan(&id).Error)
	return id
}

// traced holds that a row says who, from where and by which request, and gives it in short.
func (w *fixture) traced(r row, a answer, known bool) string {
	w.Helper()
	var personal struct{ Name, Address string }
	w.ok(json.Unmarshal([]byte(r.Personal), &personal))
	if r.RequestID == "" || r.RequestID != a.header.Get("X-Request-Id") || personal.Address == "" || known && (r.Actor == "" || personal.Name == "") {
		w.Errorf("the row does not say who, from where or by which request: %+v", r)
	}
	short := r.Action + " " + r.ObjectKind
	switch {
	case r.BeforeHash != "" && r.AfterHash != "":
		short += " ~"
	case r.AfterHash != "":
		short += " +"
	case r.BeforeHash != "":
		short += " -"
	}
	if !r.Refused && r.ObjectID == "" {
		w.Errorf("the act names no object: %+v", r)
	}
	return short
}

// TestEveryWriteLeavesItsRow walks every writing route of the document: what succeeds
// leaves exactly its rows, what is denied exactly one refusal, and each says who, what, from
// where and by which request.
func TestEveryWriteLeavesItsRow(t *testing.T) {
	table := writings()
	light(t, func(w *fixture) {
		var document struct{ Paths map[string]map[string]any }
		w.ok(json.Unmarshal([]byte(w.wants(http.StatusOK, call{method: "GET", path: "/openapi.json"}).body), &document))
		left := map[string]bool{}
		for route := range table {
			left[route] = true
		}
		for path, methods := range document.Paths {
			for method := range methods {
				route := strings.ToUpper(method) + " " + path
				if _, there := table[route]; !there && method != "get" {
					t.Errorf("%s has no line in this test: say what it leaves in the record", route)
				}
				delete(left, route)
			}
		}
		if len(left) > 0 {
			t.Errorf("no such routes: %v", left)
		}
	})
	for route, one := range table {
		t.Run(route, func(t *testing.T) {
			light(t, func(w *fixture) {
				c := one.does(w)
				if one.open == "" {
					w.leavesARefusal(one, c)
				}
				before := w.lastRow()
				a := w.sends(c)
				if a.status/100 != 2 {
					w.Fatalf("%s %s: %d %s", c.method, c.path, a.status, a.body)
				}
				var acts []string
				for _, r := range w.rows(before) {
					if r.Refused {
						w.Errorf("a success left a refusal: %+v", r)
					}
					known := c.as != "" || strings.Contains(c.path, "/people/") || strings.Contains(c.path, "/keys/")
					acts = append(acts, w.traced(r, a, known))
				}
				if d := cmp.Diff(one.acts, acts); d != "" {
					w.Errorf("rows (-want +got):\n%s", d)
				}
			})
		})
	}
}

// leavesARefusal makes the call twice as somebody who may not, and finds one row that counts
// both.
func (w *fixture) leavesARefusal(one writing, c call) {
	w.Helper()
	c.as = "bao"
	c.header = maps.Clone(c.header)
	delete(c.header, "Cookie")
	if one.denied != nil {
		c = one.denied(w)
		if c.as == "" {
			c.as = "bao"
		}
	}
	before := w.lastRow()
	a := w.sends(c)
	if a.status != http.StatusForbidden && a.status != http.StatusUnauthorized && a.status != http.StatusGone {
		w.Fatalf("%s %s by %s: %d %s", c.method, c.path, c.as, a.status, a.body)
	}
	w.sends(c)
	rows := w.rows(before)
	if len(rows) != 1 || !rows[0].Refused || rows[0].Times != 2 || rows[0].Action == "" {
		w.Fatalf("a denial left %+v; want one refusal that counts two", rows)
	}
	w.traced(rows[0], a, c.as == "bao")
	if c.as == "bao" && rows[0].Actor != w.ids["bao"] {
		w.Errorf("refused to %q: %s", rows[0].Actor, fmt.Sprint(rows[0]))
	}
}
