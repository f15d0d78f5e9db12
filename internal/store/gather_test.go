package store_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/lantoa/lantoa/internal/store"
)

// What is asked while a statement is on its way is asked together, and after it.
func TestQuestionsAreGathered(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var reads, current atomic.Int64
		going := make(chan struct{})
		g := &store.Gathering[int64]{Read: func(_ context.Context, ids []string) (map[string]int64, error) {
			found := map[string]int64{}
			for _, id := range ids {
				if id != "missing" {
					found[id] = current.Load()
				}
			}
			if reads.Add(1) == 1 {
				<-going
			}
			return found, nil
		}}
		ask := func(id string, want int64, exists bool) {
			go func() {
				if got, there, err := g.Get(t.Context(), id); got != want || there != exists || err != nil {
					t.Errorf("%s is %d, %t, %v; want %d, %t", id, got, there, err, want, exists)
				}
			}()
		}
		ask("a", 0, true)
		synctest.Wait()
		current.Store(7) // later questions must see it
		for range 20 {
			ask("a", 7, true)
			ask("b", 7, true)
			ask("missing", 0, false)
		}
		synctest.Wait()
		close(going)
		synctest.Wait()
		if n := reads.Load(); n != 2 {
			t.Errorf("%d statements for 61 questions, want 2", n)
		}
	})
}

// A failure is answered by a question of one's own, and an asker who leaves holds up nobody.
func TestAGatheredFailureIsAskedAgainAlone(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	var reads atomic.Int64
	g := &store.Gathering[string]{Read: func(_ context.Context, ids []string) (map[string]string, error) {
		if reads.Add(1) == 1 || ids[0] == "bad" {
			return nil, broken
		}
		return map[string]string{ids[0]: "x"}, nil
	}}
	if got, there, err := g.Get(t.Context(), "good"); got != "x" || !there || err != nil {
		t.Errorf("%q, %t, %v", got, there, err)
	}
	if _, _, err := g.Get(t.Context(), "bad"); !errors.Is(err, broken) {
		t.Errorf("%v, want the failure", err)
	}
	gone, leave := context.WithCancel(t.Context())
	leave()
	if _, _, err := g.Get(gone, "good"); err != nil && !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if got, _, err := g.Get(t.Context(), "good"); got != "x" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
}
