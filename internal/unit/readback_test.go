package unit_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/sheet"
	"github.com/lantoa/lantoa/internal/store"
	"github.com/lantoa/lantoa/internal/store/storetest"
	"github.com/lantoa/lantoa/internal/unit"
)

// files draws files of units that lean on each other and on those that are there.
func files() *rapid.Generator[string] {
	// most cells of most files are blank
	cell := func(words ...string) *rapid.Generator[string] {
		return rapid.SampledFrom(append(words, make([]string, 3*len(words)+3)...))
	}
	codes := []string{"a", "b", "c", "d", "so-y-te", "so-noi-vu", "ubnd-tinh-nam-dinh"}
	row := rapid.Custom(func(t *rapid.T) string {
		code, name, kind, since := rapid.SampledFrom(codes).Draw(t, "code"), "Xã mới", "xa", ""
		if len(code) > 1 { // which is there
			name, kind, since = cell("Sở khác").Draw(t, "name"), cell("ban").Draw(t, "kind"), cell("2025-06-25").Draw(t, "since")
		}
		return strings.Join([]string{code, name, cell("Commune").Draw(t, "english"), kind, cell(append(codes, "-")...).Draw(t, "parent"), cell("2025-06-20", "1/1/2024").Draw(t, "from"),
			cell("2025-06-30", "2025-06-25", "2026-01-01").Draw(t, "to"), cell(append(codes, "a; b")...).Draw(t, "successors"), since}, ",")
	})
	return rapid.Custom(func(t *rapid.T) string {
		return "code,name,name_en,kind,parent,from,to,successors,since\n" + strings.Join(rapid.SliceOfN(row, 1, 5).Draw(t, "rows"), "\n") + "\n"
	})
}

// A dry run and the import in earnest agree; what is taken can be written, is read back as it
// was told, and changes nothing when it comes again.
func TestWhatIsTakenIsReadBack(t *testing.T) {
	t.Parallel()
	db := storetest.Open(t, store.Options{DataDir: t.TempDir()})
	if err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	h := newHouse(t, db)
	undo, taken := errors.New("undo"), 0
	rapid.Check(t, func(r *rapid.T) {
		file := []byte(files().Draw(r, "file"))
		dry, err := h.Import(t.Context(), boss(), file, true)
		if err != nil {
			r.Fatal(err)
		}
		err = db.InTx(t.Context(), func(ctx context.Context) error {
			done, err := h.Import(ctx, boss(), file, false)
			switch {
			case len(dry.Faults) > 0 && !fault.Is(err, fault.ValidationFailed), len(dry.Faults) == 0 && err != nil:
				r.Errorf("a dry run says %+v, and in earnest: %v", dry.Faults, err)
			case err == nil:
				taken++
				h.holds(ctx, r, done)
				if again, err := h.Import(ctx, boss(), file, false); err != nil || again.Count(sheet.Keep) != len(again.Units) {
					r.Errorf("again: %+v, %v", again, err)
				}
			}
			return undo
		})
		if !errors.Is(err, undo) {
			r.Fatal(err)
		}
	})
	if t.Logf("%d files were taken", taken); taken == 0 {
		t.Error("no file was taken")
	}
}

// holds reads back what was taken in.
func (h *house) holds(ctx context.Context, t *rapid.T, done unit.Report) {
	all, err := h.plans.UnitsOn(ctx, "9999-12-31") // once all of it has come
	if err != nil {
		t.Fatal(err)
	}
	if knots := plan.Knots(all); len(knots) > 0 {
		t.Errorf("%+v", knots)
	}
	for _, one := range done.Units {
		i := slices.IndexFunc(all, func(u plan.Unit) bool { return u.Code == one.Unit.Code })
		if i < 0 {
			t.Errorf("%s is not there", one.Unit.Code)
			continue
		}
		is, told := all[i], one.Unit
		if slices.Sort(told.Successors); is.Name != told.Name || is.ShortVI != told.ShortVI || is.Kind != told.Kind || is.Parent != told.Parent || is.From != told.From || is.To != told.To ||
			strings.Join(is.Successors, " ") != strings.Join(told.Successors, " ") {
			t.Errorf("told %+v, read back %+v", told, is)
		}
	}
}
