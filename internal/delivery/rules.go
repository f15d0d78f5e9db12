package delivery

import "github.com/lantoa/lantoa/internal/fault"

// Rule is one condition of the claim. The store holds one SQL expression for each: the
// claim joins them, "why" selects them one by one, so the two can never disagree.
type Rule string

// The rules, in the order in which people read them.
const (
	RuleApproved Rule = "approved"
	RuleDue      Rule = "due"
	RuleNextTry  Rule = "next_try"
	RuleEmbargo  Rule = "embargo"
	RuleOrder    Rule = "order"
	RuleDepends  Rule = "depends"
	RulePortal   Rule = "portal_first"
	RuleLanguage Rule = "language"
	RuleRunning  Rule = "not_paused"
	RulePlace    Rule = "own_place"
	RuleHours    Rule = "hours"
	RuleParked   Rule = "not_parked"
	RuleBreaker  Rule = "breaker"
	RuleUnleased Rule = "not_running"
	RuleCapacity Rule = "capacity"
	RuleRate     Rule = "rate"
	RuleOnTime   Rule = "on_time"
)

// Rules lists every rule.
func Rules() []Rule {
	return []Rule{RuleApproved, RuleDue, RuleNextTry, RuleEmbargo, RuleOrder, RuleDepends, RulePortal, RuleLanguage, RuleRunning, RulePlace, RuleHours, RuleParked, RuleBreaker, RuleUnleased, RuleCapacity, RuleRate, RuleOnTime}
}

// RuleResult is a rule as it stands for one delivery.
type RuleResult struct {
	Rule  Rule
	Holds bool
	// Words say what the rule asks for, or what is missing while it does not hold.
	Words fault.Text
}

// Words says what a rule asks for, as it reads when it holds and had something to hold up.
func (r Rule) Words() fault.Text {
	switch r {
	case RuleApproved:
		return fault.T("Bản phát hành này là bản đang được duyệt.", "This release is the approved one.")
	case RuleDue:
		return fault.T("Đã đến giờ lên lịch.", "The scheduled time has come.")
	case RuleNextTry:
		return fault.T("Đã đến lần thử tiếp theo.", "The next try is due.")
	case RuleEmbargo:
		return fault.T("Đã hết giờ cấm phát.", "The embargo is over.")
	case RuleOrder:
		return fault.T("Lần gửi trước của bài này trên kênh đã xong.", "The story's earlier delivery on the channel is settled.")
	case RuleDepends:
		return fault.T("Điều phải chờ trước đã có.", "What it waits for is there.")
	case RulePortal:
		return fault.T("Bản trên cổng đã có, hoặc không có bản nào được lên lịch.", "The portal has its copy, or none is planned there.")
	case RuleLanguage:
		return fault.T("Kênh nhận ngôn ngữ của bản này.", "The channel takes the edition's language.")
	case RuleRunning:
		return fault.T("Kênh không tạm dừng.", "The channel is not paused.")
	case RulePlace:
		return fault.T("Kênh dẫn đúng tới tài khoản của nó.", "The channel leads to its own account.")
	case RuleHours:
		return fault.T("Kênh đang trong giờ phát.", "The channel is within its hours.")
	case RuleParked:
		return fault.T("Nơi nhận không yêu cầu chờ.", "The destination has not asked to wait.")
	case RuleBreaker:
		return fault.T("Nơi nhận không bị ngắt do lỗi liên tiếp.", "The destination is not cut off after repeated failures.")
	case RuleUnleased:
		return fault.T("Chưa có tiến trình nào đang gửi.", "No process is sending it right now.")
	case RuleCapacity:
		return fault.T("Kênh còn lượt gửi.", "The channel has a free place.")
	case RuleRate:
		return fault.T("Kênh chưa gửi quá nhịp cho phép.", "The channel is within its rate.")
	case RuleOnTime:
		return fault.T("Chưa trễ quá mức kênh cho phép.", "It is not later than the channel lets it be.")
	}
	return fault.T(string(r), string(r))
}
