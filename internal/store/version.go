package store

import "context"

// Version names the kind of database and its version, for people.
func (db *DB) Version(ctx context.Context) (string, error) {
	name, query := "SQLite", `SELECT sqlite_version()`
	if db.dialect == Postgres {
		name, query = "PostgreSQL", `SELECT current_setting('server_version')`
	}
	var version string
	err := db.Read(ctx).Raw(query).Scan(&version).Error
	return name + " " + version, Translate(err)
}
