package delivery

import (
	"time"

	"github.com/lantoa/lantoa/internal/channel"
	"github.com/lantoa/lantoa/internal/delivery/rule"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/timetable"
)

// missing says what a rule waits for that does not hold, with the hour or the reason where
// there is one.
func (d *Desk) missing(r rule.Rule, one Listed, c channel.Channel) fault.Text {
	switch r {
	case rule.Approved:
		return fault.T("Bản phát hành này không phải là bản đang được duyệt.", "This release is not the approved one.")
	case rule.Due:
		at := d.hour(one.DueAt, one.Wall, one.Zone)
		return fault.Tf("Chưa đến giờ đã lên lịch: %s.", "The scheduled time has not come: %s.", at)
	case rule.NextTry:
		if one.Attempt == 0 {
			return fault.Tf("Sẽ gửi lúc %s.", "It will be sent at %s.", d.hour(one.NextAt, "", ""))
		}
		return fault.Tf("Sẽ thử lại lúc %s.", "It will be tried again at %s.", d.hour(one.NextAt, "", ""))
	case rule.Embargo:
		at := d.hour(one.Embargo.Until, one.Embargo.Wall, one.Embargo.Zone)
		return fault.Tf("Còn cấm phát đến %s.", "Under embargo until %s.", at)
	case rule.Order:
		return fault.T("Lần gửi trước của bài này trên kênh chưa xong.", "The story's earlier delivery on the channel is not settled yet.")
	case rule.Depends:
		return fault.T("Lượt phát mà lượt này phải chờ chưa ra.", "The delivery that this one waits for is not out yet.")
	case rule.Portal:
		return fault.T("Chờ cổng: bài dẫn tới bản trên cổng, mà bản đó chưa lên. Xử lý lượt phát trên cổng (gửi lại, hoặc xác nhận đã đăng), hoặc bỏ lượt ấy để bài đi ngay với liên kết của lantoa.",
			"It waits for the portal: the post leads to the portal's copy, which is not out yet. Settle the portal's delivery (retry, or mark-sent where its outcome is open), or take it off, and the post goes at once with lantoa's own link.")
	case rule.Language:
		return fault.Tf("Kênh nay chỉ nhận bản %s.", "The channel now takes editions in %s only.", c.Lang)
	case rule.OnTime:
		return fault.Tf("Đã trễ quá %s mà kênh cho phép; sẽ hỏi người phụ trách.", "It is later than the %s that its channel lets it be; a person will be asked.", timetable.Span(c.Grace))
	case rule.Capacity:
		return fault.T("Kênh đang gửi hết số bài cho phép cùng lúc.", "The channel is sending as many posts at one time as it may.")
	}
	return d.closed(r, c)
}

// closed is missing for the rules about the channel itself.
func (d *Desk) closed(r rule.Rule, c channel.Channel) fault.Text {
	switch r {
	case rule.Running:
		why := fault.T(ended(c.PauseReason), ended(c.PauseReason))
		if !c.Paused {
			why = Reason(c.Hold).Words()
		}
		return fault.T("Kênh đang tạm dừng: "+why.VI+" Người quản lý kênh cho chạy lại được.", "The channel is paused: "+why.EN+" Whoever manages channels can resume it.")
	case rule.Place:
		return c.HoldWords()
	case rule.Hours:
		return fault.Tf("Kênh nghỉ đến %s.", "The channel rests until %s.", d.hour(c.Rest.Closing.Until, "", ""))
	case rule.Parked:
		return fault.Tf("Nơi nhận yêu cầu chờ đến %s.", "The destination asked to wait until %s.", d.hour(c.ParkedUntil, "", ""))
	case rule.Breaker:
		at := d.hour(c.Breaker.Until, "", "")
		return fault.Tf("Nơi nhận không trả lời %d lần liền; thử lại một bài lúc %s.", "The destination did not answer %d times in a row; one post is tried at %s.", c.Breaker.Failures, at)
	case rule.Rate:
		return fault.Tf("Kênh chỉ gửi một bài mỗi %s; bài này chờ lượt.", "The channel sends one post every %s; this one waits for its turn.", timetable.Span(c.Rate.Every))
	}
	return r.Words()
}

// hour is an instant for people: as somebody typed it, or where the newsroom is.
func (d *Desk) hour(at time.Time, wall, zone string) string {
	const layout = "15:04 02/01/2006"
	where := d.o.Zone
	if where == nil {
		where = time.UTC
	}
	if typed, err := time.LoadLocation(zone); wall != "" && err == nil {
		where = typed
	}
	return at.In(where).Format(layout) + " (" + where.String() + ")"
}
