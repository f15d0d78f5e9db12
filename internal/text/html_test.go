package text_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/text/unicode/norm"

	"github.com/lantoa/lantoa/internal/text"
)

func TestSanitizeKeeps(t *testing.T) {
	t.Parallel()
	h := text.NewHTML()
	for name, tc := range map[string]struct{ in, want string }{
		"open tags are closed": {"<p>một<p>hai <b>ba", "<p>một</p><p>hai <b>ba</b></p>"},
		"table":                {`<table><tr><th scope=row colspan="2">A<td>1</table>`, `<table><tbody><tr><th colspan="2" scope="row">A</th><td>1</td></tr></tbody></table>`},
		"figure":               {`<figure><img src="/media/a.jpg" alt="Lễ  hội" width="10" height="20"><figcaption>Ảnh</figcaption></figure>`, `<figure><img alt="Lễ hội" height="20" src="/media/a.jpg" width="10"/><figcaption>Ảnh</figcaption></figure>`},
		"https picture":        {`<img src="https://vi.example/a.png">`, `<img src="https://vi.example/a.png"/>`},
		"card":                 {`<figure data-embed="https://youtu.be/x1"><a href="https://youtu.be/x1">Phim</a></figure>`, `<figure data-embed="https://youtu.be/x1"><a href="https://youtu.be/x1" rel="nofollow noopener">Phim</a></figure>`},
		"card without a link":  {`<figure data-embed="https://youtu.be/x1"><figcaption>Phim</figcaption></figure>`, `<figure data-embed="https://youtu.be/x1"><a href="https://youtu.be/x1" rel="nofollow noopener">https://youtu.be/x1</a><figcaption>Phim</figcaption></figure>`},
		"no card":              {`<figure data-embed="http://youtu.be/x1"><a href="https://youtu.be/x1">Phim</a></figure>`, `<figure><a href="https://youtu.be/x1" rel="nofollow noopener">Phim</a></figure>`},
		"data of others":       {`<p data-embed="https://youtu.be/x1" data-x="1">x</p>`, "<p>x</p>"},
		"link":                 {`<a href="/a/1/vi" rel="opener">x</a>`, `<a href="/a/1/vi" rel="nofollow noopener">x</a>`},
		"mail link":            {`<a href="mailto:a@vi.example">x</a>`, `<a href="mailto:a@vi.example" rel="nofollow noopener">x</a>`},
		"lang and dir":         {`<p lang="en-GB" dir="ltr">x</p>`, `<p dir="ltr" lang="en-GB">x</p>`},
		"inline marks":         {"<p><em>a</em><sub>b</sub><s>c</s><code>d</code></p>", "<p><em>a</em><sub>b</sub><s>c</s><code>d</code></p>"},
		"white space of pre":   {"<pre>\n\n a\n  b</pre>", "<pre>\n\n a\n  b</pre>"},
		"headings move":        {"<h1>A</h1><h6>B</h6>", "<h2>A</h2><h4>B</h4>"},
		"divs are paragraphs":  {"<div><div>A</div><div>B</div></div>", "<p>A</p><p>B</p>"},
		"word processor":       {`<p class=MsoNormal style='mso-x:y'>Nam` + "\u00a0" + `Đi&#x323;nh<o:p></o:p></p><p><o:p>&nbsp;</o:p></p><!--[if gte mso 9]><xml>x</xml><![endif]-->`, "<p>Nam Định</p>"},
		"invisible characters": {"<p>tuyên&shy; truyền&#8203;</p>", "<p>tuyên truyền</p>"},
		"plain text":           {"1 < 2 & 3", "1 &lt; 2 &amp; 3"},
		"bytes of no encoding": {"<p>a\xffb</p>", "<p>a\ufffdb</p>"},
		"nothing":              {"", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := h.Sanitize(tc.in); got != tc.want {
				t.Errorf("Sanitize(%q)\n got %q\nwant %q", tc.in, got, tc.want)
			}
		})
	}
}

// attacks are inputs that run script, load a stranger's resource or break out of the page
// when they pass unfiltered or are parsed twice in two ways.
func attacks() []string {
	return []string{
		`<blockquote data-piece="019a0000-0000-7000-8000-000000000001" data-version="3" onclick="x()"><blockquote data-version="2"><p>a`,
		`<script>alert(1)</script>x`, `<scr<script>ipt>alert(1)</scr</script>ipt>`, `<SCRIPT SRC=//evil.example/x.js>`,
		`<img src=x onerror=alert(1)>`, `<img src="/media/a.jpg" onload="alert(1)">`, `<p onclick=alert(1)>x</p>`,
		`<a href="javascript:alert(1)">x</a>`, `<a href=" java` + "\n" + `script:alert(1)">x</a>`, `<a href="&#106;avascript:alert(1)">x</a>`,
		`<a href="vbscript:x">x</a>`, `<a href="data:text/html,<script>alert(1)</script>">x</a>`, `<a href="x" target=_blank onmouseover=a()>x</a>`,
		`<img src="data:image/svg+xml;base64,PHN2Zz4=">`, `<img src="http://plain.example/a.png">`, `<img src="//evil.example/a.png">`,
		`<img src="/media/../admin">`, `<img src="javascript:alert(1)">`, `<img src="mailto:a@b.example">`, `<img srcset="https://evil.example/a 1x">`,
		`<svg onload=alert(1)>`, `<svg><script>alert(1)</script></svg>`, `<svg><style><img src=x onerror=alert(1)></style></svg>`,
		`<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">`,
		`<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>`,
		`<noscript><p title="</noscript><img src=x onerror=alert(1)>">`, `<textarea><img title="</textarea><img src=x onerror=alert(1)>">`,
		`<title><img src=x onerror=alert(1)></title>`, `<xmp><p title="</xmp><img src=x onerror=alert(1)>">`, `<plaintext><img src=x onerror=alert(1)>`,
		`<iframe src="https://evil.example"></iframe>`, `<iframe srcdoc="<script>alert(1)</script>">`, `<object data=x></object><embed src=x>`,
		`<style>@import "//evil.example"</style>`, `<p style="background:url(//evil.example)">x</p>`, `<link rel=stylesheet href=//evil.example>`,
		`<base href="//evil.example/">`, `<meta http-equiv=refresh content="0;url=//evil.example">`, `<form action=//evil.example><input name=a><button>x</form>`,
		`<p lang="&quot; onclick=alert(1)">x</p>`, `<img alt="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;" src="/media/a.jpg">`,
		`<!--><img src=x onerror=alert(1)>-->`, `<![CDATA[<img src=x onerror=alert(1)>]]>`, `<?xml version="1.0"?><img src=x onerror=alert(1)>`,
		`<template><img src=x onerror=alert(1)></template>`, `<table><td><form><input onfocus=alert(1) autofocus>`,
		`<figure data-embed="javascript:alert(1)">x</figure>`, `<figure data-embed="https://a@b.example/" onclick=x>`, `<a href="https://a.example"><figure data-embed="https://b.example">x`,
		`<p/onclick=alert(1)>x`, "<p\x0conclick=alert(1)>x", "<im\x00g src=x onerror=alert(1)>", `<b><p><table><b><p></table><b>`,
		`<a href="https://a.example"><a href="https://b.example">x<table><a href="https://c.example">`,
		strings.Repeat("<blockquote>", 600) + "sâu", strings.Repeat("<b><p>", 50), "\u0338<p>\u0338x</p>\u0338",
	}
}

func TestSanitizeAttacks(t *testing.T) {
	t.Parallel()
	h := text.NewHTML()
	for _, in := range attacks() {
		checkSanitized(t, h, in)
	}
}

// TestSanitizeDeep: nesting that no parser takes loses its structure, not its words.
func TestSanitizeDeep(t *testing.T) {
	t.Parallel()
	got := text.NewHTML().Sanitize(strings.Repeat("<blockquote>", 600) + "lời <b>cuối</b>")
	if want := "<p>lời cuối</p>"; got != want {
		t.Errorf("Sanitize of deep nesting = %q, want %q", got, want)
	}
}

// checkSanitized reads the result as a browser would and refuses all that is not listed.
func checkSanitized(t *testing.T, h *text.HTML, in string) {
	t.Helper()
	got := h.Sanitize(in)
	if again := h.Sanitize(got); again != got {
		t.Errorf("Sanitize twice of %q:\n first %q\nsecond %q", in, got, again)
	}
	if !utf8.ValidString(got) || !norm.NFC.IsNormalString(got) {
		t.Errorf("Sanitize(%q) = %q is not valid NFC", in, got)
	}
	doc, err := html.Parse(strings.NewReader("<!DOCTYPE html><body>" + got))
	if err != nil {
		t.Fatalf("Sanitize(%q) = %q: %v", in, got, err)
	}
	for n := range doc.Descendants() {
		if n.Type == html.CommentNode {
			t.Errorf("Sanitize(%q) = %q holds a comment", in, got)
		}
		if n.Type != html.ElementNode {
			continue
		}
		attributes, listed := allowed()[n.Data]
		if !listed || n.Namespace != "" {
			t.Errorf("Sanitize(%q) = %q holds <%s>", in, got, n.Data)
		}
		for _, a := range n.Attr {
			if !strings.Contains(attributes+" lang dir ", " "+a.Key+" ") {
				t.Errorf("Sanitize(%q) = %q holds %s on <%s>", in, got, a.Key, n.Data)
			}
			checkAddress(t, n.Data, a)
		}
	}
}

func checkAddress(t *testing.T, element string, a html.Attribute) {
	t.Helper()
	v := strings.ToLower(strings.TrimSpace(a.Val))
	scheme, _, hasScheme := strings.Cut(v, ":")
	if strings.ContainsAny(scheme, "/?#") {
		hasScheme = false
	}
	switch {
	case a.Key == "data-embed" && !text.IsCard(a.Val):
		t.Errorf("<%s data-embed=%q>", element, a.Val)
	case a.Key == "src" && !strings.HasPrefix(v, "https://") && (!strings.HasPrefix(v, "/media/") || strings.Contains(v, "..")):
		t.Errorf("<%s src=%q>", element, a.Val)
	case a.Key == "href" && hasScheme && scheme != "https" && scheme != "http" && scheme != "mailto":
		t.Errorf("<%s href=%q>", element, a.Val)
	}
}

// allowed is the list as the design states it, apart from the code that applies it.
func allowed() map[string]string {
	list := map[string]string{"img": " src alt width height ", "a": " href rel ", "td": " colspan rowspan ", "th": " colspan rowspan scope ", "ol": " start type ", "figure": " data-embed ", "blockquote": " data-piece data-version "}
	for _, name := range strings.Fields("html head body p br hr h2 h3 h4 ul li pre code strong em b i u s sub sup figcaption table caption thead tbody tfoot tr") {
		list[name] = " "
	}
	return list
}

func TestPlain(t *testing.T) {
	t.Parallel()
	h := text.NewHTML()
	for name, tc := range map[string]struct{ in, want string }{
		"paragraphs":   {"<h2>Đề  mục</h2><p>một\nhai</p><p>ba</p>", "Đề mục\n\nmột hai\n\nba"},
		"breaks":       {"<p>a<br>b<br/><br/>c</p>", "a\nb\n\nc"},
		"lists":        {"<p>x</p><ul><li>a<ul><li>b</li></ul></li><li><p>c</p></li></ul><ol><li>d</li><li>e</li></ol>y", "x\n\n- a\n- b\n- c\n\n1. d\n2. e\n\ny"},
		"table":        {"<table><tr><th>A</th><th>B</th></tr><tr><td><p>1</p></td><td>2</td></tr></table><p>z</p>", "A | B\n1 | 2\n\nz"},
		"inline":       {"<p>Nam <b>Đị</b>nh, <i>x</i>.</p>", "Nam Định, x."},
		"entities":     {"<p>1 &lt; 2 &amp;&nbsp;3</p>", "1 < 2 & 3"},
		"no script":    {"a<script>b</script><style>c</style>d", "ad"},
		"pre":          {"<p>x</p><pre> a\n  b</pre>", "x\n\n a\n  b"},
		"caption":      {`<figure><img src="/media/a.jpg" alt="x"><figcaption>Ảnh</figcaption></figure>`, "Ảnh"},
		"card":         {`<figure data-embed="https://youtu.be/x1"><a href="https://youtu.be/x1">Phim</a><figcaption>Lễ hội</figcaption></figure>`, "Phim\n\nLễ hội\n\nhttps://youtu.be/x1"},
		"card, bare":   {`<p>x</p><figure data-embed="https://youtu.be/x1"><a href="https://youtu.be/x1">https://youtu.be/x1</a></figure><p>y</p>`, "x\n\nhttps://youtu.be/x1\n\ny"},
		"stray ending": {"</ul></pre></li>a", "a"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := h.Plain(tc.in); got != tc.want {
				t.Errorf("Plain(%q)\n got %q\nwant %q", tc.in, got, tc.want)
			}
		})
	}
}

func TestFromPlain(t *testing.T) {
	t.Parallel()
	h := text.NewHTML()
	got := h.FromPlain("\nMột <b>\r\nhai & ba\n \n\n“Bốn”\u0000\n")
	want := "<p>Một &lt;b&gt;<br/>hai &amp; ba</p><p>“Bốn”</p>"
	if got != want {
		t.Errorf("FromPlain\n got %q\nwant %q", got, want)
	}
	if back := h.Plain(got); back != "Một <b>\nhai & ba\n\n“Bốn”" {
		t.Errorf("Plain(FromPlain) = %q", back)
	}
	if again := h.Sanitize(got); again != got {
		t.Errorf("Sanitize changes FromPlain: %q to %q", got, again)
	}
}

func TestAbsolute(t *testing.T) {
	t.Parallel()
	const base = "https://lantoa.example/a/1/vi"
	in := `<p><a href="/a/2/vi" rel="nofollow noopener">x</a><a href="#muc">y</a><img src="/media/a.jpg"/><a href="mailto:a@b.example">z</a></p>`
	want := `<p><a href="https://lantoa.example/a/2/vi" rel="nofollow noopener">x</a><a href="https://lantoa.example/a/1/vi#muc">y</a>` +
		`<img src="https://lantoa.example/media/a.jpg"/><a href="mailto:a@b.example">z</a></p>`
	if got := text.Absolute(in, base); got != want {
		t.Errorf("Absolute\n got %q\nwant %q", got, want)
	}
	if got := text.Absolute(in, "/khong-tuyet-doi"); got != in {
		t.Errorf("Absolute with a relative base changed its input: %q", got)
	}
}

func FuzzSanitize(f *testing.F) {
	for _, s := range attacks() {
		f.Add(s)
	}
	for _, s := range bombs() {
		f.Add(s)
	}
	h := text.NewHTML()
	f.Fuzz(func(t *testing.T, in string) {
		checkSanitized(t, h, in)
		if out := h.Sanitize(in); len(out) > 2<<20+16*len(in) {
			t.Errorf("%d bytes became %d", len(in), len(out))
		}
		plain := h.Plain(in)
		if !utf8.ValidString(plain) || !norm.NFC.IsNormalString(plain) {
			t.Errorf("Plain(%q) = %q is not valid NFC", in, plain)
		}
		made := h.FromPlain(in)
		if again := h.Sanitize(made); again != made {
			t.Errorf("Sanitize changes FromPlain(%q): %q to %q", in, made, again)
		}
	})
}

func BenchmarkSanitize(b *testing.B) {
	h := text.NewHTML()
	raw := strings.Repeat(`<p class="x">Nam <span>Định</span> hội nhập <a href="/a/1/vi">ASEAN</a></p>`, 150)
	for _, bc := range []struct{ name, in string }{{"pasted", raw}, {"stored", h.Sanitize(raw)}} {
		b.Run(bc.name, func(b *testing.B) {
			b.SetBytes(int64(len(bc.in)))
			for b.Loop() {
				h.Sanitize(bc.in)
			}
		})
	}
}
