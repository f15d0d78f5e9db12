//go:build !faulttest

package faulttest

// tags are the build tags of the program under test.
const tags = ""
