//go:build realtest

package destination

import (
	"os/exec"
	"syscall"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/connector"
)

// Stop ends a server and its children, which were started as a group of their own (Setpgid).
func Stop(cmd *exec.Cmd) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = cmd.Wait()
	}()
	_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM)
	select {
	case <-done:
	case <-time.After(5 * time.Second):
	}
	_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
	<-done
}

// Send sends what must be taken.
func Send(t *testing.T, c connector.Connector, call connector.Call) connector.Receipt {
	t.Helper()
	outcome := c.Send(t.Context(), call)
	if outcome.Class != connector.OK {
		t.Fatalf("%s gave %+v", call.Post.Intent, outcome)
	}
	return outcome.Receipt
}
