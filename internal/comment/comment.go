// Package comment is what colleagues remark on an edition: threads on selected words, on a
// picture or on the edition as a whole, answers to them, and who is asked by name (R5).
//
// A thread keeps what it is about with the revision in which that was selected, and is led to
// the text of today whenever it is read; what is gone from the text stays in the thread.
// Comments are of the newsroom alone: they enter no release and reach no reader, and to have
// written one is no part in the text when it is approved. What a person wrote is kept: an
// edited comment shows its earlier wordings, and a retracted one is left to those who inspect.
package comment

import (
	"context"
	"slices"
	"time"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/anchor"
	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/right"
)

// Limits.
const (
	MaxOpen     = 500   // open threads of an edition
	MaxRemarks  = 200   // comments of a thread
	MaxMentions = 20    // people named in a comment
	MaxQuote    = 5_000 // code points of a selection
	maxAround   = 1_000 // code points of what is given before or behind it
)

// On is what a thread is about.
type On string

// What threads are about.
const (
	OnEdition   On = "edition"
	OnSelection On = "selection"
	OnPicture   On = "picture"
)

// Field is a part of the text. Places in it count in its plain text: title and lead as they
// are kept, of the body what remains without markup, blocks parted by line feeds.
type Field string

// The fields.
const (
	Title Field = "title"
	Lead  Field = "lead"
	Body  Field = "body"
)

// Fields lists them.
func Fields() []Field { return []Field{Title, Lead, Body} }

// Anchor is what a thread is about, as it was when the thread was started.
type Anchor struct {
	On       On
	Revision string // id; whose text it was
	Field    Field  // of a selection
	Quote    anchor.Quote
	Picture  string // id
}

// State is where a thread stands.
type State string

// The states.
const (
	Open     State = "open"
	Resolved State = "resolved"
)

// Thread is a row of comments about one thing.
type Thread struct {
	ID      string
	Edition string
	Anchor  Anchor
	State   State
	// Version counts all changes of the thread and of its comments; it is its entity tag.
	Version    int
	StartedBy  string
	CreatedAt  time.Time
	UpdatedAt  time.Time
	ResolvedBy string    // "" while open
	ResolvedAt time.Time // zero while open
	Remarks    []Remark  // in order; the first one started the thread
	// Place is where the text that was asked for has what the thread is about.
	Place anchor.Place
	// Of is the edition as rights see it.
	Of right.Object
}

// Remark is one comment of a thread.
type Remark struct {
	ID          string
	Number      int // from 1
	Author      string
	At          time.Time
	Wordings    []Wording // the newest last; none where they may not be seen
	RetractedAt time.Time // zero while it stands
}

// Wording is how a comment read at a time.
type Wording struct {
	Number   int // from 1
	Body     string
	Mentions []string // people by id, in order
	Salt     string   // with which the record of acts hashes it
	At       time.Time
}

// Now is the newest wording; it is empty where none may be seen.
func (r Remark) Now() Wording {
	if len(r.Wordings) == 0 {
		return Wording{}
	}
	return r.Wordings[len(r.Wordings)-1]
}

// index is the place of a comment in its thread, -1 where there is none.
func (t Thread) index(id string) int {
	return slices.IndexFunc(t.Remarks, func(r Remark) bool { return r.ID == id })
}

// people are those who wrote in a thread or were named in it, each once.
func (t Thread) people() []string {
	var ids []string
	for _, r := range t.Remarks {
		ids = append(ids, r.Author)
		ids = append(ids, r.Now().Mentions...)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// Counts tells how many threads an edition has.
type Counts struct{ Open, Resolved int }

// Filter narrows a list of threads; zero values do not narrow.
type Filter struct {
	Edition string
	State   State
	// Mine is the id of somebody who wrote in the thread or is named in it.
	Mine string
	// After is the place of the last thread of the page before, newest first.
	After *Place
	Limit int
}

// Place is where a thread stands in a list.
type Place struct {
	At time.Time
	ID string
}

// Store keeps threads.
type Store interface {
	InTx(ctx context.Context, fn func(ctx context.Context) error) error
	// Add keeps a new thread with its comments.
	Add(ctx context.Context, t Thread) error
	// Save keeps the state of a thread, and those of its comments that are given, with their
	// newest wording.
	Save(ctx context.Context, t Thread, changed ...Remark) error
	// Thread returns a thread of an edition with its comments; [fault.NotFound] when there is
	// none.
	Thread(ctx context.Context, edition, id string) (Thread, error)
	// Lock is Thread, and keeps others from changing it until the transaction ends.
	Lock(ctx context.Context, edition, id string) (Thread, error)
	// List lists threads with their comments, newest first.
	List(ctx context.Context, f Filter) ([]Thread, error)
	Count(ctx context.Context, edition string) (Counts, error)
	// Texts returns the texts of revisions of an edition by their ids; what is not there is
	// left out.
	Texts(ctx context.Context, edition string, revisions []string) (map[string]manuscript.Text, error)
}

// Newsroom finds editions, see [article.Service].
type Newsroom interface {
	Edition(ctx context.Context, actor right.Actor, ref article.Ref) (article.Article, article.Edition, error)
	Object(ctx context.Context, a article.Article, e article.Edition) (right.Object, error)
	WorkingCopy(ctx context.Context, actor right.Actor, ref article.Ref) (article.WorkingCopy, error)
}

// People tells who can sign in and what they may now, see [account.Service].
type People interface {
	Standing(ctx context.Context) ([]account.Standing, error)
}
