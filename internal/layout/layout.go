// Package layout reads the template of a channel and writes the text of a post by it. It
// takes the syntax of Go's templates and nothing of their engine: the tree that the parser
// gives is checked and walked here, so that no method is called, nothing loops, and a text
// is no longer than its template and its values.
package layout

import (
	"strings"
	"text/template/parse"
	"unicode/utf8"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
)

// MaxBody is how long a template may be, in bytes.
const MaxBody = 4000

// Builtin is the template of channels that have none of their own.
const Builtin = "{{.Title}}{{with .Notes}}\n\n{{.}}{{end}}{{with .Lead}}\n\n{{.}}{{end}}{{with .Tags}}\n\n{{.}}{{end}}\n\n{{.Link}}"

// Values are what a template may show.
type Values struct {
	Title, Lead, Unit string
	// Own is an edition's own text for the channel; it stands as it was written where the title
	// does, and the lead is left out.
	Own           string
	Notes, Tags   []string // what readers are told of changes; hashtags without "#"
	Link, Address string   // as the link is shown, and where it leads
}

// Template is a template that has passed the rules. It is safe for concurrent use.
type Template struct{ nodes []node }

// node is a piece of a template: own words, a field that is shown, or a condition.
type node struct {
	words     string
	field     string
	calls     []call
	condition bool
	yes, no   []node
}

// call is a function with its argument; functions apply in their order.
type call struct {
	name  string
	count int
	sep   string
}

// Parse reads a template and holds it to the rules: the title and the link are shown exactly
// once whatever is there to show, readers' notes exactly once where there are any, and every
// other field at most once.
func Parse(body string) (*Template, error) {
	if len(body) > MaxBody {
		return nil, fault.New(fault.ValidationFailed, fault.Tf("Mẫu dài %d byte, nhiều nhất là %d; hãy rút ngắn.",
			"The template has %d bytes, and %d are the most; shorten it.", len(body), MaxBody))
	}
	if !utf8.ValidString(body) {
		return nil, fault.New(fault.ValidationFailed, fault.Tf("Mẫu không phải UTF-8; hãy gửi lại dưới dạng UTF-8.", "The template is not UTF-8; send it in UTF-8."))
	}
	tree := parse.New("template")
	tree.Mode = parse.SkipFuncCheck // functions are checked here, in words for people
	trees := map[string]*parse.Tree{}
	if _, err := tree.Parse(body, "", "", trees); err != nil {
		why := strings.TrimPrefix(err.Error(), "template: template:")
		return nil, fault.New(fault.ValidationFailed, fault.Tf("Không đọc được mẫu, dòng %s; hãy sửa cú pháp.", "The template cannot be read, line %s; mend its syntax.", why))
	}
	r := reader{body: body}
	for name := range trees {
		if name != "template" {
			return nil, r.refuse(0, "define")
		}
	}
	nodes, err := r.list(tree.Root, "")
	if err != nil {
		return nil, err
	}
	t := &Template{nodes: nodes}
	if err := t.check(); err != nil {
		return nil, err
	}
	return t, nil
}

// paths gives every case of which fields are there: conditions ask nothing else, so that
// the fields that may be absent make all of them.
func paths() []map[string]bool {
	optional := []string{"Notes", "Lead", "Tags", "Unit"}
	var all []map[string]bool
	for mask := range 1 << len(optional) {
		there := map[string]bool{"Title": true, "Link": true}
		for i, name := range optional {
			there[name] = mask&(1<<i) != 0
		}
		all = append(all, there)
	}
	return all
}

// check holds every path to the rules.
func (t *Template) check() error {
	for _, there := range paths() {
		shown := map[string]int{}
		walk(t.nodes, there, func(n node) { shown[n.field]++ })
		for _, name := range []string{"Title", "Link", "Notes", "Lead", "Tags", "Unit"} {
			must := name == "Title" || name == "Link" || name == "Notes" && there[name]
			if must && shown[name] == 0 {
				return fault.New(fault.ValidationFailed, fault.Tf("Mẫu có trường hợp không hiện .%s; hãy đặt {{.%s}} ở nơi luôn được hiện.",
					"In some case the template does not show .%s; put {{.%s}} where it is always shown.", name, name))
			}
			if shown[name] > 1 {
				return fault.New(fault.ValidationFailed, fault.Tf("Mẫu có trường hợp hiện .%s hơn một lần; hãy bỏ bớt.",
					"In some case the template shows .%s more than once; take one away.", name))
			}
		}
	}
	return nil
}

// walk visits what is written on a path: words, and fields that are shown.
func walk(nodes []node, there map[string]bool, visit func(n node)) {
	for _, n := range nodes {
		switch {
		case n.condition && there[n.field]:
			walk(n.yes, there, visit)
		case n.condition:
			walk(n.no, there, visit)
		default:
			visit(n)
		}
	}
}

// Words lists what the template itself says, once for every path.
func (t *Template) Words() []string {
	var all []string
	for _, there := range paths() {
		var own strings.Builder
		walk(t.nodes, there, func(n node) { own.WriteString(n.words) })
		all = append(all, own.String())
	}
	return all
}

// Write writes the text of a post and marks where its parts are.
func (t *Template) Write(v Values) (string, []connector.Span) {
	var w writer
	w.list(t.nodes, v)
	return w.text.String(), w.spans
}
