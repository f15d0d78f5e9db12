package sandbox_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/connector/connectortest"
	"github.com/lantoa/lantoa/internal/connector/sandbox"
	"github.com/lantoa/lantoa/internal/fault"
)

func TestConformance(t *testing.T) {
	reach := map[connector.Class]connectortest.Way{}
	for _, class := range connector.Classes() {
		reach[class] = connectortest.Way{Settings: connector.Values{"script": string(class)}}
	}
	connectortest.Run(t, connectortest.Harness{
		Spec:  sandbox.Spec(),
		Reach: reach,
		Bad: []connectortest.BadSetting{
			{Name: "script", Value: "maybe"}, {Name: "script", Value: "ok,"}, {Name: "script", Value: "ok*0"},
			{Name: "script", Value: "ok*x"}, {Name: "script", Value: "ok*101"}, {Name: "script", Value: "ok*60,ok*60"},
			{Name: "script", Value: "ok:30s"}, {Name: "script", Value: "throttled:soon"}, {Name: "script", Value: "throttled:-5s"},
			{Name: "script", Value: "throttled:25h"}, {Name: "script", Value: "ok+"}, {Name: "script", Value: "ambiguous++"},
		},
	})
}

func build(t *testing.T, script string) connector.Connector {
	t.Helper()
	built, err := sandbox.Spec().New(connector.Values{"script": script}, connector.Deps{Now: connectortest.Noon})
	if err != nil {
		t.Fatal(err)
	}
	return built
}

// try is a call of the n-th attempt.
func try(n int) connector.Call {
	call := connectortest.Publish()
	call.Attempt = n
	return call
}

func TestTriesTakeTheStepsInOrder(t *testing.T) {
	t.Parallel()
	channel := build(t, "transient*2, throttled:30s, rejected , ok")
	var classes []connector.Class
	for n := 1; n <= 6; n++ {
		classes = append(classes, channel.Send(t.Context(), try(n)).Class)
	}
	want := []connector.Class{connector.Transient, connector.Transient, connector.Throttled, connector.Rejected, connector.OK, connector.OK}
	if diff := cmp.Diff(want, classes); diff != "" {
		t.Errorf("classes (-want +got):\n%s", diff)
	}
	if until := channel.Send(t.Context(), try(3)).Until; !until.Equal(connectortest.Noon().Add(30 * time.Second)) {
		t.Errorf("until %v", until)
	}
	if address := channel.Send(t.Context(), try(5)).Receipt.Address; address != connectortest.Publish().Post.Link {
		t.Errorf("address %q", address)
	}
}

func TestLookAgreesWithTheScript(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		script  string
		attempt int
		finding connector.Finding
		copies  int
	}{
		{"ambiguous+,ok", 1, connector.Found, 1},
		{"ambiguous-,ok", 1, connector.Missing, 0},
		{"ambiguous,ok", 1, connector.Missing, 0},
		{"ambiguous,ok", 2, connector.Found, 1},
		{"ambiguous+,ok", 2, connector.Found, 2}, // sent although it was there: a double shows
		{"transient,rejected", 5, connector.Missing, 0},
		{"duplicate", 1, connector.Found, 1},
		{"ok", 0, connector.Missing, 0},
	} {
		sighting := build(t, c.script).(connector.Looker).Look(t.Context(), try(c.attempt))
		if sighting.Finding != c.finding || len(sighting.Receipts) != c.copies {
			t.Errorf("%s after %d tries: got %+v", c.script, c.attempt, sighting)
		}
	}
}

func TestLookAndSendGiveTheSameReceipt(t *testing.T) {
	t.Parallel()
	channel := build(t, "ok")
	sent := channel.Send(t.Context(), try(1)).Receipt
	seen := channel.(connector.Looker).Look(t.Context(), try(1)).Receipts
	if diff := cmp.Diff([]connector.Receipt{sent}, seen); diff != "" {
		t.Errorf("receipts (-sent +seen):\n%s", diff)
	}
}

func TestPollWalksOn(t *testing.T) {
	t.Parallel()
	channel := build(t, "accepted*3,ok")
	call := try(1)
	outcome := channel.Send(t.Context(), call)
	polls := 0
	for outcome.Class == connector.Accepted && polls < 10 {
		call.Handle = outcome.Handle
		outcome = channel.(connector.Poller).Poll(t.Context(), call)
		polls++
	}
	if outcome.Class != connector.OK || polls != 3 {
		t.Errorf("got %+v after %d polls, want ok after 3", outcome, polls)
	}
	call.Handle = "lost"
	if outcome := channel.(connector.Poller).Poll(t.Context(), call); outcome.Class != connector.Rejected {
		t.Errorf("an unknown handle gave %+v", outcome)
	}
}

func FuzzScript(f *testing.F) {
	for _, seed := range []string{"ok", "transient*2,ok", "throttled:30s", "ambiguous+", ",", "ok*99999999999", "accepted:1h*3"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, script string) {
		built, err := sandbox.Spec().New(connector.Values{"script": script}, connector.Deps{Now: connectortest.Noon})
		if err != nil {
			if !fault.Is(err, fault.ValidationFailed) {
				t.Fatalf("%q: %v", script, err)
			}
			return
		}
		outcome := built.Send(t.Context(), try(1))
		if !outcome.Until.IsZero() && outcome.Until.After(connectortest.Noon().Add(24*time.Hour)) {
			t.Fatalf("%q waits until %v", script, outcome.Until)
		}
	})
}

// What is wrong with a script is said in two languages, to the last word.
func TestAWrongScriptIsToldInBothLanguages(t *testing.T) {
	t.Parallel()
	for script, want := range map[string]fault.Text{
		"maybe":           fault.T(`không có kết quả "maybe"; chỉ nhận: ok, `, `there is no result "maybe"; takes one of: ok, `),
		"ok*0":            fault.T(`"ok*0" cần lặp lại theo một số từ 1 đến 100`, `"ok*0" repeats by no number from 1 to 100`),
		"ok*60,ok*60":     fault.T("nhiều hơn 100 bước", "more than 100 steps"),
		"ok+":             fault.T("chỉ ambiguous mang một dấu", "only ambiguous takes one"),
		"throttled:later": fault.T(`"later" không phải thời gian chờ`, `"later" is no wait`),
		"ok:30s":          fault.T(`"ok:30s" nêu thời gian chờ`, `"ok:30s" names a wait`),
	} {
		_, err := sandbox.Spec().New(connector.Values{"script": script}, connector.Deps{Now: connectortest.Noon})
		e, ok := fault.As(err)
		if !ok || len(e.Fields) != 1 || e.Fields[0].Pointer != "/settings/script" {
			t.Errorf("%s: %v", script, err)
			continue
		}
		said := e.Fields[0].Detail
		if !strings.HasPrefix(said.VI, "kịch bản không đọc được: ") || !strings.Contains(said.VI, want.VI) || !strings.Contains(said.EN, want.EN) {
			t.Errorf("%s: %+v, want %+v", script, said, want)
		}
	}
}
