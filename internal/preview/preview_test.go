package preview

import (
	"strings"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/channel"
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/media"
	"github.com/lantoa/lantoa/internal/render"
)

// A correction shows no pictures where those of the post stay; its text has the room of a
// caption all the same.
func TestACorrectionShowsNoPicturesWhereTheyStay(t *testing.T) {
	t.Parallel()
	s := Service{Renderer: render.Renderer{Addresses: render.Addresses{Public: "https://lantoa.example"}, Zone: time.UTC}, Now: time.Now}
	content := article.Content{Article: "a", Lang: "vi", Revision: article.ContentRevision{Text: article.Text{Title: "T", Lead: "L"}},
		Pictures: []article.ContentPicture{{Files: []media.File{{Hash: strings.Repeat("a", 64), Type: "image/jpeg", Size: 1, Width: 1, Height: 1}}}}}
	stay := map[bool]func(connector.Values) bool{false: nil, true: func(v connector.Values) bool { return v["pictures"] != "link" }}
	for name, c := range map[string]struct {
		act   article.Act
		stay  bool
		mode  string
		shown int
	}{
		"a publication":          {article.ActPublish, true, "", 1},
		"a correction":           {article.ActCorrect, true, "", 0},
		"with other settings":    {article.ActCorrect, true, "link", 1},
		"where they are changed": {article.ActCorrect, false, "", 1},
	} {
		content.Act = c.act
		spec := connector.Spec{Text: connector.TextForm{Most: 500, MostWithPictures: 100, Unit: connector.UnitGraphemes},
			Pictures: connector.PictureForm{Most: 4, Types: []string{"image/jpeg"}, Stay: stay[c.stay]}}
		p, err := s.one(channel.Channel{Settings: connector.Values{"pictures": c.mode}}, spec, content, "")
		if err != nil || len(p.Post.Pictures) != c.shown || p.LeftOut != 1-c.shown || p.Most != 100 {
			t.Errorf("%s: %d pictures, %d left out, room for %d, %v; %s", name, len(p.Post.Pictures), p.LeftOut, p.Most, err, p.Problem.EN)
		}
	}
}
