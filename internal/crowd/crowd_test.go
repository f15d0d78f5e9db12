package crowd_test

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/lantoa/lantoa/internal/crowd"
)

// TestWhatIsCrowded: attributes count wherever a reader of XML would see one, and nothing else does.
func TestWhatIsCrowded(t *testing.T) {
	t.Parallel()
	many := func(one string) string { return strings.Repeat(one, 3*crowd.Most) }
	for name, one := range map[string]struct {
		document string
		crowded  bool
	}{
		"attributes":                       {"<a" + many(` b=""`) + ">", true},
		"without blanks between":           {"<a " + many(`b=""`) + ">", true},
		"without values":                   {"<a" + many(` b`) + ">", true},
		"with blanks about the sign":       {"<a" + many("\n b = ''") + ">", true},
		"behind a value with its end":      {`<a b=">" ` + many(` b=""`) + ">", true},
		"behind a comment":                 {`<!-- - -- "-->` + "<a" + many(` b=""`) + ">", true},
		"behind a comment that seems over": {`<!---> <x y=" --><a` + many(` b=""`) + ">", true},
		"behind a section":                 {`<![CDATA[<a "]]]><a` + many(` b=""`) + ">", true},
		"behind an instruction":            {`<?xml version="1.0" '?><a` + many(` b=""`) + ">", true},
		"in many elements":                 {many(`<a b="" c='' />`), false},
		"signs in a value":                 {`<a b="` + many("= x ") + `">`, false},
		"signs in words":                   {`<a>` + many("= x ") + `</a>`, false},
		"markup in a section":              {`<![CDATA[<a ` + many(` b=""`) + `>]]>`, false},
		"markup in a comment":              {`<!--<a ` + many(` b=""`) + `-->`, false},
		"as many as there may be":          {"<a" + strings.Repeat(` b=""`, crowd.Most) + ">", false},
		"a section that does not end yet":  {`<![CDATA[]] > ]>` + many(`<x b="">`), false},
	} {
		for _, in := range []io.Reader{strings.NewReader(one.document), iotest.OneByteReader(strings.NewReader(one.document))} {
			got, err := io.ReadAll(crowd.NewReader(in))
			if errors.Is(err, crowd.ErrCrowded) != one.crowded || !one.crowded && string(got) != one.document {
				t.Errorf("%s: %d of %d bytes, %v", name, len(got), len(one.document), err)
			}
		}
	}
}
