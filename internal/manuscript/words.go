package manuscript

import (
	"strings"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/text"
)

// Words brings several lines that a person wrote to the form in which they are kept; what is
// wrong is a fault at the pointer. most is in graphemes.
func Words(faults *fault.Fields, pointer, given string, most int, wanted bool) string {
	clean, err := text.Clean(given)
	switch {
	case err != nil:
		faults.Add(pointer, notUTF8())
	case wanted && clean == "":
		faults.Add(pointer, fault.T("bắt buộc", "required"))
	case clean != "" && text.Blank(clean):
		faults.Add(pointer, fault.T("chỉ có ký tự không nhìn thấy", "has nothing but characters that cannot be seen"))
	case text.Graphemes(clean) > most:
		faults.Add(pointer, fault.Tf("dài nhất %d ký tự", "at most %d characters", most))
	}
	return clean
}

// Line is [Words] for one line.
func Line(faults *fault.Fields, pointer, given string, most int, wanted bool) string {
	return strings.Join(strings.Fields(Words(faults, pointer, given, most, wanted)), " ")
}
