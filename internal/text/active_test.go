package text

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestActive(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, html string
		want       []string
	}{
		{"plain story", `<p>Lễ hội <b>Đền Trần</b> <a href="https://a.vn">xem</a></p><img src="/media/a.jpg" alt="">`, nil},
		{"pasted from Word", `<style>p{mso-x:1}</style><meta name="a"><p class="MsoNormal" style="mso-y:2">Tin<o:p></o:p></p>`, nil},
		{"script", `<p>a</p><ScRiPt>alert(1)</sCrIpT>`, []string{"<script>"}},
		{"frame and form", `<iframe src="x"></iframe><form><input></form>`, []string{"<form>", "<iframe>", "<input>"}},
		{"handler", `<p ONCLICK="x()">a</p><img src=x onerror=alert(1)>`, []string{"onclick", "onerror"}},
		{"running address", "<a href=\" java\tscript:alert(1)\">a</a>", []string{"href=javascript:"}},
		{"address written in entities", `<a href="&#106;avascript:alert(1)">a</a>`, []string{"href=javascript:"}},
		{"a card is none, its frame is", `<figure data-embed="https://youtu.be/x1"><iframe src="https://www.youtube.com/embed/x1"></iframe></figure>`, []string{"<iframe>"}},
		{"drawing", `<svg onload=x></svg>`, []string{"<svg>", "onload"}},
		{"talk about scripts", `<p>Thẻ &lt;script&gt; và javascript: trong bài</p>`, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, NewHTML().Active(c.html)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
