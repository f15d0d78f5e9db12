package channel

import (
	"cmp"
	"reflect"
	"time"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/timetable"
)

// AfterPortal says how the posts of a channel go by that of their edition's portal.
type AfterPortal string

// The ways to go by the portal. Kinds that are given the whole story have none of them.
const (
	RegardlessOfPortal AfterPortal = ""
	// WaitForPortal is for posts that link to the story: they wait for the portal's copy where
	// one is planned, and lead to it.
	WaitForPortal AfterPortal = "wait"
	// AskAboutPortal waits for the portal as long as [Timing.PortalPatience]; then a person
	// decides whether the post goes without it.
	AskAboutPortal AfterPortal = "ask"
	// GoOnWithoutPortal does not wait: the post leads to the portal's copy where there is one,
	// else to our own address of the story, which leads on to the portal once it has it.
	GoOnWithoutPortal AfterPortal = "go_on"
)

// Waits reports whether posts wait for the portal's copy.
func (a AfterPortal) Waits() bool { return a == WaitForPortal || a == AskAboutPortal }

// Leads reports whether posts lead to the story, and so to the portal's copy of it.
func (a AfterPortal) Leads() bool { return a != RegardlessOfPortal }

// Rate bounds how often a channel begins to send: once in Every in the long run, and at most
// Burst times at once. Withdrawals count, but are never held up. Every 0 is no bound.
type Rate struct {
	Every time.Duration
	Burst int
}

// Timing is when and how fast a channel takes posts.
type Timing struct {
	Rate Rate
	// Grace is how late a publication may be and still go out by itself. Time in which the
	// channel rested does not count.
	Grace time.Duration
	Hours timetable.Hours
	// KeepsClosedDays: it has no slots on closed days, and rests on those that close.
	KeepsClosedDays bool
	Slots           []timetable.Slot
	// Distance is the least distance of a free slot from any other post of the channel.
	Distance time.Duration
	// AfterPortal says how its posts go by the portal's.
	AfterPortal AfterPortal
	// PortalPatience is how long after its hour a post waits for the portal before a person
	// is asked, with [AskAboutPortal].
	PortalPatience time.Duration
	// Offset is how long after the hour of a plan, and after the portal's copy, its posts go.
	Offset time.Duration
	// DryRun: posts are made and checked, and not sent.
	DryRun bool
}

// Rest is what the clock writes of a channel's quiet hours and closed days, ahead of time.
type Rest struct {
	Closing timetable.Closing // going on or next; zero when there is none
	// Ended is the last rest, at whose end it began to take posts again; zero when it did not
	// rest lately.
	Ended timetable.Closing
}

// TimingPatch says what to change of a timing; a nil field leaves things as they are.
type TimingPatch struct {
	Rate            *Rate
	Grace           *time.Duration // [MinGrace] to [MaxGrace]
	Hours           *timetable.Hours
	KeepsClosedDays *bool
	Slots           *[]timetable.Slot
	Distance        *time.Duration // 0 to [timetable.MaxDistance]
	AfterPortal     *AfterPortal
	PortalPatience  *time.Duration // [MinPatience] to [MaxPatience]
	Offset          *time.Duration // 0 to [MaxOffset]
	DryRun          *bool
}

// Limits and defaults of timings.
const (
	MaxEvery    = 24 * time.Hour
	MaxBurst    = 1000
	MinGrace    = time.Minute // less would call late what is claimed a moment after its hour
	MaxGrace    = 7 * 24 * time.Hour
	MinPatience = time.Minute
	MaxPatience = 24 * time.Hour
	MaxOffset   = 24 * time.Hour

	// defaultGrace: a story of this morning is still one at noon, but hardly in the evening.
	defaultGrace    = 2 * time.Hour
	defaultPatience = 15 * time.Minute
)

// defaultTiming is that of a new channel. Texts of social networks lead to the story, and
// keep closed days: on a day of mourning they rest, while portal and press go on. A portal that
// is late is told to a person, who lets them go or has them wait; they go by themselves once it
// is there.
func defaultTiming(leads bool) Timing {
	t := Timing{Rate: Rate{Burst: 1}, Grace: defaultGrace, PortalPatience: defaultPatience, KeepsClosedDays: leads}
	if leads {
		t.AfterPortal = AskAboutPortal
	}
	return t
}

func (s *Service) applyTiming(ch *change, p TimingPatch) {
	t := &ch.c.Timing
	leads := t.AfterPortal.Leads()
	put(ch, "/rate", &t.Rate, p.Rate)
	put(ch, "/grace", &t.Grace, micros(p.Grace))
	replace(ch, "/quiet_hours", &t.Hours, p.Hours)
	put(ch, "/keeps_closed_days", &t.KeepsClosedDays, p.KeepsClosedDays)
	replace(ch, "/slots", &t.Slots, p.Slots)
	put(ch, "/distance", &t.Distance, micros(p.Distance))
	put(ch, "/after_portal", &t.AfterPortal, p.AfterPortal)
	put(ch, "/portal_patience", &t.PortalPatience, micros(p.PortalPatience))
	put(ch, "/offset", &t.Offset, micros(p.Offset))
	put(ch, "/dry_run", &t.DryRun, p.DryRun)
	if ch.c.Passive && len(ch.changed) > 0 {
		ch.refuseTiming()
	}
	if len(t.Hours.Quiet) > 0 {
		t.Hours.Zone = cmp.Or(t.Hours.Zone, s.o.Zone.String())
	}
	for i := range t.Slots {
		t.Slots[i].Zone = cmp.Or(t.Slots[i].Zone, s.o.Zone.String())
	}
	ch.checkTiming(leads)
	t.Hours.Check(&ch.faults, "/quiet_hours")
	timetable.CheckSlots(t.Slots, s.o.Next, s.now(), &ch.faults, "/slots")
}

// refuseTiming refuses what a channel that is only read from us cannot do: it sends nothing.
func (ch *change) refuseTiming() {
	for _, pointer := range []string{"/rate", "/quiet_hours", "/slots", "/distance", "/offset", "/dry_run"} {
		for _, changed := range ch.changed {
			if changed == pointer {
				ch.faults.Add(pointer, fault.T("kênh này chỉ được đọc từ lantoa, không gửi gì", "this channel is only read from lantoa and sends nothing"))
			}
		}
	}
}

// replace is put for values that == does not compare.
func replace[T any](ch *change, pointer string, at, value *T) {
	if value == nil || reflect.DeepEqual(*value, *at) {
		return
	}
	*at = *value
	ch.changed = append(ch.changed, pointer)
}

func (ch *change) checkTiming(leads bool) {
	t := ch.c.Timing
	span := func(pointer string, value, least, most time.Duration, words fault.Text) {
		if value < least || value > most {
			ch.faults.Add(pointer, words)
		}
	}
	day := fault.T("cần trong khoảng 0 đến 24 giờ", "must be within 0 and 24 hours")
	week := fault.T("cần trong khoảng 0 đến 7 ngày", "must be within 0 and 7 days")
	span("/rate/every", t.Rate.Every, 0, MaxEvery, day)
	if t.Rate.Burst < 1 || t.Rate.Burst > MaxBurst {
		ch.faults.Add("/rate/burst", fault.Tf("cần trong khoảng 1–%d", "must be within 1–%d", MaxBurst))
	}
	span("/grace", t.Grace, MinGrace, MaxGrace, fault.T("cần trong khoảng 1 phút đến 7 ngày", "must be within 1 minute and 7 days"))
	span("/distance", t.Distance, 0, timetable.MaxDistance, week)
	span("/offset", t.Offset, 0, MaxOffset, day)
	span("/portal_patience", t.PortalPatience, MinPatience, MaxPatience, fault.T("cần trong khoảng 1 phút đến 24 giờ", "must be within 1 minute and 24 hours"))
	switch t.AfterPortal {
	case WaitForPortal, AskAboutPortal, GoOnWithoutPortal:
		if !leads {
			ch.faults.Add("/after_portal", fault.T("loại kênh này nhận cả bài, không dẫn tới cổng, nên không có gì để chờ", "this kind of channel takes whole stories and leads to no portal, so that there is nothing to wait for"))
		}
	case RegardlessOfPortal:
		if leads {
			ch.faults.Add("/after_portal", fault.T("cần wait, ask hoặc go_on", "needs wait, ask or go_on"))
		}
	default:
		ch.faults.Add("/after_portal", fault.Tf("%q không có; cần wait, ask hoặc go_on", "there is no %q; needs wait, ask or go_on", string(t.AfterPortal)))
	}
}
