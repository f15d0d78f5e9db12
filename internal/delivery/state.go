package delivery

import (
	"slices"

	"github.com/lantoa/lantoa/internal/fault"
)

// State is where a delivery stands.
type State string

// The states.
const (
	Waiting    State = "waiting"    // for its hour, its approval, its channel
	Sending    State = "sending"    // claimed by an instance
	Retrying   State = "retrying"   // surely not applied; will be sent again
	Polling    State = "polling"    // taken in by the destination; result to come
	Unsure     State = "unsure"     // may or may not have been applied
	Sent       State = "sent"       // applied, receipt in hand
	Confirmed  State = "confirmed"  // seen at the destination
	Attention  State = "attention"  // a person must decide
	Cancelled  State = "cancelled"  // taken off the plan; nothing left
	Superseded State = "superseded" // replaced by a newer release
	Withdrawn  State = "withdrawn"  // was out, and has been taken down
)

// Reasons lists every reason but the empty one.
func Reasons() []Reason {
	return []Reason{ReasonRejected, ReasonGaveUp, ReasonThrottled, ReasonTransient, ReasonReauth, ReasonDoubt, ReasonAskPerson, ReasonLost,
		ReasonDoubled, ReasonUnconfirmed, ReasonApprovalVoid, ReasonRender, ReasonNewRelease, ReasonUnchanged, ReasonWithdrawn,
		ReasonUnscheduled, ReasonByPerson, ReasonNotHere, ReasonByHand, ReasonPictures,
		ReasonLate, ReasonPortalLate, ReasonSiblingFailed, ReasonDryRun}
}

// States lists every state.
func States() []State {
	return []State{Waiting, Sending, Retrying, Polling, Unsure, Sent, Confirmed, Attention, Cancelled, Superseded, Withdrawn}
}

// Moves is the table of allowed moves. Staying is always allowed.
func Moves() map[State][]State {
	return map[State][]State{
		Waiting:    {Sending, Attention, Cancelled, Superseded},
		Sending:    {Sent, Polling, Retrying, Unsure, Attention, Cancelled, Superseded},
		Retrying:   {Sending, Attention, Cancelled, Superseded},
		Polling:    {Sent, Retrying, Unsure, Attention, Cancelled, Superseded},
		Unsure:     {Sending, Sent, Retrying, Attention, Cancelled, Superseded},
		Sent:       {Confirmed, Attention, Withdrawn},
		Confirmed:  {Attention, Withdrawn},
		Attention:  {Waiting, Retrying, Sent, Confirmed, Cancelled, Superseded, Withdrawn},
		Cancelled:  {Waiting},
		Superseded: {},
		Withdrawn:  {},
	}
}

// MayMove reports whether the table allows a move.
func MayMove(from, to State) bool { return from == to || slices.Contains(Moves()[from], to) }

// Reason says why a delivery is in its state; it is a stable code.
type Reason string

// The reasons.
const (
	ReasonNone         Reason = ""
	ReasonRejected     Reason = "rejected"
	ReasonGaveUp       Reason = "gave_up"
	ReasonThrottled    Reason = "throttled"
	ReasonTransient    Reason = "transient"
	ReasonReauth       Reason = "reauth"
	ReasonDoubt        Reason = "doubt"          // being looked into
	ReasonAskPerson    Reason = "ask_person"     // no machine can tell
	ReasonLost         Reason = "lost"           // the process went away before sending
	ReasonDoubled      Reason = "doubled"        // found more than once
	ReasonUnconfirmed  Reason = "unconfirmed"    // sent, never seen
	ReasonApprovalVoid Reason = "approval_void"  // reopened
	ReasonRender       Reason = "render"         // could not be put into the channel's form
	ReasonNewRelease   Reason = "new_release"    // superseded by
	ReasonUnchanged    Reason = "unchanged_here" // the channel has these very words already
	ReasonWithdrawn    Reason = "withdrawn"      // taken off by a withdrawal
	ReasonUnscheduled  Reason = "unscheduled"
	ReasonByPerson     Reason = "by_person"     // settled by a person's word
	ReasonNotHere      Reason = "not_here"      // a withdrawal found nothing to take down
	ReasonByHand       Reason = "by_hand"       // the kind of destination cannot do it
	ReasonPictures     Reason = "pictures_stay" // sent, but for its pictures
	ReasonLate         Reason = "late"          // later than its channel lets it be
	ReasonPortalLate   Reason = "portal_late"   // the portal's copy is not there in time
	ReasonDryRun       Reason = "dry_run"       // made and checked, not sent
	// ReasonSiblingFailed: an edition that it is published together with cannot go out.
	ReasonSiblingFailed Reason = "sibling_failed"
	// ReasonTogether is in no row: it tells the engine of a wait that is no lateness.
	ReasonTogether Reason = "together"
)

// Words returns a reason in words for people.
func (r Reason) Words() fault.Text {
	switch r {
	case ReasonRejected:
		return fault.T("Nơi nhận từ chối.", "The destination refused it.")
	case ReasonGaveUp:
		return fault.T("Đã thử nhiều lần không được.", "All tries failed.")
	case ReasonThrottled:
		return fault.T("Nơi nhận yêu cầu chờ.", "The destination asked to wait.")
	case ReasonTransient:
		return fault.T("Chưa tới được nơi nhận; sẽ thử lại.", "The destination could not be reached; it will be tried again.")
	case ReasonReauth:
		return fault.T("Nơi nhận không còn chấp nhận thông tin đăng nhập của kênh.", "The destination no longer accepts the channel's credentials.")
	case ReasonDoubt:
		return fault.T("Chưa rõ đã đăng hay chưa; đang kiểm tra nơi nhận.", "It is not known whether it was posted; the destination is being looked at.")
	case ReasonAskPerson:
		return fault.T("Chưa rõ đã đăng hay chưa; cần người kiểm tra.", "It is not known whether it was posted; a person must look.")
	case ReasonLost:
		return fault.T("Tiến trình gửi bị ngắt trước khi gửi.", "The sending process stopped before anything was sent.")
	case ReasonDoubled:
		return fault.T("Nơi nhận có hơn một bản.", "The destination holds more than one copy.")
	case ReasonUnconfirmed:
		return fault.T("Đã gửi nhưng chưa thấy bài ở nơi nhận.", "It was sent, but the post was not seen at the destination.")
	}
	return r.moreWords()
}

func (r Reason) moreWords() fault.Text {
	switch r {
	case ReasonApprovalVoid:
		return fault.T("Bản duyệt đã được mở lại để sửa.", "The approved edition was reopened.")
	case ReasonRender:
		return fault.T("Không dựng được bài theo khuôn của kênh.", "The story could not be put into the channel's form.")
	case ReasonNewRelease:
		return fault.T("Đã có bản phát hành mới hơn.", "A newer release replaced it.")
	case ReasonUnchanged:
		return fault.T("Kênh này đã có đúng nội dung đó.", "This channel already has these very words.")
	case ReasonWithdrawn:
		return fault.T("Bài đã được gỡ.", "The story was withdrawn.")
	case ReasonUnscheduled:
		return fault.T("Đã bỏ khỏi lịch.", "It was taken off the schedule.")
	case ReasonByPerson:
		return fault.T("Do người phụ trách xác nhận.", "Settled by a person.")
	case ReasonNotHere:
		return fault.T("Nơi nhận không có bài này.", "The destination does not hold the story.")
	case ReasonByHand:
		return fault.T("Loại kênh này không tự làm được việc đó; làm ở nơi nhận rồi xác nhận.",
			"This kind of channel cannot do that by itself; do it at the destination, then say so.")
	case ReasonPictures:
		return fault.T("Chữ đã sửa; ảnh ở nơi nhận vẫn như cũ vì loại kênh này không đổi ảnh của bài đã đăng. Tự thay ảnh ở nơi nhận rồi xác nhận, hoặc gỡ bài rồi đăng lại.",
			"The text was corrected; the pictures there are as before, since this kind of channel does not exchange them. Exchange them there by hand, then say so, or withdraw the story and publish it again.")
	}
	return r.wordsOfTime()
}

func (r Reason) wordsOfTime() fault.Text {
	switch r {
	case ReasonLate:
		return fault.T("Đã trễ quá mức kênh cho phép; gửi ngay, chọn giờ khác hoặc bỏ.",
			"It is later than its channel lets it be; send it now, choose another hour, or take it off.")
	case ReasonPortalLate:
		return fault.T("Bản trên cổng chưa lên sau thời gian chờ; gửi ngay với liên kết của lantoa, hoặc chờ tiếp.",
			"The portal's copy is not there after the time to wait; send it now with lantoa's own link, or go on waiting.")
	case ReasonSiblingFailed:
		return fault.T("Bản ngôn ngữ khác phải phát cùng lúc chưa gửi được; xử lý bản đó trước, hoặc gửi lại để bản này đi một mình.",
			"An edition in another language that goes out together with it could not be sent; settle that one first, or retry to send this one alone.")
	case ReasonDryRun:
		return fault.T("Kênh đang chạy thử: bài đã được dựng và kiểm tra, không gửi.", "The channel is in a dry run: the post was made and checked, and not sent.")
	}
	return fault.Text{}
}
