package archive

import (
	"slices"
	"strings"
)

// Kind is how a value stands in an archive.
type Kind string

// The kinds.
const (
	Text  Kind = ""      // a string
	Int   Kind = "int"   // a whole number
	Bool  Kind = "bool"  // true or false
	At    Kind = "at"    // an instant: RFC 3339, UTC, six places behind the second
	Bytes Kind = "bytes" // bytes of UTF-8, as a string, to the byte
	JSON  Kind = "json"  // a string that the house reads as JSON, to the byte; "" is nothing
)

// Column is one named value of the rows of a noun.
type Column struct {
	Name     string
	Kind     Kind
	Nullable bool
	// Ref names the noun whose key the value is, "" for none. "" as a value refers to nothing.
	Ref string
}

// Noun is one table of the house as an archive keeps it. The name of the table and of its
// columns are those of the database.
type Noun struct {
	Name    string
	Key     []string // columns by which rows are told apart and ordered, ascending
	Columns []Column
	// Rest puts a row to rest, in place: what must not leave the house, or would act in another,
	// is taken out. A row at rest stays as it is. nil changes nothing.
	Rest func(Row)
	// Blobs lists the hashes of the files that a row names. nil for none.
	Blobs func(Row) ([]string, error)
	// Holds holds a row against what it says of itself, when it is read. nil for nothing.
	Holds func(Row) error
	// Seeded is how many rows a new database has before anybody did anything.
	Seeded int
}

// noun reads a noun from its columns: name[:kind][?][>noun], where ? allows null.
func noun(name, key, columns string) Noun {
	n := Noun{Name: name, Key: strings.Fields(key)}
	for _, field := range strings.Fields(columns) {
		var c Column
		field, c.Ref, _ = strings.Cut(field, ">")
		field, c.Nullable = strings.CutSuffix(field, "?")
		field, kind, _ := strings.Cut(field, ":")
		c.Name, c.Kind = field, Kind(kind)
		n.Columns = append(n.Columns, c)
	}
	return n
}

func (n Noun) resting(rest func(Row)) Noun { n.Rest = rest; return n }

func (n Noun) naming(blobs func(Row) ([]string, error)) Noun { n.Blobs = blobs; return n }

func (n Noun) holding(holds func(Row) error) Noun { n.Holds = holds; return n }

func (n Noun) seeded() Noun { n.Seeded = 1; return n }

// Index finds a column, -1 where there is none.
func (n Noun) Index(column string) int {
	return slices.IndexFunc(n.Columns, func(c Column) bool { return c.Name == column })
}

// Names lists the columns in order.
func (n Noun) Names() []string {
	names := make([]string, len(n.Columns))
	for i, c := range n.Columns {
		names[i] = c.Name
	}
	return names
}

// Row is one row: a value for each column, which is nil, a string, an int64, a bool or, for
// [Bytes], a []byte. Instants are int64, microseconds UTC.
type Row struct {
	Noun   *Noun
	Values []any
}

// Get reads a value by the name of its column; nil where there is no such column.
func (r Row) Get(column string) any {
	if i := r.Noun.Index(column); i >= 0 {
		return r.Values[i]
	}
	return nil
}

// Text reads a text by the name of its column, "" for null.
func (r Row) Text(column string) string {
	s, _ := r.Get(column).(string)
	return s
}

func (r Row) set(column string, value any) {
	if i := r.Noun.Index(column); i >= 0 {
		r.Values[i] = value
	}
}
