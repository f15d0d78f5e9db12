package ops_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/lantoa/lantoa/api/ops"
	"github.com/lantoa/lantoa/internal/delivery"
)

func noon() time.Time { return time.Date(2026, 11, 23, 5, 0, 0, 0, time.UTC) }

// engine is a queue and an engine in a given state.
type engine struct {
	health delivery.QueueHealth
	broken error
	round  time.Time
	ticks  map[string]time.Time
	meter  *ops.Meter
}

func (e engine) Health(context.Context) (delivery.QueueHealth, error) { return e.health, e.broken }

func (e engine) ask(t *testing.T, method, path string) *httptest.ResponseRecorder {
	t.Helper()
	router := gin.New()
	ops.New(ops.Options{Queue: e, LastRound: func() time.Time { return e.round }, LastTicks: func() map[string]time.Time { return e.ticks },
		Meter: e.meter, Now: noon, Version: "1.2.3"}).Mount(router)
	answer := httptest.NewRecorder()
	router.ServeHTTP(answer, httptest.NewRequestWithContext(t.Context(), method, path, nil))
	return answer
}

// TestReady holds each limit on both of its sides.
func TestReady(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		engine   engine
		problems []string
	}{
		"fresh":            {engine{round: noon()}, nil},
		"a round ago":      {engine{round: noon().Add(-30 * time.Second)}, nil},
		"a tick ago":       {engine{round: noon(), ticks: map[string]time.Time{"dispatch": noon().Add(-30 * time.Second), "seal": {}}}, nil},
		"no tick":          {engine{round: noon(), ticks: map[string]time.Time{"dispatch": noon().Add(-31 * time.Second)}}, []string{"the clock stands still"}},
		"just begun":       {engine{}, []string{"the engine has not looked for work yet"}},
		"stands still":     {engine{round: noon().Add(-31 * time.Second)}, []string{"the engine has not looked for work lately"}},
		"without database": {engine{round: noon(), broken: errors.New("dial tcp 10.1.2.3")}, []string{"the database does not answer"}},
		"all at once": {engine{broken: errors.New("gone"), ticks: map[string]time.Time{"dispatch": noon().Add(-time.Hour)}},
			[]string{"the engine has not looked for work yet", "the database does not answer", "the clock stands still"}},
	} {
		answer := c.engine.ask(t, http.MethodGet, "/readyz")
		var report struct {
			Status   string
			Problems []string
		}
		if err := json.Unmarshal(answer.Body.Bytes(), &report); err != nil {
			t.Fatal(err)
		}
		status, word := http.StatusOK, "ok"
		if len(c.problems) > 0 {
			status, word = http.StatusServiceUnavailable, "unavailable"
		}
		if answer.Code != status || report.Status != word || !slices.Equal(report.Problems, append([]string{}, c.problems...)) {
			t.Errorf("%s: %d %s", name, answer.Code, answer.Body)
		}
		if strings.Contains(answer.Body.String(), "10.1.2.3") {
			t.Errorf("%s: the cause is shown to everyone: %s", name, answer.Body)
		}
	}
}

// queue is one whose health a test changes.
type queue struct{ health delivery.QueueHealth }

func (q *queue) Health(context.Context) (delivery.QueueHealth, error) { return q.health, nil }

// TestWhatStaysIsTheMeasure: not how old a delivery is, but for how long it has been seen that
// it could go and is not taken, makes an engine that stands still.
func TestWhatStaysIsTheMeasure(t *testing.T) {
	t.Parallel()
	now, q := noon(), &queue{}
	server := ops.New(ops.Options{Queue: q, LastRound: func() time.Time { return now }, LastTicks: func() map[string]time.Time { return nil }, Now: func() time.Time { return now }})
	router := gin.New()
	server.Mount(router)
	old := delivery.QueueHealth{Claimable: 1, Oldest: "a", OldestAt: noon().Add(-5 * time.Hour)}
	taken, retried := delivery.QueueHealth{}, old
	retried.OldestAt = noon()
	for i, step := range []struct {
		after  time.Duration
		health delivery.QueueHealth
		want   int
	}{
		{0, old, 200}, {time.Minute, old, 200}, {time.Minute, old, 200}, {time.Second, old, 503}, // it stays
		{time.Second, taken, 200}, {time.Second, old, 200}, {time.Minute, old, 200}, // it was away
		{time.Minute, retried, 200}, {time.Minute, retried, 200}, // it was taken meanwhile
		{time.Minute, retried, 200}, {301 * time.Second, retried, 200}, {time.Minute, retried, 200}, // nobody looked for a while
		{time.Minute, retried, 200}, {time.Second, retried, 503},
		{time.Second, taken, 200}, {time.Second, old, 200}, {4 * time.Minute, old, 503}, // looked at seldom
	} {
		now, q.health = now.Add(step.after), step.health
		answer := httptest.NewRecorder()
		router.ServeHTTP(answer, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/readyz", nil))
		if answer.Code != step.want {
			t.Errorf("step %d: %d %s", i, answer.Code, answer.Body)
		}
	}
}

func TestAliveAsksNobody(t *testing.T) {
	t.Parallel()
	broken := engine{broken: errors.New("gone")}
	for _, method := range []string{http.MethodGet, http.MethodHead} {
		if answer := broken.ask(t, method, "/healthz"); answer.Code != http.StatusOK || answer.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %d %v", method, answer.Code, answer.Header())
		}
	}
	if answer := broken.ask(t, http.MethodGet, "/healthz"); !strings.Contains(answer.Body.String(), `"version":"1.2.3"`) {
		t.Errorf("healthz: %s", answer.Body)
	}
}

func TestMetrics(t *testing.T) {
	t.Parallel()
	meter := ops.NewMeter()
	meter.Started("c1", 300*time.Millisecond)
	meter.Ended("c1", delivery.TaskSend, "ok")
	meter.Ended("c1", delivery.TaskSend, "")
	meter.Expired("c1")
	body := engine{meter: meter, round: noon().Add(-4 * time.Second), ticks: map[string]time.Time{"seal": noon().Add(-time.Second), "never": {}},
		health: delivery.QueueHealth{Claimable: 2, Oldest: "a", OldestAt: noon().Add(-7 * time.Second), ByState: map[delivery.State]int{delivery.Attention: 5, delivery.Waiting: 2},
			Channels: []delivery.ChannelHealth{{ID: "c1", Kind: "telegram", Name: "Kênh", Due: 4, OldestAt: noon().Add(-9 * time.Second), CutOff: true}}},
	}.ask(t, http.MethodGet, "/metrics").Body.String()
	for _, line := range []string{"lantoa_engine_last_round_age_seconds 4", "lantoa_deliveries_claimable 2", "lantoa_deliveries_oldest_claimable_age_seconds 7",
		`lantoa_deliveries{state="attention"} 5`, `lantoa_deliveries{state="waiting"} 2`, `lantoa_task_last_success_timestamp_seconds{task="seal"} 1.795409999e+09`, `lantoa_task_last_success_timestamp_seconds{task="never"} 0`,
		`lantoa_channel_info{channel="c1",kind="telegram",name="Kênh"} 1`, `lantoa_channel_due{channel="c1"} 4`, `lantoa_channel_oldest_due_age_seconds{channel="c1"} 9`,
		`lantoa_channel_stopped{channel="c1"} 0`, `lantoa_channel_cut_off{channel="c1"} 1`,
		`lantoa_publication_lateness_seconds_bucket{channel="c1",le="0.25"} 0`, `lantoa_publication_lateness_seconds_bucket{channel="c1",le="0.5"} 1`,
		`lantoa_attempts_total{channel="c1",class="ok",task="send"} 1`, `lantoa_attempts_total{channel="c1",class="none",task="send"} 1`, `lantoa_lease_expiries_total{channel="c1"} 1`} {
		if !strings.Contains(body, "\n"+line+"\n") {
			t.Errorf("there is no line %q", line)
		}
	}
}
