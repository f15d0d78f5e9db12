package text

import "slices"

// Names finds what people call by a word. The zero value knows nothing.
//
// Marks tell names apart ("Hải Hà", "Hải Hạ"), so that a word which bears any means what is
// written so; one without any, as typed on a phone, means every name of its letters.
type Names struct{ exact, bare map[string][]string }

// Add makes something known by names; blank ones are none.
func (n *Names) Add(id string, names ...string) {
	if n.exact == nil {
		n.exact, n.bare = map[string][]string{}, map[string][]string{}
	}
	for _, name := range names {
		add(n.exact, Exact(name), id)
		add(n.bare, Fold(name), id)
	}
}

func add(known map[string][]string, key, id string) {
	if key != "" && !slices.Contains(known[key], id) {
		known[key] = append(known[key], id)
	}
}

// Find returns the ids of what the word names, in the order in which they became known.
func (n *Names) Find(word string) []string {
	key, bare := Exact(word), Fold(word)
	if found := n.exact[key]; len(found) > 0 || key != bare {
		return found
	}
	return n.bare[bare]
}
