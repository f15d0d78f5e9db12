package dispatch

import (
	"context"
	"maps"
	"time"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/delivery"
)

// progress lets a connector keep values over the tries.
func (d *Dispatcher) progress(t *try) connector.Progress {
	return &progress{d: d, t: t, values: maps.Clone(t.Progress)}
}

type progress struct {
	d      *Dispatcher
	t      *try
	values map[string]string
}

func (p *progress) Get(name string) string { return p.values[name] }

// Put keeps a value. Steps that readers do not see, such as uploads of pictures, may take
// minutes: what was reopened, replaced or withdrawn meanwhile ends here.
func (p *progress) Put(ctx context.Context, name, value string) error {
	next := maps.Clone(p.values)
	if next == nil {
		next = map[string]string{}
	}
	next[clean(name)] = clean(value)
	err := p.d.underFence(ctx, p.d.marks, &change{t: p.t, make: func(_ context.Context, _ *writing, s *delivery.Set, row delivery.Delivery, now time.Time) error {
		if err := inForce(s, row, now); err != nil && p.t.Task == delivery.TaskSend {
			return err
		}
		row.Progress = next
		s.Put(row, now)
		return nil
	}})
	if err == nil {
		p.values = next
	}
	return err
}
