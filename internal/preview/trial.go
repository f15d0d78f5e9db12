package preview

import (
	"cmp"
	"context"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/variant"
)

// Trial is what becomes of a made-up story on a channel. Nothing of it is shown to readers.
type Trial struct {
	Preview
	// Health is what the destination said when it was asked.
	Health connector.Health
	// Outcome is what the trial channel played; nil of channels that have readers, to which
	// nothing was sent.
	Outcome *connector.Outcome
}

// Try renders a made-up story for a channel by the code that renders what is sent, and asks
// the destination whether it would take it. The trial channel, which nobody reads, plays the
// first step of its script. A template stands in the place of the channel's own, if one is
// given.
func (s Service) Try(ctx context.Context, actor right.Actor, id string, template *string) (Trial, error) {
	health, err := s.Channels.Check(ctx, actor, id)
	if err != nil {
		return Trial{}, err
	}
	c, spec, err := s.Channels.Describe(ctx, id)
	if err != nil {
		return Trial{}, err
	}
	if template != nil {
		c.Template.Body = *template
	}
	t := Trial{Preview: s.one(c, spec, madeUp(cmp.Or(c.Lang, "vi"), release.Template{Channel: c.ID, Version: 1, Body: c.Template.Body}), ""), Health: health}
	t.Wording = variant.Follows
	if !spec.Trial || !t.Problem.IsZero() {
		return t, nil
	}
	open, err := s.Channels.Open(ctx, id)
	if err != nil {
		return Trial{}, err
	}
	outcome := open.Connector.Send(ctx, connector.Call{Post: t.Post, Key: marker, Attempt: 1})
	t.Outcome = &outcome
	return t, nil
}

// madeUp is a story that says of itself that it is none.
func madeUp(lang string, template release.Template) release.Release {
	text, unit := manuscript.Text{
		Title: "Bài thử: chưa phải tin", Lead: "Đây là bài dùng để thử kênh. Bạn đọc không thấy bài này.",
		Body: "<p>Nội dung bài thử, có đủ dấu: ắ ề ổ ự ỹ đ.</p><p>Đoạn thứ hai.</p>",
	}, "Tòa soạn"
	if lang == "en" {
		text, unit = manuscript.Text{
			Title: "A test post: this is no news", Lead: "This story tries a channel. Readers do not see it.",
			Body: "<p>The words of the test post.</p><p>A second paragraph.</p>",
		}, "Newsroom"
	}
	content := release.Content{Article: marker, Edition: marker, Lang: lang, Act: release.ActPublish, Revision: release.Revision{Text: text},
		Unit: release.Label{Kind: "unit", Code: "thu", Name: unit}, Keywords: []string{"ASEAN"}}
	if template.Body != "" {
		content.Templates = []release.Template{template}
	}
	return release.Release{Number: 1, Content: content}
}
