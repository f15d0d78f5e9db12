package piece

import (
	"github.com/lantoa/lantoa/internal/checklist"
	"github.com/lantoa/lantoa/internal/fault"
)

// Hints say what somebody should look at of the pieces in a text.
func Hints(uses []Use) []checklist.Noted {
	var notes []checklist.Noted
	note := func(code checklist.Code, words fault.Text) {
		notes = append(notes, checklist.Noted{Code: code, Pointer: "/body", Words: words})
	}
	for _, u := range uses {
		title := u.Piece.Title
		switch u.Standing {
		case Newer:
			note(checklist.PieceNewer, fault.Tf("đoạn dùng chung “%s” đã có lời mới được duyệt; cập nhật vào bài", "newer words of the shared piece “%s” are approved; bring them into the text", title))
		case Altered:
			note(checklist.PieceAltered, fault.Tf("lời của đoạn dùng chung “%s” đã bị sửa tay; trả lại lời đã duyệt, hoặc bỏ dấu đoạn dùng chung", "the words of the shared piece “%s” were changed by hand; take the approved ones, or take the mark off", title))
		case Ended:
			note(checklist.PieceEnded, fault.Tf("đoạn dùng chung “%s” không còn dùng; viết lại phần này, hoặc bỏ dấu đoạn dùng chung", "the shared piece “%s” has ended; write this part anew, or take the mark off", title))
		case Unknown:
			note(checklist.PieceUnknown, fault.T("có đoạn đánh dấu là đoạn dùng chung mà không có lời đã duyệt như vậy", "a part is marked as a shared piece of which there are no such approved words"))
		case Current:
		}
		if u.Due {
			note(checklist.PieceDue, fault.Tf("đoạn dùng chung “%s” đã đến hạn xem lại; kiểm tra số liệu trước khi đăng", "the shared piece “%s” is due for review; check it before it goes out", title))
		}
	}
	return notes
}
