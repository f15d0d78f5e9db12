package site

import (
	"net/url"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/fault"
)

// deliveryPath is where the page of a delivery is; its id follows.
const deliveryPath = "/desk/deliveries/"

// explained is why a delivery is where it is, and what the one who asks can do about it.
type explained struct {
	Title, Lang, Channel, State, Class string
	At                                 time.Time
	Sentence                           string
	Rules                              []condition
	NextTry                            time.Time
	Last                               *lastTry
	Guide                              *lookout
	Steps                              []step
	Address                            string
	Problem                            string // what the last step was refused for
	Typed                              string // the address with it
}

// condition is a rule as it stands.
type condition struct {
	Holds bool
	Words string
}

type lastTry struct {
	At     time.Time
	Detail string
}

// lookout is where to look at the destination, and for what.
type lookout struct {
	Where, What string
	From, Until time.Time
}

// step is a button, or why there is none.
type step struct {
	Action, Label string
	Address       bool // it takes an address
	Refused       string
}

func (s *Site) delivery(c *gin.Context) { s.showDelivery(c, nil, "") }

// showDelivery shows a delivery to whoever may see it; strangers are asked to sign in.
func (s *Site) showDelivery(c *gin.Context, refusal error, typed string) {
	actor := s.o.Actor(c)
	if !actor.Known() {
		s.leave(c, "/sign-in?next="+url.QueryEscape(c.Request.URL.Path))
		return
	}
	p := s.page(c)
	p.Session, p.NoIndex, p.Who = true, true, actor.Name
	why, err := s.o.Desk.Why(c.Request.Context(), actor, c.Param("id"))
	if fault.Is(err, fault.NotFound) {
		s.NotFound(c)
		return
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	body := p.explained(why)
	if refusal != nil {
		var told bool
		if body.Problem, told = s.refused(c, p, refusal); !told {
			return
		}
		body.Typed = typed
	}
	p.Title, p.Body = p.T("Vì sao chưa ra?", "Why is this not out?"), body
	s.show(c, "delivery", p)
}

func (p *page) explained(w delivery.Why) explained {
	e := explained{Title: w.Title, Lang: w.Lang, Channel: w.ChannelName, State: p.say(w.State.Words()), Class: class(w.State), At: w.DueAt,
		Sentence: p.say(w.Sentence), NextTry: w.NextTry, Address: w.Receipt.Address}
	if w.Out() && w.State != delivery.Attention {
		e.Class = "published"
	}
	for _, r := range w.Rules {
		e.Rules = append(e.Rules, condition{r.Holds, p.say(r.Words)})
	}
	if w.Last != nil {
		e.Last = &lastTry{At: w.Last.StartAt, Detail: p.say(w.Last.Detail)}
	}
	if g := w.Guide; g != nil {
		e.Guide = &lookout{Where: p.say(g.Where), What: p.say(g.What), From: g.From, Until: g.Until}
	}
	for _, one := range w.Steps {
		button := step{Action: one.Action, Label: p.say(one.Label), Address: one.Action == "mark-sent"}
		if !one.Allowed.Allowed {
			button.Refused = p.say(one.Allowed.Words())
		}
		e.Steps = append(e.Steps, button)
	}
	return e
}

// takeStep does what a person decided.
func (s *Site) takeStep(c *gin.Context) {
	form, err := s.form(c)
	typed := form.Get("address")
	if actor := s.o.Actor(c); err == nil && actor.Known() {
		_, err = s.o.Desk.TakeStep(c.Request.Context(), actor, c.Param("id"), form.Get("step"), typed)
	}
	if err != nil {
		s.showDelivery(c, err, typed)
		return
	}
	to := url.URL{Path: c.Request.URL.Path, RawQuery: c.Request.URL.RawQuery}
	s.leave(c, to.String())
}
