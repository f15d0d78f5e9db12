package article

import (
	"context"
	"slices"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/release"
)

// What belongs to a unit that has ended is worked on by the people of the units to which it
// passed. Nothing is published in its name any more: the story is first filed anew under a
// successor. What is out in its name stays, and is corrected and withdrawn as it stands, since
// a published story keeps the unit of its day (R48).

// mayPublish refuses to publish in the name of a unit that does not exist today; the fault
// stands at /unit and names its successors.
func (s *Service) mayPublish(ctx context.Context, unit string, e Edition) error {
	if e.NextAct == release.ActCorrect {
		return nil
	}
	return s.o.Plans.CheckUnit(ctx, unit, s.today())
}

// checkMove refuses to file an article under another unit than one to which its own passed.
func (s *Service) checkMove(ctx context.Context, from, to string) error {
	if from == to {
		return nil
	}
	units, err := s.o.Plans.Succession(ctx, s.today())
	if err != nil {
		return err
	}
	if err := units.Check(to); err != nil {
		return err
	}
	heirs := units.Heirs(from)
	switch {
	case slices.ContainsFunc(heirs, func(u plan.Unit) bool { return u.Code == to }):
		return nil
	case len(heirs) == 0:
		return fault.Invalid("/unit", fault.T("chỉ đổi được khi đơn vị của bài đã kết thúc và có đơn vị kế thừa đang hoạt động",
			"changes only once the unit of the article has ended and has a successor that exists"))
	}
	names := plan.Named(heirs)
	return fault.Invalid("/unit", fault.Text{VI: "không kế thừa đơn vị của bài; chỉ nhận: " + names.VI, EN: "does not succeed the unit of the article; takes one of: " + names.EN})
}

// filedAnew reports whether nothing but the unit differs.
func (a Article) filedAnew(b Article) bool { return a.Unit != b.Unit && a.classified(b) }

// moved tells the record from which unit to which an article went.
func moved(before, after Article) map[string]any {
	if before.Unit == after.Unit {
		return nil
	}
	return map[string]any{"unit_before": before.Unit, "unit_after": after.Unit}
}

// begun reports whether something of an edition went out: its release, with the unit's name in
// it, is history and no longer a promise.
func (p Publication) begun() bool {
	return p == PartlyPublished || p == Published || p == Uncertain || p == TakenDown
}

// againstUnit adds what the unit of an edition's article stands against.
func (s *Service) againstUnit(ctx context.Context, a Article, e Edition, against map[string]error) error {
	publish := s.mayPublish(ctx, a.Unit, e)
	for _, act := range []string{string(Submit), string(Approve)} {
		if against[act] == nil {
			against[act] = publish
		}
	}
	against["schedule"] = s.o.Plans.CheckUnit(ctx, a.Unit, s.today())
	return nil
}
