//go:build linux || darwin

package doctor

import "syscall"

// freeBytes is how much this account may still write where a folder is.
func freeBytes(path string) (free uint64, known bool) {
	var disk syscall.Statfs_t
	if err := syscall.Statfs(path, &disk); err != nil || disk.Bsize <= 0 {
		return 0, false
	}
	return disk.Bavail * uint64(disk.Bsize), true
}
