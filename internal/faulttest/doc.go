// Package faulttest runs the built program from outside: as an HTTP client that edits and
// approves, and as the destinations that receive, which judge by their own clocks.
//
// The destinations are a portal with its library, a press agency, Bluesky, Telegram and a
// Facebook Page. They are written from what the platforms answer, share no type with the
// connectors, and are tested themselves.
//
// Without a build tag it takes stories the whole way on each database and starts the
// program badly. With the tag realtest the portal is a real WordPress; with faulttest the
// program is killed, frozen and cut off from its database on the way, also between the steps
// of a post, a connector panics, the destinations lie, hang and break, and secrets are
// looked for in all that is kept. With N=20 in the environment the masses of posts run as
// many seeds with 2,000 posts for each class of destination.
package faulttest
