//go:build !faulttest

package app

import "time"

// processClockOffset is zero but in builds for fault tests, whose clocks go wrong.
func processClockOffset() time.Duration { return 0 }
