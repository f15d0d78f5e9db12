// Package arch holds the plan of the house as a test: which package may import which,
// who owns each third-party module, how large things may grow.
//
// The tables in table_test.go are the single list; docs/ARCHITECTURE.md tells their
// story. A new package gets a line there, with its reason, or the test fails. The
// package has no other code.
package arch
