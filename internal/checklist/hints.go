package checklist

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/text"
)

// longLead is how long a lead is at most read in one go, in characters.
const longLead = 500

// look is about pictures and whom the story is for.
func look(f Facts, l *list) {
	l.hint(Picture, "/pictures", len(f.Pictures) > 0, fault.T("nên có ảnh; bài có ảnh được đọc nhiều hơn", "should have a picture; stories with one are read more"))
	for i, one := range f.Pictures {
		if one.Alt != "" && text.Fold(one.Alt) == text.Fold(one.Caption) {
			l.hint(AltIsCaption, at(i)+"/alt", false, fault.T("lời mô tả (alt) giống hệt chú thích; tả cái thấy trong ảnh “"+one.Name+"”",
				"the description (alt) repeats the caption; say what is seen in the picture “"+one.Name+"”"))
		}
	}
	if !slices.Contains(f.Missing, plan.Audience) {
		l.hint(Audience, "/facets/audiences", len(f.Facets.Audiences) > 0, fault.T("nên chọn đối tượng tuyên truyền", "should name its audience"))
	}
	l.hint(Keywords, "/keywords", len(f.Keywords) > 0, fault.T("nên có từ khóa", "should have keywords"))
	for _, one := range f.AreaOf {
		if len(one.Pillars) > 0 && len(f.Facets.Pillars) > 0 && !slices.ContainsFunc(f.Facets.Pillars, func(p string) bool { return slices.Contains(one.Pillars, p) }) {
			l.hint(PillarArea, "/facets/pillars", false, fault.T("nội dung “"+one.Area+"” thuộc trụ cột khác: "+strings.Join(one.Pillars, ", "),
				"the content area “"+one.Area+"” belongs to other pillars: "+strings.Join(one.Pillars, ", ")))
		}
	}
	if f.NeedsAgree {
		l.hint(Consent, "/facets/form", false, fault.T("hình thức này nói về một người: cần có sự đồng ý của người đó", "this form is about a person: see that they have agreed"))
	}
}

// again is about stories with the same title, which are often the same story told twice.
func again(f Facts, l *list) {
	for _, one := range f.Doubles {
		l.hint(TitleAgain, "/title", false, fault.T("đơn vị đã có bài cùng tiêu đề trong 30 ngày qua: “"+one.Title+"” ("+one.Article+"/"+one.Lang+")",
			"the unit has a story with this title of the last 30 days: “"+one.Title+"” ("+one.Article+"/"+one.Lang+")"))
	}
}

// shape is about how the words stand there.
func shape(f Facts, l *list) {
	if length := text.Graphemes(f.Text.Lead); f.Text.Lead != "" {
		l.hint(LeadLength, "/lead", length <= longLead, fault.T("đoạn dẫn dài "+strconv.Itoa(length)+" ký tự; nên tối đa "+strconv.Itoa(longLead),
			"the lead is "+strconv.Itoa(length)+" characters; better at most "+strconv.Itoa(longLead)))
	}
	first, _, _ := strings.Cut(f.Plain, "\n\n")
	if lead := text.Fold(f.Text.Lead); lead != "" && lead == text.Fold(first) {
		l.hint(LeadIsBody, "/lead", false, fault.T("đoạn dẫn lặp lại nguyên đoạn đầu của nội dung", "the lead repeats the first paragraph of the body"))
	}
	if shouts(f.Text.Title) {
		l.hint(TitleShouts, "/title", false, fault.T("tiêu đề viết toàn chữ hoa; viết như câu thường", "the title is in capitals throughout; write it as a sentence"))
	}
	if strings.Contains(f.Text.Body, `href="http:`) {
		l.hint(LinkPlain, "/body", false, fault.T("có liên kết http không mã hóa; đổi sang https nếu trang kia có", "has links by plain http; use https where the other site has it"))
	}
}

// noted is what others found.
func noted(f Facts, l *list) {
	for _, one := range f.Noted {
		l.hint(one.Code, one.Pointer, false, one.Words)
	}
}

// shouts tells a title in capitals: more than a few letters, in more than one word, none of them small.
func shouts(title string) bool {
	letters := 0
	for _, r := range title {
		if unicode.IsLower(r) {
			return false
		}
		if unicode.IsUpper(r) {
			letters++
		}
	}
	return letters > 8 && len(strings.Fields(title)) > 2
}
