package wordpress

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/outbound"
)

// maxVariants is how many of the names that WordPress makes of a taken slug ("-2", "-3"
// and on) a look asks for.
const maxVariants = 9

// read asks for a post as its editors see it, in any state.
func (a *api) read(ctx context.Context, id string) (post, connector.Outcome) {
	var there post
	query := url.Values{"context": {"edit"}, "_fields": {"id,slug,status,link,content,featured_media"}}
	outcome := a.do(ctx, request{method: http.MethodGet, path: "wp/v2/posts/" + id, query: query}, &there)
	return there, outbound.Harmless(outcome)
}

// find lists, in every state, what may be this story's: by the chosen slug and what
// WordPress makes of it, by the slug in the address, and by the edition's marker, which
// finds what somebody there renamed.
func (a *api) find(ctx context.Context, call connector.Call) ([]post, connector.Outcome) {
	var slugs []string
	if chosen := call.Post.ChosenID; chosen != "" {
		slugs = append(slugs, chosen, chosen+"__trashed")
		for n := 2; n <= maxVariants; n++ {
			slugs = append(slugs, chosen+"-"+strconv.Itoa(n))
		}
	}
	if slug := a.slugIn(call.Earlier.Address); slug != "" && slug != call.Post.ChosenID {
		slugs = append(slugs, slug)
	}
	var asked []url.Values
	if len(slugs) > 0 {
		asked = append(asked, url.Values{"slug": {strings.Join(slugs, ",")}})
	}
	if call.Post.Edition != "" {
		asked = append(asked, url.Values{"search": {"lantoa-edition:" + call.Post.Edition}})
	}
	var all []post
	seen := map[int64]bool{}
	for _, by := range asked {
		found, outcome := a.list(ctx, by)
		if outcome.Class != connector.OK {
			return nil, outcome
		}
		for _, one := range found {
			if !seen[one.ID] {
				seen[one.ID] = true
				all = append(all, one)
			}
		}
	}
	return all, connector.Outcome{Class: connector.OK}
}

func (a *api) list(ctx context.Context, by url.Values) ([]post, connector.Outcome) {
	query := url.Values{
		"status": {"publish,future,draft,pending,private,trash"}, "context": {"edit"}, "per_page": {"100"},
		"orderby": {"id"}, "order": {"asc"}, "_fields": {"id,slug,status,link,content,featured_media"},
	}
	for name, values := range by {
		query[name] = values
	}
	var found []post
	outcome := a.do(ctx, request{method: http.MethodGet, path: "wp/v2/posts", query: query}, &found)
	return found, outcome
}
