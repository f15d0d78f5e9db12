//go:build !faulttest

package store

// poolSize is how many connections one instance may have; builds for fault tests may have few.
func poolSize() int { return connections }
