package harvest

import (
	"slices"
	"strings"

	"github.com/lantoa/lantoa/internal/fault"
)

// Code is the stable name of a finding.
type Code string

// The findings.
const (
	ActingRemoved    Code = "acting_removed"
	EmbedRemoved     Code = "embed_removed"
	TrackingRemoved  Code = "tracking_removed"
	PictureDropped   Code = "picture_dropped"
	LinkDropped      Code = "link_dropped"
	TagDropped       Code = "tag_dropped"
	LayoutDropped    Code = "layout_dropped"
	TooLong          Code = "too_long"
	DateMissing      Code = "date_missing"
	DateUnreadable   Code = "date_unreadable"
	DateFuture       Code = "date_future"
	DateAncient      Code = "date_ancient"
	TitleMissing     Code = "title_missing"
	IDMissing        Code = "id_missing"
	IDChanged        Code = "id_changed"
	IDShared         Code = "id_shared"
	IDReused         Code = "id_reused"
	Duplicate        Code = "duplicate"
	CharsetWrong     Code = "charset_wrong"
	CharactersBroken Code = "characters_broken"
	TooMany          Code = "too_many"
	Shortcodes       Code = "shortcodes"
	ParentLoop       Code = "parent_loop"
)

// Finding is one thing that was taken out of a strangers' text, repaired in it or doubted.
type Finding struct {
	Code Code `json:"code"`
	// Detail says what exactly: names of tags, an address, a date as it was written.
	Detail string `json:"detail,omitempty"`
}

// Text says it to people.
func (f Finding) Text() fault.Text {
	words := f.Code.words()
	if f.Detail == "" {
		return words
	}
	return fault.T(words.VI+" ("+f.Detail+")", words.EN+" ("+f.Detail+")")
}

func (c Code) words() fault.Text {
	switch c {
	case ActingRemoved:
		return fault.T("Đã bỏ mã chạy được", "Markup that acts was taken out")
	case EmbedRemoved:
		return fault.T("Đã bỏ phần nhúng từ trang khác; xem tại nguồn", "What was embedded from elsewhere was taken out; see it at the source")
	case TrackingRemoved:
		return fault.T("Đã bỏ ảnh theo dõi người đọc", "Pictures that track readers were taken out")
	case PictureDropped:
		return fault.T("Có ảnh không có địa chỉ dùng được", "There are pictures without a usable address")
	case LinkDropped:
		return fault.T("Đã bỏ liên kết không dùng được, chữ vẫn còn", "Links that cannot be used were taken out; their words stay")
	case TagDropped:
		return fault.T("Đã bỏ thẻ lạ, chữ vẫn còn", "Unknown tags were taken out; their words stay")
	case LayoutDropped:
		return fault.T("Định dạng rối nên chỉ giữ chữ", "The layout is too confused; the words alone are kept")
	case TooLong:
		return fault.T("Quá dài nên không giữ hết; xem đủ tại nguồn", "Too long to be kept whole; see all of it at the source")
	}
	return c.wordsOfFacts()
}

func (c Code) wordsOfFacts() fault.Text {
	switch c {
	case DateMissing:
		return fault.T("Nguồn không ghi ngày; tính từ lúc lantoa thấy", "The source gives no date; it counts from when lantoa saw it")
	case DateUnreadable:
		return fault.T("Không đọc được ngày của nguồn", "The date of the source cannot be read")
	case DateFuture:
		return fault.T("Nguồn ghi ngày ở tương lai; không dùng để sắp xếp", "The source gives a date in the future; nothing is ordered by it")
	case DateAncient:
		return fault.T("Nguồn ghi ngày trước năm 1990; hãy kiểm tra", "The source gives a date before 1990; check it")
	case TitleMissing:
		return fault.T("Nguồn không có tiêu đề; lấy những chữ đầu", "The source gives no title; the first words stand for it")
	case IDMissing:
		return fault.T("Nguồn không có mã của tin; nhận ra tin theo địa chỉ hoặc nội dung", "The source gives no id; the item is known by its address or its words")
	case IDChanged:
		return fault.T("Nguồn đổi mã của tin; vẫn là một tin vì cùng địa chỉ", "The source changed the id; it is the same item by its address")
	case IDShared:
		return fault.T("Nguồn dùng một mã cho nhiều tin; nhận ra tin theo địa chỉ", "The source gives several items one id; each is known by its address")
	case IDReused:
		return fault.T("Cùng mã nhưng khác cả tiêu đề lẫn địa chỉ so với bản trước; có thể là tin khác", "The same id with another title and another address than before; it may be another item")
	case Duplicate:
		return fault.T("Có hai lần cùng một mã; giữ lần đầu", "The same id stands twice; the first is kept")
	case CharsetWrong:
		return fault.T("Bảng mã khai báo không đúng", "The declared character set is not the real one")
	case CharactersBroken:
		return fault.T("Có ký tự hỏng, đã thay hoặc bỏ", "Broken characters were replaced or left out")
	case TooMany:
		return fault.T("Có quá nhiều, không đọc hết", "There are too many; not all were read")
	case Shortcodes:
		return fault.T("Có mã ngắn của WordPress, giữ nguyên trong văn bản", "There are shortcodes of WordPress; they stay in the text as they are")
	case ParentLoop:
		return fault.T("Các bài chỉ vòng quanh nhau làm bài cha", "Pages name each other as parents in a circle")
	}
	return fault.T("Điều cần xem lại", "Something to look at")
}

// notes gathers findings, each code once with the details of all.
type notes struct {
	order   []Code
	details map[Code][]string
}

// mostDetails bounds the details of one finding, longestDetail each of them in bytes.
const (
	mostDetails   = 10
	longestDetail = 200
)

func (n *notes) add(code Code, detail string) {
	if n.details == nil {
		n.details = map[Code][]string{}
	}
	if !slices.Contains(n.order, code) {
		n.order = append(n.order, code)
	}
	detail = shorten(detail)
	if detail != "" && !slices.Contains(n.details[code], detail) && len(n.details[code]) < mostDetails {
		n.details[code] = append(n.details[code], detail)
	}
}

func (n *notes) list() []Finding {
	var all []Finding
	for _, code := range n.order {
		all = append(all, Finding{code, strings.Join(n.details[code], ", ")})
	}
	return all
}

// shorten makes one line of what a stranger wrote, short enough for a message.
func shorten(s string) string {
	s = strings.Join(strings.Fields(strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", ""), "\ufffd")), " ")
	if len(s) <= longestDetail {
		return s
	}
	return strings.ToValidUTF8(s[:longestDetail], "") + "…"
}
