package delivery_test

import (
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/release"
)

// is tells whether the public may see a file.
func (h *harness) is(hash string) bool {
	h.Helper()
	_, err := h.queue.File(h.Context(), hash)
	if err != nil && !fault.Is(err, fault.NotFound) {
		h.Fatal(err)
	}
	return err == nil
}

// What a correction took out stays for the pages of a minute ago, and for channels that go
// on showing it; then it is gone.
func TestAPictureThatACorrectionTookOutGoes(t *testing.T) {
	each(t, func(h *harness) {
		h.place.direct(func(call connector.Call) behaviour {
			if call.Post.Intent == connector.Correct {
				return behaviour{applies: false, class: connector.Rejected}
			}
			return behaviour{applies: true, class: connector.OK}
		})
		hash, kept := strings.Repeat("a", 64), strings.Repeat("b", 64)
		e := h.approved("Có ảnh")
		for _, one := range []string{hash, kept} {
			h.set(`INSERT INTO release_file (hash, release_id, type, size) VALUES (?, ?, 'image/jpeg', 1)`, one, e.ApprovedRelease)
		}
		published := h.publish(e, h.feeds(), h.channel("looked"))
		d := h.run()
		for _, one := range published {
			h.until(one.ID, delivery.Sent)
		}
		hourAgo := func(id string) {
			h.set(`UPDATE delivery SET sent_at = ? WHERE id = ?`, time.Now().Add(-time.Hour-time.Second).UnixMicro(), id)
		}
		hourAgo(published[0].ID)
		hourAgo(published[1].ID)
		if !h.is(hash) {
			h.Error("a picture of a story that is out is not there")
		}
		h.changed(d, e, release.Correction, "Không ảnh")
		var corrections []delivery.Listed
		h.eventually("the corrections", func() bool {
			corrections = slices.DeleteFunc(h.of(e), func(one delivery.Listed) bool { return one.Intent != connector.Correct })
			return len(corrections) == 2 && !slices.ContainsFunc(corrections, func(one delivery.Listed) bool { return one.State != delivery.Sent && one.State != delivery.Attention })
		})
		slices.SortFunc(corrections, func(a, b delivery.Listed) int { return strings.Compare(string(b.State), string(a.State)) })
		sent, refused := corrections[0], corrections[1]
		h.set(`INSERT INTO release_file (hash, release_id, type, size) VALUES (?, ?, 'image/jpeg', 1)`, kept, sent.Release)
		hourAgo(sent.ID)
		if !h.is(hash) {
			h.Errorf("a picture that one channel goes on showing is not there: %s", refused.State)
		}
		h.set(`UPDATE delivery SET state = 'sent', sent_at = ? WHERE id = ?`, time.Now().UnixMicro(), refused.ID)
		if !h.is(hash) {
			h.Error("the pages of a minute ago lose their picture")
		}
		hourAgo(refused.ID)
		if h.is(hash) {
			h.Error("a picture that a correction took out is there for ever")
		}
		if !h.is(kept) {
			h.Error("a picture that the correction kept is not there")
		}
	})
}

// A destination may fetch a picture within the request that brings its address; before that,
// and on a trial, it is nobody's to see.
func TestAPictureIsThereWhenItsPostArrives(t *testing.T) {
	each(t, func(h *harness) {
		hash := strings.Repeat("a", 64)
		var within atomic.Bool
		h.place.direct(func(connector.Call) behaviour {
			_, err := h.queue.File(h.Context(), hash)
			within.Store(err == nil)
			return behaviour{applies: false, class: connector.Rejected}
		})
		e := h.approved("Có ảnh")
		h.set(`INSERT INTO release_file (hash, release_id, type, size) VALUES (?, ?, 'image/jpeg', 1)`, hash, e.ApprovedRelease)
		published := h.publish(e, h.channel("looked"))
		before := h.is(hash)
		h.run()
		h.until(published[0].ID, delivery.Attention)
		if before {
			h.Error("a picture is public before anything is sent")
		}
		if !within.Load() {
			h.Error("the destination does not get the picture of the post that it is given")
		}
		if h.is(hash) {
			h.Error("a picture of what the destination refused is public")
		}
	})
}
