// Package planning holds stories that are planned before there is any text: an idea that
// somebody proposes, which is assigned to a unit or a person by a day, begun as an article, and
// done once that is published (ý tưởng, được giao, đang viết).
package planning

import (
	"time"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/plan"
)

// Limits of a planned story.
const (
	MaxTitle  = manuscript.MaxTitle // graphemes: it becomes that of the article
	MaxNote   = 4000                // graphemes
	MaxReason = 1000                // graphemes
	MaxLangs  = 20
)

// Story is a planned story.
type Story struct {
	ID     string
	Unit   string // code
	Title  string
	Note   string // what it should tell, for whom; for the newsroom alone
	Person string // id of whom it is assigned to; "" for the unit as a whole
	Due    Due
	Facets plan.Facets // wished; the form among them
	Langs  []string    // in which it is wished, the first to begin with
	State  State
	Reason string // why it was dropped
	// Article is the id of the one that was begun from it.
	Article string
	// Request is the id of that of the press for which it was planned, Entry that of the day of
	// the calendar; "" for none.
	Request, Entry string
	// LateAt is when it was told that it is late; DoneAt when it was seen to be done.
	LateAt, DoneAt time.Time
	Version        int // counts the changes by people, from 1
	CreatedBy      string
	CreatedAt      time.Time
	UpdatedAt      time.Time
}

// State is how far a planned story has come.
type State string

// The states. Done is never kept: it is told by the article, see [Store].
const (
	Idea     State = "idea"
	Assigned State = "assigned"
	Begun    State = "begun"
	Dropped  State = "dropped"
	Done     State = "done"
)

// States lists every state.
func States() []State { return []State{Idea, Assigned, Begun, Dropped, Done} }

// Move is what people do to a planned story.
type Move string

// The moves.
const (
	Update Move = "update" // what it is about
	Assign Move = "assign"
	Begin  Move = "begin"
	Drop   Move = "drop"
)

// Moves lists every move.
func Moves() []Move { return []Move{Update, Assign, Begin, Drop} }

// moves is the whole table: where each move leads from where; what it does not name cannot be.
func moves() map[State]map[Move]State {
	return map[State]map[Move]State{
		Idea:     {Update: Idea, Assign: Assigned, Drop: Dropped},
		Assigned: {Update: Assigned, Assign: Assigned, Begin: Begun, Drop: Dropped},
		Begun:    {Assign: Begun, Drop: Dropped},
	}
}

// Next tells where a move leads; a fault says why it cannot be made.
func Next(from State, m Move) (State, error) {
	if to, ok := moves()[from][m]; ok {
		return to, nil
	}
	switch {
	case from == Done:
		return "", fault.New(fault.StateConflict, fault.T("Bài của đề tài này đã đăng; lập đề tài mới.", "The story of this plan is published; plan a new one."))
	case from == Dropped:
		return "", fault.New(fault.StateConflict, fault.T("Đề tài này đã bỏ; lập đề tài mới.", "This planned story was dropped; plan a new one."))
	case from == Begun && m == Update:
		return "", fault.New(fault.StateConflict, fault.T("Đã có bài từ đề tài này; sửa ở bài.", "An article was made from this; change that."))
	case from == Begun:
		return "", fault.New(fault.StateConflict, fault.T("Đã có bài từ đề tài này.", "An article was made from this already."))
	}
	return "", fault.New(fault.StateConflict, fault.T("Đề tài chưa được giao; giao cho đơn vị hoặc một người trước.", "It is not assigned yet; assign it to a unit or a person first."))
}

// Late reports whether it should have been done by now.
func (s Story) Late(now time.Time) bool {
	return (s.State == Assigned || s.State == Begun) && !s.Due.At.IsZero() && !now.Before(s.Due.At)
}

// defined is what the record hashes of a planned story.
func (s Story) defined() any {
	return map[string]any{"unit": s.Unit, "title": s.Title, "note": s.Note, "person": s.Person, "due": s.Due.Wall, "zone": s.Due.Zone, "facets": s.Facets,
		"langs": append([]string{}, s.Langs...), "state": s.State, "reason": s.Reason, "article": s.Article, "request": s.Request, "entry": s.Entry}
}
