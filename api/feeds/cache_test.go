package feeds_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/published"
)

// The generation changes while many read. A reader never sees the bytes of one generation
// under the tag or the length of another, never goes back, and sees the last one.
func TestReadersNeverSeeMixedBytes(t *testing.T) {
	t.Parallel()
	w := newFixture(t)
	turn := func(n int) []published.Edition { // every story names the generation that it is of
		var list []published.Edition
		for i := range 20 {
			one := story(i)
			one.Release.Number = n
			one.Release.Content.Revision.Title = fmt.Sprintf("Lượt %d bài %d", n, i)
			one.UpdatedAt = one.UpdatedAt.Add(time.Duration(n) * time.Second)
			list = append(list, one)
		}
		return list
	}
	w.published.stories = turn(1)
	const turns, readers = 30, 100
	var tags sync.Map // tag -> hash of the bytes seen under it
	var finished atomic.Bool
	var readersDone sync.WaitGroup
	mark := regexp.MustCompile(`Lượt (\d+) bài`)
	for range readers {
		readersDone.Go(func() {
			last := 0
			for !finished.Load() || last < turns {
				answer := w.get("/feeds/vi/all.rss")
				seen := map[string]bool{}
				n := 0
				for _, m := range mark.FindAllStringSubmatch(answer.Body.String(), -1) {
					seen[m[1]] = true
					if _, err := fmt.Sscan(m[1], &n); err != nil {
						t.Error(err)
					}
				}
				sum := sha256.Sum256(answer.Body.Bytes())
				before, known := tags.LoadOrStore(answer.Header().Get("ETag"), hex.EncodeToString(sum[:]))
				switch {
				case answer.Code != http.StatusOK || len(seen) != 1:
					t.Errorf("status %d, generations %v in one feed", answer.Code, seen)
					return
				case answer.Header().Get("Content-Length") != fmt.Sprint(answer.Body.Len()):
					t.Errorf("length %s, %d bytes", answer.Header().Get("Content-Length"), answer.Body.Len())
					return
				case known && before != hex.EncodeToString(sum[:]):
					t.Error("two bodies under one tag")
					return
				case n < last:
					t.Errorf("generation %d after %d", n, last)
					return
				}
				last = n
			}
		})
	}
	for n := 2; n <= turns; n++ {
		asked := w.published.asked.Load()
		w.published.change(func(s *stand) { s.stories = turn(n) })
		w.clock.forward(time.Second)
		eventually(t, func() bool { return w.published.asked.Load() > asked })
	}
	finished.Store(true)
	readersDone.Wait() // each reader goes on until it has seen the last generation
}

func TestTheGenerationIsAskedOnceASecond(t *testing.T) {
	t.Parallel()
	w := newFixture(t)
	const seconds = 5
	for range seconds {
		var crowd sync.WaitGroup
		for i := range 50 {
			crowd.Go(func() {
				path := []string{"/feeds/vi/all.rss", "/feeds/vi/all.atom", "/feeds/en/pillar-aec.json"}[i%3]
				if answer := w.get(path); answer.Code != http.StatusOK {
					t.Errorf("%s: status %d", path, answer.Code)
				}
			})
		}
		crowd.Wait()
		w.clock.forward(time.Second)
	}
	if got := w.published.asked.Load(); got != seconds {
		t.Errorf("the generation was asked %d times in %d seconds", got, seconds)
	}
	if got := w.published.listed.Load(); got != 3 {
		t.Errorf("what is published was listed %d times for 3 feeds that did not change", got)
	}
}

func TestTheLastBytesAreServedWhileTheDatabaseIsAway(t *testing.T) {
	t.Parallel()
	w := newFixture(t)
	w.published.stories = append(w.published.stories, story(1))
	before := w.get("/feeds/vi/all.rss")
	w.published.change(func(s *stand) { s.away = errAway; s.stories = append(s.stories, story(2)) })
	for range 3 {
		w.clock.forward(2 * time.Second)
		if got := w.get("/feeds/vi/all.rss"); got.Code != 200 || !bytes.Equal(got.Body.Bytes(), before.Body.Bytes()) {
			t.Fatalf("status %d while the database is away", got.Code)
		}
	}
	if got := w.get("/feeds/vi/all.atom"); got.Code != http.StatusServiceUnavailable || got.Header().Get("Retry-After") == "" || strings.Contains(got.Body.String(), "away") {
		t.Errorf("a feed that was never read: status %d, %q", got.Code, got.Body)
	}
	if got := strings.Count(w.log.String(), `what="feed generation" error="the database is away"`); got != 1 {
		t.Errorf("the failure was logged %d times:\n%s", got, w.log)
	}
	w.published.change(func(s *stand) { s.away = nil })
	eventually(t, func() bool {
		w.clock.forward(2 * time.Second)
		return strings.Contains(w.get("/feeds/vi/all.rss").Body.String(), "Bài số 2")
	})
	if !strings.Contains(w.log.String(), "renewed again") {
		t.Errorf("the end of the failure is not logged:\n%s", w.log)
	}
}

func TestNothingKnownIsUnavailable(t *testing.T) {
	t.Parallel()
	w := newFixture(t)
	w.published.away = errAway
	if got := w.get("/feeds/vi/all.rss"); got.Code != http.StatusServiceUnavailable {
		t.Errorf("status %d", got.Code)
	}
	if got := w.get("/feeds/vi/nothing.rss"); got.Code != http.StatusServiceUnavailable {
		t.Errorf("an unknown name before the names are known: status %d", got.Code)
	}
}

// A database that hangs costs patience once; then the last bytes come at once.
func TestAHangingDatabaseHoldsNobodyForLong(t *testing.T) {
	t.Parallel()
	w := newFixture(t)
	w.published.stories = append(w.published.stories, story(1))
	before := w.get("/feeds/vi/all.rss")
	hold := make(chan struct{})
	t.Cleanup(func() { close(hold) })
	w.published.change(func(s *stand) { s.hold = hold; s.stories = append(s.stories, story(2)) })
	w.clock.forward(time.Second)
	if got := w.get("/feeds/vi/all.rss"); got.Code != 200 || !bytes.Equal(got.Body.Bytes(), before.Body.Bytes()) {
		t.Errorf("status %d", got.Code)
	}
}

// A panic in an encoder or in the store must not take the server down.
func TestAPanicIsAFailureLikeOthers(t *testing.T) {
	t.Parallel()
	w := newFixture(t)
	before := w.get("/feeds/vi/all.rss")
	w.published.change(func(s *stand) { s.broken = true })
	w.clock.forward(time.Second)
	if got := w.get("/feeds/vi/all.rss"); got.Code != 200 || !bytes.Equal(got.Body.Bytes(), before.Body.Bytes()) {
		t.Errorf("status %d", got.Code)
	}
	if !strings.Contains(w.log.String(), "panic: what is published fell") {
		t.Errorf("the panic is not logged:\n%s", w.log)
	}
}

// eventually polls until the condition holds.
func eventually(t *testing.T, holds func() bool) {
	t.Helper()
	deadline := time.NewTimer(20 * time.Second)
	defer deadline.Stop()
	poll := time.NewTicker(time.Millisecond)
	defer poll.Stop()
	for !holds() {
		select {
		case <-deadline.C:
			t.Fatal("it never came")
		case <-poll.C:
		}
	}
}
