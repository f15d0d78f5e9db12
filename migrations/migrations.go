// Package migrations holds the schema of both databases as plain SQL, with up and down.
// A file that has landed is never changed again: a test compares checksums.
package migrations

import (
	"embed"
	"io/fs"
)

//go:embed postgres/*.sql sqlite/*.sql
var files embed.FS

// FS returns the files of a dialect, "postgres" or "sqlite".
func FS(dialect string) (fs.FS, error) { return fs.Sub(files, dialect) }
