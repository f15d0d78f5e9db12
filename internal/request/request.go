// Package request holds what the press asks the province for ("tin cần"): a request is entered,
// routed to units, and each of these takes it up, answers it or declines it (R13, R37). Who asks
// sees the own requests alone.
package request

import (
	"slices"
	"time"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/planning"
)

// Limits of a request.
const (
	MaxSubject      = 200  // graphemes
	MaxNeed         = 4000 // graphemes
	MaxContact      = 200  // graphemes
	MaxOrganisation = 200  // graphemes
	MaxWords        = 4000 // graphemes of an answer or a reason
	MaxUnits        = 20
	// MaxOpen is how many requests of one press account may be open at once.
	MaxOpen = 10
)

// Request is what somebody of the press asks for.
type Request struct {
	ID string
	// Asker is the id of the account that asks; "" where somebody of the house entered it for
	// whoever asked by telephone or letter.
	Asker        string
	Organisation string // which asks, as it was entered
	Subject      string
	Need         string // what is needed: facts, pictures, whom to talk to
	Lang         string // in which it is needed
	// Contact is how to reach who asks. It is personal data: no record and no event bears it.
	Contact   string
	Due       planning.Due
	Facets    plan.Facets
	State     State
	Reason    string  // why it was declined as a whole
	Shares    []Share // by the code of the unit
	Version   int
	CreatedBy string
	CreatedAt time.Time
	UpdatedAt time.Time
}

// State is how far a request has come.
type State string

// The states.
const (
	Open      State = "open"   // it waits to be routed
	Routed    State = "routed" // some unit owes an answer
	Answered  State = "answered"
	Declined  State = "declined"
	Withdrawn State = "withdrawn" // by who asked
)

// States lists every state.
func States() []State { return []State{Open, Routed, Answered, Declined, Withdrawn} }

// Share is what one unit owes of a request.
type Share struct {
	Unit    string // code
	State   ShareState
	Words   string // of the answer, or why it was declined
	Article string // id of the story that answers
	Planned string // id of the planned story by which it was taken up
	// UpdatedBy and UpdatedAt tell of the last move.
	UpdatedBy string
	UpdatedAt time.Time
}

// ShareState is how far a unit has come with its share.
type ShareState string

// The states of a share.
const (
	Asked         ShareState = "asked"
	Taken         ShareState = "taken"
	ShareAnswered ShareState = "answered"
	ShareDeclined ShareState = "declined"
)

// ShareStates lists every state of a share.
func ShareStates() []ShareState {
	return []ShareState{Asked, Taken, ShareAnswered, ShareDeclined}
}

// Move is what people do to a request or a share of it.
type Move string

// The moves of a request, and those of a share.
const (
	Update   Move = "update"
	Route    Move = "route"
	Dismiss  Move = "dismiss" // declined as a whole
	Withdraw Move = "withdraw"
	Take     Move = "take"
	Answer   Move = "answer"
	Decline  Move = "decline"
)

// Moves lists the moves of a request as a whole; ShareMoves those of a share.
func Moves() []Move { return []Move{Update, Route, Dismiss, Withdraw} }

// ShareMoves lists the moves of a share.
func ShareMoves() []Move { return []Move{Take, Answer, Decline} }

// moves is the table of requests. Further units may be asked after the first have answered.
func moves() map[State]map[Move]State {
	return map[State]map[Move]State{
		Open:     {Update: Open, Route: Routed, Dismiss: Declined, Withdraw: Withdrawn},
		Routed:   {Update: Routed, Route: Routed, Dismiss: Declined, Withdraw: Withdrawn},
		Answered: {Route: Routed},
		Declined: {Route: Routed},
	}
}

// shareMoves is the table of shares.
func shareMoves() map[ShareState]map[Move]ShareState {
	return map[ShareState]map[Move]ShareState{
		Asked: {Take: Taken, Answer: ShareAnswered, Decline: ShareDeclined},
		Taken: {Answer: ShareAnswered, Decline: ShareDeclined},
	}
}

// Next tells where a move of a request leads; a fault says why it cannot be made.
func Next(from State, m Move) (State, error) {
	if to, ok := moves()[from][m]; ok {
		return to, nil
	}
	if from == Withdrawn {
		return "", fault.New(fault.StateConflict, fault.T("Người yêu cầu đã rút yêu cầu này.", "Who asked has withdrawn this request."))
	}
	return "", fault.New(fault.StateConflict, fault.T("Yêu cầu này đã khép lại; gửi yêu cầu mới nếu cần thêm.", "This request is closed; enter a new one for more."))
}

// NextShare tells where a move of a share leads; a fault says why it cannot be made.
func NextShare(from ShareState, m Move) (ShareState, error) {
	if to, ok := shareMoves()[from][m]; ok {
		return to, nil
	}
	if from == Taken {
		return "", fault.New(fault.StateConflict, fault.T("Đơn vị đã nhận yêu cầu này.", "The unit has taken this up already."))
	}
	return "", fault.New(fault.StateConflict, fault.T("Đơn vị đã trả lời hoặc từ chối yêu cầu này.", "The unit has answered or declined this already."))
}

// settled is the state that the shares of a routed request come to: it is answered once nobody
// owes anything and somebody has answered, and declined once all have declined.
func settled(shares []Share) State {
	owed := func(s Share) bool { return s.State == Asked || s.State == Taken }
	switch {
	case len(shares) == 0:
		return Open
	case slices.ContainsFunc(shares, owed):
		return Routed
	case slices.ContainsFunc(shares, func(s Share) bool { return s.State == ShareAnswered }):
		return Answered
	}
	return Declined
}

// Late reports whether it should have been answered by now.
func (r Request) Late(now time.Time) bool {
	return (r.State == Open || r.State == Routed) && !r.Due.At.IsZero() && !now.Before(r.Due.At)
}

// Share returns what a unit owes.
func (r Request) Share(unit string) (Share, bool) {
	at := slices.IndexFunc(r.Shares, func(s Share) bool { return s.Unit == unit })
	if at < 0 {
		return Share{}, false
	}
	return r.Shares[at], true
}

// defined is what the record hashes of a request: all but personal data.
func (r Request) defined() any {
	shares := []any{}
	for _, s := range r.Shares {
		shares = append(shares, map[string]any{"unit": s.Unit, "state": s.State, "words": s.Words, "article": s.Article, "planned": s.Planned})
	}
	return map[string]any{"asker": r.Asker, "subject": r.Subject, "need": r.Need, "lang": r.Lang, "due": r.Due.Wall, "zone": r.Due.Zone,
		"facets": r.Facets, "state": r.State, "reason": r.Reason, "shares": shares}
}
