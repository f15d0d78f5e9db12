// Package destination is what the tests against real destinations share. They are built with
// the tag realtest alone.
package destination
