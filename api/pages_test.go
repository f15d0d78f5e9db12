package api_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/gin-gonic/gin"

	"github.com/lantoa/lantoa/internal/fault"
)

// leaf is a page with a form.
type leaf struct{ acted int }

func (l *leaf) Mount(r gin.IRoutes) {
	show := func(c *gin.Context) { l.acted++; c.String(http.StatusOK, "page") }
	r.GET("/leaf", show)
	r.POST("/leaf", show)
}

// TestPagesHaveMiddlewareToo holds forms of other sites and greedy readers off the pages; both
// are answered by a page, and a page shows nothing of what is left of a quota.
func TestPagesHaveMiddlewareToo(t *testing.T) {
	light(t, func(w *fixture) {
		page := &leaf{}
		w.server.MountPages(page)
		var told error
		w.server.OnRefusal(func(c *gin.Context, err error) {
			told = err
			c.String(http.StatusTeapot, "words for people")
		})
		ask := func(method, from string, header ...string) *httptest.ResponseRecorder {
			r := httptest.NewRequestWithContext(t.Context(), method, "/leaf", nil)
			r.RemoteAddr = from + ":1"
			for i := 0; i+1 < len(header); i += 2 {
				r.Header.Set(header[i], header[i+1])
			}
			recorder := httptest.NewRecorder()
			w.server.ServeHTTP(recorder, r)
			return recorder
		}
		for _, header := range [][]string{{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "https://evil.example"}, {"Origin", "null"}} {
			if a := ask("POST", "192.0.2.7", header...); a.Code != http.StatusTeapot || !fault.Is(told, fault.CrossOrigin) {
				t.Errorf("%v: %d, %v", header, a.Code, told)
			}
		}
		if a := ask("DELETE", "192.0.2.7"); a.Code != http.StatusTeapot || !fault.Is(told, fault.MethodNotAllowed) || a.Header().Get("Allow") == "" {
			t.Errorf("a method that no page takes: %d, %v, allows %q", a.Code, told, a.Header().Get("Allow"))
		}
		if page.acted > 0 {
			t.Error("a form from elsewhere was acted upon")
		}
		if a := ask("POST", "192.0.2.7", "Origin", public); a.Code != http.StatusOK || a.Header().Get("RateLimit") != "" {
			t.Errorf("our own form: %d, %v", a.Code, a.Header())
		}
		for range 600 {
			ask("GET", "192.0.2.8")
		}
		if a := ask("GET", "192.0.2.8"); a.Code != http.StatusTeapot || a.Body.String() != "words for people" || !fault.Is(told, fault.TooManyRequests) {
			t.Errorf("the 601st request: %d %s", a.Code, a.Body)
		}
		if a := ask("GET", "192.0.2.9"); a.Code != http.StatusOK {
			t.Errorf("another reader: %d", a.Code)
		}
	})
}
