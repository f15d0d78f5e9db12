// Package faulttest runs the built program from outside: as an HTTP client that edits and
// approves, and as the destinations that receive, which judge by their own clocks.
//
// Without a build tag it takes one story the whole way on each database and starts the
// program badly. With the tag realtest the portal is a real WordPress; with faulttest the
// program is killed, frozen and cut off from its database on the way.
package faulttest
