//go:build faulttest

package faulttest

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// TestDiskFull leaves the embedded database no byte for a while, under load.
func TestDiskFull(t *testing.T) {
	t.Parallel()
	h := newHouse(t, "")
	if err := syscall.Mount("tmpfs", h.data, "tmpfs", 0, "size=48m"); err != nil {
		t.Fatalf("a small disk cannot be mounted, which only root may: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(h.data, syscall.MNT_DETACH) })
	m := newMass(t, h, plain)
	m.fill(100, 12*time.Second)
	<-time.After(4 * time.Second)
	full := during(func() { fill(t, filepath.Join(h.data, "ballast")) })
	m.alive(t)
	m.count(t)
	m.noticed(t, []span{full}, symptom{words: []string{`could not claim deliveries.*database or disk is full`}, least: 1}) // whether a result was on its way is chance
}

// fill leaves no byte on a disk for as long as an outage lasts, whatever is freed there.
func fill(t *testing.T, ballast string) {
	t.Helper()
	for until := time.Now().Add(outageLasts); time.Now().Before(until); <-time.After(100 * time.Millisecond) {
		file, err := os.OpenFile(ballast, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
		for chunk := 1 << 16; err == nil && chunk > 0; chunk /= 2 {
			for err == nil {
				_, err = file.Write(make([]byte, chunk))
			}
			if errors.Is(err, syscall.ENOSPC) && chunk > 1 {
				err = nil
			}
		}
		if !errors.Is(err, syscall.ENOSPC) {
			t.Fatalf("the disk did not fill: %v", err)
		}
		_ = file.Close()
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
}
