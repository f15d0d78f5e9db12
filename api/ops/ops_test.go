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
}

func (e engine) Health(context.Context) (delivery.QueueHealth, error) { return e.health, e.broken }

func (e engine) ask(t *testing.T, method, path string) *httptest.ResponseRecorder {
	t.Helper()
	gin.SetMode(gin.TestMode)
	router := gin.New()
	ops.New(ops.Options{Queue: e, LastRound: func() time.Time { return e.round }, LastTicks: func() map[string]time.Time { return e.ticks },
		Now: noon, Version: "1.2.3"}).Mount(router)
	answer := httptest.NewRecorder()
	router.ServeHTTP(answer, httptest.NewRequestWithContext(t.Context(), method, path, nil))
	return answer
}

// TestReady holds each limit on both of its sides.
func TestReady(t *testing.T) {
	t.Parallel()
	waits := func(d time.Duration) delivery.QueueHealth {
		return delivery.QueueHealth{Claimable: 3, OldestClaimable: noon().Add(-d), ByState: map[delivery.State]int{delivery.Waiting: 3}}
	}
	for name, c := range map[string]struct {
		engine   engine
		problems []string
	}{
		"fresh":            {engine{round: noon()}, nil},
		"a round ago":      {engine{round: noon().Add(-30 * time.Second)}, nil},
		"busy":             {engine{round: noon(), health: waits(2 * time.Minute)}, nil},
		"just begun":       {engine{}, []string{"the engine has not looked for work yet"}},
		"stands still":     {engine{round: noon().Add(-31 * time.Second)}, []string{"the engine has not looked for work lately"}},
		"without database": {engine{round: noon(), broken: errors.New("dial tcp 10.1.2.3")}, []string{"the database does not answer"}},
		"falls behind":     {engine{round: noon(), health: waits(2*time.Minute + time.Second)}, []string{"deliveries that may go out are waiting"}},
		"all at once": {engine{health: waits(time.Hour), broken: errors.New("gone")},
			[]string{"the engine has not looked for work yet", "the database does not answer", "deliveries that may go out are waiting"}},
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
	body := engine{round: noon().Add(-4 * time.Second), ticks: map[string]time.Time{"seal": noon().Add(-time.Second), "never": {}},
		health: delivery.QueueHealth{Claimable: 2, OldestClaimable: noon().Add(-7 * time.Second), ByState: map[delivery.State]int{delivery.Attention: 5, delivery.Waiting: 2}},
	}.ask(t, http.MethodGet, "/metrics").Body.String()
	for _, line := range []string{"lantoa_engine_last_round_age_seconds 4", "lantoa_deliveries_claimable 2", "lantoa_deliveries_oldest_claimable_age_seconds 7",
		`lantoa_deliveries{state="attention"} 5`, `lantoa_deliveries{state="waiting"} 2`, `lantoa_task_last_success_timestamp_seconds{task="seal"} 1.795409999e+09`, `lantoa_task_last_success_timestamp_seconds{task="never"} 0`} {
		if !strings.Contains(body, "\n"+line+"\n") {
			t.Errorf("there is no line %q", line)
		}
	}
}
