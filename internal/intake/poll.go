package intake

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/harvest"
)

const (
	// atOnce is how many sources one instance asks at the same time: one that hangs delays few.
	atOnce = 4
	// lease is how long a claim holds: longer than a fetch may take, and the reading of what it
	// brings.
	lease = 3 * time.Minute
	// longest is the longest that a source that fails is left alone.
	longest = 24 * time.Hour
	// apart is how far versions of an item are apart at least that has many.
	apart = 24 * time.Hour
	// kept is how long fetches are remembered.
	kept = 90 * 24 * time.Hour
)

// Run asks the sources that are due. It may run on any number of instances at any time: a source
// is claimed by one of them. One that cannot be read stops no other.
func (s *Service) Run(ctx context.Context) error {
	var failed error
	for ctx.Err() == nil {
		var claimed []Source
		token := s.o.NewID()
		for len(claimed) < atOnce {
			now, err := s.o.Store.Now(ctx)
			if err != nil {
				return err
			}
			one, found, err := s.o.Store.Claim(ctx, Lease{Token: token, Until: now.Add(lease), Now: now})
			if err != nil {
				return err
			}
			if !found {
				break
			}
			claimed = append(claimed, one)
		}
		if len(claimed) == 0 {
			break
		}
		failed = errors.Join(failed, s.round(ctx, claimed, token))
	}
	return failed
}

// round asks some sources side by side.
func (s *Service) round(ctx context.Context, claimed []Source, token string) error {
	errs := make([]error, len(claimed))
	var all sync.WaitGroup
	for i, one := range claimed {
		all.Go(func() {
			defer func() {
				if r := recover(); r != nil { // what a stranger wrote must not end the program
					errs[i] = fmt.Errorf("source %s: panic: %v", one.ID, r)
				}
			}()
			if err := s.ask(ctx, one, token); err != nil {
				errs[i] = fmt.Errorf("source %s: %w", one.ID, err)
			}
		})
	}
	all.Wait()
	return errors.Join(errs...)
}

// ask fetches a source, reads what it gives, and keeps it in one transaction under the lease.
func (s *Service) ask(ctx context.Context, one Source, token string) error {
	begun := s.o.Now()
	a := s.o.Fetcher.Feed(ctx, Question{Address: one.asks(), ETag: one.ETag, Modified: one.Modified})
	if ctx.Err() != nil {
		return ctx.Err() // we stop; the lease ends by itself
	}
	var feed harvest.Feed
	if a.Outcome == Fetched {
		var err error
		if feed, err = harvest.Read(a.Body, s.reading(begun, a.Type, a.Address)); err != nil {
			told, ok := fault.As(err)
			if !ok {
				return err
			}
			a.Outcome, a.Reason = Failed, told.Detail
		}
	}
	took := s.o.Now().Sub(begun)
	return s.o.Store.InTx(ctx, func(ctx context.Context) error {
		now, err := s.o.Store.Now(ctx)
		if err != nil {
			return err
		}
		at, err := s.o.Store.LockSource(ctx, one.ID)
		if err != nil {
			return err
		}
		row := Fetch{ID: s.o.NewID(), Source: one.ID, At: now, Took: took, Outcome: a.Outcome, Status: a.Status, Bytes: len(a.Body), Reason: a.Reason, Findings: feed.Findings}
		was, same := at, at.asks() == one.asks() && at.State == On
		if same { // else people changed it meanwhile, and what came is of the former address
			at.heard(a, feed.Format, now)
			row.MovedTo = movedTo(was, at)
		}
		if held, err := s.o.Store.Settle(ctx, at, token); err != nil || !held || !same {
			return err
		}
		if row.Outcome == Fetched {
			if err := s.fill(ctx, at, feed, now, &row); err != nil {
				return err
			}
		}
		if err := s.o.Store.AddFetch(ctx, row); err != nil {
			return err
		}
		return s.tellFetch(ctx, was, at, row)
	})
}

func movedTo(was, is Source) string {
	if is.MovedTo == was.MovedTo {
		return ""
	}
	return is.MovedTo
}

// heard brings the answer to a fetch into a source.
func (s *Source) heard(a Answer, format harvest.Format, now time.Time) {
	s.LastAt, s.Outcome, s.Reason = now, a.Outcome, a.Reason
	every := time.Duration(s.Every) * time.Minute
	switch a.Outcome {
	case Fetched:
		s.Failures, s.Format, s.ETag, s.Modified = 0, format, a.ETag, a.Modified
	case Unchanged:
		s.Failures = 0
	case Gone:
		s.State, s.NextAt = Ended, time.Time{}
		return
	case Failed:
		s.Failures++
		for range min(s.Failures, 12) {
			every = min(2*every, max(longest, every))
		}
	}
	if a.MovedTo != "" && a.MovedTo != s.asks() && (a.Outcome == Fetched || a.Outcome == Unchanged) {
		if s.MovedTo = a.MovedTo; s.MovedTo == s.Address {
			s.MovedTo = ""
		}
	}
	s.NextAt = now.Add(every)
	if a.Until.After(s.NextAt) {
		s.NextAt = a.Until
	}
}

// tellFetch tells followers what came, and the record what the clock changed of a source.
func (s *Service) tellFetch(ctx context.Context, was, is Source, row Fetch) error {
	if row.MovedTo != "" {
		if err := s.tell(ctx, audit.System, is, told{act: "source.move", was: &was, detail: map[string]any{"to": row.MovedTo}}); err != nil {
			return err
		}
	}
	if is.State != was.State {
		if err := s.tell(ctx, audit.System, is, told{act: "source.end", was: &was, detail: map[string]any{"status": row.Status}}); err != nil {
			return err
		}
	}
	if row.New+row.Changed+row.Removed == 0 {
		return nil
	}
	return s.o.Trail.Emit(ctx, audit.Event{Kind: audit.Done("source.fill"), Unit: is.Unit, Actor: audit.System,
		Data: map[string]any{"source": is.ID, "new": row.New, "changed": row.Changed, "removed": row.Removed}})
}

// fill brings what a feed gives into the box.
func (s *Service) fill(ctx context.Context, source Source, feed harvest.Feed, now time.Time, row *Fetch) error {
	known, err := s.known(ctx, s.o.Store.LockKnown, source.ID, feed.Entries, feed.Gone)
	if err != nil {
		return err
	}
	for i := len(feed.Entries) - 1; i >= 0; i-- { // feeds begin with the newest, and so does the box
		what, err := s.keep(ctx, source, feed.Entries[i], known, now)
		if err != nil {
			return err
		}
		switch what {
		case made:
			row.New++
		case renewed:
			row.Changed++
		}
	}
	for _, gone := range feed.Gone {
		item, there := known.identity[harvest.IdentityOf(gone.ID)]
		if !there || !item.RemovedAt.IsZero() || known.listed[item.Identity] {
			continue
		}
		item.RemovedAt = now
		if err := s.o.Store.SaveItem(ctx, item, nil); err != nil {
			return err
		}
		row.Removed++
		data := map[string]any{"item": item.ID, "source": source.ID}
		if item.Article != "" { // who took it is told
			data["article"], data["person"], data["title"] = item.Article, item.DecidedBy, item.Title
		}
		if err := s.o.Trail.Emit(ctx, audit.Event{Kind: audit.Done("item.remove"), Article: item.Article, Unit: source.Unit, Actor: audit.System, Data: data}); err != nil {
			return err
		}
	}
	return nil
}

// shelf is what of a source is in the box already, as far as a feed speaks of it.
type shelf struct {
	identity map[string]Item
	link     map[string]Item
	listed   map[string]bool // identities that the feed lists
}

// finder finds the items of a source that bear one of some identities or addresses.
type finder func(ctx context.Context, source string, identities, links []string) ([]Item, error)

func (s *Service) known(ctx context.Context, find finder, source string, entries []harvest.Entry, gone []harvest.Gone) (shelf, error) {
	k := shelf{map[string]Item{}, map[string]Item{}, map[string]bool{}}
	var identities, links []string
	for _, e := range entries {
		identities = append(identities, e.Identity())
		k.listed[e.Identity()] = true
		if e.Link != "" {
			links = append(links, e.Link)
		}
	}
	for _, g := range gone {
		identities = append(identities, harvest.IdentityOf(g.ID))
	}
	items, err := find(ctx, source, identities, links)
	if err != nil {
		return k, err
	}
	for _, i := range items {
		k.identity[i.Identity] = i
		if i.Link != "" {
			k.link[i.Link] = i
		}
	}
	return k, nil
}

// kind of a keeping.
type keeping int

const (
	nothing keeping = iota
	made
	renewed
)

// keep brings one entry into the box: as a new item, as a new version of one that is there, or
// not at all where nothing changed.
func (s *Service) keep(ctx context.Context, source Source, e harvest.Entry, k shelf, now time.Time) (keeping, error) {
	identity, hash := e.Identity(), e.Hash()
	item, there := k.identity[identity]
	if other, moved := k.link[e.Link]; !there && e.Link != "" && moved && !k.listed[other.Identity] {
		e.Findings = append(e.Findings, harvest.Finding{Code: harvest.IDChanged, Detail: other.GUID})
		item, there = other, true
		k.listed[other.Identity] = true // the next with this address is another one
	}
	if !there {
		item = Item{ID: s.o.NewID(), Source: source.ID, Unit: source.Unit, Identity: identity, GUID: e.ID, Link: e.Link, Title: e.Title, State: Fresh, Number: 1, Hash: hash,
			SaidAt: believable(e.Published, now), FirstSeen: now, ChangedAt: now}
		k.identity[identity] = item
		if e.Link != "" {
			k.link[e.Link] = item
		}
		return made, s.o.Store.AddItem(ctx, item, Version{Item: item.ID, Number: 1, Hash: hash, SeenAt: now, Entry: e})
	}
	back := !item.RemovedAt.IsZero()
	if item.Hash == hash && !back || item.full(hash, now) {
		return nothing, nil
	}
	if item.Hash != hash && item.Title != e.Title && item.Link != e.Link && item.Link != "" {
		e.Findings = append(e.Findings, harvest.Finding{Code: harvest.IDReused, Detail: item.Title})
	}
	item.RemovedAt = time.Time{}
	if item.Hash == hash {
		return renewed, s.o.Store.SaveItem(ctx, item, nil)
	}
	item.Number++
	item.Hash, item.Title, item.Link, item.ChangedAt = hash, e.Title, e.Link, now
	if !e.Published.IsZero() {
		item.SaidAt = believable(e.Published, now)
	}
	k.identity[item.Identity] = item
	return renewed, s.o.Store.SaveItem(ctx, item, &Version{Item: item.ID, Number: item.Number, Hash: hash, SeenAt: now, Entry: e})
}

// full reports whether a version more would be one too many: of an item that has many, only one
// a day is kept, since some sources change a word at each fetch.
func (i Item) full(hash string, now time.Time) bool {
	return i.Hash != hash && i.RemovedAt.IsZero() && i.Number >= MaxVersions && now.Sub(i.ChangedAt) < apart
}

// believable is the date of the source, and that of the first sight where it says a later one.
func believable(said, now time.Time) time.Time {
	if said.After(now) {
		return now
	}
	return said
}

// Forget removes what is known of fetches long ago.
func (s *Service) Forget(ctx context.Context) error {
	now, err := s.o.Store.Now(ctx)
	if err != nil {
		return err
	}
	_, err = s.o.Store.Forget(ctx, now.Add(-kept))
	return err
}
