package delivery_test

import (
	"testing"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/render"
)

// keeping takes corrections of texts, and leaves the pictures of a post as they are.
func (p *place) keeping() connector.Spec {
	spec := p.spec("keeping", connector.GuardKey)
	spec.Pictures.Stay = func(connector.Values) bool { return true }
	return spec
}

// Where a correction cannot exchange the pictures of a post, its text goes out at once, and a
// person is told of the pictures until a newer correction has its own word for it.
func TestPicturesThatStayAreTold(t *testing.T) {
	each(t, func(h *harness) {
		e := h.approved("Ảnh nhầm người")
		first := h.publish(e, h.channel("keeping"))[0].ID
		wrong := []connector.Picture{{Hash: "wrong", Type: "image/jpeg", Size: 1}}
		payload, hash, err := render.Seal(connector.Post{Schema: connector.PostSchema, Intent: connector.Publish, Title: "Ảnh nhầm người", Pictures: wrong})
		must(h.T, err)
		h.set(`UPDATE delivery SET payload = ?, payload_hash = ? WHERE id = ?`, payload, hash, first)
		d := h.run()
		h.until(first, delivery.Sent)
		for i, title := range []string{"Đã bỏ ảnh", "Đã bỏ ảnh", "Đã bỏ ảnh, sửa nữa"} { // the same text is no reason to be silent
			h.change(e, release.SmallFix, title)
			post := h.last(d, i+2)
			told := h.until(h.of(e)[i+1].ID, delivery.Attention)
			if told.Reason != delivery.ReasonPictures || !told.Out() || told.Task != delivery.TaskNone || post.Title != title || !post.PicturesStay {
				h.Errorf("%s: %s by %q, out %v, task %q; the post %+v", title, told.State, told.Reason, told.Out(), told.Task, post)
			}
			if len(post.Pictures) != 1 || post.Pictures[0].Hash != "wrong" {
				h.Errorf("%s: the post is said to have the pictures %+v", title, post.Pictures)
			}
		}
		all := h.of(e)
		if before := all[2]; before.State != delivery.Sent || before.Reason != delivery.ReasonNone {
			h.Errorf("the correction before is %s by %q", before.State, before.Reason)
		}
		done, err := h.desk.MarkSent(h.Context(), approver(), all[3].ID, "")
		must(h.T, err)
		if done.State != delivery.Sent || done.Reason != delivery.ReasonByPerson {
			h.Errorf("once a person has seen to it, it is %s by %q", done.State, done.Reason)
		}
	})
}

// A correction that leaves the pictures alone is nobody's business.
func TestPicturesThatAreTheSameAreNotTold(t *testing.T) {
	each(t, func(h *harness) {
		e := h.approved("Không ảnh")
		first := h.publish(e, h.channel("keeping"))[0].ID
		d := h.run()
		h.until(first, delivery.Sent)
		h.change(e, release.SmallFix, "Không ảnh, đã sửa")
		h.last(d, 2)
		h.until(h.of(e)[1].ID, delivery.Sent)
	})
}
