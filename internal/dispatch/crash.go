//go:build !faulttest

package dispatch

import "github.com/lantoa/lantoa/internal/connector"

// crash does nothing: only builds for fault tests have points at which they end.
func crash(string) {}

// upset does nothing: no post makes a call panic but in builds for fault tests.
func upset(connector.Post) func() { return func() {} }

// hasten changes nothing but in builds for fault tests, whose leases are short.
func hasten(*Options) {}
