package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
)

// A line that moved is noticed here at once, long before its patch runs.
func TestEveryLineToBreakStandsOnce(t *testing.T) {
	t.Parallel()
	if err := wellFormed(patches()); err != nil {
		t.Error(err)
	}
	for _, p := range patches() {
		source, err := os.ReadFile(filepath.Join("..", "..", p.file))
		if err != nil {
			t.Errorf("%s: %v", p.name, err)
			continue
		}
		if n := strings.Count(string(source), p.old); n != 1 {
			t.Errorf("%s: the line to break stands %d times in %s", p.name, n, p.file)
		}
	}
}

// A broken program that does not compile proves nothing, and the commonest cause is an import
// that the line was the last to use.
func TestNoPatchLeavesAnImportUnused(t *testing.T) {
	t.Parallel()
	for _, p := range patches() {
		if filepath.Ext(p.file) != ".go" {
			continue
		}
		source, err := os.ReadFile(filepath.Join("..", "..", p.file))
		if err != nil {
			t.Errorf("%s: %v", p.name, err)
			continue
		}
		whole, broken := unused(t, p.file, string(source)), unused(t, p.file, strings.Replace(string(source), p.old, p.new, 1))
		for name := range broken {
			if !whole[name] {
				t.Errorf("%s: nothing uses %s any more", p.name, name)
			}
		}
	}
}

// unused are the imports of a source whose last element names nothing in it; those of packages
// with another name are among them.
func unused(t *testing.T, file, source string) map[string]bool {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, source, parser.SkipObjectResolution)
	if err != nil {
		t.Errorf("%s: %v", file, err)
		return nil
	}
	used := map[string]bool{}
	ast.Inspect(parsed, func(n ast.Node) bool {
		if selector, ok := n.(*ast.SelectorExpr); ok {
			if name, ok := selector.X.(*ast.Ident); ok {
				used[name.Name] = true
			}
		}
		return true
	})
	left := map[string]bool{}
	for _, one := range parsed.Imports {
		name := path.Base(strings.Trim(one.Path.Value, `"`))
		if one.Name != nil {
			name = one.Name.Name
		}
		if !used[name] {
			left[one.Path.Value] = true
		}
	}
	return left
}

func TestThePartsAreTheWhole(t *testing.T) {
	t.Parallel()
	times := map[string]int{}
	for _, part := range []string{"1/3", "2/3", "3/3"} {
		chosen, err := share(patches(), part)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range chosen {
			times[p.name]++
		}
	}
	for _, p := range patches() {
		if times[p.name] != 1 {
			t.Errorf("%s runs %d times in three parts", p.name, times[p.name])
		}
	}
	for _, part := range []string{"", "0/3", "4/3", "1", "one/three"} {
		if _, err := share(patches(), part); err == nil {
			t.Errorf("part %q passed", part)
		}
	}
}
