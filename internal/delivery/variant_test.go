package delivery_test

import (
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/channel"
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/preview"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/render"
	"github.com/lantoa/lantoa/internal/variant"
)

// say gives a channel own words of an edition that is open.
func (h *harness) say(e article.Edition, c channel.Channel, words variant.Words) {
	h.Helper()
	on := variant.On{Ref: ref(e), Channel: c.ID}
	if standing, err := h.variants.Get(h.Context(), writer(), on); err == nil {
		on.Version = standing.Version.Number
	}
	_, err := h.variants.Save(h.Context(), writer(), on, variant.Input{Words: words})
	must(h.T, err)
}

// previews is what the preview shows of an edition for some channels, with drafts in place of what is
// saved.
func (h *harness) previews(e article.Edition, drafts []release.Variant, channels ...channel.Channel) []preview.Preview {
	h.Helper()
	service := preview.Service{Articles: h.articles, Channels: h.channels, Portals: h.queue, Variants: h.variants, Renderer: h.options().Renderer, Now: now}
	var list []preview.Preview
	for _, c := range channels {
		one, err := service.With(h.Context(), approver(), ref(e), []string{c.ID}, drafts)
		must(h.T, err)
		list = append(list, one...)
	}
	return list
}

// Each channel gets the words that the preview showed for it, saved or not: its own, or the
// master's. A small fix of the master that own words hide sends nothing there, and a correction
// reaches every channel with its note.
func TestThePreviewIsWhatGoesOut(t *testing.T) {
	each(t, func(h *harness) {
		wall, portal, plain := h.channel("social"), h.channel("looked"), h.channel("social")
		e := h.approved("Họp mặt ASEAN")
		h.reopened(e)
		tried := h.previews(e, []release.Variant{{Channel: wall.ID, Text: "Vui quá 👨‍👩‍👧‍👦!"}, {Channel: portal.ID, Title: "Tít của cổng"}}, wall, portal, plain)
		h.say(e, wall, variant.Words{Text: "Vui quá 👨‍👩‍👧‍👦!"})
		h.say(e, portal, variant.Words{Title: "Tít của cổng"})
		e = h.approve(e)
		seen := h.previews(e, nil, wall, portal, plain)
		ids := h.publish(e, wall, portal, plain)
		engine := h.run()
		engine.Wake()
		for i, one := range ids {
			went := h.went(one.ID)
			for _, p := range []preview.Preview{tried[i], seen[i]} {
				const none = "00000000-0000-0000-0000-000000000000"
				if went.Text != strings.ReplaceAll(p.Post.Text, none, one.ID) || went.Title != p.Post.Title || went.Lead != p.Post.Lead || went.HTML != p.Post.HTML {
					h.Errorf("%d: sent %+v, foreseen %+v", i, went, p.Post)
				}
			}
		}
		for i, want := range []variant.State{variant.Changed, variant.Changed, variant.Follows} {
			if tried[i].Wording != want || seen[i].Wording != want {
				h.Errorf("%d: told %s and %s, want %s", i, tried[i].Wording, seen[i].Wording, want)
			}
		}
		if post := h.went(ids[0].ID); !strings.HasPrefix(post.Text, "Vui quá 👨‍👩‍👧‍👦!\n\n") || strings.Contains(post.Text, "Họp mặt") {
			h.Errorf("the wall says %q", post.Text)
		}
		if post := h.went(ids[1].ID); post.Title != "Tít của cổng" || post.Lead != "Đoạn dẫn." {
			h.Errorf("the portal says %q, %q", post.Title, post.Lead)
		}

		h.change(e, release.SmallFix, "Họp mặt ASEAN 2026")
		engine.Wake()
		for _, c := range []struct {
			channel channel.Channel
			state   delivery.State
		}{{wall, delivery.Superseded}, {portal, delivery.Superseded}, {plain, delivery.Sent}} {
			h.until(h.correcting(e, c.channel), c.state)
		}
		if d := h.read(h.correcting(e, wall)); d.Reason != delivery.ReasonUnchanged {
			h.Errorf("the wall's ended by %s", d.Reason)
		}
		if list := h.previews(e, nil, wall); list[0].Wording != variant.MasterChanged || len(list[0].Warnings()) != 1 {
			h.Errorf("the wall is told %s, %v", list[0].Wording, list[0].Warnings())
		}

		h.change(e, release.Correction, "Họp mặt ASEAN lần 3")
		engine.Wake()
		post := h.went(h.correcting(e, wall))
		if !strings.HasPrefix(post.Text, "Vui quá 👨‍👩‍👧‍👦!\n\nĐính chính (") || !strings.Contains(post.Text, "Sửa Họp mặt ASEAN lần 3") {
			h.Errorf("the wall's correction says %q", post.Text)
		}
		if post := h.went(h.correcting(e, portal)); post.Title != "Tít của cổng" || len(post.Notes) != 1 {
			h.Errorf("the portal's correction says %q with %+v", post.Title, post.Notes)
		}
	})
}

// correcting is the newest correction of an edition on a channel.
func (h *harness) correcting(e article.Edition, c channel.Channel) string {
	h.Helper()
	id := ""
	for _, one := range h.of(e) {
		if one.Intent == connector.Correct && one.Channel == c.ID && one.ID > id {
			id = one.ID
		}
	}
	return id
}

// Words without room for note and link are saved, are told to be too long in the preview, and go
// to a person instead of out.
func TestWordsWithoutRoom(t *testing.T) {
	each(t, func(h *harness) {
		wall := h.channel("social")
		e := h.approved("Họp mặt ASEAN")
		h.reopened(e)
		h.say(e, wall, variant.Words{Text: strings.Repeat("đ", 500)})
		p := h.previews(e, nil, wall)[0]
		if p.Problem.IsZero() || p.Over == 0 || p.Used != p.Most+p.Over || !strings.Contains(p.Problem.VI, "Lời riêng") || p.Wording != variant.Changed {
			h.Errorf("the preview says %+v, %d of %d, %d over", p.Problem, p.Used, p.Most, p.Over)
		}
		e = h.approve(e)
		planned := h.publish(e, wall)
		h.run().Wake()
		d := h.until(planned[0].ID, delivery.Attention)
		if d.Reason != delivery.ReasonRender || d.Detail != p.Problem {
			h.Errorf("it ended by %s: %+v", d.Reason, d.Detail)
		}
		if _, err := render.Read(d.Payload); err == nil {
			h.Error("it has a payload")
		}
	})
}
