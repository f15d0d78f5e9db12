package delivery_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/channel"
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/render"
)

// lasting is a destination whose one call a test plays, and the channels that lead there.
type lasting struct {
	delivery.Channels
	send  func(ctx context.Context, call connector.Call) connector.Outcome
	calls atomic.Int32
}

func (l *lasting) Open(ctx context.Context, id string) (channel.Opened, error) {
	opened, err := l.Channels.Open(ctx, id)
	opened.Connector = l
	return opened, err
}

func (l *lasting) Check(context.Context) connector.Health {
	return connector.Health{Class: connector.OK}
}

func (l *lasting) Send(ctx context.Context, call connector.Call) connector.Outcome {
	l.calls.Add(1)
	return l.send(ctx, call)
}

// pictured publishes a story whose post has pictures that need some ten seconds.
func (h *harness) pictured() string {
	h.Helper()
	id := h.publish(h.approved("Bài có ảnh"), h.channel("blind"))[0].ID
	payload, hash, err := render.Seal(connector.Post{Schema: connector.PostSchema, Intent: connector.Publish, Title: "Bài có ảnh",
		Pictures: []connector.Picture{{Hash: "x", Type: "image/jpeg", Size: 10 * 128 << 10}}})
	must(h.T, err)
	h.set(`UPDATE delivery SET payload = ?, payload_hash = ? WHERE id = ?`, payload, hash, id)
	return id
}

// The pictures of a post may take longer than a lease: it is renewed meanwhile, nobody else
// takes the story, and the answer is kept.
func TestACallWithPicturesMayOutlastALease(t *testing.T) {
	each(t, func(h *harness) {
		_, o := h.frailOptions()
		slow := &lasting{Channels: h.channels, send: func(ctx context.Context, _ connector.Call) connector.Outcome {
			select {
			case <-ctx.Done():
				return connector.Outcome{Class: connector.Ambiguous, Reason: "cut"}
			case <-time.After(o.Lease + time.Second):
				return connector.Outcome{Class: connector.OK}
			}
		}}
		o.Channels = slow
		id := h.pictured()
		_, stop := h.engineOf(o)
		defer stop()
		other := h.options()
		other.Channels, other.Instance = slow, "other"
		_, stopOther := h.engineOf(other)
		defer stopOther()
		h.until(id, delivery.Sent)
		if slow.calls.Load() != 1 {
			h.Errorf("%d calls", slow.calls.Load())
		}
	})
}

// A call whose lease cannot be renewed ends while the lease still holds: whoever takes the
// story next meets no call under way.
func TestACallWithPicturesEndsWithoutItsHeartbeat(t *testing.T) {
	each(t, func(h *harness) {
		f, o := h.frailOptions()
		var id string
		ended := make(chan time.Duration, 1)
		o.Channels = &lasting{Channels: h.channels, send: func(ctx context.Context, _ connector.Call) connector.Outcome {
			f.down.Store(true)
			<-ctx.Done()
			ended <- h.read(id).LeaseUntil.Sub(now())
			return connector.Outcome{Class: connector.Ambiguous, Reason: "cut"}
		}}
		id = h.pictured()
		d, stop := h.engineOf(o)
		defer stop()
		if left := <-ended; left <= 0 {
			h.Errorf("the call went on for %s after its lease", -left)
		}
		f.down.Store(false)
		h.eventually("the settlement", func() bool { d.Wake(); return h.read(id).State == delivery.Unsure })
	})
}

// Uploads take minutes. A story that is reopened or withdrawn meanwhile goes no further, and
// its withdrawal finds nothing to take down.
func TestAStoryStoppedDuringItsUploadsGoesNoFurther(t *testing.T) {
	each(t, func(h *harness) {
		for name, c := range map[string]struct {
			stop   func(e article.Edition)
			state  delivery.State
			reason delivery.Reason
		}{
			"reopened":  {h.reopened, delivery.Attention, delivery.ReasonApprovalVoid},
			"withdrawn": {h.withdraw, delivery.Cancelled, delivery.ReasonWithdrawn},
			"replaced":  {func(e article.Edition) { h.reopened(e); h.approve(h.edition(e)) }, delivery.Superseded, delivery.ReasonNewRelease},
			"let go":    {func(article.Edition) {}, delivery.Sent, delivery.ReasonNone},
		} {
			e := h.approved("Đang tải ảnh")
			o := h.options()
			o.Channels = &lasting{Channels: h.channels, send: func(ctx context.Context, call connector.Call) connector.Outcome {
				if call.Post.Release == 1 {
					c.stop(e)
				}
				if call.Progress.Put(ctx, "photo", "1") != nil {
					return connector.NotKept()
				}
				return connector.Outcome{Class: connector.OK}
			}}
			id := h.publish(e, h.channel("looked"))[0].ID
			_, stop := h.engineOf(o)
			d := h.until(id, c.state)
			stop()
			if d.Reason != c.reason {
				h.Errorf("%s: it is %s by %q", name, d.State, d.Reason)
			}
			for _, one := range h.of(e) {
				if one.Intent == connector.Withdraw && one.Reason != delivery.ReasonNotHere {
					h.Errorf("%s: the withdrawal is %s, %s", name, one.State, one.Reason)
				}
			}
		}
	})
}
