package article

import (
	"github.com/lantoa/lantoa/internal/fault"
)

// State is where an edition stands in the newsroom.
type State string

// The states. "Scheduled" and "published" are none of them: they are told by the
// edition's deliveries (see [Publication]).
const (
	Draft            State = "draft"
	InReview         State = "in_review"
	ChangesRequested State = "changes_requested"
	Approved         State = "approved"
	Withdrawn        State = "withdrawn"
	Archived         State = "archived"
)

// States lists every state.
func States() []State {
	return []State{Draft, InReview, ChangesRequested, Approved, Withdrawn, Archived}
}

// Move is a named act that changes the state of an edition.
type Move string

// The moves.
const (
	Submit         Move = "submit"
	RequestChanges Move = "request_changes"
	Approve        Move = "approve"
	Reopen         Move = "reopen"
	Recall         Move = "recall"
	Correct        Move = "correct"
	// DiscardCorrection needs a release in force besides the state.
	DiscardCorrection Move = "discard_correction"
	Withdraw          Move = "withdraw"
	Archive           Move = "archive"
)

// AllMoves lists every move.
func AllMoves() []Move {
	return []Move{Submit, Recall, RequestChanges, Approve, Reopen, Correct, DiscardCorrection, Withdraw, Archive}
}

// Moves is the table of allowed moves: from a state, by a move, to a state.
func Moves() map[State]map[Move]State {
	return map[State]map[Move]State{
		Draft:            {Submit: InReview, DiscardCorrection: Approved, Withdraw: Withdrawn, Archive: Archived},
		InReview:         {Recall: Draft, RequestChanges: ChangesRequested, Approve: Approved, Reopen: Draft, DiscardCorrection: Approved, Withdraw: Withdrawn},
		ChangesRequested: {Submit: InReview, DiscardCorrection: Approved, Withdraw: Withdrawn, Archive: Archived},
		Approved:         {Reopen: Draft, Correct: Draft, Withdraw: Withdrawn},
		Withdrawn:        {Reopen: Draft, Archive: Archived},
		Archived:         {Reopen: Draft},
	}
}

// Editable reports whether the text may be saved in this state.
func (s State) Editable() bool {
	return s == Draft || s == InReview || s == ChangesRequested
}

// Words names a state for people.
func (s State) Words() fault.Text {
	switch s {
	case Draft:
		return fault.T("Bản nháp", "Draft")
	case InReview:
		return fault.T("Chờ duyệt", "In review")
	case ChangesRequested:
		return fault.T("Cần sửa", "Changes requested")
	case Approved:
		return fault.T("Đã duyệt", "Approved")
	case Withdrawn:
		return fault.T("Đã gỡ", "Withdrawn")
	case Archived:
		return fault.T("Lưu trữ", "Archived")
	}
	return fault.T(string(s), string(s))
}

// allows reports whether the move is possible from the state.
func (s State) allows(move Move) bool {
	_, ok := Moves()[s][move]
	return ok
}

// to returns the state that a move leads to, or an error that names both.
func (s State) to(move Move) (State, error) {
	next, ok := Moves()[s][move]
	if !ok {
		words := s.Words()
		return "", fault.New(fault.StateConflict, fault.T(
			"Bản đang ở trạng thái “"+words.VI+"”, không thể "+string(move)+".",
			"The edition is “"+words.EN+"”; "+string(move)+" is not possible from there."))
	}
	return next, nil
}
