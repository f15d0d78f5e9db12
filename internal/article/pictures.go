package article

import (
	"context"
	"slices"
	"strconv"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/media"
	"github.com/lantoa/lantoa/internal/right"
)

// MaxPictures is how many pictures a text may show.
const MaxPictures = 20

// Library is what the newsroom asks of the media library.
type Library interface {
	// ByID reads those of some pictures that there are.
	ByID(ctx context.Context, ids []string) (map[string]media.Media, error)
}

// Pictured reads the pictures of a text in their order; the fault of one that is gone stands at
// its place.
func Pictured(ctx context.Context, library Library, ids []string) ([]media.Media, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	found, err := library.ByID(ctx, ids)
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

func pictureAt(i int) string { return "/pictures/" + strconv.Itoa(i) }

// CheckPictures refuses pictures that there are not, that stand twice, or that the actor may
// not see; those that the text showed before may stay.
func (s *Service) CheckPictures(ctx context.Context, actor right.Actor, ids, before []string) error {
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
