package unit_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/store"
	"github.com/lantoa/lantoa/internal/store/storetest"
	"github.com/lantoa/lantoa/internal/unit"
)

// FuzzImport: whatever stands in a file, each fault has words in both languages, a dry run and
// the import in earnest agree, and what is taken can be written, is read back as it was told,
// loops nowhere, and changes nothing when it comes again.
func FuzzImport(f *testing.F) {
	for _, seed := range []string{
		merger, "code,name,kind,parent\na,A,x,b\nb,B,x,a\n", "code,name,kind\nso-y-te,Sở khác,xa\n", "code,to,successors\nso-noi-vu,2025-06-30,so-noi-vu\n",
		"Mã;Tên;Loại;Kế thừa;Ngày cuối\nx;X;x;\"y, z\";1/7/2025\ny;Y;x;;\nz;Z;x;;\n", "code,parent,since\nso-noi-vu,-,2026-01-01\n", "code,name,kind,from\nx,X,x,2025-07-01\n=1,#REF!,\x00,",
	} {
		f.Add([]byte(seed))
	}
	db := storetest.Open(f, store.Options{DataDir: f.TempDir()})
	if err := db.Migrate(f.Context()); err != nil {
		f.Fatal(err)
	}
	h := newHouse(f, db)
	undo := errors.New("undo")
	f.Fuzz(func(t *testing.T, file []byte) {
		dry, err := h.Import(t.Context(), boss(), file, true)
		if err != nil {
			if _, ok := fault.As(err); !ok {
				t.Fatal(err)
			}
			return
		}
		for _, one := range dry.Faults {
			if one.What.VI == "" || one.What.EN == "" || !utf8.ValidString(one.Value) || one.Column != "" && unit.Form().Title(one.Column).IsZero() {
				t.Fatalf("%+v", one)
			}
		}
		err = db.InTx(t.Context(), func(ctx context.Context) error {
			done, err := h.Import(ctx, boss(), file, false)
			switch {
			case len(dry.Faults) > 0 && !fault.Is(err, fault.ValidationFailed), len(dry.Faults) == 0 && err != nil:
				t.Fatalf("a dry run says %+v, and in earnest: %v", dry.Faults, err)
			case err == nil:
				h.holds(ctx, t, done)
				again, err := h.Import(ctx, boss(), file, false)
				if err != nil || again.Count(unit.Keep) != len(again.Units) {
					t.Fatalf("again: %+v, %v", again, err)
				}
			}
			return undo
		})
		if !errors.Is(err, undo) {
			t.Fatal(err)
		}
	})
}

// holds reads back what was taken in.
func (h *house) holds(ctx context.Context, t *testing.T, done unit.Report) {
	t.Helper()
	all, err := h.plans.UnitsOn(ctx, "9999-12-31") // once all of it has come
	if err != nil {
		t.Fatal(err)
	}
	if knots := plan.Knots(all); len(knots) > 0 {
		t.Fatalf("%+v", knots)
	}
	for _, one := range done.Units {
		i := slices.IndexFunc(all, func(u plan.Unit) bool { return u.Code == one.Unit.Code })
		if i < 0 {
			t.Fatalf("%s is not there", one.Unit.Code)
		}
		is, told := all[i], one.Unit
		if slices.Sort(told.Successors); is.Name != told.Name || is.ShortVI != told.ShortVI || is.Kind != told.Kind || is.Parent != told.Parent || is.From != told.From || is.To != told.To ||
			strings.Join(is.Successors, " ") != strings.Join(told.Successors, " ") {
			t.Fatalf("told %+v, read back %+v", told, is)
		}
	}
}
