package main

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/published"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/store"
	"github.com/lantoa/lantoa/internal/store/storetest"
)

// The data set must be what the program itself would have written.
func TestTheDataSetIsValid(t *testing.T) {
	t.Parallel()
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		p := place{data: o.DataDir, url: o.URL}
		if p.data == "" {
			p.data = t.TempDir()
		}
		h, err := open(t.Context(), p)
		must(t, err)
		defer func() { must(t, h.close()) }()
		const n = 40
		must(t, h.seed(t.Context(), n))
		published, err := h.Public.Published(t.Context(), published.Query{Lang: "vi", Limit: 2 * n})
		must(t, err)
		if len(published) != n {
			t.Fatalf("%d stories are published, want %d", len(published), n)
		}
		seen := map[string]bool{}
		for i, one := range published {
			h.valid(t, one)
			seen[one.Release.Content.Revision.Title] = true
			if i < n-12 && strings.Contains(string(one.Release.Canonical), "bx") {
				t.Errorf("a mark is left in %s", one.Release.Canonical)
			}
		}
		if len(seen) != n-12+1 { // the twelve patterns share one title
			t.Errorf("%d titles", len(seen))
		}
	})
}

// valid holds a story against what the program promises of every story.
func (h *house) valid(t *testing.T, one published.Edition) {
	t.Helper()
	canonical, hash, err := one.Release.Content.Seal()
	if err != nil || string(canonical) != string(one.Release.Canonical) || hash != one.Release.Hash {
		t.Errorf("release %s is not sealed: %v", one.Release.ID, err)
	}
	c := one.Release.Content
	if id, err := uuid.Parse(c.Edition); err != nil || id.Version() != 7 {
		t.Errorf("id %q: %v", c.Edition, err)
	}
	word := c.Revision.Title[strings.LastIndex(c.Revision.Title, " ")+1:]
	found, err := h.Articles.List(t.Context(), right.System(), article.Filter{Search: word, Limit: 50})
	if err != nil {
		t.Error(err)
	}
	listed := false
	for _, row := range found {
		listed = listed || row.Edition.ID == c.Edition && row.Edition.ApprovedRelease == one.Release.ID && row.Edition.Publication == article.Published
	}
	if !listed {
		t.Errorf("%q is not found by %q", c.Revision.Title, word)
	}
	var sent struct{ Payload, PayloadHash, ID string }
	must(t, h.db.Read(t.Context()).Raw(`SELECT id, payload, payload_hash FROM delivery WHERE edition_id = ?`, c.Edition).Scan(&sent).Error)
	if hashOf([]byte(sent.Payload)) != sent.PayloadHash || !strings.Contains(sent.Payload, sent.ID) || !strings.Contains(sent.Payload, c.Article) {
		t.Errorf("the payload of %s is another's", sent.ID)
	}
}

func TestTheDataSetIsKept(t *testing.T) {
	t.Parallel()
	parent := t.TempDir()
	first, err := dataset(t.Context(), parent, 15)
	must(t, err)
	began := time.Now()
	again, err := dataset(t.Context(), parent, 15)
	must(t, err)
	other, err := dataset(t.Context(), parent, 14)
	must(t, err)
	if first != again || first == other {
		t.Errorf("the folders are %s, %s, and %s for another size", first, again, other)
	}
	h, err := open(t.Context(), place{data: again})
	must(t, err)
	defer func() { must(t, h.close()) }()
	var made int64
	must(t, h.db.Read(t.Context()).Raw(`SELECT count(*) FROM delivery WHERE created_at > ?`, began.UnixMicro()).Scan(&made).Error)
	if made != 0 {
		t.Errorf("%d deliveries were made again", made)
	}
}

func TestNewID(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 23, 4, 5, 6, 789e6, time.UTC)
	id, err := uuid.Parse(newID(at))
	if err != nil || id.Version() != 7 || id.Variant() != uuid.RFC4122 {
		t.Fatalf("%s: version %d, %v", id, id.Version(), err)
	}
	seconds, nanoseconds := id.Time().UnixTime()
	if got := time.Unix(seconds, nanoseconds); !got.Equal(at) {
		t.Errorf("it bears %v, want %v", got.UTC(), at)
	}
}

func TestProseIsTheSameAgain(t *testing.T) {
	t.Parallel()
	first, again, other := newProse(7).write(7), newProse(7).write(7), newProse(8).write(8)
	if first != again || first == other {
		t.Error("the words of a number are not its own")
	}
}
