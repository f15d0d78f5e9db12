package main

import "syscall"

// dieWithParent lets the kernel stop the server when this process is killed and cannot
// do it itself.
func dieWithParent(attr *syscall.SysProcAttr) *syscall.SysProcAttr {
	attr.Pdeathsig = syscall.SIGQUIT
	return attr
}
