package notice

import (
	"strings"
	"time"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/walltime"
)

// Mail says how somebody wishes to be told by mail.
type Mail string

// The ways.
const (
	AtOnce Mail = "at_once" // once quiet hours are over
	Digest Mail = "digest"  // gathered, at an hour of the day
	Never  Mail = "none"
)

// Mails lists them.
func Mails() []Mail { return []Mail{AtOnce, Digest, Never} }

// Settings are how somebody wishes to be told.
type Settings struct {
	Mail map[Kind]Mail `json:"mail"` // a kind that is missing is told as [Usual] says
	// DigestAt is the hour of the digest by the clock on the wall, "08:00".
	DigestAt string `json:"digest_at"`
	Quiet    *Quiet `json:"quiet,omitempty"` // nil for none
	// Zone is whose clock it is; "" is that of the house.
	Zone string `json:"zone,omitempty"`
	// Version counts the changes, from 1 for what nobody has set.
	Version int `json:"-"`
}

// Quiet are the hours in which nothing is mailed, by the clock on the wall: from the one until
// before the other, over midnight where that comes first.
type Quiet struct {
	From  string `json:"from"`
	Until string `json:"until"`
}

// Usual is how people are told who have set nothing.
func Usual() Settings {
	s := Settings{Mail: map[Kind]Mail{}, DigestAt: "08:00", Quiet: &Quiet{From: "21:00", Until: "06:00"}, Version: 1}
	for _, n := range natures() {
		s.Mail[n.kind] = n.mail
	}
	return s
}

// way is how a kind is mailed.
func (s Settings) way(kind Kind) Mail {
	if way, set := s.Mail[kind]; set {
		return way
	}
	return natureOf(kind).mail
}

// check names every fault in what somebody set.
func (s Settings) check(house *time.Location) error {
	var faults fault.Fields
	for kind, way := range s.Mail {
		at := "/mail/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(string(kind))
		switch {
		case natureOf(kind).kind == "":
			faults.Add(at, fault.Tf("không có loại thông báo “%s”", "there is no kind of notice “%s”", kind))
		case way != AtOnce && way != Digest && way != Never:
			faults.Add(at, fault.Tf("không có cách báo “%s”; hãy dùng at_once, digest hoặc none", "there is no way “%s”; use at_once, digest or none", way))
		}
	}
	digest, isHour := checkHour(&faults, "/digest_at", s.DigestAt)
	if s.Quiet != nil {
		from, begins := checkHour(&faults, "/quiet/from", s.Quiet.From)
		until, ends := checkHour(&faults, "/quiet/until", s.Quiet.Until)
		switch {
		case begins && ends && from == until:
			faults.Add("/quiet/until", fault.T("trùng giờ bắt đầu; bỏ hẳn giờ nghỉ, hoặc chọn none cho từng loại", "is the hour at which they begin; leave quiet hours out, or choose none kind by kind"))
		case begins && ends && isHour && within(digest, from, until):
			faults.Add("/digest_at", fault.Tf("nằm trong giờ nghỉ từ %s đến %s; chọn giờ khác", "is in the quiet hours from %s until %s; choose another", s.Quiet.From, s.Quiet.Until))
		}
	}
	zone := s.zone(house)
	if _, err := (walltime.Wall{Time: "2000-01-01T12:00", Zone: zone}).Instant(); err != nil {
		if err := faults.AddError("", err); err != nil {
			return err
		}
	}
	return faults.Err()
}

func checkHour(faults *fault.Fields, at, typed string) (minutes int, ok bool) {
	minutes, ok = minutesOf(typed)
	if !ok {
		faults.Add(at, fault.Tf("“%s” không phải giờ trong ngày; viết như 07:30", "“%s” is no hour of the day; write it like 07:30", typed))
	}
	return minutes, ok
}

// minutesOf reads an hour of the day as minutes after midnight.
func minutesOf(hour string) (int, bool) {
	at, err := time.Parse("15:04", hour)
	return at.Hour()*60 + at.Minute(), err == nil && len(hour) == len("15:04")
}

// within tells whether an hour is in a span of the day, over midnight where it ends before it
// begins.
func within(at, from, until int) bool {
	if from <= until {
		return from <= at && at < until
	}
	return at >= from || at < until
}

func (s Settings) zone(house *time.Location) string {
	if s.Zone != "" {
		return s.Zone
	}
	return house.String()
}

func (s Settings) place(house *time.Location) *time.Location {
	if place, err := time.LoadLocation(s.zone(house)); err == nil {
		return place
	}
	return house
}

// quiet tells whether it is in the person's quiet hours: what counts is what the clock on the
// wall shows, whatever was done to it in the night.
func (s Settings) quiet(now time.Time, house *time.Location) bool {
	if s.Quiet == nil {
		return false
	}
	from, begins := minutesOf(s.Quiet.From)
	until, ends := minutesOf(s.Quiet.Until)
	local := now.In(s.place(house))
	return begins && ends && within(local.Hour()*60+local.Minute(), from, until)
}

// digest is the newest hour of the digest that has come. It comes once a day: in a night in
// which clocks skip it, by the clock as it was before; in one in which they show it twice, the
// first time.
func (s Settings) digest(now time.Time, house *time.Location) time.Time {
	place := s.place(house)
	day := now.In(place)
	today := s.moment(day, place)
	if !today.After(now) {
		return today
	}
	return s.moment(time.Date(day.Year(), day.Month(), day.Day()-1, 12, 0, 0, 0, place), place)
}

func (s Settings) moment(day time.Time, place *time.Location) time.Time {
	typed := day.Format(time.DateOnly) + "T" + s.DigestAt
	at, err := walltime.Wall{Time: typed, Zone: place.String()}.Instant()
	if err == nil {
		return at
	}
	asUTC, err := time.Parse("2006-01-02T15:04", typed)
	if err != nil { // nothing that check lets pass
		return time.Time{}
	}
	_, before := asUTC.Add(-24 * time.Hour).In(place).Zone()
	return asUTC.Add(-time.Duration(before) * time.Second)
}
