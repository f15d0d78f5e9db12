// Package wordpress starts a real, private WordPress for tests behind the build tag
// "realtest". It is made of the system's packages (see ../install.sh), lives in a
// folder of its own on loopback, and is gone when the test ends.
package wordpress
