// Package bluesky starts a real, private PDS, the server of Bluesky accounts, for tests
// behind the build tag "realtest". It is made of npm packages (see ../install.sh), keeps its
// directory of accounts in memory and the rest in a folder of its own, listens on loopback,
// and is gone when the test ends.
package bluesky
