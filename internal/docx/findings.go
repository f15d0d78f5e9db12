package docx

import (
	"slices"
	"strings"

	"github.com/lantoa/lantoa/internal/fault"
)

// finding is a kind of thing that does not come as it was, by its code.
type finding string

const (
	oldFontFound   finding = "old_font"
	formulaFound   finding = "equation"
	tabFound       finding = "tab"
	hiddenFound    finding = "hidden_words"
	marginFound    finding = "header_or_footer"
	columnsFound   finding = "columns"
	contentsFound  finding = "contents"
	chunkFound     finding = "embedded_document"
	chartFound     finding = "chart"
	smartArtFound  finding = "smartart"
	objectFound    finding = "embedded_object"
	boxFound       finding = "text_box"
	symbolFound    finding = "symbol"
	linkFound      finding = "link"
	highlightFound finding = "highlight"
	cropFound      finding = "cropped_picture"
	outsideFound   finding = "outside_picture"
	lostFound      finding = "missing_picture"
	typeFound      finding = "picture_type"
	manyFound      finding = "too_many_pictures"
	numberFound    finding = "list_numbers"
	depthFound     finding = "heading_depth"
	titleFound     finding = "title_format"
	addedFound     finding = "added_lines"
	notesFound     finding = "too_many_notes"
	changesFound   finding = "too_many_changes"
	commentsFound  finding = "too_many_comments"
	codeFound      finding = "field_code"
	formFound      finding = "form_field"
	macroFound     finding = "macros"
)

// detail says what becomes of it.
func (f finding) detail() fault.Text {
	switch f {
	case oldFontFound:
		return fault.T("Chữ đặt bằng phông TCVN3 hoặc VNI; cần chuyển sang Unicode, nếu không sẽ đọc không được.", "Words are set in a TCVN3 or VNI font; they need converting to Unicode, else nobody can read them.")
	case formulaFound:
		return fault.T("Công thức thành chữ trên một dòng; kiểm tra lại, hoặc thay bằng ảnh.", "Equations become words on one line; check them, or use pictures.")
	case tabFound:
		return fault.T("Dấu tab thành khoảng trắng; cột xếp bằng tab cần làm lại thành bảng.", "Tabs become blanks; columns made with tabs need to be made tables.")
	case hiddenFound:
		return fault.T("Chữ ẩn không được lấy.", "Hidden words are left out.")
	case marginFound:
		return fault.T("Đầu trang và chân trang không được lấy.", "Headers and footers are left out.")
	case columnsFound:
		return fault.T("Chữ chia cột thành một cột.", "Columns become one.")
	case contentsFound:
		return fault.T("Mục lục không được lấy, vì số trang không còn ý nghĩa.", "The table of contents is left out, since page numbers mean nothing any more.")
	case chunkFound:
		return fault.T("Tài liệu nhúng trong tệp không được lấy; mở riêng và chép vào.", "A document embedded in the file is left out; open it and copy its words.")
	case chartFound:
		return fault.T("Biểu đồ không được lấy; lưu thành ảnh PNG rồi đưa vào.", "Charts are left out; save them as PNG pictures and add those.")
	case smartArtFound:
		return fault.T("Sơ đồ SmartArt không được lấy; lưu thành ảnh PNG rồi đưa vào.", "SmartArt is left out; save it as a PNG picture and add that.")
	case objectFound:
		return fault.T("Đối tượng nhúng (bảng tính, âm thanh…) không được lấy.", "Embedded objects (sheets, sound …) are left out.")
	case boxFound:
		return fault.T("Chữ trong hộp văn bản được đặt sau đoạn có hộp đó.", "Words of text boxes stand after the paragraph that had the box.")
	case symbolFound:
		return fault.T("Ký hiệu của phông chữ riêng thành □; gõ lại bằng Unicode.", "Signs of a special font become □; type them in Unicode.")
	case linkFound:
		return fault.T("Liên kết không phải http, https hay mailto chỉ còn chữ.", "Of links that are not http, https or mailto only the words stay.")
	case addedFound:
		return fault.T("Các dòng mà bản xuất Word thêm vào (nguồn, lời báo bạn đọc) không được lấy lại.", "Lines that the export to Word added (source, notes to readers) are left out.")
	case highlightFound:
		return fault.T("Tô màu nền chữ không được giữ.", "Highlighting is not kept.")
	}
	return f.pictureDetail()
}

func (f finding) pictureDetail() fault.Text {
	switch f {
	case cropFound:
		return fault.T("Ảnh đã cắt trong Word vào nguyên vẹn, cả phần bị cắt; kiểm tra, hoặc cắt ảnh trước khi chèn.", "Pictures that were cropped in Word come whole, with the part cut off; check them, or crop before inserting.")
	case outsideFound:
		return fault.T("Ảnh chỉ được liên kết từ nơi khác, không có trong tệp, nên không được lấy; tải ảnh lên riêng.", "Pictures that are only linked are not in the file and are left out; upload them.")
	case lostFound:
		return fault.T("Ảnh không có trong tệp hoặc hỏng.", "Pictures are not in the file, or damaged.")
	case typeFound:
		return fault.T("Ảnh không phải JPEG, PNG hay WebP không được lấy; lưu thành PNG rồi đưa vào.", "Pictures that are no JPEG, PNG or WebP are left out; save them as PNG and add those.")
	case manyFound:
		return fault.T("Tệp có quá nhiều ảnh; các ảnh sau không được lấy.", "The file has too many pictures; the later ones are left out.")
	case numberFound:
		return fault.T("Danh sách đánh số nhiều cấp (1.1), có chữ kèm số hoặc theo kiểu hiếm chỉ giữ số của từng mục.", "Lists numbered over levels (1.1), with words beside the number or in rare ways keep the plain number of each item.")
	case depthFound:
		return fault.T("Đề mục sâu hơn ba cấp thành cấp ba.", "Headings deeper than three levels become the third.")
	case titleFound:
		return fault.T("Tít và sapo là chữ trơn: liên kết và định dạng trong đó không được giữ.", "Title and lead are plain words: links and formats in them are not kept.")
	}
	return f.rareDetail()
}

func (f finding) rareDetail() fault.Text {
	switch f {
	case notesFound:
		return fault.Tf("Tệp có hơn %d chú thích chân trang; các chú thích sau không được lấy.", "The file has more than %d notes; the later ones are left out.", maxTold)
	case changesFound:
		return fault.Tf("Tệp có hơn %d thay đổi được theo dõi; các thay đổi sau được xử lý như phần còn lại mà không kể ra.", "The file has more than %d tracked changes; the later ones are settled as the rest and not listed.", maxTold)
	case commentsFound:
		return fault.Tf("Tệp có hơn %d nhận xét; các nhận xét sau không được kể ra.", "The file has more than %d comments; the later ones are not listed.", maxTold)
	case codeFound:
		return fault.T("Chữ nằm trong mã trường của Word không được lấy.", "Words within the code of a field are left out.")
	case formFound:
		return fault.T("Ô đánh dấu và danh sách chọn của biểu mẫu không được lấy; gõ lựa chọn thành chữ.", "Boxes to tick and lists to choose from are left out; type what was chosen as words.")
	case macroFound:
		return fault.T("Tệp chứa macro. Macro không vào bài, nhưng tệp gốc được giữ vẫn còn: đừng cho chạy khi mở.", "The file holds macros. They do not come into the story, but the original that is kept has them: do not let them run when you open it.")
	}
	return fault.Text{}
}

// findings gathers what was found, each kind once.
type findings struct{ list []Finding }

func (f *findings) add(what finding, sample string) {
	i := slices.IndexFunc(f.list, func(one Finding) bool { return one.Kind == string(what) })
	if i < 0 {
		f.list = append(f.list, Finding{Kind: string(what), Sample: short(sample), Detail: what.detail()})
		i = len(f.list) - 1
	}
	f.list[i].Count++
}

// oldFonts lists the fonts of old encodings by name.
func (r *reader) oldFonts() []Font {
	var list []Font
	for _, one := range r.fonts {
		one.Sample = short(one.Sample)
		list = append(list, *one)
	}
	slices.SortFunc(list, func(a, b Font) int { return strings.Compare(a.Name, b.Name) })
	return list
}
