package channel

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/evidence"
	"github.com/lantoa/lantoa/internal/fault"
)

// Opened is a channel that can be spoken to.
type Opened struct {
	Channel   Channel
	Spec      connector.Spec
	Connector connector.Connector
}

// Open makes the connector of a channel. The row is read and its secrets are unsealed
// every time, so that a credential that was changed or removed stops at once. A channel of
// which it is not known that it leads to its own place is not opened, whoever asks; see
// [Hold.StopsAll]. With an error the channel and its description are returned as far as they
// are known.
func (s *Service) Open(ctx context.Context, id string) (Opened, error) {
	c, err := s.o.Store.Get(ctx, id)
	if err != nil {
		return Opened{}, err
	}
	o := Opened{Channel: c.Channel}
	if c.Hold.StopsAll() {
		o.Spec, _ = s.spec(c.Channel)
		return o, held(c.Channel)
	}
	var secrets vault
	o.Spec, o.Connector, secrets, err = s.open(c)
	evidence.Of(ctx).Hide(slices.Collect(maps.Values(secrets.reveal()))...)
	return o, err
}

// Describe reads a channel with the description of its kind, and unseals nothing. With
// fault.StateConflict, for a kind that this program does not know, the channel is
// returned alone.
func (s *Service) Describe(ctx context.Context, id string) (Channel, connector.Spec, error) {
	c, err := s.o.Store.Get(ctx, id)
	if err != nil {
		return Channel{}, connector.Spec{}, err
	}
	spec, err := s.spec(c.Channel)
	return c.Channel, spec, err
}

// Row reads a channel for the engine, inside the transaction of ctx if it carries one.
func (s *Service) Row(ctx context.Context, id string) (Channel, error) {
	c, err := s.o.Store.Get(ctx, id)
	return c.Channel, err
}

// LockRow is Row that holds the channel until the transaction of ctx ends.
func (s *Service) LockRow(ctx context.Context, id string) (Channel, error) {
	c, err := s.o.Store.Lock(ctx, id)
	return c.Channel, err
}

// held is the refusal to use a channel, or to resume it, before a check.
func held(c Channel) error { return fault.New(fault.StateConflict, c.HoldWords()) }

func (s *Service) open(c Stored) (connector.Spec, connector.Connector, vault, error) {
	spec, err := s.spec(c.Channel)
	if err != nil {
		return connector.Spec{}, nil, nil, err
	}
	secrets, err := s.unseal(c)
	if err != nil {
		return spec, nil, nil, err
	}
	full, err := spec.Validate(merge(spec, c.Settings, secrets))
	if err != nil {
		return spec, nil, nil, unfit(c.Channel, err)
	}
	built, err := s.build(c.ID, spec, full, secrets)
	if err != nil {
		return spec, nil, nil, unfit(c.Channel, err)
	}
	return spec, built, secrets, nil
}

// unfit explains stored settings that the present description of the kind refuses.
func unfit(c Channel, err error) error {
	e, ok := fault.As(err)
	if !ok || e.Code != fault.ValidationFailed {
		return err
	}
	wrong := fault.New(fault.StateConflict, fault.Tf("Thiết lập của kênh %q không còn hợp lệ; sửa rồi thử lại.",
		"The settings of channel %q are no longer valid; correct them and try again.", c.Name)).Because(err)
	for _, field := range e.Fields {
		wrong = wrong.At(field.Pointer, field.Detail)
	}
	return wrong
}

// spec finds the description of the channel's kind.
func (s *Service) spec(c Channel) (connector.Spec, error) {
	spec, ok := s.o.Registry.Lookup(c.Kind)
	if !ok {
		return connector.Spec{}, fault.New(fault.StateConflict, fault.Tf("Bản lantoa này không có loại kênh %q.", "This lantoa does not know the kind %q of channels.", c.Kind))
	}
	return spec, nil
}

// unchosen says why nobody can make a channel of a kind.
func (s *Service) unchosen(kind string) fault.Text {
	if kind == FeedsKind {
		return fault.Tf("kênh nguồn tin chỉ có một, do chương trình tự tạo, đã có sẵn trong GET /channels; loại khác: %s",
			"there is exactly one channel of feeds, which the program makes itself and GET /channels lists; other kinds: %s", s.choosable())
	}
	return fault.Tf("không có loại kênh %q; chỉ nhận: %s", "there is no kind %q of channel; takes one of: %s", kind, s.choosable())
}

// choosable lists the kinds of which people may make channels.
func (s *Service) choosable() string {
	var kinds []string
	for _, spec := range s.o.Registry.List() {
		if !spec.Passive {
			kinds = append(kinds, spec.Kind)
		}
	}
	return strings.Join(kinds, ", ")
}
