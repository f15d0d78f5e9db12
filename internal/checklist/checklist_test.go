package checklist_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/lantoa/lantoa/internal/checklist"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/plan"
)

// whole is a story that lacks nothing and gives nobody anything to look at.
func whole() checklist.Facts {
	return checklist.Facts{Lang: "vi", Text: manuscript.Text{Title: "Nam Định gặp gỡ ASEAN", Lead: "Tỉnh gặp các đại sứ.", Body: "<p>Sáng nay.</p>"}, Plain: "Sáng nay.",
		Facets: plan.Facets{Pillars: []string{"apsc"}, Areas: []string{"hop-tac"}, Audiences: []string{"nhan-dan"}}, Keywords: []string{"ASEAN"},
		Pictures: []checklist.Shown{{Name: "a.jpg", Alt: "Các đại sứ bắt tay", Caption: "Lễ đón"}}, AreaOf: []checklist.Relation{{Area: "hop-tac", Pillars: []string{"aec", "apsc"}}}}
}

// missing lists what is not done, as "code@pointer".
func missing(items []checklist.Item, severity checklist.Severity) []string {
	var list []string
	for _, one := range items {
		if !one.Done && one.Severity == severity {
			list = append(list, string(one.Code)+"@"+one.Pointer)
		}
	}
	return list
}

func TestTheList(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change          func(f *checklist.Facts)
		blockers, hints string
	}{
		"whole":            {func(*checklist.Facts) {}, "", ""},
		"nothing at all":   {func(f *checklist.Facts) { *f = checklist.Facts{} }, "pillars@/facets/pillars areas@/facets/areas title@/title lead@/lead body@/body", "picture@/pictures audience@/facets/audiences keywords@/keywords"},
		"a required facet": {func(f *checklist.Facts) { f.Facets.Audiences, f.Missing = nil, []plan.Kind{plan.Audience, plan.Form} }, "required_facet@/facets/audiences required_facet@/facets/form", ""},
		"an ended unit": {func(f *checklist.Facts) {
			f.Faults = map[checklist.Code][]fault.Field{checklist.Unit: {{Pointer: "/unit", Detail: fault.T("đã kết thúc", "has ended")}}}
		}, "unit@/unit", ""},
		"a picture that went": {func(f *checklist.Facts) {
			f.Pictures, f.Faults = nil, map[checklist.Code][]fault.Field{checklist.PictureThere: {{Pointer: "/pictures/0", Detail: fault.T("không còn", "is gone")}}}
		}, "picture_there@/pictures/0", "picture@/pictures"},
		"no words for those who cannot see": {func(f *checklist.Facts) { f.Pictures = append(f.Pictures, checklist.Shown{Name: "b.jpg"}) }, "picture_alt@/pictures/1/alt", ""},
		"the caption again":                 {func(f *checklist.Facts) { f.Pictures[0].Alt = "LỄ ĐÓN" }, "", "alt_is_caption@/pictures/0/alt"},
		"a correction":                      {func(f *checklist.Facts) { f.NeedsNote = true }, "note@/note", ""},
		"dots and blanks for words": {func(f *checklist.Facts) {
			f.Text.Title, f.Text.Lead, f.Plain, f.Pictures[0].Alt, f.NeedsNote, f.Note = "…", "\u3164", ".\n\n—", "\u2800", true, "-"
		}, "title@/title lead@/lead body@/body picture_alt@/pictures/0/alt note@/note", ""},
		"words of other scripts": {func(f *checklist.Facts) {
			f.Text.Title, f.Text.Lead, f.Plain, f.Pictures[0].Alt = "อาเซียน", "50", "អាស៊ាន", "အာဆီယံ"
		}, "", ""},
		"one with a note":    {func(f *checklist.Facts) { f.NeedsNote, f.Note = true, "Sửa tên" }, "", ""},
		"a long lead":        {func(f *checklist.Facts) { f.Text.Lead = strings.Repeat("ạ", 501) }, "", "lead_length@/lead"},
		"the body again":     {func(f *checklist.Facts) { f.Text.Lead, f.Plain = "Sáng nay.", "SÁNG NAY\n\nTiếp." }, "", "lead_is_body@/lead"},
		"a loud title":       {func(f *checklist.Facts) { f.Text.Title = "NAM ĐỊNH GẶP GỠ ASEAN" }, "", "title_shouts@/title"},
		"a name in capitals": {func(f *checklist.Facts) { f.Text.Title = "UBND ASEAN" }, "", ""},
		"a plain link":       {func(f *checklist.Facts) { f.Text.Body = `<p><a href="http://asean.org">x</a></p>` }, "", "link_plain@/body"},
		"a double": {func(f *checklist.Facts) {
			f.Doubles = []checklist.Double{{Article: "x", Lang: "vi", Title: "Nam Định gặp gỡ ASEAN"}}
		}, "", "title_again@/title"},
		"another pillar's": {func(f *checklist.Facts) { f.Facets.Pillars = []string{"ascc"} }, "", "pillar_area@/facets/pillars"},
		"about a person":   {func(f *checklist.Facts) { f.NeedsAgree = true }, "", "consent@/facets/form"},
	} {
		f := whole()
		c.change(&f)
		items := checklist.Judge(f)
		if got := strings.Join(missing(items, checklist.Blocker), " "); got != c.blockers {
			t.Errorf("%s is stopped by %q, want %q", name, got, c.blockers)
		}
		if got := strings.Join(missing(items, checklist.Hint), " "); got != c.hints {
			t.Errorf("%s: hints %q, want %q", name, got, c.hints)
		}
		if got := len(checklist.Open(items)); got != len(strings.Fields(c.blockers)) {
			t.Errorf("%s: %d open", name, got)
		}
	}
}

func TestStampsOfSecrecy(t *testing.T) {
	t.Parallel()
	for text, stamped := range map[string]bool{
		"MẬT": true, "  TỐI MẬT ": true, "Số: 1\nTUYỆT MẬT\nKính gửi": true, "ĐỘ MẬT: TỐI MẬT": true, "[ MẬT ]": true, "DẤU MẬT.": true, "MẬT\n\nNội dung": true,
		"Mật ong Nam Định": false, "MẬT ONG NAM ĐỊNH": false, "bí mật": false, "Văn bản MẬT không được đăng": false, "": false, "TỐI": false, "mật": false,
	} {
		for _, place := range []string{"/title", "/lead", "/body"} {
			f := whole()
			switch place {
			case "/title":
				f.Text.Title = cmpOr(text)
			case "/lead":
				f.Text.Lead = cmpOr(text)
			case "/body":
				f.Plain = cmpOr(text)
			}
			got := slices.Contains(missing(checklist.Judge(f), checklist.Blocker), "secrecy_stamp@"+place)
			if got != stamped {
				t.Errorf("%q at %s: stamped %v", text, place, got)
			}
		}
	}
}

// cmpOr keeps the other fields from being what is missing.
func cmpOr(s string) string {
	if s == "" {
		return "x"
	}
	return s
}

// Whatever a story is like, each item has its place and its words in both languages, and nothing
// that readers or the law need can be forced.
func TestEveryItemSaysWhereAndWhat(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		some := rapid.SliceOfN(rapid.String(), 0, 3)
		f := checklist.Facts{Lang: "vi", Text: manuscript.Text{Title: rapid.String().Draw(r, "title"), Lead: rapid.String().Draw(r, "lead"), Body: rapid.String().Draw(r, "body")},
			Plain: rapid.String().Draw(r, "plain"), Facets: plan.Facets{Pillars: some.Draw(r, "pillars"), Areas: some.Draw(r, "areas")}, Keywords: some.Draw(r, "keywords"),
			NeedsNote: rapid.Bool().Draw(r, "note"), NeedsAgree: rapid.Bool().Draw(r, "agree")}
		for _, alt := range some.Draw(r, "alts") {
			f.Pictures = append(f.Pictures, checklist.Shown{Alt: alt, Caption: alt})
		}
		for _, one := range checklist.Judge(f) {
			if !strings.HasPrefix(one.Pointer, "/") || one.Words.VI == "" || one.Words.EN == "" {
				r.Fatalf("%+v", one)
			}
			if one.Forcible() && (one.Severity != checklist.Blocker || slices.Contains([]checklist.Code{checklist.Title, checklist.Body, checklist.Note, checklist.Secrecy, checklist.Unit, checklist.PictureAlt}, one.Code)) {
				r.Fatalf("%s can be forced", one.Code)
			}
		}
	})
}
