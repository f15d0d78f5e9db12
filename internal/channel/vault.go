package channel

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/secret"
)

// vault holds the secrets of one channel while they are needed.
type vault map[string]secret.Secret

func (v vault) reveal() map[string]string {
	plain := make(map[string]string, len(v))
	for name, one := range v {
		plain[name] = one.Reveal()
	}
	return plain
}

// seal puts the secrets into the channel as one JSON object, bound to the channel's id.
func (s *Service) seal(c *Stored, secrets vault) error {
	c.Sealed, c.KeyID = nil, ""
	if len(secrets) == 0 {
		return nil
	}
	plain, err := json.Marshal(secrets.reveal())
	if err != nil {
		return errors.New("the secrets of a channel cannot be encoded") // the cause might show one
	}
	c.Sealed, err = s.o.Box.Seal(plain, []byte(c.ID))
	c.KeyID = s.o.Box.KeyID()
	return err
}

// unseal takes the secrets out of a channel.
func (s *Service) unseal(c Stored) (vault, error) {
	if len(c.Sealed) == 0 {
		return vault{}, nil
	}
	if c.KeyID != s.o.Box.KeyID() {
		return nil, fault.New(fault.StateConflict, fault.Tf(
			"Thông tin bí mật của kênh %q được niêm bằng khóa %s, còn lantoa đang chạy với khóa %s. Đặt lại LANTOA_SECRET_KEY cũ, hoặc nhập lại các thông tin bí mật của kênh.",
			"The secrets of channel %q were sealed with key %s, but lantoa runs with key %s. Set the former LANTOA_SECRET_KEY again, or enter the channel's secrets anew.",
			c.Name, c.KeyID, s.o.Box.KeyID()))
	}
	plain, err := s.o.Box.Open(c.Sealed, []byte(c.ID))
	if err != nil {
		return nil, fault.New(fault.StateConflict, fault.Tf("Thông tin bí mật của kênh %q đã bị hỏng; nhập lại.",
			"The secrets of channel %q are damaged; enter them anew.", c.Name)).Because(fmt.Errorf("channel %s: %w", c.ID, err))
	}
	values := map[string]string{}
	if err := json.Unmarshal(plain, &values); err != nil {
		return nil, fmt.Errorf("the secrets of channel %s are no JSON object", c.ID) // the cause might show one
	}
	return Given(values), nil
}

// build makes a connector. What its constructor says is kept from showing a secret.
func (s *Service) build(id string, spec connector.Spec, full connector.Values, secrets vault) (connector.Connector, error) {
	built, err := spec.New(full, connector.Deps{HTTP: s.o.HTTP, Now: s.o.Now, Session: s.session(id, full)})
	if err == nil {
		return built, nil
	}
	e, ok := fault.As(err)
	if !ok || e.Code != fault.ValidationFailed {
		return nil, fault.Invalid("/settings", fault.T("bộ nối không nhận các thiết lập này", "the connector does not take these settings")).
			Because(errors.New(secrets.mask(err.Error())))
	}
	var faults fault.Fields
	for _, field := range e.Fields {
		faults.Add(field.Pointer, secrets.maskText(field.Detail))
	}
	return nil, faults.Err()
}

// mask takes the secrets out of a text, longer ones first, since one may hold another.
// Shorter ones than four bytes are left, because they would hit plain words.
func (v vault) mask(s string) string {
	longest := slices.SortedFunc(maps.Values(v), func(a, b secret.Secret) int { return cmp.Compare(len(b.Reveal()), len(a.Reveal())) })
	for _, one := range longest {
		if plain := one.Reveal(); len(plain) >= 4 {
			s = strings.ReplaceAll(s, plain, one.String())
		}
	}
	return s
}

func (v vault) maskText(t fault.Text) fault.Text { return fault.T(v.mask(t.VI), v.mask(t.EN)) }

// maskHealth takes the secrets out of a destination's answer, which may echo what it
// was sent.
func (v vault) maskHealth(h connector.Health) connector.Health {
	h.Account, h.Detail = v.mask(h.Account), v.maskText(h.Detail)
	if !h.ExpiresAt.IsZero() {
		h.ExpiresAt = h.ExpiresAt.UTC().Truncate(time.Microsecond)
	}
	return h
}
