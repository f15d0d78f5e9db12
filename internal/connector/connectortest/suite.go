package connectortest

import (
	"bytes"
	"log"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/outbound"
)

const (
	patience   = 20 * time.Second
	impatience = 1500 * time.Millisecond // for destinations that never answer
)

// Run plays the whole suite. A package calls it once: it listens to the default logs.
func Run(t *testing.T, h Harness) {
	s := &suite{Harness: h}
	s.listen(t)
	if !t.Run("spec", s.spec) {
		t.Log("The rest of the suite is played once the description is complete, and a right post is taken by right settings.")
		return
	}
	t.Run("settings", s.settings)
	t.Run("classes", s.classes)
	if h.Start == nil {
		t.Run("passes", s.quiet)
		return
	}
	t.Run("doubt", s.doubt)
	t.Run("certainty", s.certainty)
	t.Run("life", s.life)
	t.Run("stop", s.stop)
	t.Run("account", s.account)
	t.Run("echo", s.echo)
	t.Run("slower", s.slower)
	t.Run("duplicate", s.duplicate)
	t.Run("shapes", s.shapes)
	t.Run("limits", s.limits)
	t.Run("expired", s.expired)
	t.Run("canary", s.canary)
	t.Run("redirect", s.redirect)
	if s.Spec.Pictures.Most > 0 {
		t.Run("pictures", s.pictures)
	}
}

type suite struct {
	Harness
	logs lockedBuffer
}

type lockedBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

// listen keeps what is logged while the suite plays: a connector logs nothing.
func (s *suite) listen(t *testing.T) {
	slogged, logged, flags := slog.Default(), log.Writer(), log.Flags()
	slog.SetDefault(slog.New(slog.NewTextHandler(&s.logs, nil)))
	t.Cleanup(func() {
		slog.SetDefault(slogged)
		log.SetOutput(logged)
		log.SetFlags(flags)
		if text := s.logs.String(); text != "" {
			t.Errorf("a connector logs nothing; logged:\n%s", text)
		}
	})
}

// stage is one destination with a connector to it.
type stage struct {
	connector.Connector
	Destination
	t       *testing.T
	line    *line
	secrets []string
}

// line is the way out of a stage; it leads by a relay where the stage asks for one.
type line struct{ connector.Doer }

// open starts a destination and a connector with some settings replaced.
func (s *suite) open(t *testing.T, replaced connector.Values, timeout time.Duration) *stage {
	t.Helper()
	st := &stage{t: t}
	values := maps.Clone(s.Settings)
	if s.Start != nil {
		st.Destination = s.Start(t, Noon)
		t.Cleanup(st.Close)
		values = st.Settings()
	}
	if values == nil {
		values = connector.Values{}
	}
	maps.Copy(values, replaced)
	full, err := s.Spec.Validate(values)
	if err != nil {
		t.Fatalf("right settings are refused: %v", err)
	}
	st.secrets = s.secretsOf(full)
	client, err := outbound.New(outbound.Options{Allow: []string{"127.0.0.0/8", "::1"}, Timeout: timeout, Now: Noon})
	if err != nil {
		t.Fatal(err)
	}
	st.line = &line{client}
	if st.Connector, err = s.Spec.New(full, connector.Deps{HTTP: st.line, Now: Noon, Session: &Session{}}); err != nil {
		t.Fatalf("right settings are refused: %v", err)
	}
	return st
}

// send sends and checks what holds for every outcome.
func (st *stage) send(call connector.Call) connector.Outcome {
	st.t.Helper()
	outcome := st.Send(st.t.Context(), call)
	st.judge(outcome)
	return outcome
}

func (st *stage) judge(o connector.Outcome) {
	st.t.Helper()
	st.safe(o)
	if !slices.Contains(connector.Classes(), o.Class) {
		st.t.Fatalf("class %q is not one of the port's", o.Class)
	}
	if o.Class != connector.OK && o.Class != connector.Accepted && (o.Reason == "" || o.Detail.VI == "" || o.Detail.EN == "") {
		st.t.Errorf("%s without a reason and words for people: %+v", o.Class, o)
	}
	if (o.Class == connector.Accepted) != (o.Handle != "") {
		st.t.Errorf("a handle comes with accepted and only then: %+v", o)
	}
	if o.Maybe && o.Class != connector.Transient {
		st.t.Errorf("%s that may have been applied is not told apart: %+v", o.Class, o)
	}
	if !o.Until.IsZero() && o.Class != connector.Throttled && o.Class != connector.Transient {
		st.t.Errorf("a time to come back with %s", o.Class)
	}
}

func (st *stage) look(call connector.Call) connector.Sighting {
	st.t.Helper()
	sighting := st.Connector.(connector.Looker).Look(st.t.Context(), call)
	st.judgeSighting(sighting)
	return sighting
}

func (st *stage) judgeSighting(s connector.Sighting) {
	st.t.Helper()
	st.safe(s)
	switch s.Finding {
	case connector.Found:
		if len(s.Receipts) == 0 {
			st.t.Error("found, and no receipt")
		}
	case connector.Blind:
		switch s.Problem.Class {
		case connector.Transient, connector.Throttled, connector.Reauth:
		default:
			st.t.Errorf("blind by %q", s.Problem.Class)
		}
	case connector.Missing, connector.Unclear:
	default:
		st.t.Errorf("finding %q is not one of the port's", s.Finding)
	}
}
