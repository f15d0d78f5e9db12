package intake_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"net/http"
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/intake"
	"github.com/lantoa/lantoa/internal/right"
)

// export is an export of WordPress with items.
func export(items string) *strings.Reader {
	return strings.NewReader(`<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Trang cũ</title>
<link>https://cu.example</link><language>vi</language><wp:wxr_version>1.2</wp:wxr_version>` + items + `</channel></rss>`)
}

func post(guid, title, more string) string {
	return `<item><title>` + title + `</title><link>https://cu.example/` + guid + `</link><guid>` + guid + `</guid><wp:post_id>` + guid + `</wp:post_id><wp:post_date_gmt>2024-05-01 02:00:00</wp:post_date_gmt>
<wp:status>publish</wp:status><wp:post_type>post</wp:post_type>` + more + `</item>`
}

func TestAnExportComesIntoTheBoxOnce(t *testing.T) {
	each(t, func(h *harness) {
		ctx, editor, how := h.Context(), person(right.Editor), intake.Reading{Unit: unit}
		items := post("1", "Một", `<category domain="category" nicename="vh">Cộng đồng Văn hóa - Xã hội ASEAN</category>`) + post("2", "Hai", "") + post("2", "Hai nữa", "") +
			`<item><title>Rác</title><guid>9</guid><wp:status>trash</wp:status><wp:post_type>post</wp:post_type></item>`
		dry := how
		dry.DryRun = true
		r, err := h.Intake.Import(ctx, editor, export(items), dry)
		must(h.T, err)
		if r.Counts[intake.Made] != 2 || r.Counts[intake.Skipped] != 2 || r.Source != "" || len(r.Lines) != 4 || len(h.items(intake.Filter{})) != 0 || len(r.Words) != 1 {
			h.Fatalf("%+v", r)
		}
		first, err := h.Intake.Import(ctx, editor, export(items), how)
		must(h.T, err)
		for round := range 2 {
			r, err = h.Intake.Import(ctx, editor, export(items), how)
			must(h.T, err)
			if first.Counts[intake.Made] != 2 || r.Counts[intake.Made] != 0 || r.Counts[intake.Same] != 2 || r.Source != first.Source || len(h.items(intake.Filter{Source: r.Source})) != 2 {
				h.Errorf("round %d: %+v", round, r)
			}
		}
		if r, err = h.Intake.Import(ctx, editor, export(post("1", "Một mới", "")), how); err != nil || r.Counts[intake.Changed] != 1 {
			h.Errorf("%v %+v", err, r)
		}
		list, err := h.Intake.List(ctx, editor)
		must(h.T, err)
		if len(list) != 1 || list[0].Kind != intake.WordPress || list[0].Credit != "Theo Trang cũ" || list[0].State != intake.Off || !list[0].NextAt.IsZero() {
			h.Errorf("%+v", list)
		}
		_, err = h.Intake.Import(ctx, editor, strings.NewReader("<rss>"), how)
		h.refuses(err, fault.MalformedBody, "")
		_, err = h.Intake.Import(ctx, person(right.Author), export(""), how)
		h.refuses(err, fault.Denied, "")
	})
}

// photo is a picture as a camera makes it, roughly.
func photo(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	must(t, jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 640, 400)), nil))
	return b.Bytes()
}

// Pictures come only when they are asked for, with the credit of the source, each once.
func TestPicturesAreTakenWhenAsked(t *testing.T) {
	each(t, func(h *harness) {
		h.from.on("/anh.jpg", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(photo(h.T)) })
		h.from.gives("/hong.jpg", "image/jpeg", "no picture")
		good, broken, none := h.from.URL+"/anh.jpg", h.from.URL+"/hong.jpg", h.from.URL+"/khong.jpg"
		h.from.gives("/rss", "", strings.Replace(feed, `<img src="/anh.jpg" alt="Phiên họp">`, `<img src="`+good+`"><img src="`+broken+`"><img src="`+none+`">`, 1))
		h.run(h.watch("/rss"))
		h.set(`UPDATE item SET first_seen = 1`)
		i, _ := h.only(intake.Filter{})
		_, err := h.Intake.Pick(h.Context(), person(right.Author), i.ID, []string{good})
		h.refuses(err, fault.StateConflict, "")
		_, _, err = h.Intake.Take(h.Context(), person(right.Author), i.ID, intake.How{})
		must(h.T, err)
		if h.from.times("/anh.jpg") != 0 {
			h.Error("a picture was fetched that nobody asked for")
		}
		_, err = h.Intake.Pick(h.Context(), person(right.Author), i.ID, []string{"https://khac.example/x.jpg"})
		h.refuses(err, fault.ValidationFailed, "/addresses/0")
		_, err = h.Intake.Pick(h.Context(), person(right.Approver), i.ID, []string{good})
		h.refuses(err, fault.Denied, "")
		picked, err := h.Intake.Pick(h.Context(), person(right.Author), i.ID, []string{none, broken, good})
		must(h.T, err)
		if picked[0].Media != "" || !strings.Contains(picked[0].Reason.EN, "404") || picked[1].Media != "" || picked[1].Reason.IsZero() || picked[2].Media == "" {
			h.Fatalf("%+v", picked)
		}
		m, err := h.Media.Get(h.Context(), person(right.Editor), picked[2].Media)
		must(h.T, err)
		if m.Credit != "Theo Cổng TTĐT Bộ Ngoại giao" || !strings.Contains(m.Licence, good) || m.Unit != unit {
			h.Errorf("%+v", m)
		}
		again, err := h.Intake.Pick(h.Context(), person(right.Author), i.ID, []string{good})
		must(h.T, err)
		if again[0].Media != m.ID || h.from.times("/anh.jpg") != 1 {
			h.Errorf("%+v, fetched %d times", again, h.from.times("/anh.jpg"))
		}
	})
}
