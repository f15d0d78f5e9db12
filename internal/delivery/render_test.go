package delivery_test

import (
	"slices"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/dispatch"
	"github.com/lantoa/lantoa/internal/release"
)

// last waits for the n-th send and gives its post.
func (h *harness) last(d *dispatch.Dispatcher, n int) connector.Post {
	h.Helper()
	d.Wake()
	h.eventually("the send", func() bool { sends, _, _ := h.place.count(); return sends >= n })
	h.place.mu.Lock()
	defer h.place.mu.Unlock()
	return h.place.sends[n-1].Post
}

// What destinations tell readers of a correction stays when a smaller change follows.
func TestASmallFixTakesNoCorrectionBack(t *testing.T) {
	each(t, func(h *harness) {
		e := h.approved("Bản đầu")
		id := h.publish(e, h.channel("keyed"))[0].ID
		d := h.run()
		h.until(id, delivery.Sent)
		for i, step := range []struct {
			kind release.NoteKind
			want []string
		}{
			{release.Correction, []string{"Đính chính: Sửa 0"}},
			{release.SmallFix, []string{"Đính chính: Sửa 0 (earlier)"}},
			{release.Update, []string{"Cập nhật: Sửa 2", "Đính chính: Sửa 0 (earlier)"}},
		} {
			h.change(e, step.kind, string(rune('0'+i)))
			var told []string
			for _, note := range h.last(d, i+2).Notes {
				words := note.Label + ": " + note.Text
				if note.Earlier {
					words += " (earlier)"
				}
				if note.At.IsZero() {
					words += " at no time"
				}
				told = append(told, words)
			}
			if !slices.Equal(told, step.want) {
				h.Errorf("after a %s readers are told %q, want %q", step.kind, told, step.want)
			}
			h.eventually("its end", func() bool {
				return !slices.ContainsFunc(h.of(e), func(one delivery.Listed) bool { return one.State != delivery.Sent })
			})
		}
	})
}

// Words that may have reached readers are taken back, also by a text that was there before.
func TestAReturnToFormerWordsIsSentWhileOthersMayBeThere(t *testing.T) {
	each(t, func(h *harness) {
		for state, hidden := range map[delivery.State]behaviour{
			delivery.Retrying: {applies: true, class: connector.Transient, maybe: true},
			delivery.Unsure:   {applies: true, class: connector.Ambiguous},
		} {
			e := h.approved("Đúng")
			first := h.publish(e, h.channel("keyed"))[0].ID
			d, stop := h.engine()
			h.until(first, delivery.Sent)
			h.place.direct(func(connector.Call) behaviour { return hidden })
			h.change(e, release.SmallFix, "Sai")
			d.Wake()
			h.eventually("the hidden answer", func() bool { all := h.of(e); return len(all) == 2 && all[1].State == state })
			h.place.direct(nil)
			h.change(e, release.SmallFix, "Đúng")
			last := h.of(e)[2].ID
			h.set(`UPDATE delivery SET next_at = 1 WHERE id = ?`, last) // doubt keeps it for a minute
			d.Wake()
			h.until(last, delivery.Sent)
			stop()
			h.place.mu.Lock()
			if stands := h.place.holds[first]; stands != "Đúng" {
				h.Errorf("%s: readers see %q", state, stands)
			}
			h.place.mu.Unlock()
		}
	})
}

// terse takes short titles only.
func (p *place) terse() connector.Spec {
	spec := p.spec("terse", connector.GuardKey)
	spec.TitleLimit = 20
	return spec
}

// A story that does not fit one channel is left to a person there, with what is wrong, and
// goes out on the others.
func TestWhatDoesNotFitOneChannelGoesOutOnTheOther(t *testing.T) {
	each(t, func(h *harness) {
		e := h.approved("Một tiêu đề dài hơn hai mươi ký tự")
		planned := h.publish(e, h.channel("terse"), h.channel("keyed"))
		o := h.options()
		o.Lease, o.Timeout = 6*time.Second, 3*time.Second
		_, stop := h.engineOf(o)
		defer stop()
		h.until(planned[1].ID, delivery.Sent)
		var one delivery.Delivery
		h.eventually("the end of the try", func() bool { one = h.read(planned[0].ID); return one.Attempt > 0 && one.LeaseToken == "" })
		if one.State != delivery.Attention || one.Reason != delivery.ReasonRender || one.Task != delivery.TaskNone || one.Detail.EN != "The title is too long for the channel: 14 characters too many." {
			h.Errorf("%s, %s, then %q: %s", one.State, one.Reason, one.Task, one.Detail.EN)
		}
		if sends, _, held := h.place.count(); sends != 1 || held != 1 {
			h.Errorf("%d sends, %d copies; want one, on the other channel", sends, held)
		}
	})
}
