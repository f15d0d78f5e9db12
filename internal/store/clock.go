//go:build !faulttest

package store

import "time"

// databaseClockOffset is zero but in builds for fault tests, which travel in time.
func databaseClockOffset() time.Duration { return 0 }
