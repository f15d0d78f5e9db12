//go:build faulttest

package store

import (
	"os"
	"strconv"
)

// poolSize is how many connections one instance may have, by LANTOA_FAULT_POOL where it is set.
func poolSize() int {
	if n, err := strconv.Atoi(os.Getenv("LANTOA_FAULT_POOL")); err == nil && n > 0 {
		return n
	}
	return connections
}
