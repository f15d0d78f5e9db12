package notice

import (
	"fmt"
	"strings"
	"time"

	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/fault"
)

// listed is how many notices one letter tells; the inbox has all.
const listed = 50

// Words says what a notice tells, by what its objects are called now.
func (n Shown) Words() fault.Text {
	words := n.tells()
	if n.Reminders > 0 {
		words.VI += fmt.Sprintf(" (nhắc lần %d)", n.Reminders)
		words.EN += fmt.Sprintf(" (reminder %d)", n.Reminders)
	}
	if n.Times > 1 {
		words.VI += fmt.Sprintf(" (%d lần)", n.Times)
		words.EN += fmt.Sprintf(" (%d times)", n.Times)
	}
	return words
}

func (n Shown) tells() fault.Text {
	story := n.story()
	switch n.Kind {
	case ToApprove:
		return told("%s chờ bạn duyệt.", "%s waits for your approval.", story)
	case ToRecheck:
		return told("%s đã đăng theo luồng khẩn và chờ bạn hậu kiểm.", "%s went out by the urgent lane and waits for your check.", story)
	case RecheckFailed:
		return told("Hậu kiểm %s không đạt; cần đính chính hoặc gỡ.", "The check of %s failed; correct or withdraw it.", story)
	case ChangesRequested:
		return told("%s được trả lại để sửa.", "%s was sent back for changes.", story)
	case Approved:
		return told("%s đã được duyệt.", "%s is approved.", story)
	case Reopened:
		return told("%s được mở lại để sửa; lượt phát chưa gửi đã dừng.", "%s is open again for changes; what had not left is held.", story)
	case Withdrawn:
		return told("%s đã bị gỡ.", "%s was withdrawn.", story)
	case Outdated:
		return told("%s: bản dịch đã cũ, bản gốc nay nói khác.", "%s: the translation is out of date, its source says something else by now.", story)
	case Outpaced:
		return told("%s: bản gốc vừa được duyệt lại với nội dung khác; bản dịch đã duyệt cũng cần sửa.", "%s: its source was approved with other words; the translation that is approved needs the change too.", story)
	case Trouble:
		reason, _ := n.Data["reason"].(string)
		why := delivery.Reason(reason).Words()
		return fault.Text{VI: strings.TrimSpace(fmt.Sprintf("%s trên kênh %s cần xem lại. %s", story.VI, n.ChannelName, why.VI)),
			EN: strings.TrimSpace(fmt.Sprintf("%s on the channel %s needs a look. %s", story.EN, n.ChannelName, why.EN))}
	case ChannelPaused:
		return fault.Tf("Kênh %s đang dừng; bài trên kênh chờ tới khi mở lại.", "The channel %s is paused; stories wait until it goes on.", n.ChannelName)
	case CredentialEnds:
		return fault.Tf("Thông tin đăng nhập của kênh %s sắp hoặc đã hết hạn.", "The credentials of the channel %s end soon, or have ended.", n.ChannelName)
	case Lent:
		return fault.T("Bạn được ủy quyền duyệt.", "The right to approve was delegated to you.")
	case LoanEnded:
		return fault.T("Một ủy quyền duyệt của bạn đã kết thúc sớm.", "A delegation of yours was ended early.")
	case RolesChanged:
		return fault.T("Vai trò của bạn đã đổi.", "Your roles have changed.")
	case Mentioned:
		return told("Bạn được nhắc tới trong nhận xét về %s.", "You are mentioned in a comment on %s.", n.within())
	case Commented:
		return told("Có nhận xét mới về %s.", "There is a new comment on %s.", n.within())
	case Answered:
		return told("Có trả lời trong chuỗi nhận xét của bạn về %s.", "There is an answer in your thread on %s.", n.within())
	case Imported:
		return fault.T("Tài khoản được nhập từ bảng tính.", "Accounts were taken in from a spreadsheet.")
	}
	return n.reused()
}

// reused says what a notice of a story that is reused tells.
func (n Shown) reused() fault.Text {
	switch story := n.story(); n.Kind {
	case Reused:
		return told("%s được đơn vị khác dùng lại.", "%s is reused by another unit.", story)
	case FormallyCorrected:
		return told("%s: bài cải chính đang được soạn; khi bài đó đăng, bài này dẫn tới đó.", "%s: its formal correction is being prepared; once that is out, this one leads to it.", story)
	case OriginalChanged:
		return told("%s: bài gốc đã được duyệt lại với nội dung khác hoặc đã được cải chính; đối chiếu rồi sửa hoặc xác nhận.", "%s: its original was approved with other words or formally corrected; compare, then change or confirm it.", story)
	case OriginalWithdrawn:
		return told("%s: bài gốc đã bị gỡ; gỡ bài này, hoặc xác nhận giữ lại kèm lý do.", "%s: its original was withdrawn; withdraw this one, or confirm with a reason that it stays.", story)
	}
	return n.planned()
}

// planned says what a notice of a planned story, of a source or of a request of the press tells.
func (n Shown) planned() fault.Text {
	switch n.Kind {
	case PlannedAssigned:
		return fault.T("Bạn hoặc đơn vị được giao một đề tài.", "A planned story was assigned to you or your unit.")
	case PlannedLate:
		return fault.T("Một đề tài đã quá hạn mà bài chưa đăng.", "A planned story is late: its article is not published.")
	case SourceRemoved:
		title, _ := n.Data["title"].(string)
		return fault.Tf("Nguồn đã gỡ “%s”, tin mà một bài của đơn vị lấy từ đó; nếu bài đã đăng thì gỡ trong ba giờ (Nghị định 147/2024/NĐ-CP).",
			"The source removed “%s”, of which a story of the unit was made; if it is out, withdraw it within three hours (Decree 147/2024/ND-CP).", title)
	case RequestToRoute:
		return fault.T("Một yêu cầu tin của báo chí chờ chuyển cho đơn vị.", "A request of the press waits to be routed to a unit.")
	case RequestToAnswer:
		return fault.T("Một yêu cầu tin của báo chí chờ đơn vị bạn trả lời.", "A request of the press waits for your unit's answer.")
	case RequestAnswered:
		return fault.T("Yêu cầu tin của bạn đã có trả lời.", "Your request has an answer.")
	default:
		return fault.Text{}
	}
}

// story is the title in quotation marks, or what is said in its place where that may not be read.
func (n Shown) story() fault.Text {
	if n.Title == "" {
		return fault.T("Một bài", "A story")
	}
	return fault.Tf("“%s”", "“%s”", n.Title)
}

// within is story inside of a sentence.
func (n Shown) within() fault.Text {
	if n.Title == "" {
		return fault.T("một bài", "a story")
	}
	return n.story()
}

func told(vi, en string, story fault.Text) fault.Text {
	return fault.Text{VI: fmt.Sprintf(vi, story.VI), EN: fmt.Sprintf(en, story.EN)}
}

// write makes the subject and the text of a letter about some notices, in a language.
func write(list []Shown, lang, public string, place *time.Location) (subject, body string) {
	if subject = list[0].Words().For(lang); len(list) > 1 {
		subject = fault.Tf("%d việc cần biết trên lantoa", "%d things to know on lantoa", len(list)).For(lang)
	}
	var b strings.Builder
	for _, n := range list[:min(len(list), listed)] {
		fmt.Fprintf(&b, "- %s [%s]\n", n.Words().For(lang), n.LastAt.In(place).Format("02/01/2006 15:04"))
	}
	if more := len(list) - listed; more > 0 {
		b.WriteString(fault.Tf("… và %d việc khác.", "… and %d more.", more).For(lang) + "\n")
	}
	b.WriteString("\n" + fault.Tf("Xem và xử lý tại %s. Cách nhận thư và giờ nghỉ do bạn tự đặt trong mục thông báo.",
		"See to it at %s. How you are mailed, and your quiet hours, you set yourself among your notices.", public).For(lang) + "\n")
	return subject, b.String()
}
