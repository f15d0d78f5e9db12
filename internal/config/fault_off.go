//go:build !faulttest

package config

// ofFaultTest is false: only builds for fault tests know settings of their own.
func ofFaultTest(string) bool { return false }
