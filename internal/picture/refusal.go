package picture

import (
	"bytes"

	"github.com/lantoa/lantoa/internal/fault"
)

func refuse(detail fault.Text) error { return fault.Invalid("", detail) }

// TooLarge refuses a file of more than [MaxBytes].
func TooLarge() error {
	return fault.New(fault.BodyTooLarge, fault.Tf("Ảnh lớn hơn %d MB; lưu nhỏ hơn rồi tải lại.", "The picture is larger than %d MB; save it smaller and upload it again.", MaxBytes>>20))
}

// damaged refuses what calls itself a picture and cannot be read as one; why it cannot is
// for the log.
func damaged(name string, cause error) error {
	return fault.Invalid("", fault.Tf("không đọc được như một ảnh %s: tệp hỏng, hoặc thuộc dạng không nhận (như ảnh động); mở ra lưu lại rồi tải lên",
		"cannot be read as a %s picture: it is damaged, or of a sort that is not taken (such as an animation); open it, save it anew and upload that", name)).Because(cause)
}

// unknown refuses what is no picture that is taken, with what to do about the common ones.
func unknown(head []byte) error {
	advice := fault.T("Chỉ nhận ảnh JPEG, PNG hoặc WebP.", "Only JPEG, PNG and WebP pictures are taken.")
	brand := ""
	if len(head) >= 12 && string(head[4:8]) == "ftyp" {
		brand = string(head[8:12])
	}
	switch {
	case len(head) == 0:
		advice = fault.T("Tệp rỗng; chọn tệp khác.", "The file is empty; choose another one.")
	case brand == "heic" || brand == "heix" || brand == "mif1" || brand == "msf1":
		advice = fault.T("Ảnh HEIC của iPhone chưa nhận được; xuất thành JPEG (Cài đặt › Camera › Định dạng › Tương thích nhất) rồi tải lại.",
			"HEIC pictures of iPhones are not taken; export it as JPEG (Settings › Camera › Formats › Most Compatible) and upload that.")
	case brand == "avif":
		advice = fault.T("Ảnh AVIF chưa nhận được; lưu thành JPEG hoặc PNG rồi tải lại.", "AVIF pictures are not taken; save it as JPEG or PNG and upload that.")
	case bytes.HasPrefix(head, []byte("GIF8")):
		advice = fault.T("Ảnh GIF chưa nhận được, vì ảnh động sẽ mất chuyển động; lưu thành PNG rồi tải lại.", "GIF pictures are not taken, since animations would lose their motion; save it as PNG and upload that.")
	case bytes.Contains(bytes.ToLower(head), []byte("<svg")):
		advice = fault.T("Ảnh SVG có thể chứa mã nên không được nhận; xuất thành PNG rồi tải lại.", "SVG pictures may hold code and are not taken; export it as PNG and upload that.")
	}
	return fault.New(fault.MediaTypeUnknown, advice)
}
