package text_test

import (
	"slices"
	"testing"

	"github.com/lantoa/lantoa/internal/text"
)

func TestNames(t *testing.T) {
	t.Parallel()
	var n text.Names
	n.Add("ha", "Xã Hải Hà", "")
	n.Add("ha-2", "Xã Hải Hạ")
	n.Add("hoa", "Xã Thái Hòa", "Thai Hoa Commune")
	for word, want := range map[string][]string{
		"Xã Hải Hà":        {"ha"},
		"XÃ HẢI  HẠ":       {"ha-2"},
		"xa hai ha":        {"ha", "ha-2"},
		"Xã Hải Há":        nil, // a slip, which must not become one of the others
		"Xã Thái Hoà":      {"hoa"},
		"xa thai hoa":      {"hoa"},
		"thai hoa commune": {"hoa"},
		"Xã":               nil,
		"":                 nil,
		"Xã Hải Ha":        nil,
		"Xa\u0303 Hải Hà":  {"ha"},
	} {
		if got := n.Find(word); !slices.Equal(got, want) {
			t.Errorf("%q finds %v, want %v", word, got, want)
		}
	}
	if got := (&text.Names{}).Find("x"); got != nil {
		t.Errorf("nothing is known, and %v is found", got)
	}
}
