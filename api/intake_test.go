package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/intake"
	"github.com/lantoa/lantoa/internal/right"
)

const ministry = `{"unit":"so-noi-vu","lang":"vi","name":"Bộ Ngoại giao","address":"https://bo.example/rss.xml","credit":"Theo Bộ Ngoại giao","facets":{"pillars":["apsc"],"areas":["hoat-dong-va-hop-tac-asean"]}}`

// export is a small export of WordPress.
const export = `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Trang cũ</title><link>https://cu.example</link><language>vi</language><wp:wxr_version>1.2</wp:wxr_version><wp:base_blog_url>https://cu.example</wp:base_blog_url>
<item><title>Bài cũ</title><link>https://cu.example/bai-cu</link><dc:creator>lan</dc:creator><guid isPermaLink="false">https://cu.example/?p=1</guid><content:encoded><![CDATA[Đoạn một.

Đoạn hai.<img src="https://127.0.0.1:1/a.jpg">]]></content:encoded><wp:post_id>1</wp:post_id><wp:post_date_gmt>2024-05-01 02:00:00</wp:post_date_gmt><wp:status>publish</wp:status><wp:post_type>post</wp:post_type>
<category domain="category" nicename="asean"><![CDATA[ASEAN]]></category></item></channel></rss>`

// source makes a source by lan and gives its id.
func (w *fixture) source() string {
	w.Helper()
	return w.text(w.wants(http.StatusCreated, call{as: "lan", method: "POST", path: "/sources", body: ministry}), "id")
}

// item reads an export in and gives the id of its item, which may be taken.
func (w *fixture) item() string {
	w.Helper()
	a := w.sends(call{as: "lan", method: "POST", path: "/intake/wordpress?unit=so-noi-vu", body: export, header: map[string]string{"Content-Type": "application/xml"}})
	if a.status != http.StatusOK {
		w.Fatalf("the export was not read: %d %s", a.status, a.body)
	}
	w.ok(w.db.Write(w.Context()).Exec(`UPDATE item SET first_seen = 1`).Error)
	return w.text(w.wants(http.StatusOK, call{as: "lan", method: "GET", path: "/intake"}), "items.0.id")
}

func TestSourcesAndTheBoxOverHTTP(t *testing.T) {
	each(t, func(w *fixture) {
		made := w.wants(http.StatusCreated, call{as: "lan", method: "POST", path: "/sources", body: ministry, header: map[string]string{"Idempotency-Key": "one"}})
		again := w.wants(http.StatusCreated, call{as: "lan", method: "POST", path: "/sources", body: ministry, header: map[string]string{"Idempotency-Key": "one"}})
		path := "/sources/" + w.text(made, "id")
		if w.text(again, "id") != w.text(made, "id") || made.header.Get("ETag") != `"1"` || w.get(made, "wait_minutes").(float64) < 1 || w.get(made, "may.update.allowed") != true {
			t.Errorf("%s", made.body)
		}
		w.wants(http.StatusConflict, call{as: "lan", method: "POST", path: "/sources", body: ministry})
		w.wants(http.StatusPreconditionRequired, call{as: "lan", method: "PATCH", path: path, body: `{"on":false}`})
		w.wants(http.StatusUnprocessableEntity, call{as: "lan", method: "POST", path: "/sources", body: strings.Replace(ministry, `"lang"`, `"colour":"red","lang"`, 1)})
		w.wants(http.StatusOK, call{as: "lan", method: "POST", path: path + "/fetch"})
		if off := w.wants(http.StatusOK, w.match(call{as: "lan", method: "PATCH", path: path, body: `{"on":false,"every_minutes":60}`}, path)); w.text(off, "state") != "off" || w.get(off, "next_at") != nil {
			t.Errorf("%s", off.body)
		}
		if list := w.wants(http.StatusOK, call{as: "an", method: "GET", path: "/sources"}); w.text(list, "items.0.id") != w.text(made, "id") {
			t.Errorf("%s", list.body)
		}
		w.wants(http.StatusOK, call{as: "lan", method: "GET", path: path + "/fetches"})
		for _, odd := range []string{"/intake?source=a%00b", "/intake?q=a%00b%ff", "/intake?source=%ff"} {
			if a := w.do(call{as: "hoa", method: "GET", path: odd}); a.status != http.StatusOK && a.status != http.StatusUnprocessableEntity {
				w.Errorf("%s: %d %s", odd, a.status, a.body)
			}
		}
		if a := w.wants(http.StatusUnprocessableEntity, call{as: "an", method: "GET", path: "/intake?unit=so-noi-vu-cu"}); !strings.Contains(a.body, `"query:unit"`) {
			t.Errorf("the box of a unit that there is not: %s", a.body)
		}
		for _, none := range []string{"/sources/none%00", "/intake/none%00", "/articles/" + newID() + "/origin"} {
			w.wants(http.StatusNotFound, call{as: "lan", method: "GET", path: none})
		}

		dry := w.sends(call{as: "lan", method: "POST", path: "/intake/wordpress?unit=so-noi-vu&dry_run=true", body: export, header: map[string]string{"Content-Type": "application/xml"}})
		if dry.status != http.StatusOK || w.get(dry, "made").(float64) != 1 || w.get(dry, "source") != nil || w.text(dry, "words.0.name") != "ASEAN" {
			t.Errorf("%d %s", dry.status, dry.body)
		}
		if list := w.wants(http.StatusOK, call{as: "lan", method: "GET", path: "/intake"}); len(w.get(list, "items").([]any)) != 0 {
			t.Error("a dry run wrote something")
		}
		id := w.item()
		w.ok(w.db.Write(w.Context()).Exec(`UPDATE item SET first_seen = ?`, w.now().UnixMicro()).Error) // 08:00 in the zone of the house; a minute's wait
		if a := w.wants(http.StatusOK, call{as: "lan", method: "GET", path: "/intake/" + id}); !strings.Contains(w.text(a, "may.take.reason.vi"), "08:01 03/03/2025") {
			t.Errorf("the hour from which on it may be taken: %s", w.text(a, "may.take.reason.vi"))
		}
		w.ok(w.db.Write(w.Context()).Exec(`UPDATE item SET first_seen = 1`).Error)
		if list := w.wants(http.StatusOK, call{as: "lan", method: "GET", path: "/intake?q=%3F%21"}); len(w.get(list, "items").([]any)) != 0 {
			t.Errorf("signs alone find the whole box: %s", list.body)
		}
		one := w.wants(http.StatusOK, call{as: "lan", method: "GET", path: "/intake/" + id})
		if w.text(one, "versions.0.body") != "<p>Đoạn một.</p><p>Đoạn hai.</p>" || w.get(one, "may.take.allowed") != true || w.get(one, "may.pictures.allowed") != false {
			t.Errorf("%s", one.body)
		}
		w.wants(http.StatusConflict, call{as: "lan", method: "POST", path: "/intake/" + id + "/pictures", body: `{"addresses":["https://x.example/a.jpg"]}`})
		taken := w.wants(http.StatusOK, call{as: "lan", method: "POST", path: "/intake/" + id + "/take"})
		article := w.text(taken, "article")
		if a := w.wants(http.StatusConflict, call{as: "lan", method: "POST", path: "/intake/" + id + "/take"}); !strings.Contains(a.body, article) {
			t.Errorf("the second is not told of the first: %s", a.body)
		}
		if a := w.wants(http.StatusOK, call{as: "lan", method: "GET", path: "/articles/" + article + "/origin"}); w.text(a, "address") != "https://cu.example/bai-cu" || w.text(a, "name") != "Trang cũ" {
			t.Errorf("%s", a.body)
		}
		if a := w.wants(http.StatusOK, call{as: "an", method: "GET", path: "/intake?state=taken&q=doan&free=yes"}); w.text(a, "items.0.article") != article {
			t.Errorf("%s", a.body)
		}
		w.wants(http.StatusUnprocessableEntity, call{as: "lan", method: "POST", path: "/intake/" + id + "/pictures", body: `{"addresses":["https://x.example/a.jpg"]}`})
	})
}

// box fills a unit's box for the matrix: a source, an item to be taken and one that was.
func (m *matrix) box(place string) (source, item string) {
	m.Helper()
	address, credit, lang, terms, wait := "https://bo.example/"+place, "Theo Bộ", "vi", "Thỏa thuận", 0
	s := must(m.services.Intake.Create(m.Context(), right.System(), intake.Input{Unit: place, Patch: intake.Patch{Name: &place, Address: &address, Credit: &credit, Lang: &lang, Terms: &terms, Wait: &wait}}))
	report := must(m.services.Intake.Import(m.Context(), right.System(), strings.NewReader(export), intake.Reading{Unit: place}))
	m.ok(m.db.Write(m.Context()).Exec(`UPDATE item SET first_seen = 1`).Error)
	items := must(m.services.Intake.Items(m.Context(), right.System(), intake.Filter{Source: report.Source, Limit: 10}))
	m.lists("listSources", place, s.ID)
	m.lists("listSources", place, report.Source)
	m.lists("listIntake", place, items[0].ID)
	return s.ID, items[0].ID
}

// boxLines are what the rights to sources and to the box come to.
func boxLines() map[string]line {
	unit := func(who, body string) line { return line{on: "unit", who: who, body: body} }
	act := func(may string, one line) line { one.may = may; return one }
	alive := func(one line) line { one.ended = "validation_failed"; return one }
	return map[string]line{
		"listSources":        {on: "list", who: readers},
		"createSource":       alive(unit("editor secretary", strings.Replace(strings.Replace(ministry, ours, "{unit}", 1), "rss.xml", "khac", 1))),
		"getSource":          unit(readers, ""),
		"updateSource":       act("update", unit("editor secretary", `{"on":false}`)),
		"fetchSource":        act("fetch", unit("editor secretary", "")),
		"listSourceFetches":  unit(readers, ""),
		"listIntake":         {on: "list", who: readers},
		"getIntakeItem":      unit(readers, ""),
		"takeIntakeItem":     alive(unit("contributor author editor", "")), // another unit may be named, so that the item itself does not tell
		"dismissIntakeItem":  act("dismiss", unit("editor secretary", `{"reason":"Không hợp"}`)),
		"restoreIntakeItem":  {may: "restore", on: "unit", who: "editor secretary", pass: "state_conflict"},
		"takeIntakePictures": {may: "pictures", on: "unit", who: describer, body: `{"addresses":["https://x.example/a.jpg"]}`, pass: "state_conflict"},
		"importWordPress":    unit("editor secretary", export),
		"getArticleOrigin":   {on: "text", who: readers, pass: "not_found"},
	}
}
