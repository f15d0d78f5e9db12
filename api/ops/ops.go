// Package ops tells machines how the server does: /healthz, /readyz and /metrics.
package ops

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/mail"
)

// Options are what the health of the server is told from.
type Options struct {
	Queue interface {
		Health(ctx context.Context) (delivery.QueueHealth, error)
	}
	// Mail is the outbox; nil tells nothing of it.
	Mail interface {
		Figures(ctx context.Context) (mail.Figures, error)
	}
	// LastRound is when the engine last finished looking for work.
	LastRound func() time.Time
	// Meter is told what the engine does; its figures are shown beside the others.
	Meter *Meter
	// LastTicks is when each task of the clock last ended well; zero when it never did.
	LastTicks func() map[string]time.Time
	Now       func() time.Time
	Version   string
}

// Limits beyond which the server is not ready.
const (
	maxRoundAge = 30 * time.Second
	// maxBacklog is how long the same thing may be seen that could go out and is not taken.
	maxBacklog = 2 * time.Minute
	// maxGap is how far apart two looks at it may be: between them its channel may have been
	// stopped and let go.
	maxGap   = 5 * time.Minute
	patience = 5 * time.Second
)

// Ops serves the health of the server.
type Ops struct {
	o        Options
	registry *prometheus.Registry

	mu   sync.Mutex
	seen seen
}

// seen is what could go out for longest, as it was seen over and over.
type seen struct {
	delivery string
	due      time.Time
	from, at time.Time // since when, and last
}

// New makes an Ops.
func New(o Options) *Ops {
	registry := prometheus.NewRegistry()
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	s := &Ops{o: o, registry: registry}
	registry.MustRegister(s)
	if o.Meter != nil {
		registry.MustRegister(o.Meter)
	}
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
	ClaimableFor    float64        `json:"oldest_claimable_seen_for_seconds"`
	Claimable       int            `json:"claimable"`
	Deliveries      map[string]int `json:"deliveries,omitempty"`

	channels []delivery.ChannelHealth
}

// ready says whether the engine works: it looked for work lately, the database answers, and
// nothing stays that could go out. A channel that is stopped, cut off or slow keeps its own
// posts waiting, and no instance out of service.
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
	r.Claimable, r.channels = health.Claimable, health.Channels
	if health.Oldest != "" {
		r.OldestClaimable = max(0, now.Sub(health.OldestAt).Seconds())
	}
	stays := s.stays(health, now)
	r.ClaimableFor = stays.Seconds()
	if stays > maxBacklog {
		r.Problems = append(r.Problems, "deliveries that may go out are waiting")
	}
	if last, there := s.o.LastTicks()["dispatch"]; there && !last.IsZero() && now.Sub(last) > maxRoundAge {
		r.Problems = append(r.Problems, "the clock stands still")
	}
	for state, n := range health.ByState {
		r.Deliveries[string(state)] = n
	}
	if len(r.Problems) > 0 {
		r.Status = "unavailable"
	}
	return r
}

// stays is for how long the same delivery has been seen that could go out. Age alone tells
// nothing: what a pause held up is old in the instant that it may go.
func (s *Ops) stays(health delivery.QueueHealth, now time.Time) time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	same := s.seen.delivery == health.Oldest && s.seen.due.Equal(health.OldestAt) && now.Sub(s.seen.at) <= maxGap
	if health.Oldest == "" || !same {
		s.seen = seen{delivery: health.Oldest, due: health.OldestAt, from: now}
	}
	s.seen.at = now
	return now.Sub(s.seen.from)
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
		gauge("deliveries", "Deliveries that have not come to their end, by state.", float64(n), "state", state)
	}
	s.collectChannels(r, metrics)
	s.collectMail(gauge)
	for task, last := range s.o.LastTicks() {
		at := 0.0
		if !last.IsZero() {
			at = float64(last.UnixMilli()) / 1000
		}
		gauge("task_last_success_timestamp_seconds", "When a task of the clock last ended well; 0 when it has not since the start.", at, "task", task)
	}
}

// collectMail tells what waits in the outbox.
func (s *Ops) collectMail(gauge func(name, help string, value float64, label ...string)) {
	if s.o.Mail == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	figures, err := s.o.Mail.Figures(ctx)
	if err != nil {
		return // /readyz says that the database does not answer
	}
	age := 0.0
	if !figures.Oldest.IsZero() {
		age = max(0, s.o.Now().Sub(figures.Oldest).Seconds())
	}
	gauge("mail_waiting", "Letters that wait to be sent.", float64(figures.Waiting))
	gauge("mail_oldest_waiting_age_seconds", "How long the oldest of them has waited.", age)
}

// collectChannels tells how each channel does.
func (s *Ops) collectChannels(r report, metrics chan<- prometheus.Metric) {
	gauge := func(c delivery.ChannelHealth, name, help string, value float64) {
		metrics <- prometheus.MustNewConstMetric(prometheus.NewDesc("lantoa_channel_"+name, help, []string{"channel"}, nil), prometheus.GaugeValue, value, c.ID)
	}
	truth := map[bool]float64{true: 1}
	now := s.o.Now()
	for _, c := range r.channels {
		metrics <- prometheus.MustNewConstMetric(prometheus.NewDesc("lantoa_channel_info", "Kind and name of a channel.", []string{"channel", "kind", "name"}, nil),
			prometheus.GaugeValue, 1, c.ID, c.Kind, c.Name)
		age := 0.0
		if !c.OldestAt.IsZero() {
			age = max(0, now.Sub(c.OldestAt).Seconds())
		}
		gauge(c, "due", "Deliveries whose time has come and that wait, for whatever reason.", float64(c.Due))
		gauge(c, "oldest_due_age_seconds", "How long the oldest of them has waited.", age)
		gauge(c, "stopped", "Whether a person or the engine has stopped the channel.", truth[c.Stopped])
		gauge(c, "cut_off", "Whether the channel's breaker is open.", truth[c.CutOff])
	}
}
