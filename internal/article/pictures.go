package article

import (
	"context"
	"slices"
	"strconv"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/media"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/right"
)

// MaxPictures is how many pictures a text may show.
const MaxPictures = 20

// Library is what the newsroom asks of the media library.
type Library interface {
	// ByID reads those of some pictures that there are.
	ByID(ctx context.Context, ids []string) (map[string]media.Media, error)
}

func contentPicture(m media.Media, lang string) release.Picture {
	words := m.Words[lang]
	return release.Picture{ID: m.ID, Alt: words.Alt, Caption: words.Caption, Credit: m.Credit, Licence: m.Licence, Files: m.Files, Card: m.Card}
}

// pictured reads the pictures of a text in their order.
func (s *Service) pictured(ctx context.Context, ids []string) ([]media.Media, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	found, err := s.o.Library.ByID(ctx, ids)
	if err != nil {
		return nil, err
	}
	list := make([]media.Media, len(ids))
	for i, id := range ids {
		m, ok := found[id]
		if !ok {
			return nil, fault.Invalid(pictureAt(i), fault.T("không còn trong kho ảnh; bỏ khỏi bài", "is no longer in the media library; take it out of the story"))
		}
		list[i] = m
	}
	return list, nil
}

// contentPictures are the pictures of a text as they would be approved now.
func (s *Service) contentPictures(ctx context.Context, ids []string, lang string) ([]release.Picture, error) {
	pictures, err := s.pictured(ctx, ids)
	var list []release.Picture
	for _, m := range pictures {
		list = append(list, contentPicture(m, lang))
	}
	return list, err
}

func pictureAt(i int) string { return "/pictures/" + strconv.Itoa(i) }

// checkPictures refuses pictures that there are not, that stand twice, or that the actor may
// not see; those that the text showed before may stay.
func (s *Service) checkPictures(ctx context.Context, actor right.Actor, ids, before []string) error {
	if len(ids) == 0 {
		return nil
	}
	found, err := s.o.Library.ByID(ctx, ids)
	if err != nil {
		return err
	}
	var faults fault.Fields
	if len(ids) > MaxPictures {
		faults.Add("/pictures", fault.Tf("có %d ảnh, tối đa %d", "holds %d pictures, at most %d", len(ids), MaxPictures))
	}
	for i, id := range ids {
		m, ok := found[id]
		switch {
		case slices.Index(ids, id) != i:
			faults.Add(pictureAt(i), fault.T("đã có ở trên; mỗi ảnh chỉ một lần", "stands above already; each picture once"))
		case slices.Contains(before, id):
		case !ok || !actor.May(right.MediaRead, right.In(m.Unit)).Allowed:
			faults.Add(pictureAt(i), fault.T("không có trong kho ảnh, hoặc bạn không xem được ảnh này", "is not in the media library, or you may not see it"))
		}
	}
	return faults.Err()
}

// described names the pictures without words for those who cannot see them.
func (s *Service) described(ctx context.Context, faults *fault.Fields, ids []string, lang string) error {
	pictures, err := s.pictured(ctx, ids)
	if err := faults.AddError("", err); err != nil {
		return err
	}
	for i, m := range pictures {
		if m.Words[lang].Alt == "" {
			faults.Add(pictureAt(i)+"/alt", fault.Tf("ảnh “%s” chưa có lời mô tả (alt) bằng %s cho người không nhìn được",
				"picture “%s” has no description (alt) in %s for those who cannot see it", m.Name, lang))
		}
	}
	return nil
}

// choseOrDescribed refuses those whose words or choices of a picture enter the next release,
// unless the release in force shows it just so.
func (s *Service) choseOrDescribed(ctx context.Context, who right.Principal, e Edition, says fault.Text) error {
	head, err := s.o.Texts.Revision(ctx, e.HeadRevision)
	if err != nil || len(head.Text.Pictures) == 0 {
		return err
	}
	pictures, err := s.pictured(ctx, head.Text.Pictures)
	if err != nil {
		return err
	}
	var approved []release.Picture
	if e.ApprovedRelease != "" {
		inForce, err := s.o.Releases.Release(ctx, e.ApprovedRelease)
		if err != nil {
			return err
		}
		approved = inForce.Content.Pictures
	}
	for _, m := range pictures {
		shown := contentPicture(m, e.Lang)
		if slices.Contains(m.WrittenBy(e.Lang), who.ID) && !slices.ContainsFunc(approved, shown.Equal) {
			return fault.New(fault.FourEyes, fault.T(says.VI+" tải lên hoặc mô tả ảnh “"+m.Name+"” của bản này.",
				says.EN+" uploaded or described the picture “"+m.Name+"” of this edition."))
		}
	}
	return nil
}
