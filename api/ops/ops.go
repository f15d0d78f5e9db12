// Package ops tells machines how the server does: /healthz, /readyz and /metrics.
package ops

import (
	"context"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/lantoa/lantoa/internal/delivery"
)

// Options are what the health of the server is told from.
type Options struct {
	Queue interface {
		Health(ctx context.Context) (delivery.QueueHealth, error)
	}
	// LastRound is when the engine last finished looking for work.
	LastRound func() time.Time
	// LastTicks is when each task of the clock last ended well; zero when it never did.
	LastTicks func() map[string]time.Time
	Now       func() time.Time
	Version   string
}

// Limits beyond which the server is not ready.
const (
	maxRoundAge = 30 * time.Second
	// maxBacklog is how long something that may go out may have waited.
	maxBacklog = 2 * time.Minute
	patience   = 5 * time.Second
)

// Ops serves the health of the server.
type Ops struct {
	o        Options
	registry *prometheus.Registry
}

// New makes an Ops.
func New(o Options) *Ops {
	registry := prometheus.NewRegistry()
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	s := &Ops{o: o, registry: registry}
	registry.MustRegister(s)
	return s
}

// Mount registers the routes.
func (s *Ops) Mount(r gin.IRoutes) {
	for _, method := range []string{http.MethodGet, http.MethodHead} {
		r.Handle(method, "/healthz", s.alive)
		r.Handle(method, "/readyz", s.ready)
		r.Handle(method, "/metrics", gin.WrapH(promhttp.HandlerFor(s.registry, promhttp.HandlerOpts{Timeout: patience})))
	}
}

// alive says that the process answers; it asks nobody.
func (s *Ops) alive(c *gin.Context) {
	c.Header("Cache-Control", "no-store")
	c.JSON(http.StatusOK, gin.H{"status": "ok", "version": s.o.Version})
}

// report is the answer of /readyz.
type report struct {
	Status          string         `json:"status"`
	Problems        []string       `json:"problems"`
	LastRoundAge    float64        `json:"last_round_age_seconds"`
	OldestClaimable float64        `json:"oldest_claimable_age_seconds"`
	Claimable       int            `json:"claimable"`
	Deliveries      map[string]int `json:"deliveries,omitempty"`
}

// ready says whether the engine works: it looked for work lately, the database answers,
// and nothing that may go out has waited for long.
func (s *Ops) ready(c *gin.Context) {
	c.Header("Cache-Control", "no-store")
	r := s.report(c.Request.Context())
	status := http.StatusOK
	if len(r.Problems) > 0 {
		status = http.StatusServiceUnavailable
	}
	c.JSON(status, r)
}

func (s *Ops) report(ctx context.Context) report {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	now := s.o.Now()
	r := report{Status: "ok", Problems: []string{}, Deliveries: map[string]int{}}
	if last := s.o.LastRound(); last.IsZero() {
		r.Problems = append(r.Problems, "the engine has not looked for work yet")
	} else if r.LastRoundAge = now.Sub(last).Seconds(); r.LastRoundAge > maxRoundAge.Seconds() {
		r.Problems = append(r.Problems, "the engine has not looked for work lately")
	}
	health, err := s.o.Queue.Health(ctx)
	if err != nil {
		r.Problems = append(r.Problems, "the database does not answer")
	}
	r.Claimable = health.Claimable
	if !health.OldestClaimable.IsZero() {
		r.OldestClaimable = max(0, now.Sub(health.OldestClaimable).Seconds())
	}
	if r.OldestClaimable > maxBacklog.Seconds() {
		r.Problems = append(r.Problems, "deliveries that may go out are waiting")
	}
	for state, n := range health.ByState {
		r.Deliveries[string(state)] = n
	}
	if len(r.Problems) > 0 {
		r.Status = "unavailable"
	}
	return r
}

// Describe implements prometheus.Collector; the collector is unchecked, since states
// come from the data.
func (s *Ops) Describe(chan<- *prometheus.Desc) {}

// Collect implements prometheus.Collector.
func (s *Ops) Collect(metrics chan<- prometheus.Metric) {
	r := s.report(context.Background())
	gauge := func(name, help string, value float64, label ...string) { // its name and value, where it has one
		var names, values []string
		if len(label) == 2 {
			names, values = label[:1], label[1:]
		}
		metrics <- prometheus.MustNewConstMetric(prometheus.NewDesc("lantoa_"+name, help, names, nil), prometheus.GaugeValue, value, values...)
	}
	gauge("engine_last_round_age_seconds", "Age of the engine's last finished look for work.", r.LastRoundAge)
	gauge("deliveries_claimable", "Deliveries that may go out now and have not been taken.", float64(r.Claimable))
	gauge("deliveries_oldest_claimable_age_seconds", "How long the oldest of them has waited.", r.OldestClaimable)
	for state, n := range r.Deliveries {
		gauge("deliveries", "Deliveries by state.", float64(n), "state", state)
	}
	for task, last := range s.o.LastTicks() {
		at := 0.0
		if !last.IsZero() {
			at = float64(last.UnixMilli()) / 1000
		}
		gauge("task_last_success_timestamp_seconds", "When a task of the clock last ended well; 0 when it has not since the start.", at, "task", task)
	}
}
