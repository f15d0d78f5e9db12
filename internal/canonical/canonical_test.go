package canonical_test

import (
	"testing"

	"github.com/lantoa/lantoa/internal/canonical"
)

// The form follows RFC 8785: keys in order of their UTF-16 units (3.2.3), numbers as
// ECMAScript writes them (3.2.2.3), no blanks, letters as they are.
func TestJSON(t *testing.T) {
	t.Parallel()
	got, err := canonical.JSON(map[string]any{"ngày": "23 tháng 11 <b>", "b": 1.50, "a": []any{nil, true, 1e21}, "é": 1, "z": "\u2028"})
	if want := `{"a":[null,true,1e+21],"b":1.5,"ngày":"23 tháng 11 <b>","z":"` + "\u2028" + `","é":1}`; err != nil || string(got) != want {
		t.Errorf("got  %s, %v\nwant %s", got, err, want)
	}
	if _, err := canonical.JSON(make(chan int)); err == nil {
		t.Error("a value that JSON cannot hold is taken")
	}
}

// The hash is that of the bytes; the value is sha256sum's for {"a":1}.
func TestSeal(t *testing.T) {
	t.Parallel()
	bytes, hash, err := canonical.Seal(struct {
		A int `json:"a"`
	}{1})
	if err != nil || string(bytes) != `{"a":1}` || hash != "015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862" {
		t.Errorf("%s, %s, %v", bytes, hash, err)
	}
	if _, _, err := canonical.Seal(make(chan int)); err == nil {
		t.Error("a value that JSON cannot hold is sealed")
	}
}
