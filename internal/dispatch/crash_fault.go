//go:build faulttest

package dispatch

import (
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/lantoa/lantoa/internal/connector"
)

// crash ends the process at a named point as a loss of power would, without any clean-up,
// when LANTOA_FAULT_CRASH names it; "point/8" means one pass in eight, by chance. Its last
// words tell where.
// LANTOA_FAULT_STOP freezes the process there instead, once.
func crash(point string) {
	if meant("LANTOA_FAULT_CRASH", point) {
		_, _ = os.Stderr.WriteString("crashed at " + point + "\n")
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
		select {} // the signal may take a moment; nothing further may happen
	}
	if meant("LANTOA_FAULT_STOP", point) {
		_ = os.Unsetenv("LANTOA_FAULT_STOP")
		freeze()
	}
}

// meant reports whether a variable means this pass of a point.
func meant(variable, point string) bool {
	name, odds, _ := strings.Cut(os.Getenv(variable), "/")
	if name != point {
		return false
	}
	n, err := strconv.Atoi(odds)
	return err != nil || n < 1 || rand.IntN(n) == 0 //nolint:gosec // no secret hangs on it
}

// freeze stops the process until it is told to go on. The signal may take a moment; when
// it goes on, no timer that ended meanwhile may come before the caller.
func freeze() {
	soon := time.NewTimer(100 * time.Millisecond)
	_ = syscall.Kill(os.Getpid(), syscall.SIGSTOP)
	for {
		select {
		case <-soon.C:
			return
		default: //nolint:staticcheck // to spin is the point
		}
	}
}

// upset panics, as a connector that cannot bear a post would, when the title of the post
// holds the word that LANTOA_FAULT_PANIC gives: "before word" panics before anything leaves,
// "after word" when the destination has answered, in the function that upset gives.
func upset(post connector.Post) (answered func()) {
	when, word, given := strings.Cut(os.Getenv("LANTOA_FAULT_PANIC"), " ")
	at := func(moment string) {
		if given && when == moment && strings.Contains(post.Title, word) {
			panic("a post that this connector cannot bear")
		}
	}
	at("before")
	return func() { at("after") }
}

// hasten takes the length of a lease from LANTOA_FAULT_LEASE, a Go duration; a call to a
// destination then has three quarters of it.
func hasten(o *Options) {
	if lease, err := time.ParseDuration(os.Getenv("LANTOA_FAULT_LEASE")); err == nil && lease > 0 {
		o.Lease, o.Timeout = lease, lease*3/4
	}
}
