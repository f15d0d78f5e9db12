package delivery

import (
	"github.com/lantoa/lantoa/internal/channel"
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/delivery/rule"
	"github.com/lantoa/lantoa/internal/fault"
)

// met says how a rule that holds is met: where it asks nothing of this delivery, that.
func met(r rule.Rule, one Listed, c channel.Channel) fault.Text {
	withdraws, publishes := one.Intent == connector.Withdraw, one.Intent == connector.Publish
	switch {
	case r == rule.Approved && withdraws:
		return fault.T("Việc gỡ không cần bản được duyệt.", "A withdrawal needs no approved release.")
	case r == rule.NextTry && one.Attempt == 0:
		return fault.T("Chưa thử lần nào, không có gì phải đợi để thử lại.", "There was no try yet, and so no next one to wait for.")
	case r == rule.Embargo && one.Embargo.Until.IsZero():
		return fault.T("Không có giờ cấm phát.", "There is no embargo.")
	case r == rule.Embargo && withdraws:
		return fault.T("Việc gỡ không chờ giờ cấm phát.", "A withdrawal does not wait for an embargo.")
	case r == rule.Order && one.Seq == 1:
		return fault.T("Không có lần gửi nào trước của bài này trên kênh.", "There is no earlier delivery of the story on the channel.")
	case r == rule.Depends && one.DependsOn == "":
		return fault.T("Không phải chờ lượt phát nào khác.", "It waits for no other delivery.")
	case r == rule.Portal && (!publishes || !c.AfterPortal.Waits()):
		return fault.T("Lượt phát này không chờ cổng.", "This delivery does not wait for a portal.")
	case r == rule.Portal && one.PortalWaived:
		return fault.T("Người phụ trách đã cho đi mà không chờ cổng.", "A person has it sent without the portal's copy.")
	case r == rule.Together && one.Alone:
		return fault.T("Người phụ trách đã cho bản này đi một mình.", "A person has it sent without the other languages.")
	case r == rule.Together && (!publishes || !one.Together || one.ChannelKind == connector.TrialKind):
		return fault.T("Không phải chờ bản ngôn ngữ nào khác.", "It waits for no other language.")
	case r == rule.Language && c.Lang == "":
		return fault.T("Kênh nhận mọi ngôn ngữ.", "The channel takes every language.")
	case (r == rule.Running || r == rule.Hours) && withdraws:
		return fault.T("Việc gỡ không chờ kênh tạm dừng hay nghỉ.", "A withdrawal waits for no pause and no rest of the channel.")
	case r == rule.Hours && len(c.Hours.Quiet) == 0 && !c.KeepsClosedDays:
		return fault.T("Kênh không có giờ nghỉ.", "The channel has no quiet hours.")
	case r == rule.Rate && c.Rate.Every == 0:
		return fault.T("Kênh không giới hạn nhịp gửi.", "The channel has no bound on how fast it sends.")
	case r == rule.OnTime && !publishes:
		return fault.T("Chỉ lượt đăng mới có thể quá trễ.", "Only a publication can be too late.")
	}
	return r.Words()
}
