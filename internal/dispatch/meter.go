package dispatch

import (
	"time"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/delivery"
)

// Meter is told what the engine does, in figures for operators. Its methods never block.
type Meter interface {
	// Started tells how long after its hour the first try of a publication began.
	Started(channel string, late time.Duration)
	// Ended tells what a try came to: the class of its attempt, "" where it has none.
	Ended(channel string, task delivery.Task, class string)
	// Expired tells of a lease that ended without a word.
	Expired(channel string)
}

type unmetered struct{}

func (unmetered) Started(string, time.Duration)       {}
func (unmetered) Ended(string, delivery.Task, string) {}
func (unmetered) Expired(string)                      {}

// meterStart tells of a first try. What a portal or a person held up is late all the same:
// that is what readers see.
func (d *Dispatcher) meterStart(c delivery.Claimed) {
	if c.Task == delivery.TaskSend && c.Intent == connector.Publish && c.Delivery.Attempt == 1 {
		d.o.Meter.Started(c.Channel, c.Attempt.StartAt.Sub(c.DueAt))
	}
}
