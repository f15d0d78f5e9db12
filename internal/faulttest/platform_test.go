package faulttest

import "time"

// shown is a post of a social platform as its readers see it.
type shown struct {
	id       string
	text     string
	links    []string // where its words lead to, where the platform says so apart from the text
	pictures []seen   // in order
	made     time.Time
	writes   int
}

// seen is a picture as readers get it: the hash of its bytes, and what is told to those who
// cannot see it, where the platform takes that.
type seen struct{ hash, alt string }

// platform is a social platform as these tests see it.
type platform interface {
	posts() []shown     // what readers see, the oldest first
	uploaded() []string // hashes of the pictures that came, in order, repeats among them
	settings() map[string]string
}
