package desk_test

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/gin-gonic/gin"

	"github.com/lantoa/lantoa/api/desk"
)

const script = "console.log('bàn biên tập'); /* long enough to be worth compressing ................................ */"

func built() fstest.MapFS {
	return fstest.MapFS{
		"index.html":          {Data: []byte(`<meta name="house" content="{{house}}"><meta name="session" content="{{session}}"><script nonce="{{nonce}}"></script>`)},
		"assets/a-1a2b.js":    {Data: []byte(script)},
		"assets/f-3c4d.woff2": {Data: []byte("font")},
		"licenses.json":       {Data: []byte("[]")},
	}
}

func serve(t *testing.T, files fstest.MapFS) func(path string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	gin.SetMode(gin.ReleaseMode)
	d, err := desk.New(files, desk.House{Site: `Tin "ASEAN" <Nam Định>`, Zone: "Asia/Ho_Chi_Minh", Cookie: "the_session"})
	if err != nil {
		t.Fatal(err)
	}
	engine := gin.New()
	d.Mount(engine)
	return func(path string, header ...string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		for i := 0; i < len(header); i += 2 {
			r.Header.Set(header[i], header[i+1])
		}
		w := httptest.NewRecorder()
		engine.ServeHTTP(w, r)
		return w
	}
}

func TestEveryAddressIsThePage(t *testing.T) {
	t.Parallel()
	get := serve(t, built())
	nonces := map[string]bool{}
	for _, path := range []string{"/desk/", "/desk/articles/1/vi", "/desk/index.html", "/desk/calendar"} {
		w := get(path)
		body := w.Body.String()
		nonce := regexp.MustCompile(`nonce="([^"]+)"`).FindStringSubmatch(body)
		if w.Code != http.StatusOK || nonce == nil || w.Header().Get("Cache-Control") != "no-cache" {
			t.Fatalf("%s: %d %s", path, w.Code, body)
		}
		policy := w.Header().Get("Content-Security-Policy")
		if !strings.Contains(policy, "'nonce-"+nonce[1]+"'") || !strings.HasPrefix(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") {
			t.Errorf("%s: the policy %q does not fit the nonce %q", path, policy, nonce[1])
		}
		nonces[nonce[1]] = true
		if !strings.Contains(body, "&#34;ASEAN\\&#34; \\u003cNam Định\\u003e") || strings.Contains(body, "the_session") {
			t.Errorf("%s: the house is told as %s", path, body)
		}
	}
	if len(nonces) != 4 {
		t.Errorf("%d nonces for 4 answers", len(nonces))
	}
	if w := get("/desk"); w.Code != http.StatusPermanentRedirect || w.Header().Get("Location") != "/desk/" {
		t.Errorf("/desk: %d to %s", w.Code, w.Header().Get("Location"))
	}
}

func TestThePageIsToldOfASession(t *testing.T) {
	t.Parallel()
	get := serve(t, built())
	if body := get("/desk/").Body.String(); !strings.Contains(body, `content="no"`) {
		t.Errorf("without a cookie: %s", body)
	}
	if body := get("/desk/", "Cookie", "the_session=abc").Body.String(); !strings.Contains(body, `content="yes"`) {
		t.Errorf("with a cookie: %s", body)
	}
}

func TestAssetsAreKeptForEver(t *testing.T) {
	t.Parallel()
	get := serve(t, built())
	plain := get("/desk/assets/a-1a2b.js")
	if plain.Body.String() != script || plain.Header().Get("Cache-Control") != "public, max-age=31536000, immutable" || !strings.HasPrefix(plain.Header().Get("Content-Type"), "text/javascript") {
		t.Errorf("plain: %v %s", plain.Header(), plain.Body)
	}
	zipped := get("/desk/assets/a-1a2b.js", "Accept-Encoding", "gzip, br")
	if zipped.Header().Get("Content-Encoding") != "gzip" || zipped.Header().Get("Vary") != "Accept-Encoding" {
		t.Fatalf("not compressed: %v", zipped.Header())
	}
	r, err := gzip.NewReader(zipped.Body)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(r); err != nil || string(got) != script {
		t.Errorf("unpacked: %q, %v", got, err)
	}
	if font := get("/desk/assets/f-3c4d.woff2", "Accept-Encoding", "gzip"); font.Header().Get("Content-Encoding") != "" || font.Header().Get("Content-Type") != "font/woff2" {
		t.Errorf("font: %v", font.Header())
	}
	if list := get("/desk/licenses.json"); list.Header().Get("Cache-Control") != "no-cache" {
		t.Errorf("a file whose name stays is kept: %v", list.Header())
	}
}

// An old tab that asks for a chunk of its version must learn that it is gone; a page in its
// place would be run as a script.
func TestAnAssetOfAnotherBuildIsGone(t *testing.T) {
	t.Parallel()
	if w := serve(t, built())("/desk/assets/a-0000.js"); w.Code != http.StatusNotFound || strings.Contains(w.Body.String(), "<script") || w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("%d %v %s", w.Code, w.Header(), w.Body)
	}
}

func TestABinaryWithoutTheDeskSaysSo(t *testing.T) {
	t.Parallel()
	if w := serve(t, fstest.MapFS{})("/desk/"); w.Code != http.StatusNotFound || !strings.Contains(w.Body.String(), "no_ui") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}
