//go:build no_ui

// Package web holds nothing: this binary was built without the editors' UI.
package web

import (
	"embed"
	"io/fs"
)

// Built is empty.
func Built() (fs.FS, error) { return embed.FS{}, nil }
