package feed_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the tests must not depend on the system's zone files

	"github.com/google/go-cmp/cmp"
	"github.com/mmcdole/gofeed"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/lantoa/lantoa/internal/feed"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// cases are the folders of testdata: feed.json goes in, the other files come out.
func cases() []string {
	return []string{"vi", "en", "empty", "correction", "withdrawal", "hostile", "pictures"}
}

func golden(format feed.Format) string {
	return map[feed.Format]string{feed.RSS: "rss.xml", feed.Atom: "atom.xml", feed.JSON: "feed.out.json"}[format]
}

func hanoi(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Asia/Ho_Chi_Minh")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// load reads the input of a case; its self address is completed for the format.
func load(t testing.TB, name string, format feed.Format) feed.Feed {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", name, "feed.json"))
	if err != nil {
		t.Fatal(err)
	}
	var f feed.Feed
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&f); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	f.SelfURL = strings.Replace(f.SelfURL, "FORMAT", string(format), 1)
	f.Zone = hanoi(t)
	return f
}

func encode(t testing.TB, format feed.Format, f feed.Feed) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := feed.Encode(&b, format, f); err != nil {
		t.Fatalf("%s: %v", format, err)
	}
	return b.Bytes()
}

func compareGolden(t *testing.T, path string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}

func TestGolden(t *testing.T) {
	t.Parallel()
	for _, name := range cases() {
		for _, format := range feed.Formats() {
			t.Run(name+"/"+string(format), func(t *testing.T) {
				t.Parallel()
				compareGolden(t, filepath.Join("testdata", name, golden(format)), encode(t, format, load(t, name, format)))
			})
		}
	}
}

// TestEventGolden pushes the first item of each case.
func TestEventGolden(t *testing.T) {
	t.Parallel()
	for name, kind := range map[string]string{
		"vi": feed.ArticlePublished, "correction": feed.ArticleCorrected,
		"withdrawal": feed.ArticleWithdrawn, "hostile": feed.ArticlePublished,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := load(t, name, feed.JSON)
			got, err := feed.EncodeEvent(feed.Event{Type: kind, At: f.Items[0].Updated, Item: f.Items[0], Zone: f.Zone})
			if err != nil {
				t.Fatal(err)
			}
			compareGolden(t, filepath.Join("testdata", name, "event.json"), got)
		})
	}
}

// TestReaderUnderstands gives the golden files to a feed reader that is not ours.
func TestReaderUnderstands(t *testing.T) {
	t.Parallel()
	for _, name := range cases() {
		for _, format := range feed.Formats() {
			t.Run(name+"/"+string(format), func(t *testing.T) {
				t.Parallel()
				raw, err := os.ReadFile(filepath.Join("testdata", name, golden(format)))
				if err != nil {
					t.Fatal(err)
				}
				read, err := gofeed.NewParser().Parse(bytes.NewReader(raw))
				if err != nil {
					t.Fatal(err)
				}
				in := load(t, name, format)
				if read.FeedType != string(format) || read.FeedLink != in.SelfURL || read.Link != in.HomeURL {
					t.Errorf("type %q, self %q, home %q", read.FeedType, read.FeedLink, read.Link)
				}
				if diff := cmp.Diff(expectedItems(in, format), readItems(read)); diff != "" {
					t.Errorf("items (-want +got):\n%s", diff)
				}
			})
		}
	}
}

// seen is what a reader must get of an item.
type seen struct {
	ID, Title, URL     string
	Published, Updated time.Time
}

func readItems(f *gofeed.Feed) []seen {
	var out []seen
	for _, it := range f.Items {
		s := seen{ID: it.GUID, Title: it.Title, URL: it.Link}
		if it.PublishedParsed != nil && it.UpdatedParsed != nil {
			s.Published, s.Updated = it.PublishedParsed.UTC(), it.UpdatedParsed.UTC()
		}
		out = append(out, s)
	}
	return out
}

// expectedItems tells in the test's own words what a reader must get.
func expectedItems(f feed.Feed, format feed.Format) []seen {
	var out []seen
	for _, it := range f.Items {
		if it.Status == feed.Canceled && format == feed.Atom {
			continue
		}
		s := seen{ID: it.ID, Title: expectedTitle(it), URL: it.URL, Published: it.Published.UTC().Truncate(time.Second), Updated: it.Updated.UTC().Truncate(time.Second)}
		if it.Status == feed.Canceled && len(it.Notes) > 0 && it.Notes[0].At.After(it.Updated) {
			s.Updated = it.Notes[0].At.UTC()
		}
		out = append(out, s)
	}
	return out
}

func expectedTitle(it feed.Item) string {
	title := strings.Join(strings.Fields(strings.NewReplacer("\x00", "", "\x0b", "", "\ufffe", "", "\u202e", "").Replace(it.Title)), " ")
	switch {
	case it.Status == feed.Canceled && it.Lang == "vi":
		return "THU HỒI: " + title
	case it.Status == feed.Canceled:
		return "WITHDRAWN: " + title
	case says(it, feed.FormalCorrection) && it.Lang == "vi":
		return "CẢI CHÍNH: " + title
	case says(it, feed.FormalCorrection):
		return "FORMAL CORRECTION: " + title
	case says(it, feed.Correction) && it.Lang == "vi":
		return "ĐÍNH CHÍNH: " + title
	case says(it, feed.Correction):
		return "CORRECTION: " + title
	}
	return title
}

func says(it feed.Item, kind string) bool {
	return slices.ContainsFunc(it.Notes, func(n feed.Note) bool { return n.Kind == kind })
}

// TestJSONFeedSchema checks the golden files and what the schema itself does not notice.
func TestJSONFeedSchema(t *testing.T) {
	t.Parallel()
	schema := compileSchema(t)
	for _, name := range cases() {
		raw, err := os.ReadFile(filepath.Join("testdata", name, golden(feed.JSON)))
		if err != nil {
			t.Fatal(err)
		}
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if err := schema.Validate(doc); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		root := doc.(map[string]any)
		if v := root["version"]; v != "https://jsonfeed.org/version/1.1" {
			t.Errorf("%s: version %v", name, v)
		}
		for _, it := range root["items"].([]any) {
			extension := it.(map[string]any)["_lantoa"].(map[string]any)
			for member := range extension {
				if strings.Contains(member, ".") {
					t.Errorf("%s: dot in member %q", name, member)
				}
			}
			if extension["about"] == "" {
				t.Errorf("%s: the extension does not say what it is", name)
			}
		}
	}
	if err := schema.Validate(map[string]any{"version": "x", "title": "x", "items": []any{map[string]any{"id": "1"}}}); err == nil {
		t.Error("the schema takes an item without content, so it proves nothing")
	}
}

func compileSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	for address, file := range map[string]string{
		"https://json.schemastore.org/feed": "jsonfeed-1.1.json", "https://json.schemastore.org/feed-1": "jsonfeed-1.json",
	} {
		raw, err := os.Open(filepath.Join("testdata", "schema", file))
		if err != nil {
			t.Fatal(err)
		}
		doc, err := jsonschema.UnmarshalJSON(raw)
		raw.Close()
		if err != nil {
			t.Fatal(err)
		}
		if err := c.AddResource(address, doc); err != nil {
			t.Fatal(err)
		}
	}
	schema, err := c.Compile("https://json.schemastore.org/feed")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}
