package connectortest

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
)

// spec checks that the description is complete and agrees with the connector's abilities, and
// that there is something to play with.
func (s *suite) spec(t *testing.T) {
	st := s.open(t, nil, patience)
	spec := s.Spec
	if spec.Kind == "" || strings.Trim(spec.Kind, "abcdefghijklmnopqrstuvwxyz0123456789_") != "" {
		t.Errorf("kind %q", spec.Kind)
	}
	bilingual(t, "label", spec.Label)
	bilingual(t, "help", spec.Help)
	_, looks := st.Connector.(connector.Looker)
	_, proves := st.Connector.(connector.Prover)
	lookUp := slices.Contains(slices.Collect(maps.Values(spec.Guards)), connector.GuardLookUp)
	if lookUp && !looks {
		t.Error("a guard is look_up, and it cannot look")
	}
	if (spec.Proof != connector.ProofNone) != proves {
		t.Errorf("proof is %q; a prover: %v", spec.Proof, proves)
	}
	if _, ok := spec.Guards[connector.Publish]; !ok {
		t.Error("it does not say how a publish is guarded")
	}
	for intent, guard := range spec.Guards {
		if !slices.Contains([]connector.Intent{connector.Publish, connector.Correct, connector.Withdraw}, intent) ||
			!slices.Contains([]connector.Guard{connector.GuardKey, connector.GuardLookUp, connector.GuardNone}, guard) {
			t.Errorf("guard %q of intent %q", guard, intent)
		}
	}
	if _, polls := st.Connector.(connector.Poller); polls != hasClass(s.Reach, connector.Accepted) {
		t.Errorf("a poller: %v; accepted can be reached: %v", polls, !polls)
	}
	var names []string
	for _, setting := range spec.Settings {
		names = append(names, setting.Name)
		bilingual(t, "label of "+setting.Name, setting.Label)
		bilingual(t, "help of "+setting.Name, setting.Help)
		if (setting.Kind == connector.SettingChoice) != (len(setting.Choices) > 0) {
			t.Errorf("choices of %s", setting.Name)
		}
		if setting.Kind == connector.SettingSecret && setting.Default != "" {
			t.Errorf("secret %s has a default", setting.Name)
		}
	}
	if unique := slices.Compact(slices.Sorted(slices.Values(names))); len(unique) != len(names) {
		t.Errorf("a setting is described twice: %v", names)
	}
	if s.Start != nil {
		st.begins()
	}
}

// begins checks once what all that is played stands on, and says in the connector's own words
// why it does not stand yet.
func (st *stage) begins() {
	st.t.Helper()
	if health := st.Check(st.t.Context()); health.Class != connector.OK {
		st.t.Errorf("with right settings the check gave %s: %s", health.Class, health.Detail.EN)
	}
	if outcome := st.Send(st.t.Context(), Publish()); outcome.Class != connector.OK {
		st.t.Errorf("with right settings a right post gave %s: %s", outcome.Class, outcome.Detail.EN)
	}
}

func bilingual(t *testing.T, what string, text fault.Text) {
	t.Helper()
	if text.VI == "" || text.EN == "" || text.VI == text.EN {
		t.Errorf("%s is not said in both languages: %+v", what, text)
	}
}

func hasClass(reach map[connector.Class]Way, class connector.Class) bool {
	_, ok := reach[class]
	return ok
}

// settings checks that bad settings are refused by name and never repeated to anyone.
func (s *suite) settings(t *testing.T) {
	right := maps.Clone(s.Settings)
	if s.Start != nil {
		destination := s.Start(t, Noon)
		right = destination.Settings()
		destination.Close()
	}
	if right == nil {
		right = connector.Values{}
	}
	s.refused(t, right, BadSetting{"no_such_setting", "x"})
	for _, setting := range s.Spec.Settings {
		if setting.Required {
			s.refused(t, right, BadSetting{setting.Name, ""})
		}
		switch setting.Kind {
		case connector.SettingURL:
			for _, value := range []string{"portal.example", "ftp://portal.example", "https://user:pass@portal.example", "https://"} {
				s.refused(t, right, BadSetting{setting.Name, value})
			}
		case connector.SettingNumber, connector.SettingBool, connector.SettingChoice:
			s.refused(t, right, BadSetting{setting.Name, "no such value"})
		}
	}
	for _, bad := range s.Bad {
		s.refused(t, right, bad)
	}
	for _, value := range []string{"", "?#", "\xff", "-1"} { // also of such values a connector is asked what is wrong
		values := connector.Values{}
		for _, setting := range s.Spec.Settings {
			values[setting.Name] = value
		}
		_, _ = s.Spec.New(values, connector.Deps{Now: Noon, Session: &Session{}})
		_, _ = s.Spec.New(connector.Values{}, connector.Deps{Now: Noon, Session: &Session{}})
	}
}

func (s *suite) refused(t *testing.T, right connector.Values, bad BadSetting) {
	t.Helper()
	values := maps.Clone(right)
	values[bad.Name] = bad.Value
	full, err := s.Spec.Validate(values)
	if err == nil {
		_, err = s.Spec.New(full, connector.Deps{Now: Noon, Session: &Session{}})
	}
	refusal, ok := fault.As(err)
	if !ok || refusal.Code != fault.ValidationFailed {
		t.Errorf("%s = %q: got %v, want a validation error", bad.Name, bad.Value, err)
		return
	}
	var pointers []string
	for _, field := range refusal.Fields {
		pointers = append(pointers, field.Pointer)
		if field.Detail.VI == "" || field.Detail.EN == "" {
			t.Errorf("%s: nothing is said in one of the languages", field.Pointer)
		}
	}
	if diff := cmp.Diff([]string{"/settings/" + bad.Name}, pointers); diff != "" {
		t.Errorf("%s = %q: pointers (-want +got):\n%s", bad.Name, bad.Value, diff)
	}
	for _, secret := range s.secretsOf(values) {
		if strings.Contains(err.Error(), secret) {
			t.Errorf("%s: the refusal repeats a secret", bad.Name)
		}
	}
}

// classes checks that every class that is declared can be brought about.
func (s *suite) classes(t *testing.T) {
	if s.Start != nil {
		for _, class := range []connector.Class{connector.OK, connector.Rejected, connector.Throttled,
			connector.Transient, connector.Ambiguous, connector.Reauth} {
			if !hasClass(s.Reach, class) {
				t.Errorf("no way to %s is known", class)
			}
		}
	}
	for class, way := range s.Reach {
		t.Run(string(class), func(t *testing.T) {
			t.Parallel()
			st := s.open(t, way.Settings, patience)
			if way.Fault != nil {
				st.Break(*way.Fault)
			}
			if outcome := st.send(Publish()); outcome.Class != class {
				t.Errorf("got %+v, want %s", outcome, class)
			}
		})
	}
}

// quiet checks a kind that sends nowhere: all intents end, and the same call ends the same.
func (s *suite) quiet(t *testing.T) {
	st := s.open(t, nil, patience)
	health := st.Check(t.Context())
	st.safe(health)
	if health.Class != connector.OK || health.Account == "" || health.Place != "" {
		t.Errorf("health is %+v", health)
	}
	first := st.send(Publish())
	for _, call := range []connector.Call{Publish(), Correct(first.Receipt), Withdraw(first.Receipt)} {
		if _, can := s.Spec.Guards[call.Post.Intent]; !can {
			continue
		}
		one, again := st.send(call), st.send(call)
		if diff := cmp.Diff(one, again); diff != "" || one.Class != connector.OK {
			t.Errorf("%s: %+v, then (-first +second):\n%s", call.Post.Intent, one, diff)
		}
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if outcome := st.Send(cancelled, Publish()); outcome.Class != connector.Transient {
		t.Errorf("a stopped call gave %+v, want transient", outcome)
	}
}
