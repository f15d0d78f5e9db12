package telegram_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/connector/connectortest"
	"github.com/lantoa/lantoa/internal/connector/telegram"
	"github.com/lantoa/lantoa/internal/outbound"
)

func TestConformance(t *testing.T) {
	lost := connectortest.Doubtful()[0]
	connectortest.Run(t, connectortest.Harness{
		Spec:  telegram.Spec(),
		Start: startCloud,
		NoAlt: true,
		False: []connectortest.Fault{{Name: "broken inside", Status: 500, Body: `{"ok":false,"error_code":500,"description":"Internal Server Error"}`}},
		Slower: []connectortest.Slower{{Fault: connectortest.Fault{Name: "flood", Status: 429,
			Body: `{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 35","parameters":{"retry_after":35}}`}, Wait: 35 * time.Second}},
		Expire: func(d connectortest.Destination) {
			c := d.(*cloud)
			c.mu.Lock()
			defer c.mu.Unlock()
			c.token = "revoked"
		},
		Bad: []connectortest.BadSetting{
			{Name: "token", Value: "123456789"}, {Name: "token", Value: "bot123456789:AAcanary-canary_canary0canary1canary2"},
			{Name: "token", Value: "123456789:AAcanary/../canary_canary0canary1canary"},
			{Name: "chat", Value: "asean_namdinh"}, {Name: "chat", Value: "@1asean"}, {Name: "chat", Value: "@asean namdinh"}, {Name: "chat", Value: "12345"}, {Name: "server", Value: "https://bots.example/?key=1"},
		},
		Reach: map[connector.Class]connectortest.Way{
			connector.OK:        {},
			connector.Rejected:  {Fault: &connectortest.Fault{Status: http.StatusBadRequest, Body: `{"ok":false,"error_code":400,"description":"Bad Request: message is too long"}`}},
			connector.Throttled: {Fault: &connectortest.Fault{Status: http.StatusTooManyRequests}},
			connector.Transient: {Fault: &connectortest.Fault{Status: http.StatusRequestTimeout}},
			connector.Ambiguous: {Fault: &lost},
			connector.Reauth:    {Settings: connector.Values{"token": "123456789:AAwrong-wrong_wrong0wrong1wrong2wrong"}},
		},
	})
}

// open makes a connector to a simulated cloud.
func open(t *testing.T, c *cloud, replaced connector.Values) connector.Connector {
	t.Helper()
	values := c.Settings()
	for name, value := range replaced {
		values[name] = value
	}
	full, err := telegram.Spec().Validate(values)
	if err != nil {
		t.Fatal(err)
	}
	client, err := outbound.New(outbound.Options{Allow: []string{"127.0.0.0/8"}, Timeout: 10 * time.Second, Now: connectortest.Noon})
	if err != nil {
		t.Fatal(err)
	}
	b, err := telegram.Spec().New(full, connector.Deps{HTTP: client, Now: connectortest.Noon})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Every answer that the platform's documents name is called what it is.
func TestAnswers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		intent connector.Intent
		status int
		body   string
		class  connector.Class
		reason string
		until  time.Duration
	}{
		"flood":            {connector.Publish, 429, `{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 35","parameters":{"retry_after":35}}`, connector.Throttled, "http_429", 35 * time.Second},
		"revoked":          {connector.Publish, 401, `{"ok":false,"error_code":401,"description":"Unauthorized"}`, connector.Reauth, "unauthorized", 0},
		"no such bot":      {connector.Publish, 404, `{"ok":false,"error_code":404,"description":"Not Found"}`, connector.Reauth, "unauthorized", 0},
		"kicked":           {connector.Publish, 403, `{"ok":false,"error_code":403,"description":"Forbidden: bot was kicked from the channel chat"}`, connector.Reauth, "no_right", 0},
		"no right":         {connector.Publish, 400, `{"ok":false,"error_code":400,"description":"Bad Request: not enough rights to send text messages to the chat"}`, connector.Reauth, "no_right", 0},
		"no chat":          {connector.Publish, 400, `{"ok":false,"error_code":400,"description":"Bad Request: chat not found"}`, connector.Reauth, "no_right", 0},
		"moved":            {connector.Publish, 400, `{"ok":false,"error_code":400,"description":"Bad Request: group chat was upgraded to a supergroup chat","parameters":{"migrate_to_chat_id":-1001234567890}}`, connector.Reauth, "migrated", 0},
		"too long":         {connector.Publish, 400, `{"ok":false,"error_code":400,"description":"Bad Request: message is too long"}`, connector.Rejected, "http_400", 0},
		"no message id":    {connector.Publish, 200, `{"ok":true,"result":"sent"}`, connector.Ambiguous, "unreadable", 0},
		"not ok after all": {connector.Publish, 200, `{"ok":false}`, connector.Ambiguous, "unreadable", 0},
		"a web page":       {connector.Publish, 200, `<html>login</html>`, connector.Ambiguous, "unreadable", 0},
		"broken inside":    {connector.Publish, 500, `{"ok":false,"error_code":500,"description":"Internal Server Error"}`, connector.Ambiguous, "http_500", 0},
		"edit of nothing":  {connector.Correct, 400, `{"ok":false,"error_code":400,"description":"Bad Request: message to edit not found"}`, connector.Rejected, "message_gone", 0},
		"said already":     {connector.Correct, 400, `{"ok":false,"error_code":400,"description":"Bad Request: message is not modified"}`, connector.OK, "", 0},
		"gone already":     {connector.Withdraw, 400, `{"ok":false,"error_code":400,"description":"Bad Request: message to delete not found"}`, connector.OK, "", 0},
		"too old":          {connector.Withdraw, 400, `{"ok":false,"error_code":400,"description":"Bad Request: message can't be deleted for everyone"}`, connector.Rejected, "not_allowed_any_more", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			simulated := newCloud(t)
			simulated.Break(connectortest.Fault{Status: c.status, Body: c.body})
			call := connectortest.Publish()
			switch c.intent {
			case connector.Correct:
				call = connectortest.Correct(connector.Receipt{RemoteID: "-1001234567890/42"})
			case connector.Withdraw:
				call = connectortest.Withdraw(connector.Receipt{RemoteID: "-1001234567890/42"})
			}
			outcome := open(t, simulated, nil).Send(t.Context(), call)
			var until time.Time
			if c.until > 0 {
				until = connectortest.Noon().Add(c.until)
			}
			if outcome.Class != c.class || outcome.Reason != c.reason || !outcome.Until.Equal(until) {
				t.Errorf("got %+v, want %s %q until %v", outcome, c.class, c.reason, until)
			}
			if strings.Contains(outcome.Detail.EN+outcome.Reason, "canary") {
				t.Errorf("the token shows: %+v", outcome)
			}
			if c.reason == "migrated" && !strings.Contains(outcome.Detail.VI, "-1001234567890") {
				t.Errorf("the new number is not told: %+v", outcome)
			}
		})
	}
}

// What readers get: the title in bold whatever signs are in it, the link's own preview, and
// the address at which a person finds the message.
func TestAMessage(t *testing.T) {
	t.Parallel()
	c := newCloud(t)
	b := open(t, c, connector.Values{"silent": "true"})
	call := connectortest.Publish()
	title := "😀 <b>Nam Định</b> & *ASEAN*"
	call.Post.Text = title + "\n\n" + call.Post.Link
	call.Post.Spans = []connector.Span{{Kind: connector.SpanTitle, End: len(title)}, {Kind: connector.SpanLink, Start: len(title) + 2, End: len(call.Post.Text), Value: call.Post.Link}}
	outcome := b.Send(t.Context(), call)
	if want := (connector.Receipt{RemoteID: "-1001234567890/42", Address: "https://t.me/asean_namdinh/42"}); outcome.Receipt != want {
		t.Errorf("receipt %+v, want %+v", outcome.Receipt, want)
	}
	if got := c.there[42]; got != call.Post.Text {
		t.Errorf("readers see %q", got)
	}
	if e := c.sent.Entities; len(e) != 1 || e[0].Type != "bold" || e[0].Offset != 0 || e[0].Length != 2+len(" <b>Nam D.nh</b> & *ASEAN*") {
		t.Errorf("entities %+v, want the title in bold, its emoji as two units and its Đ and ị as one each", e)
	}
	if c.sent.Preview.URL != call.Post.Link || !c.sent.Silent {
		t.Errorf("preview of %q, silent %v", c.sent.Preview.URL, c.sent.Silent)
	}
	private := open(t, c, connector.Values{"chat": "-1009999999999"})
	if outcome := private.Send(t.Context(), connectortest.Publish()); outcome.Class != connector.Reauth {
		t.Errorf("another channel: %+v", outcome)
	}
	for receipt, want := range map[connector.Receipt]connector.Class{
		{Address: "https://t.me/asean_namdinh/42?single"}: connector.OK, {Address: "https://t.me/s/ASEAN_NamDinh/42/#a"}: connector.OK,
		{Address: "https://t.me/c/1234567890/42"}: connector.Rejected, {Address: "https://t.me/other_channel/42"}: connector.Rejected,
		{Address: "https://facebook.com/asean_namdinh/42"}: connector.Rejected, {Address: "https://t.me/asean_namdinh/43?q=a/42"}: connector.Rejected,
		{Address: "https://t.me/asean_namdinh"}: connector.Rejected, {}: connector.Rejected, {RemoteID: "-5"}: connector.Rejected, {RemoteID: "42"}: connector.Rejected,
	} {
		if outcome := b.Send(t.Context(), connectortest.Correct(receipt)); outcome.Class != want {
			t.Errorf("a correction of %+v: %+v, want %s", receipt, outcome, want)
		}
	}
}

// A channel that is pointed elsewhere takes down its own message and touches no other.
func TestAMessageIsKnownByItsChat(t *testing.T) {
	t.Parallel()
	c := newCloud(t)
	receipt := open(t, c, nil).Send(t.Context(), connectortest.Publish()).Receipt
	elsewhere := open(t, c, connector.Values{"chat": "@another_channel"})
	if outcome := elsewhere.Send(t.Context(), connectortest.Withdraw(receipt)); outcome.Class != connector.OK || outcome.Receipt != receipt || len(c.there) != 0 {
		t.Errorf("withdrawn from elsewhere: %+v, %d messages left", outcome, len(c.there))
	}
	private := open(t, c, connector.Values{"chat": "-1001234567890"})
	if sent := private.Send(t.Context(), connectortest.Publish()); sent.Receipt != (connector.Receipt{RemoteID: "-1001234567890/43", Address: "https://t.me/c/1234567890/43"}) {
		t.Errorf("in a private channel: %+v", sent)
	}
}

// A bot that may post and not delete could not withdraw: the check says so beforehand.
func TestTheCheckWantsEveryRight(t *testing.T) {
	t.Parallel()
	for _, right := range []string{"can_post_messages", "can_edit_messages", "can_delete_messages"} {
		c := newCloud(t)
		c.rights[right] = false
		if health := open(t, c, nil).Check(t.Context()); health.Class != connector.Reauth || health.Detail.IsZero() {
			t.Errorf("without %s: %+v", right, health)
		}
	}
	if health := open(t, newCloud(t), nil).Check(t.Context()); health.Class != connector.OK || health.Account != "@lantoa_bot → @asean_namdinh" {
		t.Errorf("with every right: %+v", health)
	}
	for _, chat := range []string{"@asean_namdinh", "-1001234567890"} { // by its name and by its number it is one place
		if health := open(t, newCloud(t), connector.Values{"chat": chat}).Check(t.Context()); health.Place != "-1001234567890" {
			t.Errorf("%s: %+v", chat, health)
		}
	}
	if health := open(t, newCloud(t), connector.Values{"chat": "@elsewhere"}).Check(t.Context()); health.Class != connector.Reauth || health.Place != "" {
		t.Errorf("in no such channel: %+v", health)
	}
}

// overheard is a Doer that keeps all that leaves.
type overheard struct {
	connector.Doer
	paths, rest []string
}

func (o *overheard) Do(req *http.Request) (*http.Response, error) {
	o.paths = append(o.paths, req.URL.Path)
	whole := *req.URL
	whole.Path, whole.RawPath = "", ""
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return nil, err
	}
	req.Body = io.NopCloser(bytes.NewReader(body))
	o.rest = append(o.rest, fmt.Sprint(req.Method, whole.String(), req.Host, req.Header, req.Trailer, string(body)))
	return o.Doer.Do(req)
}

// The token stands in the path of each request, once, and nowhere else of it.
func TestWhereTheTokenStands(t *testing.T) {
	t.Parallel()
	c := newCloud(t)
	full, err := telegram.Spec().Validate(c.Settings())
	if err != nil {
		t.Fatal(err)
	}
	client, err := outbound.New(outbound.Options{Allow: []string{"127.0.0.0/8"}, Now: connectortest.Noon})
	if err != nil {
		t.Fatal(err)
	}
	heard := &overheard{Doer: client}
	b, err := telegram.Spec().New(full, connector.Deps{HTTP: heard, Now: connectortest.Noon})
	if err != nil {
		t.Fatal(err)
	}
	b.Check(t.Context())
	for n := range 3 {
		receipt := b.Send(t.Context(), pictured(n)).Receipt
		b.Send(t.Context(), connectortest.Correct(receipt))
		b.Send(t.Context(), connectortest.Withdraw(connector.Receipt{Address: receipt.Address}))
		b.Send(t.Context(), connectortest.Withdraw(receipt))
	}
	if len(heard.paths) < 15 {
		t.Fatalf("only %d requests", len(heard.paths))
	}
	for i, path := range heard.paths {
		if strings.Count(path, cloudToken) != 1 || !strings.HasPrefix(path, "/bot"+cloudToken+"/") || strings.Contains(heard.rest[i], "canary") {
			t.Errorf("request %d: %s and %s", i, path, heard.rest[i])
		}
	}
}
