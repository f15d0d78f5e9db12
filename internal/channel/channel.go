// Package channel keeps the configured destinations: which connector speaks to each one,
// with which settings and credentials, and what keeps it still.
//
// Credentials are sealed at rest and leave this package only inside a connector that
// [Service.Open] makes; no value, error, event or record of this package shows them.
package channel

import (
	"time"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/secret"
)

// Channel is one configured destination, without its secrets.
type Channel struct {
	ID   string
	Kind string // code of the connector
	Name string // unique
	Unit string // code of the unit that it belongs to; "" for the whole house
	// Partner is the id of the press partner that it serves; "" for none.
	Partner string
	// Lang is the only language that it takes (BCP 47); "" takes every language.
	Lang string
	// Passive destinations are read by others from our own database.
	Passive bool
	// Portal means that /a/{id}/{lang} redirects to this channel's copy. At most one
	// channel of a language is its portal.
	Portal bool

	Paused bool
	// PauseReason is a person's words, or the engine's when it paused by itself.
	PauseReason string
	ClosedUntil time.Time // out of its hours until then; zero when open
	ParkedUntil time.Time // the destination asked us to wait until then; zero when it did not

	MaxConc int           // deliveries at the same time
	Rate    time.Duration // least time between two deliveries on average; 0 means no limit
	Burst   int           // deliveries that may go at once within Rate
	// TAT is the theoretical arrival time of GCRA, the algorithm behind Rate and Burst.
	TAT     time.Time
	Breaker Breaker

	// Grace is how late a publish may first be tried without asking an editor.
	Grace time.Duration
	// Settle is how long the destination may take to show what it has applied.
	Settle     time.Duration
	QuietHours string

	Settings connector.Values // without secrets
	// SecretNames lists the secrets that are set, sorted.
	SecretNames         []string
	CredentialExpiresAt time.Time // zero when it does not end or is unknown

	// Health is the result of the last check; its class is "" before the first one and
	// after a change of settings.
	Health    connector.Health
	CheckedAt time.Time

	// Version counts changes of what people configure. Pauses, checks and the engine's
	// moves do not touch it.
	Version   int
	CreatedBy string
	CreatedAt time.Time
	UpdatedAt time.Time
}

// BreakerState is the state of a circuit breaker.
type BreakerState string

// The states of a breaker.
const (
	BreakerClosed   BreakerState = "closed" // deliveries pass
	BreakerOpen     BreakerState = "open"   // nothing passes until Breaker.Until
	BreakerHalfOpen BreakerState = "half_open"
)

// Breaker keeps a failing destination from being tried by every delivery.
type Breaker struct {
	State    BreakerState
	Failures int       // in a row
	Until    time.Time // with BreakerOpen
}

// Input is a new channel.
type Input struct {
	Kind string
	Patch
}

// Patch says what to change; a nil field leaves things as they are, or at their default
// in a new channel.
type Patch struct {
	Name    *string
	Unit    *string
	Lang    *string
	Portal  *bool
	MaxConc *int           // 1 to [MaxConcurrency]
	Rate    *time.Duration // not negative
	Burst   *int           // at least 1
	Grace   *time.Duration // 0 to [MaxGrace]
	Settle  *time.Duration // [MinSettle] to [MaxSettle]
	// Settings holds settings by name, secrets among them; see [Given]. An empty value
	// keeps a stored secret and takes any other setting back to its default.
	Settings map[string]secret.Secret
	// Forget names secrets to remove.
	Forget []string
}

// Given wraps settings as people send them. Every value counts as a secret until the
// kind's own description has told which are, so that a credential under a mistyped name
// shows nowhere either.
func Given(values map[string]string) map[string]secret.Secret {
	wrapped := make(map[string]secret.Secret, len(values))
	for name, value := range values {
		wrapped[name] = secret.New(value)
	}
	return wrapped
}

// Limits and defaults of what people configure.
const (
	MaxName        = 120 // graphemes
	MaxReason      = 500 // graphemes
	MaxConcurrency = 16
	MaxGrace       = 7 * 24 * time.Hour
	MinSettle      = 10 * time.Second
	MaxSettle      = time.Hour

	defaultConcurrency = 2
	defaultGrace       = 2 * time.Hour
	defaultSettle      = 60 * time.Second // two looks fit in; most sites show a new post within seconds
)

// FeedsKind is the kind of the passive channel that [Service.EnsureFeeds] makes.
const FeedsKind = "feeds"

// FeedsName is its name.
const FeedsName = "Nguồn tin (RSS, Atom, JSON)"
