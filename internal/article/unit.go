package article

import (
	"context"

	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/release"
)

// What belongs to a unit that has ended is worked on by the people of the units to which it
// passed. Nothing is published in its name any more: the story is first filed anew under a
// successor. What is out in its name stays, and is corrected and withdrawn as it stands, since
// a published story keeps the unit of its day (R48).

// UnitCheck tells whether a unit exists on a day; where it does not, the fault stands at /unit and
// names its successors.
type UnitCheck interface {
	CheckUnit(ctx context.Context, code string, day plan.Date) error
}

// InName refuses to publish an edition in the name of a unit that does not exist on a day.
func (e Edition) InName(ctx context.Context, units UnitCheck, unit string, day plan.Date) error {
	if e.NextAct == release.ActCorrect {
		return nil
	}
	return units.CheckUnit(ctx, unit, day)
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
	return units.CheckMove(from, to)
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
	publish := e.InName(ctx, s.o.Plans, a.Unit, s.today())
	for _, act := range []string{string(Submit), string(Approve)} {
		if against[act] == nil {
			against[act] = publish
		}
	}
	against["schedule"] = s.o.Plans.CheckUnit(ctx, a.Unit, s.today())
	return nil
}
