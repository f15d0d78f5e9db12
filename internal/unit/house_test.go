package unit_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/store"
	"github.com/lantoa/lantoa/internal/store/ledger"
	"github.com/lantoa/lantoa/internal/store/plans"
	"github.com/lantoa/lantoa/internal/store/storetest"
	"github.com/lantoa/lantoa/internal/unit"
)

// house is the administration of units on a database of its own, with the units of the plan.
type house struct {
	testing.TB
	*unit.Service
	db    *store.DB
	plans *plan.Service
	trail audit.Trail
	day   plan.Date // today; its noon
}

func each(t *testing.T, test func(h *house)) {
	t.Helper()
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) { test(newHouse(t, db)) })
}

func zone() *time.Location { return time.FixedZone("Asia/Ho_Chi_Minh", 7*3600) }

func newHouse(t testing.TB, db *store.DB) *house {
	t.Helper()
	h := &house{TB: t, db: db, day: "2025-06-20"}
	now := func() time.Time {
		at, err := time.ParseInLocation(time.DateTime, string(h.day)+" 12:00:00", zone())
		if err != nil {
			panic(err)
		}
		return at
	}
	h.plans = plan.New(plans.New(db), now, zone())
	h.trail = audit.New(ledger.NewAudit(db), now, rand.Reader)
	h.Service = unit.New(unit.Options{Register: plans.New(db), Plans: h.plans, Trail: h.trail, Now: now, Zone: zone()})
	document, err := plan.Parse([]byte(plan.NamDinh))
	h.ok(err)
	_, _, err = h.plans.Load(t.Context(), document)
	h.ok(err)
	return h
}

func (h *house) ok(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

// boss manages the plan.
func boss() right.Actor {
	return right.Actor{ID: "boss", Name: "Boss", Grants: []right.Grant{{Role: right.LeadOfficer}}}
}

// make makes a unit of a few words.
func (h *house) make(code, parent string) {
	h.Helper()
	_, err := h.Create(h.Context(), boss(), unit.NewUnit{Code: code, Name: fault.T("Đơn vị "+code, ""), Kind: "xa", Parent: parent})
	h.ok(err)
}

// on is a unit as it is on a day.
func (h *house) on(code string, day plan.Date) plan.Unit {
	h.Helper()
	all, err := h.plans.UnitsOn(h.Context(), day)
	h.ok(err)
	for _, u := range all {
		if u.Code == code {
			return u
		}
	}
	h.Fatalf("no unit %s", code)
	return plan.Unit{}
}

// heirs are the codes to which a unit has passed by a day.
func (h *house) heirs(code string, day plan.Date) string {
	h.Helper()
	units, err := h.plans.Succession(h.Context(), day)
	h.ok(err)
	var codes []string
	for _, one := range units.Heirs(code) {
		codes = append(codes, one.Code)
	}
	return strings.Join(codes, " ")
}

// state is everything that an act on units may write, as text.
func (h *house) state() string {
	h.Helper()
	var b strings.Builder
	for _, query := range []string{
		`SELECT code || name_vi || name_en || short_vi || kind || parent_code || valid_from || valid_to || attrs || version FROM unit ORDER BY code`,
		`SELECT unit_code || valid_from || name_vi || kind || parent_code FROM unit_phase ORDER BY 1`, `SELECT unit_code || successor_code FROM unit_successor ORDER BY 1`,
		`SELECT id || action FROM audit ORDER BY id`, `SELECT id || kind FROM event ORDER BY id`,
	} {
		var rows []string
		h.ok(h.db.Read(h.Context()).Raw(query).Scan(&rows).Error)
		fmt.Fprintln(&b, rows)
	}
	return b.String()
}

// said is an error in short: its code, or each of its fields with the English words.
func said(err error) string {
	failure, ok := fault.As(err)
	switch {
	case err == nil:
		return ""
	case !ok:
		return err.Error()
	case len(failure.Fields) == 0:
		return string(failure.Code) + ": " + failure.Detail.EN
	}
	var all []string
	for _, f := range failure.Fields {
		if f.Detail.VI == "" || f.Detail.VI == f.Detail.EN {
			return "without words in Vietnamese: " + f.Detail.EN
		}
		all = append(all, f.Pointer+": "+f.Detail.EN)
	}
	return strings.Join(all, "\n")
}

// broken is a trail that cannot be written.
type broken struct{ err error }

func (b broken) Record(context.Context, audit.Entry) error { return b.err }

func (b broken) Emit(context.Context, ...audit.Event) error { return b.err }
