package channel

import (
	"context"
	"time"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/layout"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/text"
)

// Template is a version of the template by which a channel lays out its texts, in the
// language of package layout. The zero value is the layout that is built in.
type Template struct {
	Version int // of this channel's templates, from 1; 0 for the built-in layout
	Body    string
	// CreatedBy and CreatedAt are told by [Service.Templates] alone.
	CreatedBy string
	CreatedAt time.Time
}

// Templates keeps every version of every channel's template.
type Templates interface {
	// AddTemplate keeps a version that was not there yet.
	AddTemplate(ctx context.Context, channel string, t Template) error
	// Templates lists the versions of a channel's template, newest first.
	Templates(ctx context.Context, channel string) ([]Template, error)
}

// templatePointer is where a template stands in what people send.
const templatePointer = "/template"

// Templates lists the versions that a channel's template has had, newest first.
func (s *Service) Templates(ctx context.Context, actor right.Actor, id string) ([]Template, error) {
	if _, err := s.Get(ctx, actor, id); err != nil {
		return nil, err
	}
	return s.o.Store.Templates(ctx, id)
}

// applyTemplate brings a template into the channel, as its next version, when its rules hold.
func (s *Service) applyTemplate(ctx context.Context, ch *change, given *string) error {
	if given == nil {
		return nil
	}
	body, err := text.Clean(*given)
	if err != nil {
		ch.faults.Add(templatePointer, notUTF8())
		return nil //nolint:nilerr // told with the other faults
	}
	if body == ch.c.Template.Body {
		return nil
	}
	ch.changed = append(ch.changed, templatePointer)
	ch.c.Template = Template{}
	if body == "" {
		return nil
	}
	if problem := ch.templateProblem(body); !problem.IsZero() {
		ch.faults.Add(templatePointer, problem)
		return nil
	}
	ch.c.Template = Template{Version: 1, Body: body}
	if ch.fresh {
		return nil
	}
	earlier, err := s.o.Store.Templates(ctx, ch.c.ID)
	if len(earlier) > 0 {
		ch.c.Template.Version += earlier[0].Version
	}
	return err
}

// templateProblem says what is wrong with a template for the channel's kind.
func (ch *change) templateProblem(body string) fault.Text {
	form := ch.spec.Text
	if form.Most == 0 {
		return fault.T("loại kênh này nhận cả bài chứ không nhận một đoạn chữ, nên không có mẫu", "this kind of channel takes whole stories and no texts, so that it has no template")
	}
	template, err := layout.Parse(body)
	if err != nil {
		refusal, ok := fault.As(err)
		if !ok {
			return fault.T("không đọc được mẫu", "the template cannot be read")
		}
		return refusal.Detail
	}
	most := min(form.Longest(false), form.Longest(true)) / 2
	for _, own := range template.Words() {
		if size := layout.Length(own, form.Unit); size > most {
			return fault.Tf("lời của chính mẫu dài %d ký tự, nhiều nhất %d (một nửa mức của nơi nhận) để còn chỗ cho bài; rút ngắn",
				"the template's own words have %d characters, %d at most (half of what the destination takes) so that room is left for the story; shorten them", size, most)
		}
	}
	return fault.Text{}
}

// keepTemplate keeps the template of a channel whose template has just changed.
func (s *Service) keepTemplate(ctx context.Context, actor right.Actor, c Channel) error {
	if c.Template.Version == 0 {
		return nil
	}
	kept := c.Template
	kept.CreatedBy, kept.CreatedAt = actor.ID, s.now()
	return s.o.Store.AddTemplate(ctx, c.ID, kept)
}
