package layout

import (
	"strings"
	"text/template/parse"

	"github.com/lantoa/lantoa/internal/fault"
)

// maxCut is the largest number that cut takes.
const maxCut = 10000

// fields names each field with the functions that it takes.
func fields() map[string]string {
	return map[string]string{"Title": "upper", "Lead": "upper cut", "Unit": "upper cut", "Notes": "join", "Tags": "join", "Link": ""}
}

// reader makes of the parser's tree the nodes of a template.
type reader struct{ body string }

func (r reader) refuse(at parse.Pos, what string) error {
	line := 1 + strings.Count(r.body[:min(int(at), len(r.body))], "\n")
	return fault.New(fault.ValidationFailed, fault.Tf(
		"Mẫu, dòng %d: không dùng được %s; chỉ có .Title, .Lead, .Notes, .Tags, .Unit, .Link, upper (Title, Lead, Unit), cut N (Lead, Unit), join \"…\" (Notes, Tags), if, with và else.",
		"Template, line %d: %s cannot be used; there are .Title, .Lead, .Notes, .Tags, .Unit, .Link, upper (Title, Lead, Unit), cut N (Lead, Unit), join \"…\" (Notes, Tags), if, with and else.", line, what))
}

// list reads nodes; dot is the field of the nearest "with", "" outside of any.
func (r reader) list(list *parse.ListNode, dot string) ([]node, error) {
	if list == nil {
		return nil, nil
	}
	var nodes []node
	for _, one := range list.Nodes {
		n, err := r.node(one, dot)
		if err != nil {
			return nil, err
		}
		nodes = append(nodes, n)
	}
	return nodes, nil
}

func (r reader) node(one parse.Node, dot string) (node, error) {
	switch n := one.(type) {
	case *parse.TextNode:
		return node{words: string(n.Text)}, nil
	case *parse.ActionNode:
		return r.pipe(n.Pipe, dot)
	case *parse.IfNode:
		return r.branch(&n.BranchNode, dot, false)
	case *parse.WithNode:
		return r.branch(&n.BranchNode, dot, true)
	}
	return node{}, r.refuse(one.Position(), one.String())
}

func (r reader) branch(b *parse.BranchNode, dot string, with bool) (node, error) {
	n, err := r.pipe(b.Pipe, dot)
	if err != nil {
		return node{}, err
	}
	if len(n.calls) > 0 {
		return node{}, r.refuse(b.Position(), b.Pipe.String())
	}
	inner := dot
	if with {
		inner = n.field
	}
	n.condition = true
	if n.yes, err = r.list(b.List, inner); err != nil {
		return node{}, err
	}
	n.no, err = r.list(b.ElseList, dot)
	return n, err
}

// pipe reads a field and the functions that it goes through.
func (r reader) pipe(p *parse.PipeNode, dot string) (node, error) {
	refused := r.refuse(p.Position(), p.String())
	if len(p.Decl) > 0 {
		return node{}, refused
	}
	var n node
	for i, command := range p.Cmds {
		args := command.Args
		if i == 0 {
			if n.field = field(args[len(args)-1], dot); n.field == "" {
				return node{}, refused
			}
			if args = args[:len(args)-1]; len(args) == 0 {
				continue
			}
		}
		c, ok := function(args)
		if !ok || !strings.Contains(" "+fields()[n.field]+" ", " "+c.name+" ") {
			return node{}, refused
		}
		n.calls = append(n.calls, c)
	}
	if len(n.calls) > 1 && n.calls[0].name == "join" {
		return node{}, refused
	}
	return n, nil
}

func field(arg parse.Node, dot string) string {
	switch a := arg.(type) {
	case *parse.DotNode:
		return dot
	case *parse.FieldNode:
		if _, known := fields()[a.Ident[0]]; known && len(a.Ident) == 1 {
			return a.Ident[0]
		}
	}
	return ""
}

func function(args []parse.Node) (call, bool) {
	name, ok := args[0].(*parse.IdentifierNode)
	if !ok {
		return call{}, false
	}
	c := call{name: name.Ident}
	switch {
	case c.name == "upper":
		return c, len(args) == 1
	case c.name == "cut" && len(args) == 2:
		number, ok := args[1].(*parse.NumberNode)
		if !ok || !number.IsInt || number.Int64 < 1 || number.Int64 > maxCut {
			return c, false
		}
		c.count = int(number.Int64)
		return c, true
	case c.name == "join" && len(args) == 2:
		sep, ok := args[1].(*parse.StringNode)
		if ok {
			c.sep = sep.Text
		}
		return c, ok
	}
	return c, false
}
