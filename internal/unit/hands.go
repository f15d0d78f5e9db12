package unit

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/plan"
)

// hands refuses ends that would leave something in nobody's hands, and those of days gone by
// since which something has been done in the name of the unit.
func (s *Service) hands(ctx context.Context, b *book) error {
	lost := b.lost()
	for _, code := range b.ended {
		u, was := b.units[code], b.was[code]
		if !u.To.Real() { // which is told
			continue
		}
		if was.Code != "" && !was.EndedBy(b.today) {
			h, err := s.holdings(ctx, code, u.To.Next())
			if err != nil {
				return err
			}
			if h.Later > 0 {
				b.blame(code, "/last_day", fault.Tf("Sau ngày này đã có %d bài, ảnh hoặc bản duyệt mang tên đơn vị; ngày cuối sớm nhất là hôm nay (%s).",
					"Stories, pictures or approvals bear the name of the unit after this day (%d); its last day is today (%s) at the earliest.", h.Later, b.today))
			}
		}
		if err := s.leftOver(ctx, b, u, lost[code]); err != nil {
			return err
		}
	}
	return nil
}

// loss is a unit that is in nobody's hands from a day on.
type loss struct {
	code string
	day  plan.Date
}

// lost finds by the ends that were entered whose hands become empty by them: those of the unit
// itself, and those of all that have passed to it, or will.
func (b *book) lost() map[string][]loss {
	found := map[string][]loss{}
	before, after := b.before(), b.list()
	seen := map[string]bool{}
	lines, days := map[string][]string{}, []plan.Date{}
	for _, u := range before {
		line := b.way(u.Code)
		if !slices.ContainsFunc(line, func(one string) bool { return slices.Contains(b.ended, one) }) {
			continue
		}
		lines[u.Code] = line
		for _, one := range line {
			if last := b.units[one].To; last.Real() {
				days = append(days, last.Next())
			}
		}
	}
	slices.Sort(days)
	for _, day := range slices.Compact(days) {
		was, is := plan.SuccessionOn(before, day), plan.SuccessionOn(after, day)
		for _, u := range before {
			if line := lines[u.Code]; line != nil && !seen[u.Code] && b.held(was, u.Code) && !b.held(is, u.Code) {
				seen[u.Code] = true
				end := b.deadEnd(line, day)
				found[end] = append(found[end], loss{u.Code, day})
			}
		}
	}
	for _, code := range b.ended { // also where it had an end without successors before
		if u := b.units[code]; !seen[code] && b.was[code].Code != "" && len(u.Successors) == 0 && u.To.Real() {
			found[code] = append(found[code], loss{code, u.To.Next()})
		}
	}
	return found
}

func (*book) held(s plan.Succession, code string) bool {
	u, _ := s.Unit(code)
	return !u.EndedBy(s.Day()) || len(s.Heirs(code)) > 0
}

// deadEnd is the end that was entered by which a line leads to nobody on a day: the last.
func (b *book) deadEnd(line []string, day plan.Date) string {
	var end plan.Unit
	for _, code := range line {
		if u := b.units[code]; slices.Contains(b.ended, code) && (end.Code == "" || u.EndedBy(day) && u.To >= end.To) {
			end = u
		}
	}
	return end.Code
}

// leftOver refuses an end that leaves something in nobody's hands.
func (s *Service) leftOver(ctx context.Context, b *book, u plan.Unit, lost []loss) error {
	var sum Holdings
	var lead bool
	var from []string
	day := u.To.Next()
	for _, one := range lost {
		h, err := s.holdings(ctx, one.code, one.day)
		if err != nil {
			return err
		}
		led, err := s.leads(ctx, one.code, one.day)
		if err != nil {
			return err
		}
		if words := h.words(led); words.IsZero() {
			continue
		}
		sum, lead, day = sum.and(h), lead || led, max(day, one.day)
		if one.code != u.Code {
			from = append(from, one.code)
		}
	}
	left := sum.words(lead)
	if left.IsZero() {
		return nil
	}
	if len(from) > 0 {
		all := strings.Join(from, ", ")
		left = fault.T(left.VI+" (kể cả của "+all+")", left.EN+" (with those of "+all+")")
	}
	if len(u.Successors) == 0 {
		b.blame(u.Code, "/successors", fault.T("Cần ít nhất một đơn vị kế thừa, vì đơn vị này còn: "+left.VI+".", "At least one successor is needed, since the unit has: "+left.EN+"."))
		return nil
	}
	b.blame(u.Code, "/successors", fault.T(fmt.Sprintf("Từ ngày %s không còn đơn vị nào giữ: %s. Hãy thêm đơn vị kế thừa còn hoạt động sau ngày ấy.", day, left.VI),
		fmt.Sprintf("From %s on nobody would have: %s. Add a successor that exists after that day.", day, left.EN)))
	return nil
}

// holdings is what hangs on a unit once it has ended by a day, and what came into being in its
// name since.
func (s *Service) holdings(ctx context.Context, code string, day plan.Date) (Holdings, error) {
	at, err := time.ParseInLocation(time.DateOnly, string(day), s.o.Zone)
	if err != nil {
		return Holdings{}, err
	}
	return s.o.Register.Holdings(ctx, code, day.Before(), at)
}

func (h Holdings) and(o Holdings) Holdings {
	return Holdings{Stories: h.Stories + o.Stories, Pictures: h.Pictures + o.Pictures, Channels: h.Channels + o.Channels,
		Digests: h.Digests + o.Digests, Grants: h.Grants + o.Grants, Later: h.Later + o.Later}
}

// leads reports whether a unit is to coordinate the plan of a day.
func (s *Service) leads(ctx context.Context, code string, day plan.Date) (bool, error) {
	p, err := s.o.Plans.Current(ctx, day)
	if fault.Is(err, fault.NotFound) {
		return false, nil
	}
	return p.LeadUnit == code, err
}

// words lists what there is.
func (h Holdings) words(lead bool) fault.Text {
	var vi, en []string
	for _, one := range []struct {
		n    int
		text fault.Text
	}{{h.Stories, fault.T("%d bài", "stories (%d)")}, {h.Pictures, fault.T("%d ảnh", "pictures (%d)")}, {h.Channels, fault.T("%d kênh", "channels (%d)")},
		{h.Digests, fault.T("%d bản tin định kỳ", "digests (%d)")}, {h.Grants, fault.T("%d vai trò", "roles (%d)")}} {
		if one.n > 0 {
			vi, en = append(vi, fmt.Sprintf(one.text.VI, one.n)), append(en, fmt.Sprintf(one.text.EN, one.n))
		}
	}
	if lead {
		vi, en = append(vi, "nhiệm vụ chủ trì kế hoạch"), append(en, "the lead of the plan")
	}
	return fault.T(strings.Join(vi, ", "), strings.Join(en, ", "))
}
