// Command scaffold makes the skeleton of a connector: a kind that compiles, and a suite that
// fails with sentences which say what to write.
//
//	go run ./internal/scaffold NAME
package main

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"go/token"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/template"
)

//go:embed templates/*.tmpl
var templates embed.FS

func main() {
	if err := run(os.Stdout, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "scaffold:", err)
		os.Exit(1)
	}
}

func run(out io.Writer, args []string) error {
	if len(args) != 1 {
		return errors.New("name the kind, such as: make connector NAME=mastodon")
	}
	kind := args[0]
	files, err := skeleton(kind)
	if err != nil {
		return err
	}
	dir := filepath.Join("internal", "connector", kind)
	switch err := os.Mkdir(dir, 0o750); {
	case errors.Is(err, os.ErrExist):
		return fmt.Errorf("%s is there already; choose another name, or go on with what is in it", dir)
	case err != nil:
		return fmt.Errorf("%s cannot be made; go to the top of the checkout first: %w", dir, err)
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintf(out, `Made %[1]s. What follows:
  1. go test ./%[1]s fails, and says what to write.
  2. Add %[2]s.Spec() to internal/connector/all, and a section to docs/CONNECTORS.md.
  3. make test lint
`, filepath.ToSlash(dir), kind)
	return err
}

// skeleton returns the files of a kind by name.
func skeleton(kind string) (map[string][]byte, error) {
	const figures, letters = "0123456789", "abcdefghijklmnopqrstuvwxyz"
	if token.IsKeyword(kind) || slices.Contains([]string{"main", "http", "httptest", "time", "testing", "connector", "connectortest", "fault", "context"}, kind) {
		return nil, fmt.Errorf("%q cannot name a kind: it is a word of Go or a package that the skeleton uses", kind)
	}
	if len(kind) < 2 || len(kind) > 30 || strings.Trim(kind, letters+figures) != "" || strings.ContainsAny(kind[:1], figures) {
		return nil, fmt.Errorf("%q cannot name a kind: 2 to 30 small letters and figures, beginning with a letter", kind)
	}
	parsed, err := template.ParseFS(templates, "templates/*.tmpl")
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for _, one := range parsed.Templates() {
		var content bytes.Buffer
		if err := one.Execute(&content, kind); err != nil {
			return nil, err
		}
		files[strings.Replace(strings.TrimSuffix(one.Name(), ".tmpl"), "kind", kind, 1)] = content.Bytes()
	}
	return files, nil
}
