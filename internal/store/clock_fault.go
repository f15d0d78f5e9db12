//go:build faulttest

package store

import (
	"os"
	"time"
)

// databaseClockOffset moves the database's clock by LANTOA_FAULT_TRAVEL, a Go duration.
func databaseClockOffset() time.Duration {
	travel, err := time.ParseDuration(os.Getenv("LANTOA_FAULT_TRAVEL"))
	if err != nil {
		return 0 // not set
	}
	return travel
}
