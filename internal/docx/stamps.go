package docx

import (
	"slices"
	"strings"

	"github.com/lantoa/lantoa/internal/docx/part"
	"github.com/lantoa/lantoa/internal/secrecy"
)

const (
	// maxStamps bounds the marks of secrecy that are named.
	maxStamps = 20
	// longestStamp bounds the lines in which one is looked for, in bytes.
	longestStamp = 200
)

// stamps looks for marks of secrecy wherever a part has words: the file is kept as it is, so
// what is hidden, removed, drawn behind the page or of no note counts as well.
func (r *reader) stamps(tree *part.Node) {
	tree.Each("w:p", func(n *part.Node) {
		var p spoken
		for _, one := range n.Kids {
			p.hear(one, false, false)
		}
		for _, words := range p.readings() {
			r.stamped(words)
		}
	})
	tree.Each("v:textpath", func(n *part.Node) { r.stamped(n.Get("string")) })
}

// stamped keeps lines that are a mark of secrecy.
func (r *reader) stamped(words string) {
	for line := range strings.SplitSeq(words, "\n") {
		if len(line) > longestStamp || len(r.doc.Stamps) >= maxStamps {
			continue
		}
		if stamp, ok := secrecy.Stamp(line); ok && !slices.Contains(r.doc.Stamps, stamp) {
			r.doc.Stamps = append(r.doc.Stamps, stamp)
		}
	}
}

// spoken gathers the words of one paragraph as they are with its changes accepted, as they
// were before them, and those that were removed.
type spoken struct{ now, before, gone strings.Builder }

func (p *spoken) hear(n *part.Node, added, removed bool) {
	switch n.Name {
	case "w:p": // of a text box: a paragraph of its own
	case "w:t", "w:delText", "m:t":
		p.say(n.Words(), added, removed)
	case "w:tab", "w:ptab":
		p.say(" ", added, removed)
	case "w:br", "w:cr":
		p.say("\n", added, removed)
	case "w:noBreakHyphen":
		p.say("-", added, removed)
	default:
		added = added || n.Name == "w:ins" || n.Name == "w:moveTo"
		removed = removed || n.Name == "w:del" || n.Name == "w:moveFrom"
		for _, one := range n.Kids {
			p.hear(one, added, removed)
		}
	}
}

func (p *spoken) say(words string, added, removed bool) {
	if !removed {
		p.now.WriteString(words)
	} else {
		p.gone.WriteString(words)
	}
	if !added {
		p.before.WriteString(words)
	}
}

func (p *spoken) readings() []string {
	all := []string{p.now.String()}
	if before := p.before.String(); before != all[0] {
		all = append(all, before, p.gone.String())
	}
	return all
}
