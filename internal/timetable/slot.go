package timetable

import (
	"cmp"
	"iter"
	"strconv"
	"strings"
	"time"

	"github.com/lantoa/lantoa/internal/fault"
)

// Slot is a posting time of a channel.
type Slot struct {
	Cron string // five fields, such as 30 7 * * 1-5
	Zone string // IANA name
}

const (
	maxSlots = 50
	// farthest is how far ahead a free slot is sought, and mostPassed how many are passed by.
	farthest   = 90 * 24 * time.Hour
	mostPassed = 2000
	// MaxDistance bounds the least distance between posts.
	MaxDistance = 7 * 24 * time.Hour
)

// CheckSlots adds what is wrong with slots, below their pointer.
func CheckSlots(slots []Slot, next Next, at time.Time, faults *fault.Fields, pointer string) {
	if len(slots) > maxSlots {
		faults.Add(pointer, fault.Tf("nhiều nhất %d khung giờ", "at most %d slots", maxSlots))
		return
	}
	names := map[string]string{"/expression": "/cron", "/zone": "/zone"}
	for i, s := range slots {
		_, err := next(s.Cron, s.Zone, at)
		e, ok := fault.As(err)
		if !ok {
			continue
		}
		for _, field := range e.Fields {
			faults.Add(pointer+"/"+strconv.Itoa(i)+names[field.Pointer], field.Detail)
		}
	}
}

// Table is what the slots of a channel are judged by.
type Table struct {
	Slots []Slot
	Hours Hours
	Days  []Day // that the channel keeps; see [Effect]
	// Distance is the least distance to any other post of the channel.
	Distance time.Duration
	// Taken are the instants of the channel's other posts, planned or out.
	Taken []time.Time
	Next  Next
}

// Verdict is what becomes of a slot.
type Verdict string

// The verdicts.
const (
	Free    Verdict = "free"
	Taken   Verdict = "taken"      // another post has this very instant
	Near    Verdict = "too_near"   // another post is nearer than the least distance
	Resting Verdict = "quiet"      // within quiet hours
	Holiday Verdict = "closed_day" // on a closed day
)

// Coming is a slot that is to come, with what becomes of it.
type Coming struct {
	At      time.Time
	Slot    Slot
	Verdict Verdict
	Words   fault.Text // why, for people
}

// Coming lists the slots after an instant in their order, each instant once. It ends where
// nothing comes within ninety days.
func (t Table) Coming(after time.Time) iter.Seq[Coming] {
	return func(yield func(Coming) bool) {
		end := after.Add(farthest)
		for at := after; ; {
			slot, next, ok := t.soonest(at)
			if !ok || next.After(end) {
				return
			}
			verdict, words := t.Judge(next, slot.Zone)
			if !yield(Coming{At: next, Slot: slot, Verdict: verdict, Words: words}) {
				return
			}
			at = next
		}
	}
}

func (t Table) soonest(after time.Time) (slot Slot, at time.Time, ok bool) {
	for _, s := range t.Slots {
		next, err := t.Next(s.Cron, s.Zone, after)
		if err == nil && (!ok || next.Before(at)) {
			slot, at, ok = s, next, true
		}
	}
	return slot, at, ok
}

// Judge says what stands against a post at an instant; days are those of the zone.
func (t Table) Judge(at time.Time, zone string) (Verdict, fault.Text) {
	if day, closed := t.day(at, zone); closed {
		return Holiday, fault.T(day.Date+": "+day.Name.VI, day.Date+": "+day.Name.EN)
	}
	if closing := t.Hours.Closing(t.Days, at); closing.Covers(at) {
		return Resting, fault.Tf("kênh nghỉ đến %s", "the channel rests until %s", clock(closing.Until, t.Hours.Zone))
	}
	for _, other := range t.Taken {
		switch apart := other.Sub(at).Abs(); {
		case apart == 0:
			return Taken, fault.T("đã có bài khác", "another post has it")
		case apart < t.Distance:
			return Near, fault.Tf("cách bài lúc %s chưa đủ %d phút", "the post at %s is less than %d minutes away", clock(other, zone), int(t.Distance.Minutes()))
		}
	}
	return Free, fault.Text{}
}

// day finds the closed day on which an instant lies.
func (t Table) day(at time.Time, zone string) (Day, bool) {
	where, err := time.LoadLocation(zone)
	if err != nil {
		return Day{}, false
	}
	date := at.In(where).Format(time.DateOnly)
	for _, d := range t.Days {
		if d.Date == date {
			return d, true
		}
	}
	return Day{}, false
}

func clock(at time.Time, zone string) string {
	where, err := time.LoadLocation(zone)
	if err != nil {
		where = time.UTC
	}
	return at.In(where).Format("15:04 02/01/2006")
}

// Proposal is the next free slot, with those that were passed by on the way.
type Proposal struct {
	Coming
	Passed []Coming
}

// Propose returns the first free slot after an instant. Errors are validation errors without
// a place: the channel has no slots, or none is free within ninety days.
func (t Table) Propose(after time.Time) (Proposal, error) {
	if len(t.Slots) == 0 {
		return Proposal{}, fault.Invalid("", fault.T("kênh này chưa có khung giờ đăng; đặt slots cho kênh, hoặc chọn giờ", "this channel has no slots; give it slots, or choose a time"))
	}
	var p Proposal
	for one := range t.Coming(after) {
		if one.Verdict == Free {
			p.Coming = one
			return p, nil
		}
		if p.Passed = append(p.Passed, one); len(p.Passed) == mostPassed {
			break
		}
	}
	return Proposal{}, fault.Invalid("", fault.Tf("không còn khung giờ trống trong 90 ngày (%d khung đã qua xét); thêm slots, hoặc chọn giờ",
		"no slot is free within 90 days (%d were looked at); give it more slots, or choose a time", len(p.Passed)))
}

// Remarks says what an hour that somebody chose meets on the channel; it counts all the same.
// Days are those of the zone, "" for that of the channel's hours.
func (t Table) Remarks(at time.Time, zone string) []fault.Text {
	verdict, words := t.Judge(at, cmp.Or(zone, t.Hours.Zone))
	switch verdict {
	case Resting:
		return []fault.Text{fault.T("Lúc đó "+words.VI+"; bài ra khi kênh mở lại.", "At that hour "+words.EN+"; the post goes out when it opens.")}
	case Holiday:
		return []fault.Text{fault.T("Ngày nghỉ: "+words.VI+".", "A closed day: "+words.EN+".")}
	case Taken, Near:
		if t.Distance > 0 {
			return []fault.Text{fault.T("Kênh đã có bài gần giờ đó: "+words.VI+".", "The channel has a post near that hour: "+words.EN+".")}
		}
	}
	return nil
}

// Span writes a length of time as both languages do, such as 1h30m.
func Span(d time.Duration) string {
	written := d.String()
	for _, none := range []string{"m0s", "h0m"} {
		if cut, ends := strings.CutSuffix(written, none); ends {
			written = cut + none[:1]
		}
	}
	return written
}
