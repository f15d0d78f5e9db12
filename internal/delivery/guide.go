package delivery

import (
	"cmp"
	"time"

	"github.com/lantoa/lantoa/internal/channel"
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
)

// Guide tells a person what to look for, where and when, so that they can say what no
// machine knows.
type Guide struct {
	Where fault.Text
	What  fault.Text
	// From and Until bound when it was sent, if it was.
	From, Until time.Time
}

// guide is for what only a look at the destination can settle; nil for anything else.
// Attempts are newest first.
func guide(one Listed, c channel.Channel, spec connector.Spec, attempts []Attempt) *Guide {
	if one.LeaseToken != "" || one.Task == TaskLook || one.State != Unsure && (one.State != Attention || !one.Uncertain()) {
		return nil
	}
	g := &Guide{What: what(one, spec)}
	place := cmp.Or(c.PlaceName, c.Name, one.ChannelName)
	if site, ok := siteOf(c, spec); ok {
		place += " (" + site + ")"
	}
	g.Where = fault.Tf("Mở %s.", "Open %s.", place)
	for _, a := range attempts {
		if a.Task != TaskSend || a.SendingAt.IsZero() {
			continue
		}
		if g.From = a.SendingAt; g.Until.IsZero() {
			g.Until = cmp.Or(a.FinishedAt, a.SendingAt).Add(applyLate)
		}
	}
	return g
}

// what names the marks by which the post is told from others: its title, and the marker in
// its link where it has one.
func what(one Listed, spec connector.Spec) fault.Text {
	title, marker := one.Title, ""
	if spec.Text.Most > 0 && one.Payload != nil {
		marker = "utm_content=" + one.ID
	}
	seek := fault.T("Tìm bài này", "Look for this post")
	switch {
	case title != "" && marker != "":
		seek = fault.Tf("Tìm bài “%s”; liên kết trong bài có %s", "Look for “%s”; its link has %s", title, marker)
	case title != "":
		seek = fault.Tf("Tìm bài “%s”", "Look for “%s”", title)
	}
	switch one.Intent {
	case connector.Withdraw:
		return fault.T(seek.VI+": nếu không còn thì đã gỡ xong.", seek.EN+": if it is gone, it has been taken down.")
	case connector.Correct:
		return fault.T(seek.VI+", với nội dung đã sửa.", seek.EN+", with the corrected words.")
	}
	return fault.T(seek.VI+".", seek.EN+".")
}
