//go:build faulttest

package dispatch

import (
	"os"
	"syscall"
)

// crash ends the process as a loss of power would, without any clean-up, when the
// environment names this point.
func crash(point string) {
	if os.Getenv("LANTOA_FAULT_CRASH") == point {
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
		select {} // the signal may take a moment; nothing further may happen
	}
}
