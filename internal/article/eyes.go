package article

import (
	"context"
	"slices"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/media"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/right"
)

// Parts is who has a part in what an edition would release: who saved anything that enters it,
// and whose pictures and words of pictures it shows.
type Parts struct {
	Lang          string
	Contributions []Contribution // to the release to be
	Pictures      []media.Media
	InForce       []release.Picture // those of the release in force
	Wordings      []EnteringVariant // own words for channels
	Worded        []release.Variant // those of the release in force
}

// eyes holds an approval to the four eyes, see [Turn.Eyes].
func (s *Service) eyes(ctx context.Context, actor right.Actor, e Edition, t Turn) (right.Principal, error) {
	p, err := s.parts(ctx, e, t.number)
	if err != nil {
		return right.Principal{}, err
	}
	return t.Eyes(actor, p)
}

// Eyes holds an approval to the four eyes and tells in whose place it is given: nobody's,
// where the own right is enough, else that of the first lender with no part in the release.
// The actor may have none in any case, so that a lent right never makes two pairs of eyes
// one: neither the writer approves in the place of another, nor another in the writer's. Nor
// does anybody whose look one of the approvals before was.
func (t Turn) Eyes(actor right.Actor, p Parts) (right.Principal, error) {
	if err := t.fourEyes(right.Principal{ID: actor.ID}, p, yours()); err != nil {
		return right.Principal{}, err
	}
	var refused error
	for _, one := range actor.InPlaceOf(t.Action(), t.object) {
		if one.ID == "" {
			return one, nil
		}
		if refused = t.fourEyes(one, p, theirs(one)); refused == nil {
			return one, nil
		}
	}
	return right.Principal{}, refused
}

// yours and theirs begin the sentence that tells who had a hand in what is to be approved.
func yours() fault.Text { return fault.T("Bạn đã", "You have") }

func theirs(one right.Principal) fault.Text {
	return fault.Tf("%s, người ủy quyền cho bạn, đã", "%s, in whose place you act, has", one.Name)
}

// fourEyes refuses those who have a part in the release, and those who looked at it before.
func (t Turn) fourEyes(who right.Principal, p Parts, says fault.Text) error {
	for _, one := range t.Given {
		if t.Of > 1 && !t.Urgent && slices.Contains(one.Eyes(), who.ID) {
			return fault.New(fault.FourEyes, fault.T(says.VI+" duyệt cấp 1 bản này; cấp sau cần người khác.", says.EN+" given the first approval of this edition; the next is for somebody else."))
		}
	}
	for _, one := range p.Contributions {
		if one.Person == who.ID {
			what := contributedWords(one.What)
			return fault.New(fault.FourEyes, fault.T(says.VI+" sửa "+what.VI+" của bản này.", says.EN+" changed "+what.EN+" of this edition."))
		}
	}
	if err := p.choseOrDescribed(who, says); err != nil {
		return err
	}
	return p.worded(who, says)
}

// choseOrDescribed refuses those whose words or choices of a picture enter the next release,
// unless the release in force shows it just so.
func (p Parts) choseOrDescribed(who right.Principal, says fault.Text) error {
	for _, m := range p.Pictures {
		shown := contentPicture(m, p.Lang)
		if slices.Contains(m.WrittenBy(p.Lang), who.ID) && !slices.ContainsFunc(p.InForce, shown.Equal) {
			return fault.New(fault.FourEyes, fault.T(says.VI+" tải lên hoặc mô tả ảnh “"+m.Name+"” của bản này.",
				says.EN+" uploaded or described the picture “"+m.Name+"” of this edition."))
		}
	}
	return nil
}

// parts reads who has a part in the release of a number.
func (s *Service) parts(ctx context.Context, e Edition, number int) (Parts, error) {
	p := Parts{Lang: e.Lang}
	var err error
	if p.Contributions, err = s.o.Releases.Contributors(ctx, e.ID, number); err != nil {
		return Parts{}, err
	}
	if p.Wordings, err = s.o.Variants.Entering(ctx, e.ID, e.Lang); err != nil {
		return Parts{}, err
	}
	head, err := s.o.Texts.Revision(ctx, e.HeadRevision)
	if err != nil {
		return Parts{}, err
	}
	if p.Pictures, err = s.pictured(ctx, head.Text.Pictures); err != nil {
		return Parts{}, err
	}
	if e.ApprovedRelease == "" || len(p.Pictures) == 0 && len(p.Wordings) == 0 {
		return p, nil
	}
	inForce, err := s.o.Releases.Release(ctx, e.ApprovedRelease)
	p.InForce, p.Worded = inForce.Content.Pictures, inForce.Content.Variants
	return p, err
}
