package faulttest

import "syscall"

// ownGroup starts a program in a group of its own, so that a signal meant for it reaches
// nobody else; the kernel stops it when this process is killed and cannot do so itself.
func ownGroup() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}
