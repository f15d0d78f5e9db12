package channel

import (
	"time"

	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/secret"
)

// Options are what a Service works with; all are needed.
type Options struct {
	Store    Store
	Registry *connector.Registry
	Box      *secret.Box
	HTTP     connector.Doer // for connectors
	Units    Units
	Zone     *time.Location // in which days are counted
	Trail    audit.Trail
	Now      func() time.Time
	NewID    func() string
}

// Service configures channels. Each act is one transaction with its audit row and its
// event in it.
type Service struct{ o Options }

// New makes a Service.
func New(o Options) *Service { return &Service{o: o} }
