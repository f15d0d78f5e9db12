package store_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"github.com/lantoa/lantoa/internal/store"
	"github.com/lantoa/lantoa/internal/store/articles"
	"github.com/lantoa/lantoa/internal/store/attachments"
	"github.com/lantoa/lantoa/internal/store/calendar"
	"github.com/lantoa/lantoa/internal/store/channels"
	"github.com/lantoa/lantoa/internal/store/comments"
	"github.com/lantoa/lantoa/internal/store/deliveries"
	"github.com/lantoa/lantoa/internal/store/digests"
	"github.com/lantoa/lantoa/internal/store/flows"
	"github.com/lantoa/lantoa/internal/store/intake"
	"github.com/lantoa/lantoa/internal/store/ledger"
	"github.com/lantoa/lantoa/internal/store/links"
	"github.com/lantoa/lantoa/internal/store/mails"
	"github.com/lantoa/lantoa/internal/store/media"
	"github.com/lantoa/lantoa/internal/store/notices"
	"github.com/lantoa/lantoa/internal/store/people"
	"github.com/lantoa/lantoa/internal/store/piece"
	"github.com/lantoa/lantoa/internal/store/planned"
	"github.com/lantoa/lantoa/internal/store/plans"
	"github.com/lantoa/lantoa/internal/store/preferences"
	"github.com/lantoa/lantoa/internal/store/presence"
	"github.com/lantoa/lantoa/internal/store/requests"
	"github.com/lantoa/lantoa/internal/store/series"
	"github.com/lantoa/lantoa/internal/store/storetest"
	"github.com/lantoa/lantoa/internal/store/variants"
	"github.com/lantoa/lantoa/internal/store/views"
)

// rows lists every row struct of every store folder; a new folder joins here.
func rows() []any {
	return slices.Concat(articles.Rows(), attachments.Rows(), calendar.Rows(), channels.Rows(), comments.Rows(), deliveries.Rows(), digests.Rows(), flows.Rows(), intake.Rows(), ledger.Rows(), links.Rows(), mails.Rows(), media.Rows(), notices.Rows(), people.Rows(), piece.Rows(), planned.Rows(), plans.Rows(), preferences.Rows(), presence.Rows(), variants.Rows(), requests.Rows(), series.Rows(), views.Rows())
}

func TestUpDownUpGivesTheSameSchema(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		first := schema(t, db)
		if len(first) < 30 {
			t.Fatalf("the schema has only %d lines: %v", len(first), first)
		}
		if err := db.MigrateDown(ctx, 0); err != nil {
			t.Fatal(err)
		}
		for _, line := range schema(t, db) {
			if !strings.Contains(line, "goose_db_version") && !strings.Contains(line, "sqlite_sequence") {
				t.Errorf("left after down: %s", line)
			}
		}
		if pending, err := db.Pending(ctx); err != nil || len(pending) < 4 {
			t.Errorf("pending after down: %v, %v", pending, err)
		}
		if err := db.Migrate(ctx); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(first, schema(t, db)); d != "" {
			t.Errorf("down and up changed the schema (-first +second):\n%s", d)
		}
		if pending, err := db.Pending(ctx); err != nil || len(pending) != 0 {
			t.Errorf("pending after up: %v, %v", pending, err)
		}
	})
}

// schema lists what stands in the catalogue: columns, indexes, constraints, triggers.
func schema(t *testing.T, db *store.DB) []string {
	t.Helper()
	query := `SELECT type || ' ' || name || ': ' || coalesce(sql, '') FROM sqlite_master`
	if db.Dialect() == store.Postgres {
		query = `
SELECT 'column ' || table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || ' ' || coalesce(column_default, '') ||
       ' ' || coalesce(generation_expression, '') FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT 'constraint ' || conrelid::regclass || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT 'trigger ' || pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT 'function ' || pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace`
	}
	var lines []string
	if err := db.Read(t.Context()).Raw(query).Scan(&lines).Error; err != nil {
		t.Fatal(err)
	}
	slices.Sort(lines)
	return lines
}

func TestRowsMatchTheirTables(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		handle := db.Read(t.Context())
		for _, row := range rows() {
			statement := &gorm.Statement{DB: handle}
			if err := statement.Parse(row); err != nil {
				t.Fatalf("%T: %v", row, err)
			}
			for _, fault := range compare(handle, statement, row) {
				t.Errorf("%T, table %s: %s", row, statement.Schema.Table, fault)
			}
		}
	})
}

// compare returns what differs between a row struct and its table, column by column.
func compare(handle *gorm.DB, statement *gorm.Statement, row any) []string {
	columns, err := handle.Migrator().ColumnTypes(row)
	if err != nil {
		return []string{err.Error()}
	}
	var faults []string
	left := map[string]gorm.ColumnType{}
	for _, column := range columns {
		left[column.Name()] = column
	}
	for _, field := range statement.Schema.Fields {
		if field.DBName == "" {
			continue
		}
		column, ok := left[field.DBName]
		if !ok {
			faults = append(faults, "no column for field "+field.Name)
			continue
		}
		delete(left, field.DBName)
		want, kind := family(column.DatabaseTypeName()), fmt.Sprint(field.IndirectFieldType)
		if !slices.Contains(want, kind) {
			faults = append(faults, fmt.Sprintf("column %s is %s, field %s is %s", field.DBName, column.DatabaseTypeName(), field.Name, kind))
		}
		pointer := strings.HasPrefix(field.FieldType.String(), "*") || field.FieldType.String() == "[]uint8"
		if nullable, known := column.Nullable(); known && nullable && !pointer && !field.PrimaryKey {
			faults = append(faults, fmt.Sprintf("column %s may be NULL, field %s may not", field.DBName, field.Name))
		}
	}
	for name := range left {
		if !generated(name) {
			faults = append(faults, "no field for column "+name)
		}
	}
	slices.Sort(faults)
	return faults
}

// generated names columns that the database fills by itself.
func generated(column string) bool { return column == "rowno" || column == "tsv" }

func family(databaseType string) []string {
	switch strings.ToLower(databaseType) {
	case "text":
		return []string{"string"}
	case "integer", "int4", "bigint", "int8":
		return []string{"int", "int64"}
	case "boolean", "bool":
		return []string{"bool"}
	case "blob", "bytea":
		return []string{"[]uint8"}
	}
	return nil
}

func TestANewerSchemaIsRefused(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		insert := `INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, true)`
		if err := db.Write(t.Context()).Exec(insert).Error; err != nil {
			t.Fatal(err)
		}
		err := db.Migrate(t.Context())
		if err == nil || !strings.Contains(err.Error(), "9999") || !strings.Contains(err.Error(), "newer lantoa") {
			t.Errorf("Migrate on schema 9999: %v", err)
		}
		if _, err := db.Pending(t.Context()); err == nil || !strings.Contains(err.Error(), "newer lantoa") {
			t.Errorf("Pending on schema 9999: %v", err)
		}
	})
}

func TestSeveralProcessesMayMigrateAtOnce(t *testing.T) {
	t.Parallel()
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		if o.URL == "" {
			return // a second server on one SQLite file is refused, see TestASecondServer
		}
		if err := storetest.Open(t, o).MigrateDown(t.Context(), 0); err != nil {
			t.Fatal(err)
		}
		failed := make(chan error, 4)
		for range 4 {
			db := storetest.Open(t, o)
			go func() { failed <- db.Migrate(context.WithoutCancel(t.Context())) }()
		}
		for range 4 {
			if err := <-failed; err != nil {
				t.Error(err)
			}
		}
	})
}
