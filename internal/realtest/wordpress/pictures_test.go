//go:build realtest

package wordpress_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/connector/connectortest"
	"github.com/lantoa/lantoa/internal/realtest/destination"
)

// illustrated is a story with the suite's two pictures, named after the story as rendering
// names them.
func illustrated() connector.Call {
	call := connectortest.Illustrate(story())
	for i, one := range call.Post.Pictures {
		call.Post.Pictures[i].Name = call.Post.ChosenID + "-" + one.Hash[:12] + ".jpg"
	}
	return call
}

// item is a file of the portal's media library as its own interface shows it.
type item struct {
	ID     int64
	Slug   string
	Alt    string `json:"alt_text"`
	Source string `json:"source_url"`
}

// get asks the portal's interface, past the connector.
func (p portal) get(t *testing.T, path string, into any) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.BaseURL+"/?rest_route=/wp/v2/"+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.SetBasicAuth(p.Username, p.AppPassword)
	body := fetch(t, req)
	if err := json.Unmarshal(body, into); err != nil {
		t.Fatalf("%s: %v: %.300s", path, err, body)
	}
}

func fetch(t *testing.T, req *http.Request) []byte {
	t.Helper()
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s, %v", req.URL.Path, resp.Status, err)
	}
	return body
}

// library lists the files of a story, the cover first.
func (p portal) library(t *testing.T, call connector.Call) (list []item) {
	t.Helper()
	for _, one := range call.Post.Pictures {
		var found []item
		p.get(t, "media&slug="+strings.TrimSuffix(one.Name, ".jpg")+"&context=edit", &found)
		list = append(list, found...)
	}
	return list
}

// pictures: the featured image and the figure of the body are there, described, in the very
// bytes that were sent; a second try and a correction upload nothing again; a correction
// without pictures takes the cover away.
func (p portal) pictures(t *testing.T) {
	c := p.open(t, nil)
	call := illustrated()
	receipt := destination.Send(t, c, call)
	library := p.library(t, call)
	if len(library) != 2 || library[0].Alt != call.Post.Pictures[0].Alt || library[1].Alt != call.Post.Pictures[1].Alt {
		t.Fatalf("the library holds %+v", library)
	}
	var post struct {
		Cover   int64 `json:"featured_media"`
		Content struct{ Raw string }
	}
	p.get(t, "posts/"+receipt.RemoteID+"&context=edit", &post)
	if post.Cover != library[0].ID || !strings.Contains(post.Content.Raw, `src="`+library[1].Source+`"`) || strings.Contains(post.Content.Raw, "lantoa.example/media") {
		t.Errorf("cover %d of %d; body %s", post.Cover, library[0].ID, post.Content.Raw)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, library[1].Source, nil)
	if err != nil {
		t.Fatal(err)
	}
	if sum := sha256.Sum256(fetch(t, req)); hex.EncodeToString(sum[:]) != call.Post.Pictures[1].Hash {
		t.Error("readers get other bytes than were sent")
	}
	again := connectortest.Illustrate(correct(call, receipt))
	again.Post.Pictures = call.Post.Pictures
	destination.Send(t, c, again)
	if n := len(p.library(t, call)); n != 2 {
		t.Errorf("after a correction the library holds %d files of the story", n)
	}
	destination.Send(t, c, correct(call, receipt))
	p.get(t, "posts/"+receipt.RemoteID+"&context=edit", &post)
	if post.Cover != 0 {
		t.Errorf("a correction without pictures left the cover %s", strconv.FormatInt(post.Cover, 10))
	}
}

// A file that WordPress takes for none of its types ends in words, and makes no post.
func (p portal) refusedPicture(t *testing.T) {
	c := p.open(t, nil)
	call := illustrated()
	for i := range call.Post.Pictures {
		call.Post.Pictures[i].Name = strings.TrimSuffix(call.Post.Pictures[i].Name, ".jpg") + ".svg"
		call.Post.Pictures[i].Type = "image/svg+xml"
	}
	outcome := c.Send(t.Context(), call)
	if outcome.Class != connector.Rejected || !strings.HasPrefix(outcome.Reason, "rest_upload_") {
		t.Errorf("%+v, want rejected by rest_upload_…", outcome)
	}
	wantFinding(t, "after a refused picture", look(t, c, call), connector.Missing, 0)
}
