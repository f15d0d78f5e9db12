//go:build faulttest

package config

import "strings"

// ofFaultTest tells the variables by which fault tests name crash points and move clocks;
// the code that they are for reads them.
func ofFaultTest(name string) bool { return strings.HasPrefix(name, "LANTOA_FAULT_") }
