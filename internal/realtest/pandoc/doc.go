// Package pandoc has the files that lantoa writes read by pandoc, behind the build tag
// "realtest": a reader that shares no line with the one that they were tried with.
package pandoc
