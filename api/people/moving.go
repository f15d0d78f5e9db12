package people

import (
	"context"
	"net/http"

	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/account"
)

func (h *handlers) moving() {
	const path = "/units/{code}/move-grants"
	rest.Add(h.r, rest.Op{ID: "previewMoveGrants", Method: http.MethodGet, Path: path, Tag: tag, Summary: "Preview how the roles in a unit that has ended would move to its successors"}, h.preview)
	rest.Add(h.r, rest.Op{ID: "moveGrants", Method: http.MethodPost, Path: path, Tag: tag, Summary: "Move the roles in a unit that has ended to its successors", Keyed: true,
		Text: "Each role ends with the unit's last day and is given from today in the successors that exist, or in those named. Called again it finds nothing to move."}, h.move)
}

// UnitNamed names a unit.
type UnitNamed struct {
	Code string `path:"code" doc:"Code of the unit"`
}

// MoveGrants narrows what moves.
type MoveGrants struct {
	To     []string `json:"to,omitempty" nullable:"false" minItems:"1" maxItems:"50" doc:"Codes of successors that get the roles; absent means all that exist"`
	People []string `json:"people,omitempty" nullable:"false" minItems:"1" maxItems:"500" doc:"Ids of the people whose roles move; absent means everybody"`
}

// GrantMoves are the roles that wait in a unit that has ended, or that were moved.
type GrantMoves struct {
	Unit       string      `json:"unit"`
	EndedOn    string      `json:"ended_on" doc:"Last day of the unit"`
	Successors []string    `json:"successors" nullable:"false" doc:"Codes of the units that exist to which it passed, over several steps where these ended too"`
	Moves      []GrantMove `json:"moves" nullable:"false" doc:"By login; empty once all roles have moved"`
}

// GrantMove is one role of one person, and where it goes.
type GrantMove struct {
	Person PersonName `json:"person"`
	Grant  Grant      `json:"grant" doc:"As it stands before"`
	To     []string   `json:"to" nullable:"false" doc:"Codes of the units in which the role is given"`
	Held   []string   `json:"held" nullable:"false" doc:"Codes of those in which the person has it already"`
}

// PersonName names somebody.
type PersonName struct {
	ID    string `json:"id"`
	Login string `json:"login"`
	Name  string `json:"name"`
}

func movesOf(m account.Moves) GrantMoves {
	shape := GrantMoves{Unit: m.Unit.Code, EndedOn: string(m.Unit.To), Successors: []string{}, Moves: []GrantMove{}}
	for _, heir := range m.Heirs {
		shape.Successors = append(shape.Successors, heir.Code)
	}
	for _, one := range m.List {
		shape.Moves = append(shape.Moves, GrantMove{Person: PersonName{ID: one.Person.ID, Login: one.Person.Login, Name: one.Person.Name},
			Grant: grantOf(one.Grant), To: rest.NotNil(one.To), Held: rest.NotNil(one.Held)})
	}
	return shape
}

func (h *handlers) preview(ctx context.Context, in *UnitNamed) (*rest.Plain[GrantMoves], error) {
	moves, err := h.o.Accounts.PreviewMove(ctx, rest.Actor(ctx), account.Moving{Unit: in.Code})
	if err != nil {
		return nil, err
	}
	return &rest.Plain[GrantMoves]{Body: movesOf(moves)}, nil
}

type movingGrants struct {
	UnitNamed
	Body *MoveGrants
}

func (h *handlers) move(ctx context.Context, in *movingGrants) (*rest.Plain[GrantMoves], error) {
	asked := account.Moving{Unit: in.Code}
	if in.Body != nil {
		asked.To, asked.People = in.Body.To, in.Body.People
	}
	moves, err := h.o.Accounts.MoveGrants(ctx, rest.Actor(ctx), asked)
	if err != nil {
		return nil, err
	}
	return &rest.Plain[GrantMoves]{Body: movesOf(moves)}, nil
}
