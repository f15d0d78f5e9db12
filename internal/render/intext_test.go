package render

import (
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/feed"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/media"
	"github.com/lantoa/lantoa/internal/release"
)

// TestAPictureOfTheTextStandsOnce: what a body shows by the address of any of its files stands
// neither above nor below it in feeds; the list of pictures has it all the same.
func TestAPictureOfTheTextStandsOnce(t *testing.T) {
	t.Parallel()
	picture := func(hash string) release.Picture {
		return release.Picture{ID: hash, Alt: hash, Files: []media.File{{Hash: "small" + hash, Type: "image/png", Width: 320, Height: 10, Size: 1}, {Hash: hash, Type: "image/png", Width: 4000, Height: 10, Size: 1}}}
	}
	body := `<p>x</p><figure><img alt="a" src="/media/a1.png"/></figure><p>y</p>`
	c := release.Content{Revision: release.Revision{Text: manuscript.Text{Body: body}}, Pictures: []release.Picture{picture("b2"), picture("a1"), picture("c3")}}
	r := Renderer{Addresses: Addresses{Public: "https://lantoa.example"}}
	list := r.pictures(c)
	shown := feed.Illustrated(body, list)
	if len(list) != 3 || strings.Count(shown, "<img ") != 3 || strings.Contains(shown, "smalla1") || !strings.HasPrefix(shown, "<figure><img src=\"https://lantoa.example/media/smallb2.png\"") {
		t.Errorf("the text with its pictures is %s", shown)
	}
}
