//go:build faulttest

package app

import (
	"os"
	"time"
)

// processClockOffset makes this process's clock wrong by LANTOA_FAULT_SKEW, a Go duration.
func processClockOffset() time.Duration {
	skew, err := time.ParseDuration(os.Getenv("LANTOA_FAULT_SKEW"))
	if err != nil {
		return 0 // not set
	}
	return skew
}
