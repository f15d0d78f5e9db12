//go:build !linux

package main

import "syscall"

// dieWithParent has no equivalent outside Linux: a server whose pgrun was killed there
// has to be stopped by hand.
func dieWithParent(attr *syscall.SysProcAttr) *syscall.SysProcAttr { return attr }
