package canonical

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/gowebpki/jcs"
)

// FuzzForm looks for JSON of which the short way makes another form than package jcs.
func FuzzForm(f *testing.F) {
	for _, seed := range []string{`{"title":"Lần 1","lead":"","body":"\u003cp\u003e\"a\"\\\u2028\u0026\/\n\u003c/p\u003e","pictures":["b","a"]}`, `{"b":{"d":[],"c":{}},"a":[1,-1,0,-0,1.5,1e21,1E-7,123456789012345,9007199254740993],"":null}`,
		`[true,false,null,"\u0007\b\f\r\t\u0022\u005c\ud83d\ude00\u007f"]`, `{"a":1,"a":2}`, `{"\ue000":1,"😀":2}`, `{"é":1,"z":2,"Z":3}`, `"a"`, `1`, `{"a\"":1,"a":2}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, given []byte) {
		var plain bytes.Buffer
		if json.Compact(&plain, given) != nil || !bytes.Equal(plain.Bytes(), bytes.ToValidUTF8(plain.Bytes(), nil)) {
			return
		}
		got, ok := formOf(plain.Bytes())
		if !ok {
			return
		}
		if want, err := jcs.Transform(plain.Bytes()); err != nil || !bytes.Equal(got, want) {
			t.Errorf("of %s\n got %s\nwant %s, %v", plain.Bytes(), got, want, err)
		}
	})
}

// TestTheFormOfATextIsShort: what is kept of stories, and of what people do, is none of the rare cases.
func TestTheFormOfATextIsShort(t *testing.T) {
	t.Parallel()
	body := strings.Repeat("<p>Nam Định &amp; “ASEAN” – 1.250 đại biểu</p>\n", 100)
	for _, value := range []any{map[string]any{"title": "Lần 1", "body": body, "pictures": []string{"b", "a"}, "n": 20, "share": 0.25},
		struct {
			Title string `json:"title"`
			Body  string `json:"body"`
			Of    []any  `json:"a"`
		}{"Lần 1", body, []any{nil, true, map[string]int{}}}} {
		plain, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		got, ok := formOf(plain)
		if want, err := jcs.Transform(plain); !ok || err != nil || !bytes.Equal(got, want) {
			t.Errorf("short %t, %v:\n got %s\nwant %s", ok, err, got, want)
		}
	}
}

func BenchmarkJSON(b *testing.B) {
	value := map[string]string{"title": "Lần 1", "body": strings.Repeat("<p>Nam Định hội nhập ASEAN</p>", 150)}
	for b.Loop() {
		if _, err := JSON(value); err != nil {
			b.Fatal(err)
		}
	}
}
