package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestWrongInput names the field and the remedy for each kind of fault, in the language
// that was asked for, and saves nothing.
func TestWrongInput(t *testing.T) {
	light(t, func(w *fixture) {
		id, channel := w.approved(), w.channel("Kênh thử")
		schedule := edition(id) + "/schedule"
		at := func(time, zone string) string {
			return fmt.Sprintf(`{"channels":["%s"],"at":{"time":"%s","zone":"%s"}}`, channel, time, zone)
		}
		for name, test := range map[string]struct {
			call    call
			status  int
			pointer string // of the only fault; "-" for none
			detail  string
		}{
			"unknown field":       {post("/articles", strings.Replace(story, `"unit"`, `"colour":"red","unit"`, 1)), 422, "/colour", "is not a known field"},
			"unknown in depth":    {post("/articles", strings.Replace(story, `"pillars"`, `"pilars":["x"],"pillars"`, 1)), 422, "/facets/pilars", "is not a known field"},
			"wrong type":          {post("/articles", strings.Replace(story, `"vi"`, `7`, 1)), 422, "/lang", "must be a string"},
			"wrong item":          {post("/articles", strings.Replace(story, `["apsc"]`, `["apsc",7]`, 1)), 422, "/facets/pillars/1", "must be a string"},
			"no list":             {post("/articles", strings.Replace(story, `["apsc"]`, `"apsc"`, 1)), 422, "/facets/pillars", "must be a list"},
			"no object":           {post("/articles", `[]`), 422, "", "must be an object"},
			"missing":             {post("/articles", strings.Replace(story, `"lang":"vi",`, ``, 1)), 422, "/lang", "is missing"},
			"unknown facet":       {post("/articles", strings.Replace(story, `["apsc"]`, `["apscc"]`, 1)), 422, "/facets/pillars/0", "nearest code is “apsc”"},
			"unknown unit":        {post("/articles", strings.Replace(story, `so-noi-vu`, `so-noi-vuu`, 1)), 403, "-", ""},
			"unknown language":    {post("/articles", strings.Replace(story, `"vi"`, `"xx"`, 1)), 422, "/lang", "is not a known language"},
			"script":              {post("/articles", strings.Replace(story, `<p>`, `<script>alert(1)</script><p>`, 1)), 422, "/body", "not allowed: <script>"},
			"handler":             {post("/articles", strings.Replace(story, `<p>`, `<p onclick='x()'>`, 1)), 422, "/body", "not allowed"},
			"past":                {post(schedule, at("2001-01-01T08:00", "Asia/Ho_Chi_Minh")), 422, "/at/time", "has passed"},
			"no such day":         {post(schedule, at("2099-02-30T08:00", "Asia/Ho_Chi_Minh")), 422, "/at/time", "not an existing date"},
			"no such zone":        {post(schedule, at("2099-02-20T08:00", "Asia/Nam_Dinh")), 422, "/at/zone", "there is no zone"},
			"skipped hour":        {post(schedule, at("2099-03-29T02:30", "Europe/Berlin")), 422, "/at/time", "clocks skip this time"},
			"double hour":         {post(schedule, at("2099-10-25T02:30", "Europe/Berlin")), 422, "/at/offset", "give the offset"},
			"no time":             {post(schedule, `{"channels":["`+channel+`"]}`), 422, "/at", "needs a time"},
			"two times":           {post(schedule, `{"channels":["`+channel+`"],"now":true,"at":{"time":"2099-01-01T08:00","zone":"Asia/Ho_Chi_Minh"}}`), 422, "/now", "choose one"},
			"no channel":          {post(schedule, `{"channels":[],"now":true}`), 422, "/channels", "at least one channel"},
			"unknown channel":     {post(schedule, `{"channels":["none"],"now":true}`), 422, "/channels/0", "no such channel"},
			"no channel to clear": {post(edition(id)+"/unschedule", `{"channels":[]}`), 422, "/channels", "leave the field out"},
			"nothing to take off": {post(edition(id)+"/unschedule", `{"channels":["none"]}`), 422, "/channels/0", "nothing is waiting"},
			"no reason":           {post(edition(id)+"/withdraw", `{"reason":" "}`), 422, "/reason", "needs a reason"},
			"wrong choice":        {post(edition(id)+"/correct", `{"kind":"tiny"}`), 422, "/kind", "takes one of: small_fix, update"},
			"unknown query":       {call{method: "GET", path: "/articles?colour=red"}, 422, "query:colour", "is not a known parameter"},
			"query twice":         {call{method: "GET", path: "/articles?lang=vi&lang=en"}, 422, "query:lang", "more than once"},
			"broken query":        {call{method: "GET", path: "/articles?q=100%"}, 422, "query", "two hexadecimal digits"},
			"unknown pillar":      {call{method: "GET", path: "/articles?pillar=apscc"}, 422, "query:pillar", "nearest code is “apsc”"},
			"unit not known":      {call{method: "GET", path: "/articles?unit=so-noi-vu,so-noi-vuu"}, 422, "query:unit", "nearest code is “so-noi-vu”"},
			"wrong query":         {call{method: "GET", path: "/articles?state=asleep"}, 422, "query:state", "takes one of: draft"},
			"limit too large":     {call{method: "GET", path: "/articles?limit=101"}, 422, "query:limit", "must be 100 or less"},
			"limit no number":     {call{method: "GET", path: "/articles?limit=many"}, 422, "query:limit", "must be a whole number"},
			"wrong instant":       {call{method: "GET", path: "/deliveries?due_after=yesterday"}, 422, "query:due_after", "RFC 3339"},
			"loose tag":           {with(post(edition(id)+"/archive", ""), "If-Match", "3"), 422, "header:If-Match", "takes exactly one ETag"},
			"two tags":            {with(post(edition(id)+"/archive", ""), "If-Match", `"3", "4"`), 422, "header:If-Match", "takes exactly one ETag"},
			"weak tag":            {with(post(edition(id)+"/archive", ""), "If-Match", `W/"3"`), 422, "header:If-Match", "takes exactly one ETag"},
			"stale tag":           {with(post(edition(id)+"/archive", ""), "If-Match", `"1"`), 412, "-", ""},
			"no version":          {with(post(edition(id)+"/archive", ""), "If-Match", `"0"`), 412, "-", ""},
			"foreign tag":         {with(post(edition(id)+"/archive", ""), "If-Match", `"abc"`), 412, "-", ""},
			"body for nothing":    {post(edition(id)+"/archive", `{"force":true}`), 422, "", "takes no body"},
			"no body":             {post("/articles", ""), 400, "-", ""},
			"cut off":             {post("/articles", `{"unit":"so-noi-vu`), 400, "-", "breaks off after byte 18"},
			"compressed":          {with(post("/articles", story), "Content-Encoding", "gzip"), 415, "-", "send it as it is"},
			"form":                {with(post("/articles", story), "Content-Type", "text/plain"), 415, "-", "“text/plain” came"},
			"broken JSON":         {post("/articles", `{"unit":"x",}`), 400, "-", ""},
			"two documents":       {post("/articles", `{}{}`), 400, "-", ""},
			"wrong charset":       {with(post("/articles", story), "Content-Type", "application/json; charset=tcvn"), 415, "-", "charset tcvn"},
			"a patch by POST":     {with(post("/articles", story), "Content-Type", "application/merge-patch+json"), 415, "-", ""},
		} {
			before := w.count()
			c := test.call.in("en")
			if c.as = "lan"; strings.HasPrefix(c.path, schedule) || strings.HasSuffix(c.path, "/unschedule") || strings.HasSuffix(c.path, "/withdraw") {
				c.as = "hoa"
			}
			a := w.do(c)
			switch {
			case a.status != test.status:
				t.Errorf("%s: %d %s", name, a.status, a.body)
			case test.pointer == "-" && strings.Contains(w.text(a, "detail"), test.detail):
			case strings.Count(a.body, `"pointer"`) != 1 || w.text(a, "errors.0.pointer") != test.pointer || !strings.Contains(w.text(a, "errors.0.detail"), test.detail):
				t.Errorf("%s: %s", name, a.body)
			}
			if after := w.count(); after != before {
				t.Errorf("%s left something behind: %v, before %v", name, after, before)
			}
		}
	})
}

func post(path, body string) call { return call{method: "POST", path: path, body: body} }

func with(c call, name, value string) call {
	c.header = map[string]string{name: value}
	return c
}

// count counts what a request might leave half-saved.
func (w *fixture) count() (rows [4]int64) {
	for i, table := range []string{"article", "edition", "revision", "delivery"} {
		w.ok(w.db.Read(w.Context()).Table(table).Count(&rows[i]).Error)
	}
	return rows
}

// TestEveryFaultIsToldAtOnce holds that nobody has to send a form five times.
func TestEveryFaultIsToldAtOnce(t *testing.T) {
	light(t, func(w *fixture) {
		a := w.wants(http.StatusUnprocessableEntity, call{as: "lan", method: "POST", path: "/articles",
			body: `{"unit":"so-noi-vu","lang":"xx","title":"x","body":"<script>","priority":9,"keywords":[""],"facets":{"pillars":["none"],"areas":["none"]}}`})
		for _, pointer := range []string{"/lang", "/body", "/priority", "/keywords/0", "/facets/pillars/0", "/facets/areas/0"} {
			if !strings.Contains(a.body, `"pointer":"`+pointer+`"`) {
				t.Errorf("%s is not named: %s", pointer, a.body)
			}
		}
	})
}

// TestInvalidUTF8 names the offset of the byte, where the standard reader would put a
// replacement character in its place.
func TestInvalidUTF8(t *testing.T) {
	light(t, func(w *fixture) {
		body := strings.Replace(story, "Nam Định", "Nam \xd0nh", 1)
		a := w.wants(http.StatusBadRequest, call{as: "lan", method: "POST", path: "/articles", body: body}.in("en"))
		if want := fmt.Sprintf("offset %d ", strings.IndexByte(body, 0xd0)); w.text(a, "code") != "malformed_body" || !strings.Contains(w.text(a, "detail"), want) {
			t.Errorf("want %q: %s", want, a.body)
		}
	})
}

// TestTextIsKeptInOneForm sends decomposed letters, which come back composed.
func TestTextIsKeptInOneForm(t *testing.T) {
	light(t, func(w *fixture) {
		a := w.wants(http.StatusCreated, call{as: "lan", method: "POST", path: "/articles", body: strings.Replace(story, "Định", "\u0110i\u0323nh", 1)})
		if got := w.text(a, "editions.0.title"); got != "Nam Định gặp gỡ ASEAN" {
			t.Errorf("the title is %q", got)
		}
	})
}

func TestLanguages(t *testing.T) {
	light(t, func(w *fixture) {
		for accept, want := range map[string]string{"": "vi", "en": "en", "en-US,en;q=0.9": "en", "vi-VN,vi;q=0.9,en;q=0.8": "vi", "fr, en;q=0.3, vi;q=0.7": "vi",
			"fr": "vi", "en;q=0": "vi", "vi;q=0.2,en;q=0.4": "en", "en;q=x": "vi"} {
			a := w.do(call{method: "GET", path: "/me", header: map[string]string{"Accept-Language": accept}})
			if got := a.header.Get("Content-Language"); got != want {
				t.Errorf("%q is answered in %q", accept, got)
			}
		}
	})
}

func TestCursors(t *testing.T) {
	each(t, func(w *fixture) {
		ids := map[string]bool{}
		for range 5 {
			ids[w.create()] = true
		}
		var first string
		path := "/articles?lang=vi&limit=2"
		for page := path; page != ""; {
			a := w.wants(http.StatusOK, call{as: "lan", method: "GET", path: page})
			for i := range strings.Count(a.body, `{"article":`) {
				id := w.text(a, fmt.Sprintf("items.%d.article.id", i))
				if !ids[id] {
					t.Errorf("%s is listed twice or was never made", id)
				}
				delete(ids, id)
			}
			next, _ := w.get(a, "next_cursor").(string)
			if page = ""; next != "" {
				page = path + "&cursor=" + next
				if first == "" {
					first = next
				}
				if link := a.header.Get("Link"); !strings.HasPrefix(link, "<"+public+"/api/v1/articles?cursor="+next) || !strings.HasSuffix(link, `>; rel="next"`) {
					t.Errorf("Link: %s", link)
				}
			}
		}
		if len(ids) > 0 {
			t.Errorf("never listed: %v", ids)
		}
		w.wants(http.StatusOK, call{as: "lan", method: "GET", path: "/articles?lang=vi&limit=1&cursor=" + first}) // another size
		for _, foreign := range []string{"/articles?limit=2&cursor=" + first, "/articles?lang=en&cursor=" + first, "/deliveries?cursor=" + first,
			"/articles?lang=vi&cursor=" + first[:len(first)-1] + "A" + "A", "/articles?lang=vi&cursor=%01", "/articles?lang=vi&cursor=AAAA"} {
			if a := w.do(call{as: "lan", method: "GET", path: foreign}); a.status != http.StatusBadRequest || !strings.Contains(a.body, "cursor_invalid") {
				t.Errorf("%s: %d %s", foreign, a.status, a.body)
			}
		}
	})
}

// TestListsCanBeWalked reads every list that can grow in pages of one or a few, and gets
// what one page of all holds, in its order.
func TestListsCanBeWalked(t *testing.T) {
	light(t, func(w *fixture) {
		id, _, delivery := w.planned()
		w.channel("Kênh thử hai")
		w.wants(http.StatusCreated, call{method: "POST", path: "/people/" + w.ids["lan"] + "/keys", body: `{"name":"khóa hai"}`, header: map[string]string{"Cookie": w.signIn("lan")}})
		for n := range 2 {
			w.ok(w.db.Write(w.Context()).Exec(`INSERT INTO attempt (id, delivery_id, number, task, instance, started_at)
				VALUES (?, ?, ?, 'send', 'a', ?)`, newID(), delivery, n+1, n).Error)
		}
		draft := w.create()
		for version := range 2 {
			w.wants(http.StatusOK, call{as: "lan", method: "PUT", path: edition(draft), body: `{"title":"Sửa"}`,
				header: map[string]string{"If-Match": fmt.Sprintf(`"%d"`, version+1)}})
		}
		for path, as := range map[string]string{"/articles": "lan", "/channels": "chi", "/people": "chi", "/units": "lan", "/deliveries": "hoa",
			edition(draft) + "/revisions": "lan", edition(id) + "/releases": "lan", "/deliveries/" + delivery + "/attempts": "hoa",
			"/people/" + w.ids["lan"] + "/keys": "chi"} {
			whole, walked := w.get(w.wants(http.StatusOK, call{as: as, method: "GET", path: path + "?limit=100"}), "items").([]any), []any{}
			limit := max(1, len(whole)/3)
			for cursor := ""; ; {
				a := w.wants(http.StatusOK, call{as: as, method: "GET", path: fmt.Sprintf("%s?limit=%d%s", path, limit, cursor)})
				walked = append(walked, w.get(a, "items").([]any)...)
				next, more := w.get(a, "next_cursor").(string)
				if !more {
					break
				}
				cursor = "&cursor=" + next
			}
			if d := cmp.Diff(whole, walked); d != "" || len(whole) == 0 {
				t.Errorf("%s has %d items: %s", path, len(whole), d)
			}
		}
	})
}

// PostgreSQL takes neither NUL nor broken UTF-8, and would make a fault of ours of them.
func TestWhatIsNoTextIsRefused(t *testing.T) {
	each(t, func(w *fixture) {
		for _, c := range []struct {
			call
			status int
			place  string
		}{
			{call{as: "lan", method: "GET", path: "/articles?q=a%00b"}, http.StatusUnprocessableEntity, "query:q"},
			{call{as: "lan", method: "GET", path: "/articles?unit=%ff"}, http.StatusUnprocessableEntity, "query:unit"},
			{call{as: "lan", method: "GET", path: "/articles?%ff=1"}, http.StatusUnprocessableEntity, "query:"},
			{call{as: "lan", method: "GET", path: "/articles/%00"}, http.StatusNotFound, ""},
			{call{as: "lan", method: "GET", path: "/articles/%ff/editions/vi"}, http.StatusNotFound, ""},
			{call{as: "hoa", method: "POST", path: "/deliveries/a%00/retry"}, http.StatusNotFound, ""},
			{call{method: "POST", path: "/session", body: `{"login":"a\u0000b","password":"x"}`}, http.StatusBadRequest, ""},
			{call{method: "POST", path: "/session", body: `{"login":"a\\u0000b","password":"x"}`}, http.StatusUnauthorized, ""},
			{call{method: "POST", path: "/session", body: `{"login":"\u200b","password":"x"}`}, http.StatusUnauthorized, ""},
		} {
			a := w.do(c.call)
			if a.status != c.status || !strings.Contains(a.body, c.place) {
				w.Errorf("%s %s: %d, want %d: %s", c.method, c.path, a.status, c.status, a.body)
			}
		}
	})
}

// TestAByteOrderMarkIsPassedOver holds that what Windows programs put before a text is no
// fault of who saved it there.
func TestAByteOrderMarkIsPassedOver(t *testing.T) {
	light(t, func(w *fixture) {
		w.wants(http.StatusCreated, call{as: "lan", method: "POST", path: "/articles", body: "\ufeff" + story})
	})
}
