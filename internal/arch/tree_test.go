package arch

import (
	"cmp"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
)

const module = "github.com/lantoa/lantoa/"

// tree is the module's Go source.
type tree struct {
	fset     *token.FileSet
	packages map[string]*folder // by path from the top
}

// folder is one package: its files, those of tests included.
type folder struct {
	path  string
	files []source
}

type source struct {
	path string
	test bool
	ast  *ast.File
	// lines counts the line feeds.
	lines int
}

// load parses every Go file, whatever its build tags ask for. Folders that the go
// command passes over, and other modules, are left out.
func load(files fs.FS) (*tree, error) {
	t := &tree{fset: token.NewFileSet(), packages: map[string]*folder{}}
	err := fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil && errors.Is(err, fs.ErrNotExist): // a build removed its own file
			return nil
		case err != nil:
			return err
		case entry.IsDir():
			return enter(files, name)
		case strings.HasSuffix(name, ".go"):
			return t.add(files, name)
		}
		return nil
	})
	return t, err
}

func enter(files fs.FS, name string) error {
	if name == "." {
		return nil
	}
	base := path.Base(name)
	if base == "testdata" || base == "node_modules" || base[0] == '.' || base[0] == '_' {
		return fs.SkipDir
	}
	if _, err := fs.Stat(files, path.Join(name, "go.mod")); err == nil {
		return fs.SkipDir
	}
	return nil
}

func (t *tree) add(files fs.FS, name string) error {
	text, err := fs.ReadFile(files, name)
	if err != nil {
		return err
	}
	parsed, err := parser.ParseFile(t.fset, name, text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	dir := path.Dir(name)
	if t.packages[dir] == nil {
		t.packages[dir] = &folder{path: dir}
	}
	t.packages[dir].files = append(t.packages[dir].files, source{
		path: name, test: strings.HasSuffix(name, "_test.go"), ast: parsed, lines: strings.Count(string(text), "\n"),
	})
	return nil
}

// sorted returns the packages in a stable order.
func (t *tree) sorted() []*folder {
	var all []*folder
	for _, f := range t.packages {
		all = append(all, f)
	}
	slices.SortFunc(all, func(a, b *folder) int { return cmp.Compare(a.path, b.path) })
	return all
}

// where is "file:line" of a node.
func (t *tree) where(n ast.Node) string {
	at := t.fset.Position(n.Pos())
	return at.Filename + ":" + strconv.Itoa(at.Line)
}

// imports returns the import paths of a file.
func (s source) imports() []string {
	var all []string
	for _, spec := range s.ast.Imports {
		p, err := strconv.Unquote(spec.Path.Value)
		if err == nil {
			all = append(all, p)
		}
	}
	return all
}

// covers reports whether a name of the tables stands for the package.
func covers(name, pkg string) bool {
	if below, ok := strings.CutSuffix(name, "/..."); ok {
		return pkg == below || strings.HasPrefix(pkg, below+"/")
	}
	return name == pkg
}

// anyCovers is covers over names separated by blanks.
func anyCovers(names, pkg string) bool {
	return slices.ContainsFunc(strings.Fields(names), func(name string) bool { return covers(name, pkg) })
}

// entry finds the most exact room of a package.
func entry(table []room, pkg string) (room, bool) {
	var best room
	for _, r := range table {
		if covers(r.name, pkg) && (best.name == "" || !strings.HasSuffix(r.name, "/...") || len(r.name) > len(best.name)) {
			best = r
			if r.name == pkg {
				break
			}
		}
	}
	return best, best.name != ""
}
