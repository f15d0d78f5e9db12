// Package naming says what people are called, to colleagues who see what they did.
package naming

import (
	"context"

	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
)

// Most is how many ids may be asked about at once.
const Most = 100

// Store finds names.
type Store interface {
	// Names gives whom of these people there is, by name; in one statement.
	Names(ctx context.Context, ids []string) ([]right.Principal, error)
}

// Service tells names.
type Service struct {
	store Store
	trail audit.Trail
}

// New makes a Service.
func New(store Store, trail audit.Trail) *Service { return &Service{store: store, trail: trail} }

// Names gives the names of people, to whoever has a part in the newsroom or looks after it;
// what has no person, such as an act of the program, is left out. An erased account has the
// name that was put in the place of its own.
func (s *Service) Names(ctx context.Context, actor right.Actor, ids []string) ([]right.Principal, error) {
	if err := audit.Refused(ctx, s.trail, audit.Entry{Actor: actor.ID, Action: "person.names", Object: audit.Object{Kind: "person"}}, mayAsk(actor)); err != nil {
		return nil, err
	}
	if len(ids) > Most {
		return nil, fault.Invalid("query:ids", fault.Tf("tối đa %d người", "at most %d people", Most))
	}
	return s.store.Names(ctx, ids)
}

// mayAsk refuses those who see nothing that colleagues did, such as the press.
func mayAsk(actor right.Actor) error {
	for _, action := range []right.Action{right.ArticleRead, right.DeliveryRead, right.AuditRead} {
		if every, units := actor.Scope(action); every || len(units) > 0 {
			return nil
		}
	}
	return actor.Need(right.ArticleRead, right.In(""))
}
