//go:build faulttest

package faulttest

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// trial is a script of the trial channel, and what the API tells of a delivery there.
type trial struct {
	script string
	class  string // of the first attempt
	stops  string // state and reason that it is in first
	cure   string // what a person does then: retry, resume or check
	ends   string
	tries  int
}

// trials play each class of an outcome once; ambiguous is played both ways.
func trials() []trial {
	return []trial{
		{script: "ok", class: "ok", stops: "sent", ends: "sent", tries: 1},
		{script: "accepted,ok", class: "accepted", stops: "polling", ends: "sent", tries: 1},
		{script: "rejected,ok", class: "rejected", stops: "attention rejected", cure: "retry", ends: "sent", tries: 2},
		{script: "throttled:1h,ok", class: "throttled", stops: "retrying throttled", cure: "resume", ends: "sent", tries: 2},
		{script: "transient:1h,ok", class: "transient", stops: "retrying transient", cure: "retry", ends: "sent", tries: 2},
		{script: "ambiguous+", class: "ambiguous", stops: "unsure doubt", ends: "sent", tries: 1},
		{script: "ambiguous-,ok", class: "ambiguous", stops: "unsure doubt", ends: "sent", tries: 2},
		{script: "reauth,ok", class: "reauth", stops: "retrying reauth", cure: "check", ends: "sent", tries: 2},
		{script: "duplicate", class: "duplicate", stops: "unsure doubt", ends: "sent", tries: 1},
	}
}

// audience is one story on its way to one trial channel for each script.
type audience struct {
	*stage
	trials   []trial
	channels []string
	ids      []string // of the deliveries
	passed   []map[string]bool
}

// look notes in which state each delivery is.
func (a *audience) look() {
	a.t.Helper()
	var list struct{ Items []delivery }
	a.admin.api(http.StatusOK, "GET", "/deliveries?limit=100", nil).into(&list)
	for _, d := range list.Items {
		if i := slices.Index(a.ids, d.ID); i >= 0 {
			a.passed[i][strings.TrimSpace(d.State+" "+d.Reason)] = true
		}
	}
}

// all waits until every delivery has passed a state.
func (a *audience) all(what string, state func(trial) string) {
	a.t.Helper()
	awaitEvery(a.t, polite, 60*time.Second, what, func() bool {
		a.look()
		for i, one := range a.trials {
			if !a.passed[i][state(one)] {
				return false
			}
		}
		return true
	})
}

// TestEveryClass plays every class of an outcome on the trial channel, and tells them apart
// over the API by state and reason. The process is killed while an accepted post is waited
// for and all others are where they stop.
func TestEveryClass(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, dsn string) {
		a := &audience{stage: newStage(t, dsn), trials: trials()}
		for i, one := range a.trials {
			a.channels = append(a.channels, a.channel("sandbox", fmt.Sprintf("Kênh thử %d", i+1), map[string]string{"script": one.script}, map[string]any{"settle_seconds": 10}))
			a.passed = append(a.passed, map[string]bool{})
		}
		e := a.create("vi", textVI()).approved()
		plan := e.schedule(time.Time{}, a.channels...)
		for _, channel := range a.channels {
			a.ids = append(a.ids, plan[channel].ID)
		}
		defer func() {
			if t.Failed() {
				t.Logf("they passed %v", a.passed)
			}
		}()
		a.all("where each stops first", func(one trial) string { return one.stops })
		a.held(t)
		a.process.kill()
		a.restart()
		for i, one := range a.trials {
			switch one.cure {
			case "retry":
				a.settle(a.ids[i], "retry", nil)
			case "resume", "check":
				a.admin.api(http.StatusOK, "POST", "/channels/"+a.channels[i]+"/"+one.cure, nil, idempotent()...)
			}
		}
		a.all("the end of each", func(one trial) string { return one.ends })
		a.recorded(t)
	})
}

// held sees that of all classes reauth alone stops its channel for a person, and throttled
// alone makes it wait.
func (a *audience) held(t *testing.T) {
	t.Helper()
	for i, one := range a.trials {
		var c struct {
			Paused bool
			Until  *time.Time `json:"parked_until"`
		}
		a.admin.api(http.StatusOK, "GET", "/channels/"+a.channels[i], nil).into(&c)
		if c.Paused != (one.class == "reauth") || (c.Until != nil) != (one.class == "throttled") {
			t.Errorf("after %s: %+v", one.class, c)
		}
	}
}

// recorded sees that the class was written down, and how often each was sent.
func (a *audience) recorded(t *testing.T) {
	t.Helper()
	for i, one := range a.trials {
		tried := a.attempts(a.ids[i])
		if first := tried[len(tried)-1]; first.Class != one.class || a.tries(a.ids[i]) != one.tries {
			t.Errorf("%s: first %+v, %d tries in %+v", one.script, first, a.tries(a.ids[i]), tried)
		}
	}
}
