// Package rule names the conditions under which a delivery may leave, one by one, in words for
// people. The store turns each into one SQL expression; the engine and who explains it go by the
// same list.
package rule

import "github.com/lantoa/lantoa/internal/fault"

// Rule is one condition of the claim. The store holds one SQL expression for each: the
// claim joins them, "why" selects them one by one, so the two can never disagree.
type Rule string

// The rules, in the order in which people read them.
const (
	Approved Rule = "approved"
	Due      Rule = "due"
	NextTry  Rule = "next_try"
	Embargo  Rule = "embargo"
	Order    Rule = "order"
	Depends  Rule = "depends"
	Portal   Rule = "portal_first"
	Together Rule = "together"
	Language Rule = "language"
	Running  Rule = "not_paused"
	Place    Rule = "own_place"
	Hours    Rule = "hours"
	Parked   Rule = "not_parked"
	Breaker  Rule = "breaker"
	Unleased Rule = "not_running"
	Capacity Rule = "capacity"
	Rate     Rule = "rate"
	OnTime   Rule = "on_time"
)

// All lists every rule.
func All() []Rule {
	return []Rule{Approved, Due, NextTry, Embargo, Order, Depends, Portal, Together, Language, Running, Place, Hours, Parked, Breaker, Unleased, Capacity, Rate, OnTime}
}

// Result is a rule as it stands for one delivery.
type Result struct {
	Rule  Rule
	Holds bool
	// Words say what the rule asks for, or what is missing while it does not hold.
	Words fault.Text
}

// Words says what a rule asks for, as it reads when it holds and had something to hold up.
func (r Rule) Words() fault.Text {
	switch r {
	case Approved:
		return fault.T("Bản phát hành này là bản đang được duyệt.", "This release is the approved one.")
	case Due:
		return fault.T("Đã đến giờ lên lịch.", "The scheduled time has come.")
	case NextTry:
		return fault.T("Đã đến lần thử tiếp theo.", "The next try is due.")
	case Embargo:
		return fault.T("Đã hết giờ cấm phát.", "The embargo is over.")
	case Order:
		return fault.T("Lần gửi trước của bài này trên kênh đã xong.", "The story's earlier delivery on the channel is settled.")
	case Depends:
		return fault.T("Điều phải chờ trước đã có.", "What it waits for is there.")
	case Portal:
		return fault.T("Bản trên cổng đã có, hoặc không có bản nào được lên lịch.", "The portal has its copy, or none is planned there.")
	case Together:
		return fault.T("Các bản ngôn ngữ phát cùng lúc đều đã duyệt và lên lịch.", "All editions that are published together are approved and scheduled.")
	case Language:
		return fault.T("Kênh nhận ngôn ngữ của bản này.", "The channel takes the edition's language.")
	case Running:
		return fault.T("Kênh không tạm dừng.", "The channel is not paused.")
	case Place:
		return fault.T("Kênh dẫn đúng tới tài khoản của nó.", "The channel leads to its own account.")
	case Hours:
		return fault.T("Kênh đang trong giờ phát.", "The channel is within its hours.")
	case Parked:
		return fault.T("Nơi nhận không yêu cầu chờ.", "The destination has not asked to wait.")
	case Breaker:
		return fault.T("Nơi nhận không bị ngắt do lỗi liên tiếp.", "The destination is not cut off after repeated failures.")
	case Unleased:
		return fault.T("Chưa có tiến trình nào đang gửi.", "No process is sending it right now.")
	case Capacity:
		return fault.T("Kênh còn lượt gửi.", "The channel has a free place.")
	case Rate:
		return fault.T("Kênh chưa gửi quá nhịp cho phép.", "The channel is within its rate.")
	case OnTime:
		return fault.T("Chưa trễ quá mức kênh cho phép.", "It is not later than the channel lets it be.")
	}
	return fault.T(string(r), string(r))
}
