package intake

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"slices"
	"strconv"
	"time"

	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/harvest"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/text"
)

const (
	// chunk is how many items of a file one transaction keeps.
	chunk = 100
	// mostLines bounds what a report lists item by item; its counts are of all.
	mostLines = 2000
)

// Reading says how an export of WordPress is read in.
type Reading struct {
	Unit   string // that watches, and takes
	Lang   string // of the drafts; "" means what the site says, else "vi"
	Pages  bool   // pages too
	DryRun bool   // tell what would come of it, and write nothing
}

// Fate is what became of one item of a file.
type Fate string

// The fates.
const (
	Made    Fate = "make"
	Changed Fate = "change"
	Same    Fate = "keep"
	Skipped Fate = "skip"
)

// Line is one item of a file, in a report.
type Line struct {
	Number   int // in the file, from 1
	ID       string
	Title    string
	Fate     Fate
	Reason   fault.Text // why it was skipped
	Findings []harvest.Finding
}

// Word is a category or a tag of a file, with the facet that may stand for it.
type Word struct {
	harvest.Term
	Items int
	// Facet is one of the plan whose label is the same; zero for none.
	Facet plan.Facet
}

// Report is what came of a file, or would come of it.
type Report struct {
	DryRun   bool
	SHA256   string
	Source   string // id; "" where none was made
	Site     string
	Title    string
	Counts   map[Fate]int
	Lines    []Line
	LeftOut  int // of the lines
	Words    []Word
	Findings []harvest.Finding
}

// MayImport tells before a file comes in whether the actor may read one in for a unit, or for any
// where none is named.
func (s *Service) MayImport(ctx context.Context, actor right.Actor, unit string) error {
	object := audit.Object{Kind: "source"}
	if unit == "" {
		return s.refused(ctx, actor, right.SourceManage, object, anywhere(actor, right.SourceManage))
	}
	return s.refused(ctx, actor, right.SourceManage, object, actor.Need(right.SourceManage, right.In(unit)))
}

// Import reads an export of WordPress into the box, under a source of its site that is made where
// there is none. The same file again makes nothing new. A file that is cut off midway, or a program
// that stops, leaves what was read until then; the whole file again completes it.
func (s *Service) Import(ctx context.Context, actor right.Actor, file io.ReadSeeker, how Reading) (Report, error) {
	if err := s.MayImport(ctx, actor, how.Unit); err != nil {
		return Report{}, err
	}
	now, err := s.o.Store.Now(ctx)
	if err != nil {
		return Report{}, err
	}
	in := importing{s: s, actor: actor, how: how, now: now, report: Report{DryRun: how.DryRun, Counts: map[Fate]int{}}, seen: map[string]bool{}, words: map[harvest.Term]int{}}
	if in.report.SHA256, err = sum(file); err != nil {
		return Report{}, err
	}
	// The first time only reads: what cannot be read to its end is refused before anything is kept.
	options := s.reading(now, "", "")
	export, err := harvest.ReadWordPress(file, options, how.Pages, func(harvest.Post) error { return ctx.Err() })
	if err != nil {
		return Report{}, err
	}
	if err := in.begin(ctx, export); err != nil {
		return Report{}, err
	}
	if _, err := harvest.ReadWordPress(file, options, how.Pages, func(p harvest.Post) error { return in.take(ctx, p) }); err != nil {
		return Report{}, err
	}
	if err := in.flush(ctx, true); err != nil {
		return Report{}, err
	}
	in.report.Words, err = s.offered(ctx, in.words)
	return in.report, err
}

func sum(file io.ReadSeeker) (string, error) {
	h := sha256.New()
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return "", err
	}
	if n, err := io.Copy(h, io.LimitReader(file, harvest.MaxExport+1)); err != nil || n > harvest.MaxExport {
		return "", orTold(err, harvest.TooLargeExport())
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// importing is a file on its way into the box.
type importing struct {
	s      *Service
	actor  right.Actor
	how    Reading
	now    time.Time
	source Source
	fresh  bool
	report Report
	number int
	held   []held
	seen   map[string]bool // identities of the file so far
	words  map[harvest.Term]int
	told   bool
}

// held is an item that waits to be kept with others.
type held struct {
	entry harvest.Entry
	line  Line
}

// begin finds or makes the source.
func (in *importing) begin(ctx context.Context, export harvest.Export) error {
	in.report.Site, in.report.Title, in.report.Findings = export.Site, export.Title, export.Findings
	var there bool
	var err error
	if in.source, there, err = in.s.o.Store.Site(ctx, in.how.Unit, WordPress, export.Site); err != nil {
		return err
	}
	if there {
		in.report.Source = in.source.ID
		return nil
	}
	name := cmp.Or(export.Title, export.Site, "WordPress")
	lang := cmp.Or(in.how.Lang, firstOf(export.Lang), "vi")
	credit := "Theo " + name
	at := in.s.o.Now()
	in.fresh = true
	in.source = Source{ID: in.s.o.NewID(), Unit: in.how.Unit, Kind: WordPress, Address: export.Site, Wait: in.s.o.Wait, Basis: Basis().VI, Every: 30, State: Off,
		Version: 1, CreatedBy: in.actor.ID, CreatedAt: at, UpdatedAt: at}
	name, credit = text.Cut(name, MaxName), text.Cut(credit, MaxName)
	_, err = in.s.apply(ctx, &in.source, Patch{Name: &name, Credit: &credit, Lang: &lang}, true)
	return err
}

// firstOf is the language of a tag such as "vi-VN".
func firstOf(lang string) string {
	for i, r := range lang {
		if r == '-' || r == '_' {
			return lang[:i]
		}
	}
	return lang
}

// take judges one item of the file.
func (in *importing) take(ctx context.Context, p harvest.Post) error {
	in.number++
	line := Line{Number: in.number, ID: p.ID, Title: p.Title, Fate: Skipped, Reason: p.Skipped, Findings: p.Findings}
	if !p.Skipped.IsZero() {
		in.note(line)
		return nil
	}
	identity := p.Identity()
	if in.seen[identity] {
		line.Reason = fault.T("Mã này đã có ở trên trong cùng tệp.", "This id stands above in the same file.")
		in.note(line)
		return nil
	}
	in.seen[identity] = true
	for _, t := range p.Terms {
		in.words[t]++
	}
	if in.held = append(in.held, held{p.Entry, line}); len(in.held) < chunk {
		return nil
	}
	return in.flush(ctx, false)
}

func (in *importing) note(line Line) {
	in.report.Counts[line.Fate]++
	if len(in.report.Lines) == mostLines {
		in.report.LeftOut++
		return
	}
	in.report.Lines = append(in.report.Lines, line)
}

// flush keeps what is held, in one transaction with what the record says of it.
func (in *importing) flush(ctx context.Context, last bool) error {
	if len(in.held) == 0 && (!last || in.told) {
		return nil
	}
	entries := make([]harvest.Entry, len(in.held))
	for i := range in.held {
		entries[i] = in.held[i].entry
	}
	if in.how.DryRun {
		k, err := in.s.known(ctx, in.s.o.Store.Known, in.source.ID, entries, nil)
		if err != nil {
			return err
		}
		for _, h := range in.held {
			in.fate(h, foreseen(h.entry, k, in.now))
		}
		in.held, in.told = nil, true
		return nil
	}
	var fates []keeping
	err := in.s.o.Store.InTx(ctx, func(ctx context.Context) error {
		fates = nil // it may run again
		return in.keep(ctx, entries, &fates)
	})
	if err != nil {
		return err
	}
	for i, h := range in.held {
		in.fate(h, fates[i])
	}
	in.fresh, in.told, in.held = false, true, nil
	in.report.Source = in.source.ID
	return nil
}

func (in *importing) keep(ctx context.Context, entries []harvest.Entry, fates *[]keeping) error {
	if in.fresh {
		if err := in.s.o.Store.AddSource(ctx, in.source); err != nil {
			return err
		}
		if err := in.s.tell(ctx, in.actor.ID, in.source, told{act: "source.create"}); err != nil {
			return err
		}
	}
	k, err := in.s.known(ctx, in.s.o.Store.LockKnown, in.source.ID, entries, nil)
	if err != nil {
		return err
	}
	counts := map[keeping]int{}
	for _, e := range entries {
		fate, err := in.s.keep(ctx, in.source, e, k, in.now)
		if err != nil {
			return err
		}
		counts[fate]++
		*fates = append(*fates, fate)
	}
	detail := map[string]any{"sha256": in.report.SHA256, "new": counts[made], "changed": counts[renewed], "kept": counts[nothing]}
	return in.s.tell(ctx, in.actor.ID, in.source, told{act: "source.import", detail: detail})
}

// foreseen is what keep would do.
func foreseen(e harvest.Entry, k shelf, now time.Time) keeping {
	item, there := k.identity[e.Identity()]
	if other, moved := k.link[e.Link]; !there && e.Link != "" && moved && !k.listed[other.Identity] {
		item, there = other, true
	}
	switch {
	case !there:
		return made
	case item.Hash == e.Hash() && item.RemovedAt.IsZero(), item.full(e.Hash(), now):
		return nothing
	}
	return renewed
}

func (in *importing) fate(h held, fate keeping) {
	h.line.Fate = map[keeping]Fate{made: Made, renewed: Changed, nothing: Same}[fate]
	in.note(h.line)
}

// offered lists the categories and tags of a file, the most used first, each with the facet of the
// plan that bears the same name.
func (s *Service) offered(ctx context.Context, words map[harvest.Term]int) ([]Word, error) {
	current, err := s.o.Plans.Current(ctx, s.today())
	if err != nil {
		return nil, err
	}
	facets, err := s.o.Plans.Facets(ctx, current.ID)
	if err != nil {
		return nil, err
	}
	named := map[string]plan.Facet{}
	for _, f := range facets {
		if f.Kind != plan.Language {
			for _, label := range labels(f) {
				named[text.Fold(label)] = f
			}
		}
	}
	list := make([]Word, 0, len(words))
	for term, n := range words {
		list = append(list, Word{Term: term, Items: n, Facet: named[text.Fold(term.Name)]})
	}
	slices.SortFunc(list, func(a, b Word) int {
		return cmp.Or(cmp.Compare(b.Items, a.Items), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Slug, b.Slug))
	})
	return list, nil
}

func itoa(i int) string { return strconv.Itoa(i) }

// labels are the names under which a facet may be known elsewhere.
func labels(f plan.Facet) []string {
	var all []string
	for _, label := range []string{f.Name.VI, f.Name.EN, f.Short.VI, f.Short.EN} {
		if label != "" {
			all = append(all, label)
		}
	}
	return all
}
