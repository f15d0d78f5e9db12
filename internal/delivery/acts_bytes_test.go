package delivery_test

import (
	"flag"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/go-cmp/cmp"

	"github.com/lantoa/lantoa/api/feeds"
	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/channel"
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/feed"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/render"
	"github.com/lantoa/lantoa/internal/store/plans"
)

var rewrite = flag.Bool("update", false, "write the golden files anew")

// press is a press agency that takes events.
func (p *place) press() connector.Spec {
	spec := p.spec("press", connector.GuardKey)
	spec.Body = connector.BodyEvent
	return spec
}

// morning is the hour of an act, in a plan that is over: nothing in what readers get may hang on
// the day on which this test runs.
func morning(hour int) time.Time { return time.Date(2025, 3, 3, hour-7, 0, 0, 0, time.UTC) }

// reading is one story at every receiver that is given bytes: feeds in each format, and events.
type reading struct {
	*harness
	story        article.Edition
	passive, hub channel.Channel
	feeds        *gin.Engine
}

func newReading(h *harness) *reading {
	h.Helper()
	gin.SetMode(gin.ReleaseMode)
	zone, err := time.LoadLocation("Asia/Ho_Chi_Minh")
	must(h.T, err)
	asked := morning(16)
	r := &reading{harness: h, passive: h.feeds(), hub: h.channel("press"), feeds: gin.New()}
	feeds.New(feeds.Options{Public: h.queue, Series: h.queue, Renderer: render.Renderer{Addresses: render.Addresses{Public: "https://lantoa.example"}, Zone: zone},
		Plans: plan.New(plans.New(h.db), now, zone), SiteName: "Truyền thông ASEAN", PublicURL: "https://lantoa.example", Identity: "0192f0c4-7a5e-7c3b-8b1e-3f1d2c4b5a69",
		Zone: zone, Log: slog.New(slog.NewTextHandler(logOf(h.T), nil)),
		Now: func() time.Time { asked = asked.Add(2 * time.Second); return asked }}).Mount(r.feeds)
	return r
}

// reads gives a feed as it stands now.
func (r *reading) reads(format feed.Format) string {
	r.Helper()
	answer := httptest.NewRecorder()
	r.feeds.ServeHTTP(answer, httptest.NewRequestWithContext(r.Context(), http.MethodGet, "/feeds/vi/all."+string(format), nil))
	if answer.Code != http.StatusOK {
		r.Fatalf("the feed as %s: %d", format, answer.Code)
	}
	return r.named(answer.Body.String())
}

// named puts names for the ids that differ from run to run.
func (r *reading) named(s string) string {
	return strings.NewReplacer(r.story.Article, "{article}", r.story.ID, "{edition}").Replace(s)
}

// recorded sets the hour of an act in what it left.
func (r *reading) recorded(at time.Time) {
	r.Helper()
	const newest = `(SELECT max(number) FROM release n WHERE n.edition_id = release.edition_id)`
	r.set(`UPDATE release SET told_at = CASE told_at WHEN approved_at THEN CAST(? AS BIGINT) ELSE told_at END, approved_at = ? WHERE edition_id = ? AND number = `+newest,
		at.UnixMicro(), at.UnixMicro(), r.story.ID)
}

// carried lets the engine carry out what there is, as if at an hour, and gives the event that the
// press got.
func (r *reading) carried(at time.Time) string {
	r.Helper()
	stop := r.start()
	var event string
	for _, d := range r.of(r.story) {
		if d.SentAt.IsZero() {
			r.until(d.ID, delivery.Sent)
		}
	}
	stop()
	for _, d := range r.of(r.story) {
		if r.read(d.ID).SentAt.Year() == at.Year() {
			continue // of an act before
		}
		r.set(`UPDATE delivery SET sent_at = ? WHERE id = ?`, at.UnixMicro(), d.ID)
		if d.Channel == r.hub.ID {
			tries, err := r.queue.Attempts(r.Context(), d.ID)
			must(r.T, err)
			post, err := render.Read(r.read(d.ID).Payload)
			must(r.T, err)
			event = strings.NewReplacer(d.ID, "{delivery}", tries[0].StartAt.UTC().Format(time.RFC3339), "{sent}").Replace(r.named(post.Body))
		}
	}
	return event
}

// TestTheBytesOfEachAct holds what each act on a published story gives to those who are given
// bytes, by releases, deliveries and feeds as they come of the acts: the same bytes on both
// databases, on every day. The golden files have the acts one after the other.
func TestTheBytesOfEachAct(t *testing.T) {
	each(t, func(h *harness) {
		r, told := newReading(h), map[string]*strings.Builder{}
		keep := func(act string, name, bytes string) {
			if told[name] == nil {
				told[name] = &strings.Builder{}
			}
			fmt.Fprintf(told[name], "== %s ==\n%s\n", act, strings.TrimSuffix(bytes, "\n"))
		}
		shown := func(act string) {
			for _, format := range feed.Formats() {
				keep(act, string(format), r.reads(format))
			}
		}
		r.story = h.approved("Nam Định gặp gỡ ASEAN")
		r.recorded(morning(8))
		h.publish(r.story, r.passive, r.hub)
		keep("publish", "event", r.carried(morning(8)))
		shown("publish")
		for i, act := range []struct {
			name  string
			kind  release.NoteKind
			title string
		}{
			{"small fix", release.SmallFix, "Nam Định gặp gỡ ASEAN năm 2025"},
			{"update", release.Update, "Nam Định gặp gỡ ASEAN, thêm hai nước"},
			{"đính chính", release.Correction, "Ninh Bình gặp gỡ ASEAN, thêm hai nước"},
			{"cải chính", release.FormalCorrection, "Ninh Bình gặp gỡ ASEAN"},
			{"small fix after all of them", release.SmallFix, "Ninh Bình gặp gỡ ASEAN năm 2025"},
		} {
			hour := morning(9 + i)
			h.change(r.story, act.kind, act.title)
			r.recorded(hour)
			keep(act.name, "event", r.carried(hour))
			shown(act.name)
		}
		h.withdraw(r.story)
		h.set(`UPDATE delivery SET created_at = ? WHERE edition_id = ? AND intent = 'withdraw'`, morning(14).UnixMicro(), r.story.ID)
		shown("gỡ")
		keep("gỡ", "event", r.carried(morning(15)))
		for _, format := range feed.Formats() {
			if tomb := r.reads(format); !strings.HasSuffix(told[string(format)].String(), tomb) {
				h.Errorf("once the engine came to the withdrawal, %s is:\n%s", format, tomb)
			}
		}
		for name, got := range told {
			path := filepath.Join("testdata", "acts", name+".txt")
			if *rewrite {
				must(h.T, os.WriteFile(path, []byte(got.String()), 0o644))
			}
			want, err := os.ReadFile(path)
			must(h.T, err)
			if diff := cmp.Diff(string(want), got.String()); diff != "" {
				h.Errorf("%s (-want +got):\n%s", path, diff)
			}
		}
	})
}
