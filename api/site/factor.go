package site

import (
	"html/template"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/factor"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
)

// factorPath is the page on which a person sets up a second factor.
const factorPath = "/second-factor"

// factorForm is what the page of a second factor shows: how it stands, the new secret, or
// the recovery codes.
type factorForm struct {
	On      bool
	Left    int // recovery codes
	Wanted  bool
	Asking  bool // for the first code
	Secret  string
	URI     template.URL
	Picture factor.Drawing // of the URI, for the phone's camera
	Codes   []string
	Problem string
}

func (s *Site) factorPage(c *gin.Context) {
	actor := s.o.Actor(c)
	if !actor.Known() {
		s.leave(c, "/sign-in?next="+factorPath)
		return
	}
	state, err := s.o.Accounts.Factor(c.Request.Context(), actor, actor.ID)
	if err != nil {
		s.fail(c, err)
		return
	}
	s.showFactor(c, factorForm{On: state.On, Left: state.CodesLeft, Wanted: actor.WantsFactor}, nil)
}

func (s *Site) showFactor(c *gin.Context, form factorForm, refusal error) {
	p := s.page(c)
	p.Title, p.Session, p.Who, p.Switch = p.T("Xác thực hai lớp", "Second factor"), true, s.o.Actor(c).Name, ""
	if refusal != nil {
		var ok bool
		if form.Problem, ok = s.refused(c, p, refusal); !ok {
			return
		}
	}
	p.Body = form
	s.show(c, "factor", p)
}

// setFactor takes the steps of the set-up: the secret is made, then its first code comes
// back. What is shown is in this answer alone, and a reload makes another secret.
func (s *Site) setFactor(c *gin.Context) {
	form, err := s.form(c)
	actor := s.o.Actor(c)
	if err == nil && !actor.Known() {
		err = fault.New(fault.Unauthenticated, fault.T("Phiên làm việc đã hết; hãy đăng nhập lại.", "The session is over; sign in again."))
	}
	if err != nil {
		s.showFactor(c, factorForm{}, err)
		return
	}
	if !form.Has("code") {
		made, err := s.enrol(c, actor)
		if fault.Is(err, fault.ProofRequired) {
			s.leave(c, "/sign-in?next="+factorPath)
			return
		}
		s.showFactor(c, made, err)
		return
	}
	codes, err := s.o.Accounts.ConfirmFactor(c.Request.Context(), actor, s.o.Session(c), form.Get("code"), s.place(c))
	s.showFactor(c, factorForm{Asking: err != nil, Codes: codes}, err)
}

// enrol makes a secret and what the page shows of it.
func (s *Site) enrol(c *gin.Context, actor right.Actor) (form factorForm, err error) {
	made, err := s.o.Accounts.EnrolFactor(c.Request.Context(), actor)
	if err != nil {
		return factorForm{}, err
	}
	form = factorForm{Asking: true, Secret: made.Secret.Reveal(), URI: template.URL(made.URI.Reveal())} //nolint:gosec // our own, of a scheme that templates do not know
	form.Picture, err = made.Draw()
	return form, err
}

// place is where the one who asks acts from.
func (s *Site) place(c *gin.Context) account.Place {
	return account.Place{Address: s.o.Address(c), Agent: account.Agent(c.GetHeader("User-Agent"))}
}

// led sends those who must set up a second factor first to where they do it.
func (s *Site) led(c *gin.Context) bool {
	if !s.o.Actor(c).WantsFactor {
		return false
	}
	s.guard(c, &page{})
	c.Header("Cache-Control", "no-store")
	c.Redirect(http.StatusSeeOther, factorPath)
	return true
}
