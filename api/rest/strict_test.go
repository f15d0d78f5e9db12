package rest

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/fault"
)

func TestStrict(t *testing.T) {
	t.Parallel()
	for body, place := range map[string]string{
		`{"title":"A","title":"B"}`:                     "/title",
		`{"facets":{"pillars":["a"],"pillars":[]}}`:     "/facets/pillars",
		`{"Title":"A"}`:                                 "/Title",
		`{"\u212aeywords":[]}`:                          "/\u212aeywords",
		`{"a":[{"b":1},{"B":1}]}`:                       "/a/1/B",
		`{"priority":1e0}`:                              "/priority",
		`{"priority":99999999999999999999}`:             "/priority",
		`{"title":"a\ud800b"}`:                          "malformed",
		`{"title":"\udc00\ud800"}`:                      "malformed",
		`{"title":"\\ud800 is no escape"}`:              "",
		`{"title":"\ud83d\ude00","n":-1,"f":0.5}`:       "",
		`[1,"x",null,true,{"a":{"a":{"settings":{}}}}]`: "",
	} {
		err := strict([]byte(body))
		said := ""
		if e, ok := fault.As(err); ok {
			said = string(e.Code)
			for _, f := range e.Fields {
				said += " " + f.Pointer
			}
		}
		if (err == nil) != (place == "") || !strings.Contains(said, place) {
			t.Errorf("%s: %q, want %q", body, said, place)
		}
	}
}

// FuzzStrict holds what passes to what Go's reader makes of it: the same, written again.
func FuzzStrict(f *testing.F) {
	for _, seed := range []string{`{"a":1}`, `{"a":1,"a":2}`, `{"A":"\ud800"}`, `[1e9,"\u0041"]`, `"\\u"`, `{"~/":{}}`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		raw := []byte(body)
		if invalidUTF8(raw) >= 0 || syntax(raw) != nil || strict(raw) != nil {
			return
		}
		var value any
		if err := json.Unmarshal(raw, &value); err != nil {
			t.Fatal(err)
		}
		again, err := json.Marshal(value)
		if err != nil || strings.Count(string(again), "\ufffd") > strings.Count(body, "\ufffd")+strings.Count(strings.ToLower(body), `\ufffd`) {
			t.Errorf("%q became %q, %v", body, again, err)
		}
	})
}
