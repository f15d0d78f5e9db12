package wordpress

import (
	"context"
	"html"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/lantoa/lantoa/internal/connector"
)

// terms finds or makes the ids of the post's categories and tags, by their names in
// the post's language.
func (a *api) terms(ctx context.Context, p connector.Post) (map[string][]int64, connector.Outcome) {
	ids := map[string][]int64{}
	wanted := p.Terms
	if a.values["terms"] == "none" {
		wanted = nil
	}
	if name := a.values["category"]; name != "" {
		wanted = append([]connector.Term{{Kind: "pillar", Name: name}}, wanted...)
	}
	for _, term := range wanted {
		taxonomy := map[string]string{"pillar": "categories", "area": "tags"}[term.Kind]
		if taxonomy == "" {
			continue
		}
		id, outcome := a.term(ctx, "wp/v2/"+taxonomy, term.Name, p.Lang)
		if outcome.Class != connector.OK {
			return nil, outcome
		}
		if id > 0 && !slices.Contains(ids[taxonomy], id) {
			ids[taxonomy] = append(ids[taxonomy], id)
		}
	}
	return ids, connector.Outcome{Class: connector.OK}
}

// term returns the id of a term, 0 when there is none and none may be made.
func (a *api) term(ctx context.Context, path, name, lang string) (int64, connector.Outcome) {
	query := url.Values{"search": {name}, "per_page": {"100"}, "_fields": {"id,name"}}
	for param, values := range a.language(lang) {
		query[param] = values
	}
	var found []struct {
		ID   int64
		Name string
	}
	outcome := a.do(ctx, request{method: http.MethodGet, path: path, query: query}, &found)
	for _, one := range found {
		if strings.EqualFold(html.UnescapeString(one.Name), name) {
			return one.ID, outcome
		}
	}
	if outcome.Class != connector.OK || a.values["terms"] != "create" {
		return 0, outcome
	}
	var made struct {
		ID   int64
		Data struct {
			TermID int64 `json:"term_id"`
		}
	}
	outcome = a.do(ctx, request{method: http.MethodPost, path: path, query: a.language(lang), body: map[string]string{"name": name}}, &made)
	if outcome.Reason == "term_exists" { // in other letters, or past the hundred that were listed
		return made.Data.TermID, connector.Outcome{Class: connector.OK}
	}
	return made.ID, outcome
}
