package site

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/lantoa/lantoa/api/desk"
	"github.com/lantoa/lantoa/api/problem"
	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/fault"
)

// maxForm bounds what a form may send, in bytes.
const maxForm = 64 << 10

// signInForm is the form with what was typed; a password is never shown again.
type signInForm struct {
	Login, Next string
	// Ticket is there once the password was right and a code is asked for.
	Ticket  string
	Problem string
	SSO     *ssoOffer // nil where people sign in by password alone
	// Alone means that the refusal says itself what to do.
	Alone bool
}

func (s *Site) signInPage(c *gin.Context) {
	s.showSignIn(c, signInForm{Next: inside(c.Query("next"))}, nil)
}

func (s *Site) showSignIn(c *gin.Context, form signInForm, refusal error) {
	p := s.page(c)
	p.Title, p.Session, p.Who = p.T("Đăng nhập", "Sign in"), true, s.o.Actor(c).Name
	var err error
	if form.SSO, err = s.offer(c, p, form.Next); err != nil {
		s.fail(c, err)
		return
	}
	if refusal != nil {
		var ok bool
		if e, told := fault.As(refusal); told && form.Alone {
			wait(c, e)
			p.Switch = "/sign-in?lang=" + map[string]string{"vi": "en", "en": "vi"}[p.Lang] // this address holds a code, which was used
			p.Status, form.Problem = problem.Status(e.Kind()), p.say(e.Detail)
		} else if form.Problem, ok = s.refused(c, p, refusal); !ok {
			return
		}
	}
	if fault.Is(refusal, fault.SecondFactorNeeded) {
		form.Problem = "" // a step of signing in, and no mistake
	}
	p.Body = form
	s.show(c, "signin", p)
}

// refused words an error that a person may be told and sets the status; anything else
// becomes the page of failures.
func (s *Site) refused(c *gin.Context, p *page, err error) (string, bool) {
	e, ok := fault.As(err)
	if !ok || e.Code == fault.Internal || e.Code == fault.Unavailable {
		s.fail(c, err)
		return "", false
	}
	wait(c, e)
	p.Status = problem.Status(e.Kind())
	d := e.Code.Definition()
	if e.Detail.IsZero() {
		return p.say(d.Title) + ". " + p.say(d.Remedy), true
	}
	return p.say(e.Detail) + " " + p.say(d.Remedy), true
}

// form reads a form of our own pages; the middleware has refused what another site sends.
func (s *Site) form(c *gin.Context) (url.Values, error) {
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, maxForm)
	if err := c.Request.ParseForm(); err != nil {
		if tooLarge := new(http.MaxBytesError); errors.As(err, &tooLarge) {
			return nil, fault.New(fault.BodyTooLarge, fault.Text{}).Because(err)
		}
		return nil, fault.New(fault.MalformedBody, fault.T("Biểu mẫu gửi lên không đọc được.", "The form cannot be read.")).Because(err)
	}
	return c.Request.PostForm, nil
}

func (s *Site) signIn(c *gin.Context) {
	form, err := s.form(c)
	typed := signInForm{Login: form.Get("login"), Next: inside(form.Get("next")), Ticket: form.Get("ticket")}
	if err != nil {
		s.showSignIn(c, typed, err)
		return
	}
	token, session, err := s.o.Accounts.SignIn(c.Request.Context(), account.Credentials{Login: typed.Login, Password: form.Get("password"),
		Ticket: typed.Ticket, Code: form.Get("code"), From: s.place(c)})
	if err != nil {
		if wanted := new(account.CodeWanted); errors.As(err, &wanted) {
			typed.Ticket = wanted.Ticket.Reveal()
		} else if !fault.Is(err, fault.TooManyRequests) { // the ticket is no good any more
			typed.Ticket = ""
		}
		s.showSignIn(c, typed, err)
		return
	}
	http.SetCookie(c.Writer, s.o.Cookie(token.Reveal(), session.ExpiresAt))
	s.leave(c, typed.Next)
}

// leave sends the browser on after a form: the answer to a POST is never a page that
// could be sent again by reloading it.
func (s *Site) leave(c *gin.Context, path string) {
	s.guard(c, &page{})
	c.Header("Cache-Control", "no-store")
	c.Redirect(http.StatusSeeOther, path)
}

// inside lets an address after signing in lead to a page of ours and nowhere else; where it
// names none, to the desk.
func inside(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.Scheme != "" || u.Host != "" || !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n\t") {
		return desk.Base
	}
	return next
}

func (s *Site) signOut(c *gin.Context) {
	if _, err := s.form(c); err != nil {
		s.showSignIn(c, signInForm{Next: "/"}, err)
		return
	}
	nothing := s.o.Cookie("", time.Time{})
	if token, err := c.Cookie(nothing.Name); err == nil && token != "" {
		if err := s.o.Accounts.SignOut(c.Request.Context(), token); err != nil {
			s.fail(c, err)
			return
		}
	}
	http.SetCookie(c.Writer, nothing)
	s.leave(c, "/")
}

// setupForm is the form behind a one-time link, with what was typed.
type setupForm struct {
	Token       string
	First       bool // makes the first administrator; otherwise a person chooses a password
	Name, Login string
	Problem     string
	// Wrong holds the problem of each field, by its name.
	Wrong map[string]string
}

func (s *Site) setupPage(c *gin.Context) {
	s.showSetup(c, setupForm{Token: c.Query("token")}, nil)
}

// showSetup shows the form if the link works, else what to do about it.
func (s *Site) showSetup(c *gin.Context, form setupForm, refusal error) {
	p := s.page(c)
	p.Session, p.Secret, p.Title = true, true, p.T("Chọn mật khẩu", "Choose a password")
	purpose, owner, err := s.o.Accounts.LinkOwner(c.Request.Context(), form.Token)
	if err == nil && purpose == account.Setup {
		form.First, p.Title = true, p.T("Thiết lập lần đầu", "First set-up")
	} else if err == nil {
		form.Name, form.Login = owner.Name, owner.Login
	}
	if refusal == nil {
		refusal = err
	}
	if e, ok := fault.As(refusal); ok && e.Code == fault.ValidationFailed {
		p.Status = http.StatusUnprocessableEntity
		form.Wrong = map[string]string{}
		for _, f := range e.Fields {
			form.Wrong[strings.TrimPrefix(f.Pointer, "/")] = p.say(f.Detail)
		}
		form.Problem = p.T("Chưa lưu gì cả: sửa các ô được đánh dấu rồi gửi lại.", "Nothing was saved: correct the marked fields and send again.")
	} else if refusal != nil {
		if form.Problem, ok = s.refused(c, p, refusal); !ok {
			return
		}
		if err != nil {
			form.Token = "" // a link that does not work has no form
		}
	}
	p.Body = form
	s.show(c, "setup", p)
}

func (s *Site) setup(c *gin.Context) {
	values, err := s.form(c)
	form := setupForm{Token: values.Get("token"), Name: values.Get("name"), Login: values.Get("login")}
	if err == nil {
		err = s.complete(c, form, values)
	}
	if err != nil {
		s.showSetup(c, form, err)
		return
	}
	s.leave(c, "/sign-in")
}

func (s *Site) complete(c *gin.Context, form setupForm, values url.Values) error {
	purpose, _, err := s.o.Accounts.LinkOwner(c.Request.Context(), form.Token)
	if err != nil {
		return err
	}
	password := values.Get("password")
	if password != values.Get("again") {
		return fault.Invalid("/again", fault.T("Hai mật khẩu không giống nhau.", "The two passwords differ."))
	}
	if purpose == account.Setup {
		_, err = s.o.Accounts.CompleteSetup(c.Request.Context(), form.Token, account.NewPerson{Login: form.Login, Name: form.Name, Password: password, Lang: s.page(c).Lang})
		return err
	}
	_, err = s.o.Accounts.CompleteLink(c.Request.Context(), form.Token, password)
	return err
}
