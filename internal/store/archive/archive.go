// Package archive reads all rows of a house at one moment, and writes them into an empty one.
package archive

import (
	"context"
	"database/sql"
	"strings"

	"github.com/lantoa/lantoa/internal/archive"
	"github.com/lantoa/lantoa/internal/store"
)

// Store reads and writes whole houses on either database.
type Store struct{ db *store.DB }

// New makes a Store.
func New(db *store.DB) *Store { return &Store{db} }

var _ archive.Source = (*Store)(nil)

// Snapshot runs read at one moment of the house.
func (s *Store) Snapshot(ctx context.Context, read func(ctx context.Context) error) error {
	return s.db.Snapshot(ctx, read)
}

// Each implements [archive.Source], on the transaction of ctx.
func (s *Store) Each(ctx context.Context, n *archive.Noun, give func(archive.Row) error) error {
	rows, err := s.db.Read(ctx).Raw(s.query(*n)).Rows()
	if err != nil {
		return store.Translate(err)
	}
	defer func() { _ = rows.Close() }() // they were only read
	for rows.Next() {
		r, err := scan(rows, n)
		if err == nil {
			err = give(r)
		}
		if err != nil {
			return store.Translate(err)
		}
	}
	return store.Translate(rows.Err())
}

// query selects a noun in the order of its key, texts by their bytes on either database.
func (s *Store) query(n archive.Noun) string {
	order := make([]string, len(n.Key))
	for i, column := range n.Key {
		order[i] = quote(column)
		if s.db.Dialect() == store.Postgres && n.Columns[n.Index(column)].Kind == archive.Text {
			order[i] += ` COLLATE "C"`
		}
	}
	return "SELECT " + list(n) + " FROM " + quote(n.Name) + " ORDER BY " + strings.Join(order, ", ")
}

// quote makes a name of the registry one of SQL; the registry is ours.
func quote(name string) string { return `"` + name + `"` }

func list(n archive.Noun) string {
	names := n.Names()
	for i := range names {
		names[i] = quote(names[i])
	}
	return strings.Join(names, ", ")
}

// scan reads one row in the kinds of its columns.
func scan(rows *sql.Rows, n *archive.Noun) (archive.Row, error) {
	r := archive.Row{Noun: n, Values: make([]any, len(n.Columns))}
	into := make([]any, len(n.Columns))
	for i, c := range n.Columns {
		switch c.Kind {
		case archive.Int, archive.At:
			into[i] = &sql.Null[int64]{}
		case archive.Bool:
			into[i] = &sql.Null[bool]{}
		case archive.Bytes:
			into[i] = &sql.Null[[]byte]{}
		default:
			into[i] = &sql.Null[string]{}
		}
	}
	if err := rows.Scan(into...); err != nil {
		return archive.Row{}, err
	}
	for i, one := range into {
		switch v := one.(type) {
		case *sql.Null[int64]:
			r.Values[i] = given(*v)
		case *sql.Null[bool]:
			r.Values[i] = given(*v)
		case *sql.Null[[]byte]:
			r.Values[i] = given(*v)
		case *sql.Null[string]:
			r.Values[i] = given(*v)
		}
	}
	return r, nil
}

func given[T any](v sql.Null[T]) any {
	if !v.Valid {
		return nil
	}
	return v.V
}
