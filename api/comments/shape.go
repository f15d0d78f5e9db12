package comments

import (
	"time"

	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/anchor"
	"github.com/lantoa/lantoa/internal/comment"
	"github.com/lantoa/lantoa/internal/right"
)

// CommentWords are what you write.
type CommentWords struct {
	Body     string   `json:"body" doc:"Plain text, at most 2000 characters" example:"Số liệu này lấy ở đâu?"`
	Mentions []string `json:"mentions,omitempty" nullable:"false" doc:"Ids of people who are called to it, at most 20; all must be allowed to read the story"`
}

func (w CommentWords) domain() comment.Words {
	return comment.Words{Body: w.Body, Mentions: w.Mentions}
}

// CommentAnchor is what a thread is to be about.
type CommentAnchor struct {
	On       string `json:"on" enum:"edition,selection,picture" doc:"What the thread is about" example:"selection"`
	Revision string `json:"revision,omitempty" maxLength:"100" doc:"Id of the revision that you have before you: the newest, or the base of your working copy; absent means the newest"`
	Field    string `json:"field,omitempty" enum:"title,lead,body" doc:"Of a selection" example:"lead"`
	Quote    string `json:"quote,omitempty" doc:"The words that are selected, at most 5000 characters; white space may differ from that of the plain text" example:"các đại sứ"`
	Prefix   string `json:"prefix,omitempty" doc:"What stands before them, as far as it tells them from the same words elsewhere; at most 1000 characters" example:"gặp gỡ "`
	Suffix   string `json:"suffix,omitempty" doc:"What stands behind them, likewise" example:"."`
	Start    *int   `json:"start,omitempty" doc:"Where they begin: Unicode code points from the beginning of the plain text of the field; absent, they are looked for"`
	End      *int   `json:"end,omitempty" doc:"The code point behind them"`
	Picture  string `json:"picture,omitempty" maxLength:"100" doc:"Id of a picture of the text"`
}

// NewComment starts a thread.
type NewComment struct {
	Anchor *CommentAnchor `json:"anchor,omitempty" doc:"Absent means the edition as a whole"`
	CommentWords
}

func (n NewComment) domain() comment.Draft {
	d := comment.Draft{Words: n.CommentWords.domain()}
	if a := n.Anchor; a != nil {
		d.Anchor = comment.Wanted{On: comment.On(a.On), Revision: a.Revision, Field: comment.Field(a.Field), Exact: a.Quote, Prefix: a.Prefix, Suffix: a.Suffix,
			Start: a.Start, End: a.End, Picture: a.Picture}
	}
	return d
}

// CommentedOn is what a thread is about, as it was when the thread was started.
type CommentedOn struct {
	On       string `json:"on" enum:"edition,selection,picture"`
	Revision string `json:"revision" doc:"Id of the revision"`
	Field    string `json:"field,omitempty" enum:"title,lead,body"`
	Quote    string `json:"quote,omitempty" doc:"The words, as the plain text of the field spaced them"`
	Prefix   string `json:"prefix,omitempty" doc:"Up to 32 code points before them"`
	Suffix   string `json:"suffix,omitempty" doc:"Up to 32 code points behind them"`
	Start    *int   `json:"start,omitempty" doc:"Where they began, in code points"`
	End      *int   `json:"end,omitempty"`
	Picture  string `json:"picture,omitempty" doc:"Id"`
}

// CommentPlace is where the text that was asked for has what a thread is about.
type CommentPlace struct {
	Found string `json:"found" enum:"exact,changed,orphaned" doc:"exact: the very words; changed: most of them; orphaned: gone from the text"`
	Start *int   `json:"start,omitempty" doc:"In code points of the plain text of the field; absent for what is no selection or is gone"`
	End   *int   `json:"end,omitempty"`
}

// CommentWording is how a comment read before.
type CommentWording struct {
	Body     string    `json:"body"`
	Mentions []string  `json:"mentions" nullable:"false"`
	At       time.Time `json:"at"`
}

// Comment is one comment of a thread.
type Comment struct {
	ID          string           `json:"id"`
	Author      string           `json:"author" doc:"Id"`
	Body        string           `json:"body" doc:"Empty once it is retracted, but for those who inspect"`
	Mentions    []string         `json:"mentions" nullable:"false" doc:"Ids of people"`
	CreatedAt   time.Time        `json:"created_at"`
	EditedAt    *time.Time       `json:"edited_at,omitempty" doc:"When it got its present wording; absent for the first"`
	RetractedAt *time.Time       `json:"retracted_at,omitempty"`
	Earlier     []CommentWording `json:"earlier,omitempty" nullable:"false" doc:"How it read before, oldest first"`
	May         rest.May         `json:"may"`
}

// CommentThread is a row of comments about one thing.
type CommentThread struct {
	ID         string       `json:"id"`
	Edition    string       `json:"edition" doc:"Id"`
	Anchor     CommentedOn  `json:"anchor"`
	Place      CommentPlace `json:"place"`
	State      string       `json:"state" enum:"open,resolved"`
	Version    int          `json:"version" doc:"Counts all changes of the thread and its comments"`
	StartedBy  string       `json:"started_by" doc:"Id"`
	CreatedAt  time.Time    `json:"created_at"`
	UpdatedAt  time.Time    `json:"updated_at"`
	ResolvedBy string       `json:"resolved_by,omitempty" doc:"Id"`
	ResolvedAt *time.Time   `json:"resolved_at,omitempty"`
	Comments   []Comment    `json:"comments" nullable:"false" doc:"In order; the first one started the thread"`
	May        rest.May     `json:"may"`
}

// CommentCounts tells how many threads an edition has.
type CommentCounts struct {
	Open     int `json:"open"`
	Resolved int `json:"resolved"`
}

func threadOf(actor right.Actor, t comment.Thread) CommentThread {
	a := t.Anchor
	shape := CommentThread{ID: t.ID, Edition: t.Edition, Place: CommentPlace{Found: string(t.Place.Found)}, State: string(t.State), Version: t.Version,
		Anchor:    CommentedOn{On: string(a.On), Revision: a.Revision, Field: string(a.Field), Quote: a.Quote.Exact, Prefix: a.Quote.Prefix, Suffix: a.Quote.Suffix, Picture: a.Picture},
		StartedBy: t.StartedBy, CreatedAt: t.CreatedAt.UTC(), UpdatedAt: t.UpdatedAt.UTC(), ResolvedBy: t.ResolvedBy, ResolvedAt: rest.Instant(t.ResolvedAt),
		Comments: make([]Comment, len(t.Remarks))}
	if a.On == comment.OnSelection {
		shape.Anchor.Start, shape.Anchor.End = &a.Quote.Start, &a.Quote.End
		if t.Place.Found != anchor.Orphaned {
			shape.Place.Start, shape.Place.End = &t.Place.Start, &t.Place.End
		}
	}
	for i, r := range t.Remarks {
		shape.Comments[i] = commentOf(actor, t, r)
	}
	closing := comment.MayClose(actor, t.Of, t)
	shape.May = rest.Judged(map[string]right.Decision{"reply": actor.May(right.CommentWrite, t.Of), "resolve": closing, "reopen": closing})
	if t.State == comment.Resolved {
		shape.May.Forbid("resolve", comment.Stands(t.State))
	} else {
		shape.May.Forbid("reopen", comment.Stands(t.State))
	}
	return shape
}

func commentOf(actor right.Actor, t comment.Thread, r comment.Remark) Comment {
	now := r.Now()
	c := Comment{ID: r.ID, Author: r.Author, Body: now.Body, Mentions: rest.NotNil(now.Mentions), CreatedAt: r.At.UTC(), RetractedAt: rest.Instant(r.RetractedAt)}
	if now.Number > 1 {
		c.EditedAt = rest.Instant(now.At)
	}
	for _, w := range r.Wordings[:max(0, len(r.Wordings)-1)] {
		c.Earlier = append(c.Earlier, CommentWording{Body: w.Body, Mentions: rest.NotNil(w.Mentions), At: w.At.UTC()})
	}
	c.May = rest.MayOf(actor, t.Of, map[string]right.Action{"edit": right.CommentWrite, "retract": right.CommentWrite})
	for name := range c.May {
		switch {
		case r.Author != actor.ID:
			c.May.Forbid(name, comment.NotYours())
		case !r.RetractedAt.IsZero():
			c.May.Forbid(name, comment.Taken())
		}
	}
	return c
}
