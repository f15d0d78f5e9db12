package checklist

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/secrecy"
)

func unit(f Facts, l *list) {
	l.found(f, Unit, "/unit", fault.T("đơn vị đang hoạt động", "the unit is at work"))
}

// facets: at least one pillar and one content area (R14), and what the unit's flow requires.
func facets(f Facts, l *list) {
	l.blocker(Pillars, "/facets/pillars", len(f.Facets.Pillars) > 0, "chọn ít nhất một trụ cột", "choose at least one pillar")
	l.blocker(Areas, "/facets/areas", len(f.Facets.Areas) > 0, "chọn ít nhất một nội dung tuyên truyền", "choose at least one content area")
	fields := map[string]string{"topic": "topics", "audience": "audiences", "member_state": "member_states", "form": "form"}
	for _, kind := range f.Missing {
		name := kind.Name()
		l.blocker(Required, "/facets/"+fields[string(kind)], false, "luồng duyệt của đơn vị yêu cầu chọn "+name.VI, "the flow of the unit requires: "+name.EN)
	}
}

func words(f Facts, l *list) {
	l.blocker(Title, "/title", worded(f.Text.Title), "cần tiêu đề", "needs a title")
	l.blocker(Lead, "/lead", worded(f.Text.Lead), "cần đoạn dẫn (sapo)", "needs a lead")
	l.blocker(Body, "/body", worded(f.Plain), "cần nội dung", "needs a body")
}

func pictures(f Facts, l *list) {
	l.found(f, PictureThere, "/pictures", fault.Text{})
	for i, one := range f.Pictures {
		l.items = append(l.items, Item{PictureAlt, Blocker, at(i) + "/alt", fault.Tf("ảnh “%s” chưa có lời mô tả (alt) bằng %s cho người không nhìn được",
			"picture “%s” has no description (alt) in %s for those who cannot see it", one.Name, f.Lang), worded(one.Alt)})
	}
}

func note(f Facts, l *list) {
	if f.NeedsNote {
		l.blocker(Note, "/note", worded(f.Note), "cần lời báo bạn đọc", "needs a note for readers")
	}
}

// stamps stops what bears a stamp of secrecy (D11): MẬT, TỐI MẬT or TUYỆT MẬT as a line of its
// own, as documents bear it at their head. The words inside a sentence stop nothing.
func stamps(f Facts, l *list) {
	clear := true
	for _, part := range []struct{ pointer, text string }{{"/title", f.Text.Title}, {"/lead", f.Text.Lead}, {"/body", f.Plain}} {
		if stamp := stampIn(part.text); stamp != "" {
			clear = false
			l.blocker(Secrecy, part.pointer, false, "có dấu độ mật “"+stamp+"” đứng riêng một dòng; văn bản mật không được đăng, gỡ nội dung và báo người phụ trách",
				"bears the stamp of secrecy “"+stamp+"” on a line of its own; what is secret is never published: take it out and tell whoever is in charge")
		}
	}
	if clear {
		l.blocker(Secrecy, "/body", true, "không có dấu độ mật", "no stamp of secrecy")
	}
}

// stampIn finds a stamp in a text, "" where there is none.
func stampIn(text string) string {
	for line := range strings.Lines(text) {
		if stamp, found := secrecy.Stamp(line); found {
			return stamp
		}
	}
	return ""
}

// worded tells whether a text has a letter or a digit in any script. Dots, dashes and characters
// that are blank by design say nothing to a reader, and fill no field.
func worded(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool {
		return (unicode.IsLetter(r) || unicode.IsDigit(r)) && !strings.ContainsRune(fillers, r)
	})
}

// fillers are letters by their class that show nothing: those of Hangul.
const fillers = "\u115f\u1160\u3164\uffa0"

// at is the pointer to a picture.
func at(i int) string { return "/pictures/" + strconv.Itoa(i) }
