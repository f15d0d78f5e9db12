package paste

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/lantoa/lantoa/internal/fault"
)

// Code names a kind of finding.
type Code string

// The findings, in the order in which they are told: first what a person has to do, then
// what was left out, then what was put right.
const (
	PictureUpload Code = "picture_upload"
	RemotePicture Code = "picture_elsewhere"
	TextBox       Code = "text_box"
	Deleted       Code = "tracked_deletion"
	Inserted      Code = "tracked_insertion"
	FieldCode     Code = "field_code"
	TabColumns    Code = "tab_columns"
	SpaceBefore   Code = "space_before_mark"
	MixedScript   Code = "mixed_script"
	Comment       Code = "comment"
	Hidden        Code = "hidden_text"
	Active        Code = "active_markup"
	Frame         Code = "frame"
	DeadLink      Code = "link_dropped"
	UnknownTag    Code = "unknown_tag"
	Card          Code = "embed_card"
	Footnote      Code = "footnote"
	List          Code = "list"
	TypedMarker   Code = "list_marker_kept"
	LayoutTable   Code = "layout_table"
	Redirect      Code = "link_redirect"
	Spaces        Code = "spaces"
	SpaceComma    Code = "space_before_comma"
	LookAlike     Code = "look_alike"
	Decomposed    Code = "decomposed"
	Invisible     Code = "invisible"
	Empty         Code = "empty_paragraph"
)

// sentences says each finding in words; %d is how often.
func sentences() []struct {
	Code
	vi, en string
} {
	return []struct {
		Code
		vi, en string
	}{
		{PictureUpload, "Ảnh chưa có trong bài (%d): tải lên thư viện rồi chèn lại", "Pictures that are not in the text (%d): upload them to the library and put them in again"},
		{RemotePicture, "Ảnh nằm ở máy chủ khác (%d), có thể mất bất cứ lúc nào: nên tải lên thư viện", "Pictures on other servers (%d), which may go at any time: better upload them to the library"},
		{TextBox, "Khung chữ bị bỏ khỏi bài (%d); chữ trong khung ở dưới, chép lại nếu cần", "Text boxes left out (%d); their words are below, copy them if they are needed"},
		{Deleted, "Chỗ đã xóa trong chế độ theo dõi thay đổi còn trong bài, gạch ngang (%d): xóa hẳn hoặc giữ", "Tracked deletions still in the text, struck through (%d): delete or keep them"},
		{Inserted, "Chỗ thêm trong chế độ theo dõi thay đổi được nhận như chữ thường (%d): xem lại", "Tracked insertions taken as text (%d): look them over"},
		{FieldCode, "Mã trường của Word còn trong bài (%d): viết lại bằng chữ", "Field codes of Word in the text (%d): write them as words"},
		{TabColumns, "Dòng chia cột bằng phím Tab (%d): làm thành bảng", "Lines built into columns by tabs (%d): make a table of them"},
		{SpaceBefore, "Dấu câu có dấu cách đứng trước (%d): xem lại", "Marks with a space before them (%d): look them over"},
		{MixedScript, "Từ lẫn chữ cái của hệ chữ khác trông giống nhau (%d): gõ lại", "Words with letters of another script that look alike (%d): type them again"},
		{Comment, "Ghi chú của người duyệt bị bỏ khỏi bài (%d)", "Reviewers' comments left out (%d)"},
		{Hidden, "Đoạn chữ ẩn bị bỏ khỏi bài (%d)", "Hidden stretches of text left out (%d)"},
		{Active, "Phần có mã chạy hoặc biểu mẫu bị bỏ (%d)", "Parts that act, such as scripts and forms, left out (%d)"},
		{Frame, "Khung nhúng không nhận ra bị bỏ (%d); chèn liên kết nếu cần", "Frames of unknown providers left out (%d); put in a link if it is needed"},
		{DeadLink, "Liên kết bị bỏ, chữ còn (%d): địa chỉ phải là http, https hoặc mailto", "Links taken off, their words kept (%d): addresses must be http, https or mailto"},
		{UnknownTag, "Thẻ lạ bị bỏ (%d); nếu là chữ trong ngoặc nhọn thì gõ lại", "Unknown tags left out (%d); if they were words between angle brackets, type them again"},
		{Card, "Nội dung nhúng thành thẻ liên kết (%d)", "Embeds made into cards (%d)"},
		{Footnote, "Chú thích cuối trang đặt ở cuối bài (%d)", "Footnotes set at the end of the text (%d)"},
		{List, "Danh sách được dựng lại (%d)", "Lists built again (%d)"},
		{TypedMarker, "Mục có ký hiệu riêng, như a) hay 1.1, giữ thành đoạn văn (%d)", "Items with marks of their own, such as a) or 1.1, kept as paragraphs (%d)"},
		{LayoutTable, "Bảng một ô dùng để trình bày được bỏ khung (%d)", "Tables of one cell, made for layout, unwrapped (%d)"},
		{Redirect, "Liên kết vòng được thay bằng địa chỉ thật (%d)", "Links through a redirector led straight to their pages (%d)"},
		{Spaces, "Dấu cách thừa hoặc dấu cách cứng thành dấu cách thường (%d)", "Doubled or non-breaking spaces made plain ones (%d)"},
		{SpaceComma, "Dấu cách trước dấu phẩy được bỏ (%d)", "Spaces before a comma removed (%d)"},
		{LookAlike, "Chữ trông giống Đ được thay bằng Đ (%d)", "Letters that look like Đ replaced by it (%d)"},
		{Decomposed, "Đoạn chữ dùng dấu rời được đưa về dạng dựng sẵn (%d)", "Stretches of text with separate marks composed (%d)"},
		{Invisible, "Ký tự vô hình được bỏ (%d)", "Invisible characters removed (%d)"},
		{Empty, "Đoạn trống được bỏ (%d)", "Empty paragraphs removed (%d)"},
	}
}

// maxSamples is how many places are shown of what is still in the text.
const maxSamples = 5

// maxSample is how many letters of such a place.
const maxSample = 120

// findings counts what was done.
type findings struct {
	count   map[Code]int
	lost    map[Code]bool
	samples map[Code][]string
}

func newFindings() *findings {
	return &findings{count: map[Code]int{}, lost: map[Code]bool{}, samples: map[Code][]string{}}
}

// add counts something that is in the text, or that had no words.
func (f *findings) add(code Code, sample string) {
	f.count[code]++
	sample = strings.Join(strings.Fields(sample), " ")
	if runes := []rune(sample); len(runes) > maxSample {
		sample = string(runes[:maxSample]) + "…"
	}
	if sample != "" && len(f.samples[code]) < maxSamples && !slices.Contains(f.samples[code], sample) {
		f.samples[code] = append(f.samples[code], sample)
	}
}

// gone counts something whose words are not in the text any more, and keeps all of them.
func (f *findings) gone(code Code, words string) {
	f.count[code]++
	f.lost[code] = true
	if words = strings.Join(strings.Fields(words), " "); words != "" {
		f.samples[code] = append(f.samples[code], norm.NFC.String(words))
	}
}

// invisible counts the characters that nobody sees and that were not kept.
func (f *findings) invisible(before, after string) {
	if n := unseen(before) - unseen(after); n > 0 {
		f.count[Invisible] += n
	}
}

func unseen(s string) int {
	n := 0
	for _, r := range s {
		if unicode.Is(unicode.Cf, r) {
			n++
		}
	}
	return n
}

func (f *findings) list() []Finding {
	list := []Finding{}
	for _, one := range sentences() {
		if n := f.count[one.Code]; n > 0 {
			list = append(list, Finding{Code: one.Code, Count: n, Words: fault.Tf(one.vi, one.en, n), Samples: f.samples[one.Code], Gone: f.lost[one.Code]})
		}
	}
	return list
}
