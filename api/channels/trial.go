package channels

import (
	"context"

	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/preview"
)

// TestInput says how a channel is tried.
type TestInput struct {
	Template *string `json:"template,omitempty" maxLength:"4000" doc:"In the place of the channel's own, to see what it makes of a story"`
}

// TestPost is what becomes of a made-up story on a channel.
type TestPost struct {
	Title   string              `json:"title,omitempty"`
	Lead    string              `json:"lead,omitempty"`
	HTML    string              `json:"html,omitempty" doc:"Of kinds that take a body"`
	Text    string              `json:"text,omitempty" doc:"Of kinds that take a text alone"`
	Link    string              `json:"link,omitempty" doc:"Zeros stand for the marker"`
	Used    int                 `json:"used,omitempty" doc:"Length of the text, counted as the platform counts"`
	Most    int                 `json:"most,omitempty" doc:"The longest text that the platform takes"`
	Problem *rest.LocalizedText `json:"problem,omitempty" doc:"Why there can be no post"`
	Health  ChannelHealth       `json:"health" doc:"What the destination said when it was asked"`
	Outcome *TestOutcome        `json:"outcome,omitempty" doc:"What the trial channel played; absent of other kinds, to which nothing was sent"`
}

// TestOutcome is what the trial channel played.
type TestOutcome struct {
	Class   string              `json:"class"`
	Detail  *rest.LocalizedText `json:"detail,omitempty"`
	Address string              `json:"address,omitempty"`
}

type testing struct {
	Identified
	Body *TestInput
}

func (h *handlers) test(ctx context.Context, in *testing) (*rest.Plain[TestPost], error) {
	var template *string
	if in.Body != nil {
		template = in.Body.Template
	}
	t, err := h.previews.Try(ctx, rest.Actor(ctx), in.ID, template)
	if err != nil {
		return nil, err
	}
	return &rest.Plain[TestPost]{Body: testPostOf(t)}, nil
}

func testPostOf(t preview.Trial) TestPost {
	post := t.Post
	shape := TestPost{Title: post.Title, Lead: post.Lead, HTML: post.HTML, Text: post.Text, Link: post.Link, Used: t.Used, Most: t.Most,
		Problem: rest.SomeLocalized(t.Problem), Health: healthOf(string(t.Health.Class), t.Health.Account, t.Health.Detail, t.Health.ExpiresAt)}
	if o := t.Outcome; o != nil {
		shape.Outcome = &TestOutcome{Class: string(o.Class), Detail: rest.SomeLocalized(o.Detail), Address: o.Receipt.Address}
	}
	return shape
}
