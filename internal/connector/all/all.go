// Package all is the visible list of the connectors that lantoa is built with.
package all

import (
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/connector/bluesky"
	"github.com/lantoa/lantoa/internal/connector/facebook"
	"github.com/lantoa/lantoa/internal/connector/feeds"
	"github.com/lantoa/lantoa/internal/connector/sandbox"
	"github.com/lantoa/lantoa/internal/connector/telegram"
	"github.com/lantoa/lantoa/internal/connector/webhook"
	"github.com/lantoa/lantoa/internal/connector/wordpress"
)

// Specs lists every kind of destination; a new connector is one more line.
func Specs() []connector.Spec {
	return []connector.Spec{
		bluesky.Spec(),
		facebook.Spec(),
		feeds.Spec(),
		sandbox.Spec(),
		telegram.Spec(),
		webhook.Spec(),
		wordpress.Spec(),
	}
}

// Registry returns the list by kind.
func Registry() (*connector.Registry, error) { return connector.NewRegistry(Specs()...) }
