package delivery_test

import (
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/channel"
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/preview"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/render"
	"github.com/lantoa/lantoa/internal/right"
)

// layOut gives a channel a template.
func (h *harness) layOut(c channel.Channel, body string) {
	h.Helper()
	present, err := h.channels.Get(h.Context(), right.System(), c.ID)
	must(h.T, err)
	_, err = h.channels.Update(h.Context(), right.System(), c.ID, present.Version, channel.Patch{Template: &body, Settle: new(channel.MinSettle)})
	must(h.T, err)
}

// foreseen is what the preview shows for a channel, with a delivery's marker in its place.
func (h *harness) foreseen(e article.Edition, c channel.Channel, id string) (text, link string) {
	h.Helper()
	service := preview.Service{Articles: h.articles, Channels: h.channels, Portals: h.queue, Variants: h.variants, Renderer: h.options().Renderer, Now: now}
	list, err := service.Of(h.Context(), approver(), ref(e), []string{c.ID})
	must(h.T, err)
	if len(list) != 1 {
		h.Fatalf("%d previews", len(list))
	}
	const none = "00000000-0000-0000-0000-000000000000"
	return strings.ReplaceAll(list[0].Post.Text, none, id), strings.ReplaceAll(list[0].Post.Link, none, id)
}

// went waits until a delivery is sent and gives its post.
func (h *harness) went(id string) connector.Post {
	h.Helper()
	post, err := render.Read(h.until(id, delivery.Sent).Payload)
	must(h.T, err)
	return post
}

// A story goes out as its approver saw it, whatever became of the channel's template since;
// and the preview shows just that.
func TestAStoryIsLaidOutAsItWasApproved(t *testing.T) {
	each(t, func(h *harness) {
		const first, second = "1 {{.Title}}{{.Notes}}\n{{.Lead}}\n{{.Link}}", "2 {{.Title}}{{with .Notes}}\n{{.}}{{end}}\n{{.Link}}"
		c, plain := h.channel("social"), h.channel("social")
		h.layOut(c, first)
		e := h.approved("Họp mặt 👨‍👩‍👧‍👦 ASEAN")
		h.layOut(c, second)
		late := h.channel("social")
		h.layOut(late, second)
		ids := h.publish(e, c, plain, late)
		h.run().Wake()
		for i, one := range []struct {
			channel channel.Channel
			begins  string
		}{{c, "1 Họp mặt 👨‍👩‍👧‍👦 ASEAN\nĐoạn dẫn."}, {plain, "Họp mặt 👨‍👩‍👧‍👦 ASEAN\n\nĐoạn dẫn."}, {late, "Họp mặt 👨‍👩‍👧‍👦 ASEAN\n\nĐoạn dẫn."}} {
			post := h.went(ids[i].ID)
			text, link := h.foreseen(e, one.channel, ids[i].ID)
			if !strings.HasPrefix(post.Text, one.begins) || post.Text != text || post.Link != link {
				h.Errorf("%d: sent %q to %s, foreseen %q to %s", i, post.Text, post.Link, text, link)
			}
		}
		h.change(e, release.Correction, "Họp mặt ASEAN, sửa")
		for _, one := range h.of(e) {
			if one.Intent != connector.Correct || one.Channel != c.ID {
				continue
			}
			post := h.went(one.ID)
			if !strings.HasPrefix(post.Text, "2 Họp mặt ASEAN, sửa\nĐính chính (") {
				h.Errorf("the correction says %q", post.Text)
			}
		}
	})
}

// Who approves has seen how the story will be laid out.
func TestANewTemplateAsksForAnotherLook(t *testing.T) {
	each(t, func(h *harness) {
		c, english := h.channel("social"), h.channel("social")
		h.set(`UPDATE channel SET lang = 'en' WHERE id = ?`, english.ID)
		e := h.approved("Đang chờ")
		h.reopened(e)
		_, err := h.articles.Submit(h.Context(), writer(), article.At{Ref: ref(e)})
		must(h.T, err)
		_, shown, err := h.articles.Candidate(h.Context(), approver(), ref(e))
		must(h.T, err)
		h.layOut(english, "{{.Title}}{{.Notes}} {{.Link}}") // takes no Vietnamese
		if _, same, err := h.articles.Candidate(h.Context(), approver(), ref(e)); err != nil || same != shown {
			h.Errorf("another language's template changed the release: %v", err)
		}
		h.layOut(c, "{{.Title}}{{.Notes}} {{.Link}}")
		if _, _, _, err := h.articles.Approve(h.Context(), approver(), article.At{Ref: ref(e)}, shown); !fault.Is(err, fault.ReleaseChanged) {
			h.Errorf("approved by what was shown before: %v", err)
		}
		_, present, err := h.articles.Candidate(h.Context(), approver(), ref(e))
		must(h.T, err)
		_, approved, _, err := h.articles.Approve(h.Context(), approver(), article.At{Ref: ref(e)}, present)
		must(h.T, err)
		if got := approved.Content.Templates; len(got) != 1 || got[0].Channel != c.ID || got[0].Version != 1 {
			h.Errorf("the release pins %+v", got)
		}
	})
}
