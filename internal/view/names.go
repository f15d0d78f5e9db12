package view

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/text"
)

// words takes the names of countries out of a search: whoever looks for Lào finds Laos as well,
// and stories that bear the country without naming it. What is left is looked for as it is.
func (s *Service) words(ctx context.Context, search string) (rest string, alike []article.Alike, err error) {
	words := strings.Fields(search)
	if len(words) == 0 {
		return search, nil, nil
	}
	current, err := s.o.Plans.Current(ctx, plan.DayOf(s.o.Now(), s.o.Zone))
	if err != nil {
		return "", nil, err
	}
	facets, err := s.o.Plans.Facets(ctx, current.ID)
	if err != nil {
		return "", nil, err
	}
	rest, alike = named(words, countries(facets))
	return rest, alike, nil
}

// country is a member state with all that it is called.
type country struct {
	code  string
	names []string
}

func countries(facets []plan.Facet) []country {
	var all []country
	for _, f := range facets {
		if f.Kind != plan.MemberState {
			continue
		}
		var more struct {
			VI       []string `json:"aliases_vi"`
			EN       []string `json:"aliases_en"`
			Official string   `json:"official_name_en"`
		}
		_ = json.Unmarshal(f.Attrs, &more) // checked when the plan was read
		names := slices.Concat([]string{f.Name.VI, f.Name.EN, more.Official}, more.VI, more.EN)
		all = append(all, country{f.Code, slices.DeleteFunc(names, func(name string) bool { return text.Fold(name) == "" })})
	}
	return all
}

func (c country) wordings() []string {
	var folded []string
	for _, name := range c.names {
		if one := text.Fold(name); !slices.Contains(folded, one) {
			folded = append(folded, one)
		}
	}
	return folded
}

// named goes through a search from the left, and takes the longest name that begins at a word.
func named(words []string, all []country) (rest string, alike []article.Alike) {
	var left []string
	for i := 0; i < len(words); {
		best, length := country{}, 0
		for _, one := range all {
			if n := one.at(words[i:]); n > length {
				best, length = one, n
			}
		}
		if length == 0 {
			left = append(left, words[i])
			i++
			continue
		}
		alike = append(alike, article.Alike{Wordings: best.wordings(), MemberState: best.code})
		i += length
	}
	return strings.Join(left, " "), alike
}

// at tells how many words at the beginning are one of the country's names. Words that were typed
// with marks must bear those of the name: who looks for “lao động” does not mean Lào.
func (c country) at(words []string) (length int) {
	for _, name := range c.names {
		parts := strings.Fields(name)
		n := len(parts)
		if n <= length || n > len(words) {
			continue
		}
		typed := strings.Join(words[:n], " ")
		if text.Fold(typed) != text.Fold(name) || marked(strings.Join(words, " ")) && !strings.EqualFold(typed, strings.Join(parts, " ")) {
			continue
		}
		length = n
	}
	return length
}

// marked tells words with marks from those typed without any.
func marked(words string) bool {
	return strings.ContainsFunc(words, func(r rune) bool { return r > 127 })
}
