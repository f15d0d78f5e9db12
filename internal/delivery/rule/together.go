package rule

import (
	"strings"

	"github.com/lantoa/lantoa/internal/fault"
)

// Sibling is an edition that another is published together with, as far as that goes by it.
type Sibling struct {
	Lang     string
	Approved bool // a release of it may go out
	Planned  bool // the engine will send it, is sending it, or has
	Failed   bool // it was planned, and only a person can move it
	Left     bool // readers have it
}

// Awaited says for which editions one waits that is published together with them, and who can do
// what about it.
func Awaited(siblings []Sibling) fault.Text {
	var vi, en []string
	for _, s := range siblings {
		if s.Approved && s.Planned {
			continue
		}
		lacks := s.lacks()
		vi, en = append(vi, s.Lang+" ("+lacks.VI+")"), append(en, s.Lang+" ("+lacks.EN+")")
	}
	return fault.T("Phát cùng lúc: còn chờ bản "+strings.Join(vi, ", ")+". Người duyệt duyệt và lên lịch bản đó; bản không phát thì gỡ hoặc lưu trữ; hoặc bỏ phát cùng lúc ở bài.",
		"Published together: it waits for the edition in "+strings.Join(en, ", ")+". Whoever approves can approve and schedule it; what is not to go out is withdrawn or archived; or the article's publish together is turned off.")
}

func (s Sibling) lacks() fault.Text {
	switch {
	case !s.Approved:
		return fault.T("chưa duyệt", "not approved")
	case s.Failed:
		return fault.T("chưa gửi được, cần xử lý", "could not be sent, needs a person")
	}
	return fault.T("đã duyệt, chưa lên lịch", "approved, not scheduled")
}

// Ahead names the editions that readers have while another, published together with them, is
// not out; it is zero where there are none.
func Ahead(siblings []Sibling) fault.Text {
	var out []string
	for _, s := range siblings {
		if s.Left {
			out = append(out, s.Lang)
		}
	}
	if len(out) == 0 {
		return fault.Text{}
	}
	langs := strings.Join(out, ", ")
	return fault.Tf("Bài phát cùng lúc, và bản %s đã ra.", "The article is published together, and its edition in %s is out.", langs)
}
