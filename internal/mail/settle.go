package mail

import (
	"errors"
	"time"
)

const (
	// patience is how long a letter waits at most: three days, as mail servers themselves do.
	patience = 72 * time.Hour
	// firstWait and longestWait bound the time between two tries of a letter.
	firstWait   = time.Minute
	longestWait = 30 * time.Minute
	// trying bounds one letter, from the dialling to the last word.
	trying = 90 * time.Second
	// leased is how long a letter is one server's; it is longer than any try.
	leased = 4 * time.Minute
	// Keeps is for how long a letter that has ended is kept, without what it said.
	Keeps = 90 * 24 * time.Hour
)

// wait is the time until the next try, after a number of them.
func wait(attempts int) time.Duration {
	d := firstWait
	for range max(0, attempts-1) {
		if d *= 2; d >= longestWait {
			return longestWait
		}
	}
	return d
}

// settled is what a try makes of a letter; failed is nil where it went. A letter is given up
// when the server refuses it for good, and when its time would be over before the next try.
func settled(m Mail, failed error, now time.Time) Mail {
	if failed == nil {
		return ended(m, Sent, "", now)
	}
	m.Answer = failed.Error()
	var f *Failure
	if errors.As(failed, &f) && f.Permanent {
		return ended(m, GivenUp, Refused, now)
	}
	due := now.Add(wait(m.Attempts))
	if !due.Before(m.Expires) {
		return ended(m, GivenUp, Expired, now)
	}
	m.State, m.Due = Waiting, due
	return m
}

func ended(m Mail, to State, why Reason, now time.Time) Mail {
	m.State, m.Reason, m.Ended, m.Sealed = to, why, now, nil
	return m
}
