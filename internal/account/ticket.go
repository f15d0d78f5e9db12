package account

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"time"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/secret"
)

const (
	ticketFor = 10 * time.Minute
	// ticketPlace binds tickets to their use: nothing else that the key seals passes for one.
	ticketPlace = "sign-in ticket"
	maxTicket   = 2000 // bytes of its text
)

// ticketBody is what a ticket says: whose password was right, and which one, so that a
// changed password ends it. It is sealed, and no row is kept of it.
type ticketBody struct {
	Login    string `json:"login"`
	Password string `json:"password"` // SHA-256 of the stored hash
	Until    int64  `json:"until"`    // seconds
}

func (s *Service) ticket(t tried) (secret.Secret, error) {
	body, err := json.Marshal(ticketBody{Login: t.person.Login, Password: secret.Hash(t.phc), Until: s.now().Add(ticketFor).Unix()})
	if err != nil {
		return secret.Secret{}, err
	}
	sealed, err := s.box.Seal(body, []byte(ticketPlace))
	return secret.New(base64.RawURLEncoding.EncodeToString(sealed)), err
}

// openTicket reads a ticket; false for what is none of ours.
func (s *Service) openTicket(text string) (body ticketBody, ok bool) {
	if len(text) > maxTicket {
		return ticketBody{}, false
	}
	sealed, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil {
		return ticketBody{}, false
	}
	plain, err := s.box.Open(sealed, []byte(ticketPlace))
	if err != nil || json.Unmarshal(plain, &body) != nil {
		return ticketBody{}, false
	}
	return body, true
}

// proveTicket takes a ticket in place of login and password. The attempt is counted as one
// of that login's.
func (s *Service) proveTicket(ctx context.Context, c Credentials) (tried, error) {
	over := fault.New(fault.SignInFailed, fault.T("Bước này đã quá lâu; hãy nhập lại tên đăng nhập và mật khẩu.", "This step took too long; give the sign-in name and the password again."))
	body, ok := s.openTicket(c.Ticket)
	if !ok || s.now().Unix() >= body.Until {
		return tried{}, s.refusedSignIn(ctx, "", over)
	}
	t, err := s.try(ctx, body.Login, c.From)
	if err != nil {
		return tried{}, err
	}
	if t.person.Disabled || secret.Hash(t.phc) != body.Password || !t.person.SecondFactor {
		return tried{}, s.refusedSignIn(ctx, t.person.ID, over)
	}
	return t, nil
}
