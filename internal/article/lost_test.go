package article_test

import (
	"cmp"
	"slices"
	"strconv"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/line"
	"github.com/lantoa/lantoa/internal/right"
)

// desk is an edition on which several people work at once, each in two tabs, and what each of them
// was told is kept.
type desk struct {
	*fixture
	e      article.Edition
	mu     sync.Mutex
	told   []typed           // of working copies
	titles map[string]string // what each revision held that somebody was told of
}

// typed is a working copy as its person was told that it stands.
type typed struct {
	person, title string
	version       int
	begins        bool // it is not what the one before became by typing
}

func (d *desk) stands(w article.WorkingCopy, begins bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.told = append(d.told, typed{w.Person, w.Text.Title, w.Version, begins})
}

func (d *desk) kept(revision, title string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.titles[revision] = title
}

// tab is one window of one person.
type tab struct {
	*desk
	who     right.Actor
	others  []string
	name    string
	n       int
	version int // of the working copy that it has, 0 for none
}

// step does one thing; its error is what the person is told.
func (t *tab) step(what int) error {
	ref := at(t.e).Ref
	t.n++
	title := t.name + " " + strconv.Itoa(t.n)
	now, err := t.store.Edition(t.Context(), ref)
	if err != nil {
		return err
	}
	var w article.WorkingCopy
	switch what {
	case 0:
		now, err = t.service.SaveText(t.Context(), t.who, at(now), titled(title))
		if err == nil {
			t.kept(now.HeadRevision, title)
		}
		return err
	case 1:
		sent := titled(title)
		r, err := t.lines.KeepPoint(t.Context(), t.who, ref, line.Point{Name: title, Text: &sent})
		if err == nil {
			t.kept(r.ID, title)
		}
		return err
	case 2:
		w, err = t.lines.TakeOver(t.Context(), t.who, ref, t.others[t.n%len(t.others)])
	case 3:
		w, err = t.lines.Restore(t.Context(), t.who, ref, now.HeadRevision)
	case 4:
		m, done, err := t.lines.SaveMerge(t.Context(), t.who, at(now), line.Merging{})
		if err == nil {
			t.kept(done.HeadRevision, m.Text.Title)
		}
		return err
	default:
		w, err = t.lines.Autosave(t.Context(), t.who, ref, t.version, now.HeadRevision, titled(title))
		if err == nil {
			t.stands(w, t.version == 0)
			t.version = w.Version
		} else if own, missing := t.service.WorkingCopy(t.Context(), t.who, ref); missing == nil {
			t.version = own.Version
		} else {
			t.version = 0
		}
		return err
	}
	if err == nil {
		t.stands(w, true)
		t.version = w.Version
	}
	return err
}

// TestNoTextIsLost lets several people work at once, in two tabs each, by plans drawn at random,
// and starts the service anew in between: every revision that anybody was told of is there as it
// was, and whatever stood in a working copy stands there still or in a revision, unless it was
// typed over in the same line.
func TestNoTextIsLost(t *testing.T) {
	each(t, func(w *fixture) {
		plans := rapid.SliceOfN(rapid.SampledFrom([]int{0, 1, 2, 3, 4, 5, 5, 5, 5}), 8, 8)
		for seed := range 4 {
			d := &desk{fixture: w, e: w.create(lan()), titles: map[string]string{}}
			for phase := range 2 {
				var working sync.WaitGroup
				for i, who := range []right.Actor{lan(), lan(), minh(), minh(), hoaWrites(), hoaWrites()} {
					one := &tab{desk: d, who: who, name: who.ID + " thẻ " + strconv.Itoa(i) + " lượt " + strconv.Itoa(phase)}
					one.others = slices.DeleteFunc([]string{"lan", "minh", "hoa"}, func(id string) bool { return id == who.ID })
					plan := plans.Example(seed*100 + phase*10 + i)
					working.Go(func() {
						for _, what := range plan {
							if err := one.step(what); err != nil && !refused(err) {
								w.Errorf("%s: step %d: %v", one.name, what, err)
							}
						}
					})
				}
				working.Wait()
				w.open()
				d.nothingLost()
			}
		}
	})
}

// refused reports whether an error is one that people who work at once are told.
func refused(err error) bool {
	return fault.Is(err, fault.StaleVersion) || fault.Is(err, fault.NotFound) || fault.Is(err, fault.ValidationFailed)
}

func (d *desk) nothingLost() {
	d.Helper()
	stand := map[string]bool{}
	for _, r := range d.revisions(d.e) {
		stand[r.Text.Title] = true
		if title, told := d.titles[r.ID]; told && title != r.Text.Title {
			d.Errorf("revision %d holds %q, its writer was told %q", r.Number, r.Text.Title, title)
		}
		d.titles[r.ID] = r.Text.Title // and no later phase may change it
	}
	for id := range d.titles {
		if _, err := d.store.Revision(d.Context(), id); err != nil {
			d.Errorf("revision %s: %v", id, err)
		}
	}
	copies, err := d.store.WorkingCopies(d.Context(), d.e.ID)
	for _, one := range must(d.fixture, copies, err) {
		stand[one.Text.Title] = true
	}
	slices.SortFunc(d.told, func(a, b typed) int {
		return cmp.Or(cmp.Compare(a.person, b.person), cmp.Compare(a.version, b.version))
	})
	for i, one := range d.told {
		over := i+1 < len(d.told) && d.told[i+1].person == one.person
		if over && d.told[i+1].version == one.version {
			d.Errorf("%s was told of version %d twice: %q and %q", one.person, one.version, one.title, d.told[i+1].title)
		}
		if (!over || d.told[i+1].begins) && !stand[one.title] {
			d.Errorf("%q of %s, version %d, stands nowhere", one.title, one.person, one.version)
		}
	}
	if len(d.told) == 0 || len(stand) < 5 {
		d.Errorf("hardly anybody worked: %d working copies, %d texts", len(d.told), len(stand))
	}
}
