package channel

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/secret"
	"github.com/lantoa/lantoa/internal/text"
)

// maxSetting is the longest value of a setting in bytes; a private key fits.
const maxSetting = 16 << 10

// applySettings brings the settings of a patch into the channel. Those of a new channel
// are judged even when none are given, since some may be required.
func (s *Service) applySettings(ch *change, p Patch) error {
	if !ch.fresh && len(p.Settings)+len(p.Forget) == 0 {
		return nil
	}
	c := ch.c
	old, err := s.secretsFor(*c, p)
	if err != nil {
		return err
	}
	values := merge(ch.spec, c.Settings, ch.forget(old, p.Forget))
	ch.take(values, p.Settings)
	full, invalid := ch.spec.Validate(values)
	plain, secrets := split(ch.spec, full)
	if err := ch.more(invalid); err != nil {
		return err
	}
	fit := !ch.moved(plain, old, p) && invalid == nil
	if _, err := s.build(c.ID, ch.spec, full, secrets); err != nil {
		return ch.more(err)
	}
	if !fit {
		return nil
	}
	changed := difference(c.Settings, plain)
	changed = append(changed, difference(old.reveal(), secrets.reveal())...)
	if len(changed) == 0 {
		return nil
	}
	ch.changed = append(ch.changed, changed...)
	c.Settings, c.SecretNames = plain, slices.Sorted(maps.Keys(secrets))
	// What was found out with the settings before says nothing about these.
	c.Health, c.CheckedAt, c.CredentialExpiresAt, c.ExpiryTold = connector.Health{}, time.Time{}, time.Time{}, 0
	if c.Place != "" { // they may lead elsewhere
		c.Hold, c.OtherName = HoldUnchecked, ""
	}
	return s.seal(c, secrets)
}

// more notes the faults of settings at places that have none yet, since whoever finds a value
// missing later on says no more than who found it faulty. Any other error is given back.
func (ch *change) more(err error) error {
	e, ok := fault.As(err)
	if !ok || e.Code != fault.ValidationFailed {
		return err
	}
	told := ch.told()
	for _, one := range e.Fields {
		if !told[one.Pointer] {
			ch.faults.Add(one.Pointer, one.Detail)
		}
	}
	return nil
}

// told holds the places that have a fault.
func (ch *change) told() map[string]bool {
	places := map[string]bool{}
	if e, ok := fault.As(ch.faults.Err()); ok {
		for _, one := range e.Fields {
			places[one.Pointer] = true
		}
	}
	return places
}

// moved notes a fault for each stored secret that a patch would send to a host for which
// nobody gave it, and tells whether there is any. Otherwise whoever may change a channel
// could have its secrets sent to a host of their own.
func (ch *change) moved(plain connector.Values, old vault, p Patch) bool {
	told := ch.told() // an address that is none leads nowhere yet
	away := slices.ContainsFunc(ch.spec.Settings, func(one connector.Setting) bool {
		before, after := ch.c.Settings[one.Name], plain[one.Name]
		return one.Kind == connector.SettingURL && !told["/settings/"+one.Name] && before != after && !connector.SameDestination(before, after)
	})
	if !away || ch.fresh {
		return false
	}
	found := false
	for _, name := range slices.Sorted(maps.Keys(old)) {
		if strings.TrimSpace(p.Settings[name].Reveal()) == "" && !slices.Contains(p.Forget, name) {
			ch.faults.Add("/settings/"+name, fault.T("địa chỉ đã chuyển sang nơi khác; nhập lại thông tin bí mật này, hoặc bỏ nó (forget)",
				"the address has moved to another place; enter this secret again, or forget it"))
			found = true
		}
	}
	return found
}

// secretsFor unseals what a patch builds on. Secrets of a lost key are done without when
// the patch replaces or forgets all of them, which is the way back from losing it.
func (s *Service) secretsFor(c Stored, p Patch) (vault, error) {
	secrets, err := s.unseal(c)
	if err == nil {
		return secrets, nil
	}
	for _, name := range c.SecretNames {
		if p.Settings[name].IsZero() && !slices.Contains(p.Forget, name) {
			return nil, err
		}
	}
	return vault{}, nil
}

// merge puts settings and secrets together, less those that the kind no longer has.
func merge(spec connector.Spec, plain connector.Values, secrets vault) connector.Values {
	values := connector.Values{}
	for _, setting := range spec.Settings {
		if setting.Kind == connector.SettingSecret {
			values[setting.Name] = secrets[setting.Name].Reveal()
		} else {
			values[setting.Name] = plain[setting.Name]
		}
	}
	return values
}

// split is the opposite of merge; secrets that are not set are left out.
func split(spec connector.Spec, full connector.Values) (connector.Values, vault) {
	plain, secrets := connector.Values{}, vault{}
	for _, setting := range spec.Settings {
		value := full[setting.Name]
		switch {
		case setting.Kind != connector.SettingSecret:
			plain[setting.Name] = value
		case value != "":
			secrets[setting.Name] = secret.New(value)
		}
	}
	return plain, secrets
}

// forget returns the secrets less those named.
func (ch *change) forget(old vault, names []string) vault {
	kept := maps.Clone(old)
	for i, name := range names {
		if setting, ok := ch.spec.Setting(name); !ok || setting.Kind != connector.SettingSecret {
			ch.faults.Add("/forget/"+strconv.Itoa(i), fault.T("không phải thông tin bí mật của loại kênh này", "is no secret of this kind of channel"))
		}
		delete(kept, name)
	}
	return kept
}

// take brings given settings into the values; an unknown name is left to Spec.Validate.
func (ch *change) take(values connector.Values, given map[string]secret.Secret) {
	for name, wrapped := range given {
		value := wrapped.Reveal()
		setting, known := ch.spec.Setting(name)
		switch {
		case !known:
			values[name] = ""
		case len(value) > maxSetting:
			ch.faults.Add("/settings/"+name, fault.Tf("dài nhất %d byte", "at most %d bytes", maxSetting))
		case !utf8.ValidString(value):
			ch.faults.Add("/settings/"+name, notUTF8())
		case setting.Kind != connector.SettingSecret:
			values[name], _ = text.Clean(value) // fails on invalid UTF-8 only
		case strings.TrimSpace(value) != "":
			values[name] = value
		}
	}
}

// difference returns the pointers of the settings whose values differ, sorted; an absent
// value and an empty one are the same.
func difference(before, after map[string]string) []string {
	var changed []string
	for name := range after {
		if before[name] != after[name] {
			changed = append(changed, "/settings/"+name)
		}
	}
	for name, value := range before {
		if _, there := after[name]; !there && value != "" {
			changed = append(changed, "/settings/"+name)
		}
	}
	slices.Sort(changed)
	return changed
}
