package requests

import (
	"time"

	"github.com/lantoa/lantoa/api/planned"
	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/request"
	"github.com/lantoa/lantoa/internal/right"
)

// NewRequest is what somebody of the press asks for.
type NewRequest struct {
	Subject      string           `json:"subject" doc:"At most 200 characters" example:"Số liệu xuất khẩu gạo sang Philippines"`
	Need         string           `json:"need" doc:"Facts, pictures, whom to talk to; at most 4000 characters" example:"Sản lượng ba năm gần đây, một ảnh có bản quyền."`
	Lang         string           `json:"lang,omitempty" doc:"Language in which it is needed (BCP 47); absent means vi" example:"vi"`
	Organisation string           `json:"organisation,omitempty" doc:"Which asks; at most 200 characters" example:"Báo Nam Định"`
	Contact      string           `json:"contact,omitempty" doc:"How to reach who asks, as little as needed; at most 200 characters"`
	Due          *planned.DueTime `json:"due,omitempty" doc:"By when it is needed"`
	Facets       *rest.Facets     `json:"facets,omitempty"`
}

func (n NewRequest) domain() request.Patch {
	p := request.Patch{Subject: &n.Subject, Need: &n.Need, Organisation: &n.Organisation, Contact: &n.Contact, Due: n.Due.Wall(), Facets: n.Facets.Domain()}
	if n.Lang != "" {
		p.Lang = &n.Lang
	}
	return p
}

// RequestPatch changes what it names.
type RequestPatch struct {
	Subject      *string          `json:"subject,omitempty"`
	Need         *string          `json:"need,omitempty"`
	Lang         *string          `json:"lang,omitempty"`
	Organisation *string          `json:"organisation,omitempty"`
	Contact      *string          `json:"contact,omitempty" doc:"Empty takes it out, also once the request is closed"`
	Due          *planned.DueTime `json:"due,omitempty"`
	Facets       *rest.Facets     `json:"facets,omitempty" doc:"All of them"`
}

func (p RequestPatch) domain() request.Patch {
	return request.Patch{Subject: p.Subject, Need: p.Need, Lang: p.Lang, Organisation: p.Organisation, Contact: p.Contact, Due: p.Due.Wall(), Facets: p.Facets.Domain()}
}

// Taking says who is to write for a request, and by when.
type Taking struct {
	Unit   string           `json:"unit" doc:"Code of the unit that takes it up"`
	Person string           `json:"person,omitempty" doc:"Id of who is to write; absent for the unit as a whole"`
	Due    *planned.DueTime `json:"due,omitempty" doc:"Absent means when the request is due"`
}

// Reply is what a unit answers.
type Reply struct {
	Unit    string `json:"unit" doc:"Code of the unit that answers"`
	Words   string `json:"words,omitempty" doc:"At most 4000 characters; needed without a story" example:"Số liệu chính thức có từ ngày 5 hằng tháng."`
	Article string `json:"article,omitempty" maxLength:"100" doc:"Id of a published story"`
	Lang    string `json:"lang,omitempty" maxLength:"35" doc:"Of the story; absent means that of the request"`
}

// PressShare is what one unit owes of a request.
type PressShare struct {
	Unit      string    `json:"unit"`
	State     string    `json:"state" enum:"asked,taken,answered,declined"`
	Words     string    `json:"words,omitempty" doc:"Of the answer, or why it was declined"`
	Article   string    `json:"article,omitempty" doc:"Id of the published story that answers"`
	Planned   string    `json:"planned,omitempty" doc:"Id of the planned story; for the house alone"`
	UpdatedBy string    `json:"updated_by,omitempty" doc:"Id; for the house alone"`
	UpdatedAt time.Time `json:"updated_at"`
}

// PressRequest is what somebody of the press asks for.
type PressRequest struct {
	ID           string       `json:"id"`
	Asker        string       `json:"asker,omitempty" doc:"Id of the account that asks; absent where the house entered it"`
	Organisation string       `json:"organisation,omitempty"`
	Subject      string       `json:"subject"`
	Need         string       `json:"need"`
	Lang         string       `json:"lang"`
	Contact      string       `json:"contact,omitempty"`
	Due          *planned.Due `json:"due,omitempty"`
	Late         bool         `json:"late" doc:"It should have been answered by now"`
	Facets       rest.Facets  `json:"facets"`
	State        string       `json:"state" enum:"open,routed,answered,declined,withdrawn"`
	Reason       string       `json:"reason,omitempty" doc:"Why it was declined as a whole"`
	Shares       []PressShare `json:"shares" nullable:"false"`
	Version      int          `json:"version"`
	CreatedAt    time.Time    `json:"created_at"`
	UpdatedAt    time.Time    `json:"updated_at"`
}

// requestOf shows a request; who asks is not told who in the house does what.
func requestOf(actor right.Actor, r request.Request, now time.Time) PressRequest {
	shape := PressRequest{ID: r.ID, Asker: r.Asker, Organisation: r.Organisation, Subject: r.Subject, Need: r.Need, Lang: r.Lang, Contact: r.Contact, Due: planned.DueOf(r.Due), Late: r.Late(now),
		Facets: rest.Facets(r.Facets),
		State:  string(r.State), Reason: r.Reason, Shares: []PressShare{}, Version: r.Version, CreatedAt: r.CreatedAt.UTC(), UpdatedAt: r.UpdatedAt.UTC()}
	every, units := actor.Scope(right.RequestRead)
	house := every || len(units) > 0
	for _, s := range r.Shares {
		share := PressShare{Unit: s.Unit, State: string(s.State), Words: s.Words, Article: s.Article, UpdatedAt: s.UpdatedAt.UTC()}
		if house {
			share.Planned, share.UpdatedBy = s.Planned, s.UpdatedBy
		}
		shape.Shares = append(shape.Shares, share)
	}
	return shape
}
