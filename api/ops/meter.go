package ops

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/dispatch"
	"github.com/lantoa/lantoa/internal/mail"
)

// Meter counts what the engine does, for /metrics.
type Meter struct {
	lateness *prometheus.HistogramVec
	attempts *prometheus.CounterVec
	expiries *prometheus.CounterVec
	mails    *prometheus.CounterVec
}

var (
	_ dispatch.Meter       = (*Meter)(nil)
	_ mail.Meter           = (*Meter)(nil)
	_ prometheus.Collector = (*Meter)(nil)
)

// NewMeter makes a Meter.
func NewMeter() *Meter {
	m := &Meter{
		lateness: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "lantoa_publication_lateness_seconds",
			Help:    "How long after its hour the first try of a publication began.",
			Buckets: []float64{0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 7200}}, []string{"channel"}),
		attempts: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "lantoa_attempts_total",
			Help: "Tries by channel, task and what they came to."}, []string{"channel", "task", "class"}),
		expiries: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "lantoa_lease_expiries_total",
			Help: "Leases that ended without a word, as after a crash."}, []string{"channel"}),
		mails: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "lantoa_mail_tries_total",
			Help: "What tries to send a letter came to: sent, again, given_up."}, []string{"outcome"}),
	}
	for _, outcome := range mail.Outcomes() { // so that a rate is known from the first one on
		m.mails.WithLabelValues(outcome)
	}
	return m
}

// Started implements dispatch.Meter.
func (m *Meter) Started(channel string, late time.Duration) {
	m.lateness.WithLabelValues(channel).Observe(late.Seconds())
}

// Ended implements dispatch.Meter. A try that the engine itself ended has no class.
func (m *Meter) Ended(channel string, task delivery.Task, class string) {
	if class == "" {
		class = "none"
	}
	m.attempts.WithLabelValues(channel, string(task), class).Inc()
}

// Expired implements dispatch.Meter.
func (m *Meter) Expired(channel string) { m.expiries.WithLabelValues(channel).Inc() }

// Mailed implements mail.Meter.
func (m *Meter) Mailed(outcome string) { m.mails.WithLabelValues(outcome).Inc() }

// Describe implements prometheus.Collector.
func (m *Meter) Describe(to chan<- *prometheus.Desc) {
	m.lateness.Describe(to)
	m.attempts.Describe(to)
	m.expiries.Describe(to)
	m.mails.Describe(to)
}

// Collect implements prometheus.Collector.
func (m *Meter) Collect(to chan<- prometheus.Metric) {
	m.lateness.Collect(to)
	m.attempts.Collect(to)
	m.expiries.Collect(to)
	m.mails.Collect(to)
}
