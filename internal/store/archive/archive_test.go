package archive_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/archive"
	"github.com/lantoa/lantoa/internal/store"
	archivestore "github.com/lantoa/lantoa/internal/store/archive"
	"github.com/lantoa/lantoa/internal/store/storetest"
)

// A new table of the house joins [archive.Nouns] or [archive.LeftOut], with all of its columns.
func TestEveryTableIsKeptOrLeftOut(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		there := columns(t, db)
		for _, n := range archive.Nouns() {
			want := slices.DeleteFunc(there[n.Name], func(c string) bool { return strings.HasPrefix(c, "rowno ") || strings.HasPrefix(c, "tsv ") })
			var have []string
			for _, c := range n.Columns {
				have = append(have, fmt.Sprint(c.Name, " ", c.Nullable))
			}
			slices.Sort(want)
			slices.Sort(have)
			if !slices.Equal(want, have) {
				t.Errorf("%s has the columns %v, and archive.Nouns has %v", n.Name, want, have)
			}
			delete(there, n.Name)
		}
		for _, one := range archive.LeftOut() {
			if there[one.Table] == nil || one.VI == "" || one.EN == "" {
				t.Errorf("%+v is left out and not there, or without a reason", one)
			}
			delete(there, one.Table)
		}
		for table := range there {
			if table != "goose_db_version" && table != "sqlite_sequence" && !strings.HasPrefix(table, "edition_text") { // of the database's own
				t.Errorf("the table %s stands neither in archive.Nouns nor in archive.LeftOut", table)
			}
		}
	})
}

// columns lists what the catalogue knows: by table, each column and whether it may be null.
func columns(t *testing.T, db *store.DB) map[string][]string {
	t.Helper()
	query := `SELECT m.name AS tab, p.name AS col, p."notnull" = 0 AND p.pk = 0 AS opt FROM sqlite_master m JOIN pragma_table_info(m.name) p WHERE m.type = 'table'`
	if db.Dialect() == store.Postgres {
		query = `SELECT table_name AS tab, column_name AS col, is_nullable = 'YES' AS opt FROM information_schema.columns WHERE table_schema = 'public'`
	}
	var found []struct {
		Tab, Col string
		Opt      bool
	}
	if err := db.Read(t.Context()).Raw(query).Scan(&found).Error; err != nil {
		t.Fatal(err)
	}
	by := map[string][]string{}
	for _, one := range found {
		by[one.Tab] = append(by[one.Tab], fmt.Sprint(one.Col, " ", one.Opt))
	}
	return by
}

// What refers to something is written after it, and every foreign key of the schema is proven
// before anything is written.
func TestForeignKeysAreKnown(t *testing.T) {
	t.Parallel()
	db := storetest.Open(t, store.Options{DataDir: t.TempDir()})
	if err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	var keys []struct {
		Tab, Col, Target string
		Alone            bool
	}
	const query = `SELECT m.name AS tab, f."from" AS col, f."table" AS target,
		(SELECT count(*) FROM pragma_foreign_key_list(m.name) o WHERE o.id = f.id) = 1 AS alone
		FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table'`
	if err := db.Read(t.Context()).Raw(query).Scan(&keys).Error; err != nil || len(keys) < 40 {
		t.Fatalf("%d foreign keys, %v", len(keys), err)
	}
	nouns := archive.Nouns()
	place := func(name string) int {
		return slices.IndexFunc(nouns, func(n archive.Noun) bool { return n.Name == name })
	}
	for _, key := range keys {
		own, other := place(key.Tab), place(key.Target)
		if own < 0 { // left out
			continue
		}
		if other < 0 || other > own {
			t.Errorf("%s refers to %s, which is not written before it", key.Tab, key.Target)
			continue
		}
		if c := nouns[own].Columns[nouns[own].Index(key.Col)]; key.Alone && c.Ref != key.Target {
			t.Errorf("%s.%s refers to %s; archive.Nouns says %q", key.Tab, key.Col, key.Target, c.Ref)
		}
	}
}

// Rows come in the order of their keys as the archive compares them, whichever the database.
func TestTheOrderIsThatOfTheBytes(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		for _, code := range []string{"b", "đ", "A", "a-b", "ab", "B"} {
			const add = `INSERT INTO unit (code, name_vi, short_vi, name_en, kind, attrs) VALUES (?, '', '', '', '', '{}')`
			if err := db.Write(t.Context()).Exec(add, code).Error; err != nil {
				t.Fatal(err)
			}
		}
		nouns := archive.Nouns()
		unit := &nouns[slices.IndexFunc(nouns, func(n archive.Noun) bool { return n.Name == "unit" })]
		var got []string
		s := archivestore.New(db)
		err := s.Snapshot(t.Context(), func(ctx context.Context) error {
			return s.Each(ctx, unit, func(r archive.Row) error {
				got = append(got, r.Text("code"))
				return nil
			})
		})
		if want := []string{"A", "B", "a-b", "ab", "b", "đ"}; err != nil || !slices.Equal(got, want) {
			t.Errorf("%v, %v; want %v", got, err, want)
		}
		if err := s.Empty(t.Context()); err == nil || !strings.Contains(err.Error(), "unit (6)") {
			t.Errorf("a house with units passes for empty: %v", err)
		}
	})
}
