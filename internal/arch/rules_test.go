package arch

import (
	"fmt"
	"go/ast"
	"go/token"
	"path"
	"regexp"
	"slices"
	"strings"
)

// Each rule gives one sentence per breach.

// importRule holds the direction of imports. Test files are free of it: they may stand
// where the program stands and see it as a whole.
func importRule(t *tree, table []room) (faults []string) {
	for _, pkg := range t.sorted() {
		r, ok := entry(table, pkg.path)
		if !ok {
			faults = append(faults, pkg.path+" is not in the table of internal/arch: give it a line there, with its reason")
			continue
		}
		for _, f := range pkg.files {
			for _, p := range f.imports() {
				target, ours := strings.CutPrefix(p, module)
				if ours && !f.test && !anyCovers(r.may, target) {
					faults = append(faults, fmt.Sprintf("%s imports %s, which the table does not allow %s", f.path, target, r.name))
				}
			}
		}
	}
	return faults
}

// ownerRule keeps each third-party module in its owner's hands.
func ownerRule(t *tree, list []owner) (faults []string) {
	for _, pkg := range t.sorted() {
		for _, f := range pkg.files {
			for _, p := range f.imports() {
				if first, _, _ := strings.Cut(p, "/"); !strings.Contains(first, ".") || strings.HasPrefix(p, module) {
					continue // the standard library, and ourselves
				}
				at := slices.IndexFunc(list, func(o owner) bool { return covers(o.module+"/...", p) })
				switch {
				case at < 0:
					faults = append(faults, fmt.Sprintf("%s imports %s, which has no owner in internal/arch", f.path, p))
				case !f.test && !anyCovers(list[at].in, pkg.path):
					faults = append(faults, fmt.Sprintf("%s imports %s, which belongs to: %s", f.path, p, list[at].in))
				}
			}
		}
	}
	return faults
}

// staleRule finds lines of the table that speak of nothing.
func staleRule(t *tree, table []room, planned []string) (faults []string) {
	stands := func(name string) bool {
		return slices.ContainsFunc(t.sorted(), func(f *folder) bool { return covers(name, f.path) })
	}
	known := func(name string) bool {
		return slices.ContainsFunc(table, func(r room) bool { return r.name == name })
	}
	for _, r := range table {
		if !stands(r.name) && !slices.Contains(planned, r.name) {
			faults = append(faults, "the table names "+r.name+", which does not exist: take the line out")
		}
		for _, name := range strings.Fields(r.may) {
			if !known(name) {
				faults = append(faults, fmt.Sprintf("the table lets %s import %s, which it does not know", r.name, name))
			}
		}
	}
	for _, name := range planned {
		if !known(name) {
			faults = append(faults, name+" is planned and not in the table")
		}
	}
	return faults
}

// commentRule asks every package what it is for.
func commentRule(t *tree) (faults []string) {
	for _, pkg := range t.sorted() {
		said := slices.ContainsFunc(pkg.files, func(f source) bool {
			doc := f.ast.Doc.Text()
			return strings.HasPrefix(doc, "Package "+f.ast.Name.Name+" ") || f.ast.Name.Name == "main" && strings.HasPrefix(doc, "Command ")
		})
		if !said {
			faults = append(faults, pkg.path+" has no package comment that begins with Package and its name")
		}
	}
	return faults
}

// nameRule refuses names under which anything fits.
func nameRule(t *tree) (faults []string) {
	for _, pkg := range t.sorted() {
		for element := range strings.SplitSeq(pkg.path, "/") {
			if slices.Contains(strings.Fields(vagueNames), element) {
				faults = append(faults, pkg.path+": the name "+element+" says nothing; find the noun of what is in it")
			}
		}
	}
	return faults
}

// sizeRule bounds functions, files and packages.
func sizeRule(t *tree) (faults []string) {
	for _, pkg := range t.sorted() {
		total := 0
		for _, f := range pkg.files {
			if f.lines > maxFile {
				faults = append(faults, fmt.Sprintf("%s has %d lines, more than %d", f.path, f.lines, maxFile))
			}
			if f.test {
				continue
			}
			total += f.lines
			for _, d := range f.ast.Decls {
				fn, ok := d.(*ast.FuncDecl)
				if !ok {
					continue
				}
				if n := t.fset.Position(fn.End()).Line - t.fset.Position(fn.Pos()).Line + 1; n > maxFunction {
					faults = append(faults, fmt.Sprintf("%s: %s has %d lines, more than %d", t.where(fn), fn.Name.Name, n, maxFunction))
				}
			}
		}
		if total > maxPackage {
			faults = append(faults, fmt.Sprintf("%s has %d lines outside of tests, more than %d", pkg.path, total, maxPackage))
		}
	}
	return faults
}

// stateRule refuses init functions and package variables that could change.
func stateRule(t *tree) (faults []string) {
	for _, pkg := range t.sorted() {
		for _, f := range pkg.files {
			if f.test {
				continue
			}
			for _, d := range f.ast.Decls {
				switch d := d.(type) {
				case *ast.FuncDecl:
					if d.Recv == nil && d.Name.Name == "init" {
						faults = append(faults, t.where(d)+": init runs behind everyone's back; make a constructor")
					}
				case *ast.GenDecl:
					if d.Tok != token.VAR {
						continue
					}
					for _, s := range d.Specs {
						if v := s.(*ast.ValueSpec); !constant(f.ast, d, v) {
							faults = append(faults, fmt.Sprintf("%s: package variable %s may change; put it into a struct or a function", t.where(v), v.Names[0]))
						}
					}
				}
			}
		}
	}
	return faults
}

// constant tells the package variables that are none in truth: interface checks, error
// sentinels, embedded files, and in a command what the linker stamps (version, commit,
// date).
func constant(f *ast.File, d *ast.GenDecl, v *ast.ValueSpec) bool {
	if slices.ContainsFunc([]*ast.CommentGroup{d.Doc, v.Doc}, embeds) {
		return true
	}
	if len(v.Names) != 1 {
		return false
	}
	name := v.Names[0].Name
	if f.Name.Name == "main" && slices.Contains([]string{"version", "commit", "date"}, name) {
		return true
	}
	if name == "_" {
		return true
	}
	if len(v.Values) != 1 || !strings.HasPrefix(strings.ToLower(name), "err") {
		return false
	}
	call, ok := v.Values[0].(*ast.CallExpr)
	if !ok {
		return false
	}
	fn, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	from, ok := fn.X.(*ast.Ident)
	return ok && from.Name == "errors" && fn.Sel.Name == "New"
}

func embeds(doc *ast.CommentGroup) bool {
	return doc != nil && slices.ContainsFunc(doc.List, func(c *ast.Comment) bool {
		return strings.HasPrefix(c.Text, "//go:embed ")
	})
}

// timeRule refuses the clock where the time is given.
func timeRule(t *tree) (faults []string) {
	for _, pkg := range t.sorted() {
		if !anyCovers(timeless, pkg.path) || pkg.path == "internal/connector/connectortest" {
			continue
		}
		for _, f := range pkg.files {
			if f.test {
				continue
			}
			ast.Inspect(f.ast, func(n ast.Node) bool {
				s, ok := n.(*ast.SelectorExpr)
				if !ok {
					return true
				}
				from, ok := s.X.(*ast.Ident)
				if ok && from.Name == "time" && slices.Contains([]string{"Now", "Since", "Until", "Sleep", "Local"}, s.Sel.Name) {
					faults = append(faults, t.where(s)+": time."+s.Sel.Name+" in a package that is given the time")
				}
				return true
			})
		}
	}
	return faults
}

// connectorRule asks of each connector a place in the list and the shared test.
func connectorRule(t *tree) (faults []string) {
	const root = "internal/connector"
	listed := t.packages[root+"/all"]
	for _, pkg := range t.sorted() {
		name := path.Base(pkg.path)
		if path.Dir(pkg.path) != root || name == "all" || name == "connectortest" {
			continue
		}
		if listed != nil && !slices.ContainsFunc(listed.files, func(f source) bool {
			return !f.test && slices.Contains(f.imports(), module+pkg.path)
		}) {
			faults = append(faults, pkg.path+" is not in "+root+"/all")
		}
		if !slices.ContainsFunc(pkg.files, func(f source) bool { return f.test && calls(f.ast, "connectortest", "Run") }) {
			faults = append(faults, pkg.path+" has no test that calls connectortest.Run")
		}
	}
	return faults
}

func calls(f *ast.File, from, name string) (found bool) {
	ast.Inspect(f, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			if s, ok := call.Fun.(*ast.SelectorExpr); ok {
				x, ok := s.X.(*ast.Ident)
				found = found || ok && x.Name == from && s.Sel.Name == name
			}
		}
		return !found
	})
	return found
}

// documentRule compares docs/DEPENDENCIES.md with the owners and with go.mod: a line for
// every module that is imported, at the version of go.mod, and none without an owner.
func documentRule(t *tree, list []owner, document, gomod string) (faults []string) {
	version := map[string]string{}
	for _, m := range regexp.MustCompile(`(?m)^\s*(?:require )?([a-z0-9./_-]+\.[a-z0-9./_-]+) (v\S+)`).FindAllStringSubmatch(gomod, -1) {
		version[m[1]] = m[2]
	}
	row := map[string]string{}
	for _, m := range regexp.MustCompile("(?m)^\\| `([^`]+)` \\| (\\S+) \\|").FindAllStringSubmatch(document, -1) {
		row[m[1]] = m[2]
	}
	for _, o := range list {
		used := slices.ContainsFunc(t.sorted(), func(pkg *folder) bool {
			return slices.ContainsFunc(pkg.files, func(f source) bool {
				return slices.ContainsFunc(f.imports(), func(p string) bool { return covers(o.module+"/...", p) })
			})
		})
		switch said, ok := row[o.module]; {
		case used && !ok:
			faults = append(faults, o.module+" is imported and not in docs/DEPENDENCIES.md")
		case ok && said != version[o.module]:
			faults = append(faults, fmt.Sprintf("docs/DEPENDENCIES.md has %s at %s, go.mod has %q", o.module, said, version[o.module]))
		}
	}
	for m := range row {
		if !slices.ContainsFunc(list, func(o owner) bool { return o.module == m }) {
			faults = append(faults, "docs/DEPENDENCIES.md has "+m+", which has no owner in internal/arch")
		}
	}
	slices.Sort(faults)
	return faults
}
