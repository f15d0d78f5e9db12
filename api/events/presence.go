package events

import (
	"context"
	"net/http"
	"time"

	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/live"
)

// Guest is somebody who is in an edition now.
type Guest struct {
	Person string    `json:"person" doc:"Id"`
	Name   string    `json:"name"`
	Doing  string    `json:"doing" enum:"reading,editing"`
	Since  time.Time `json:"since"`
}

// Presence is who is in an edition now, by name.
type Presence struct {
	Article string  `json:"article"`
	Edition string  `json:"edition"`
	Lang    string  `json:"lang"`
	People  []Guest `json:"people" nullable:"false"`
}

func roomOf(r live.Room) Presence {
	p := Presence{Article: r.Article, Edition: r.Edition, Lang: r.Lang, People: []Guest{}}
	for _, g := range r.People {
		p.People = append(p.People, Guest{Person: g.Person, Name: g.Name, Doing: string(g.Doing), Since: g.Since.UTC()})
	}
	return p
}

func (h *handlers) presence() {
	const path = "/articles/{id}/editions/{lang}/presence"
	rest.Add(h.r, rest.Op{ID: "getPresence", Method: http.MethodGet, Path: path, Tag: tag, Summary: "See who is in an edition now"}, h.room)
	rest.Add(h.r, rest.Op{ID: "enterEdition", Method: http.MethodPut, Path: path, Tag: tag, Summary: "Say that you are in an edition",
		Text: "Say it again every 15 seconds while the page is open: who falls silent for 45 is gone. It is no act, and no record is kept of it."}, h.enter)
	rest.Add(h.r, rest.Op{ID: "leaveEdition", Method: http.MethodDelete, Path: path, Tag: tag, Summary: "Say that you have left an edition", Status: http.StatusNoContent}, h.leave)
}

// Named names an edition.
type Named struct {
	ID   string `path:"id" doc:"Id of the article"`
	Lang string `path:"lang" doc:"Language of the edition (BCP 47)" example:"vi"`
}

func (n Named) ref() article.Ref { return article.Ref{Article: n.ID, Lang: n.Lang} }

// shown is the answer with who is there.
type shown struct{ Body Presence }

func (h *handlers) room(ctx context.Context, in *Named) (*shown, error) {
	room, err := h.o.Presence.Room(ctx, rest.Actor(ctx), in.ref())
	return &shown{roomOf(room)}, err
}

// Arrival says what somebody does in an edition.
type Arrival struct {
	Doing string `json:"doing" enum:"reading,editing" doc:"Editing takes the right to edit"`
}

type entering struct {
	Named
	Body Arrival
}

func (h *handlers) enter(ctx context.Context, in *entering) (*shown, error) {
	room, err := h.o.Presence.Enter(ctx, rest.Actor(ctx), in.ref(), live.Doing(in.Body.Doing))
	return &shown{roomOf(room)}, err
}

func (h *handlers) leave(ctx context.Context, in *Named) (*struct{}, error) {
	return nil, h.o.Presence.Leave(ctx, rest.Actor(ctx), in.ref())
}
