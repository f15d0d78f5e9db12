//go:build !no_ui

// Package web holds the editors' UI as it was built: a page and its hashed assets. The
// sources beside it take Node to build and nothing to run; the build is committed.
package web

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// Built is the folder dist, made by `make ui`.
func Built() (fs.FS, error) { return fs.Sub(dist, "dist") }
