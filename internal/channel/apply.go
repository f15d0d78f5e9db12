package channel

import (
	"context"
	"slices"
	"time"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/text"
)

// change is a patch on its way into a channel.
type change struct {
	c       *Stored
	spec    connector.Spec // zero where the kind is not to be had
	fresh   bool           // the channel is new
	faults  fault.Fields
	changed []string // JSON pointers of what differs from before; never values
}

// apply brings a patch into the channel, or reports all of its faults at once.
func (s *Service) apply(ctx context.Context, ch *change, p Patch) error {
	c := ch.c
	put(ch, "/name", &c.Name, ch.line("/name", p.Name))
	put(ch, "/unit", &c.Unit, ch.line("/unit", p.Unit))
	put(ch, "/lang", &c.Lang, p.Lang)
	put(ch, "/portal", &c.Portal, p.Portal)
	put(ch, "/max_conc", &c.MaxConc, p.MaxConc)
	put(ch, "/settle", &c.Settle, micros(p.Settle))
	s.applyTiming(ch, p.TimingPatch)
	ch.checkNames()
	ch.checkNumbers()
	if err := s.applyTemplate(ctx, ch, p.Template); err != nil {
		return err
	}
	if err := s.checkCodes(ctx, ch); err != nil {
		return err
	}
	if ch.spec.Kind != "" {
		if err := s.applySettings(ch, p); err != nil {
			return err
		}
	}
	return s.finish(ctx, ch)
}

// checkCodes holds what is given anew against the plans: a channel keeps a unit that has
// ended since, but none is moved to it.
func (s *Service) checkCodes(ctx context.Context, ch *change) error {
	c := ch.c
	if c.Unit != "" && c.Unit != "\uFFFD" && slices.Contains(ch.changed, "/unit") {
		today := plan.DayOf(s.o.Now(), s.o.Zone)
		if err := ch.faults.AddError("", s.o.Plans.CheckUnit(ctx, c.Unit, today)); err != nil {
			return err
		}
	}
	if !slices.Contains(ch.changed, "/lang") {
		return nil
	}
	return ch.faults.AddError("", s.o.Plans.CheckCodes(ctx, plan.Codes{Lang: c.Lang}))
}

// put sets a value that is given and differs.
func put[T comparable](ch *change, pointer string, at, value *T) {
	if value == nil || *value == *at {
		return
	}
	*at = *value
	ch.changed = append(ch.changed, pointer)
}

// micros truncates to what the database keeps.
func micros(d *time.Duration) *time.Duration {
	if d == nil {
		return nil
	}
	return new(d.Truncate(time.Microsecond))
}

func (ch *change) line(pointer string, value *string) *string {
	if value == nil {
		return nil
	}
	clean, err := text.Line(*value)
	if err != nil {
		ch.faults.Add(pointer, notUTF8())
		clean = "\uFFFD" // given, though not readable: one fault is enough
	}
	return &clean
}

func (ch *change) checkNames() {
	c := ch.c
	switch {
	case c.Name == "":
		ch.faults.Add("/name", fault.T("bắt buộc", "required"))
	case text.Graphemes(c.Name) > MaxName:
		ch.faults.Add("/name", fault.Tf("dài nhất %d ký tự", "at most %d characters", MaxName))
	}
	switch {
	case c.Portal && c.AfterPortal.Waits():
		ch.faults.Add("/portal", fault.T("bài của kênh này dẫn tới bản trên cổng, nên kênh không thể là cổng", "posts of this channel lead to the portal's copy, so it cannot be the portal"))
	case c.Portal && c.Passive:
		ch.faults.Add("/portal", fault.T("kênh này chỉ được đọc từ lantoa, không thể là cổng", "this channel is only read from lantoa and cannot be the portal"))
	case c.Portal && c.Lang == "":
		ch.faults.Add("/lang", fault.T("kênh là cổng thì cần một ngôn ngữ", "a channel that is the portal needs a language"))
	}
}

func (ch *change) checkNumbers() {
	c := ch.c
	if c.MaxConc < 1 || c.MaxConc > MaxConcurrency {
		ch.faults.Add("/max_conc", fault.Tf("cần trong khoảng 1–%d", "must be within 1–%d", MaxConcurrency))
	}
	if c.Settle < MinSettle || c.Settle > MaxSettle {
		ch.faults.Add("/settle", fault.T("cần trong khoảng từ 10 giây đến 1 giờ", "must be within 10 seconds and 1 hour"))
	}
}

// finish compares with the other channels and gives the verdict on the whole patch.
func (s *Service) finish(ctx context.Context, ch *change) error {
	namesake, portal, err := s.others(ctx, ch.c.Channel)
	if err != nil {
		return err
	}
	if portal != "" {
		ch.faults.Add("/portal", portalTaken(portal))
	}
	if namesake && ch.faults.Err() == nil {
		return nameTaken()
	}
	if namesake {
		ch.faults.Add("/name", nameTaken().Fields[0].Detail)
	}
	return ch.faults.Err()
}

// others reports whether another channel has the name, and which one is the portal that
// this one wants to be.
func (s *Service) others(ctx context.Context, c Channel) (namesake bool, portal string, err error) {
	all, err := s.o.Store.List(ctx)
	all = slices.DeleteFunc(all, func(other Channel) bool { return other.ID == c.ID })
	for _, other := range all {
		namesake = namesake || other.Name == c.Name && c.Name != ""
		if c.Portal && other.Portal && other.Lang == c.Lang {
			portal = other.Name
		}
	}
	return namesake, portal, err
}

// clashed names the place of a clash that only the database noticed, because another
// transaction was committed between the look and the write.
func (s *Service) clashed(ctx context.Context, c Channel, err error) error {
	e, ok := fault.As(err)
	if !ok || e.Code != fault.AlreadyExists || len(e.Fields) > 0 {
		return err
	}
	namesake, portal, lookErr := s.others(ctx, c)
	switch {
	case lookErr != nil:
		return err // the caller's own transaction is broken and cannot be asked
	case namesake:
		return nameTaken().Because(err)
	case portal != "":
		return fault.Invalid("/portal", portalTaken(portal))
	}
	return err
}

func nameTaken() *fault.Error {
	return fault.New(fault.AlreadyExists, fault.T("Đã có kênh mang tên này.", "There is a channel of this name already.")).
		At("/name", fault.T("đã có kênh khác mang tên này", "another channel has this name"))
}

func portalTaken(name string) fault.Text {
	return fault.Tf("ngôn ngữ này đã có cổng: %s; bỏ chọn ở kênh đó trước", "this language has its portal already: %s; take that off first", name)
}

func notUTF8() fault.Text {
	return fault.T("cần văn bản UTF-8 hợp lệ", "needs valid UTF-8 text")
}
