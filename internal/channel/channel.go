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
	// Lang is the one language of the plan that it takes; "" takes every language.
	Lang string
	// Passive destinations are read by others from our own database.
	Passive bool
	// Portal means that /a/{id}/{lang} redirects to this channel's copy. At most one
	// channel of a language is its portal.
	Portal bool

	Paused      bool
	PauseReason string // a person's words
	// Hold is what stops it in the engine's name, whether it is paused or not.
	Hold        Hold
	ParkedUntil time.Time // the destination asked us to wait until then; zero when it did not
	Breaker     Breaker
	Rest        Rest

	MaxConc int // deliveries at the same time
	// Settle is how long the destination may take to show what it has applied.
	Settle time.Duration
	Timing

	// Template lays out the texts of its posts.
	Template Template

	Settings connector.Values // without secrets
	// SecretNames lists the secrets that are set, sorted.
	SecretNames         []string
	CredentialExpiresAt time.Time // zero when it does not end or is unknown
	// ExpiryTold is the last warning of that end that people were given, in days before it.
	ExpiryTold int

	// Place is where its posts go, by the destination's permanent id, as the first good check
	// found it; "" before that and where nothing tells. It never changes.
	Place string
	// PlaceName is what people there call it, and OtherName what they call the other place to
	// which HoldOtherAccount found that the settings lead.
	PlaceName, OtherName string

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
	Settle  *time.Duration // [MinSettle] to [MaxSettle]
	TimingPatch
	// Template is the body of a template; "" goes back to the built-in layout.
	Template *string
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
	MinSettle      = 10 * time.Second
	MaxSettle      = time.Hour

	defaultConcurrency = 2
	defaultSettle      = 60 * time.Second // two looks fit in; most sites show a new post within seconds
)

// FeedsKind is the kind of the passive channel that [Service.EnsureFeeds] makes.
const FeedsKind = "feeds"

// FeedsName is its name.
const FeedsName = "Nguồn tin (RSS, Atom, JSON)"
