package channel_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lantoa/lantoa/internal/channel"
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/secret"
)

const (
	canary  = "Hoàng yến canary-1-6f1d"
	canary2 = "canary-2-b07e"
)

// printed gathers everything that the service let out, in every way of printing it.
type printed struct{ strings.Builder }

func (p *printed) look(values ...any) {
	for _, v := range values {
		fmt.Fprintf(p, "%v\n%+v\n%#v\n", v, v, v)
		if b, err := json.Marshal(v); err == nil {
			p.Write(b)
		}
		var log bytes.Buffer
		slog.New(slog.NewTextHandler(&log, nil)).Info("value", "v", v)
		slog.New(slog.NewJSONHandler(&log, nil)).Info("value", "v", v)
		p.Write(log.Bytes())
		if e, ok := fault.As(asError(v)); ok {
			fmt.Fprintf(p, "%+v %+v %s\n", e.Detail, e.Fields, e.Error())
		}
	}
}

func asError(v any) error {
	err, _ := v.(error)
	return err
}

// tables adds every row of every table that an act writes.
func (p *printed) tables(t *testing.T, w *fixture) {
	t.Helper()
	for _, table := range []string{"channel", "audit", "event"} {
		var rows []map[string]any
		if err := w.db.Read(t.Context()).Table(table).Find(&rows).Error; err != nil || len(rows) == 0 {
			t.Fatalf("%s: %d rows, %v", table, len(rows), err)
		}
		for _, row := range rows {
			for column, value := range row {
				if raw, ok := value.([]byte); ok {
					value = string(raw)
				}
				fmt.Fprintf(p, "%s.%s=%v\n", table, column, value)
			}
		}
	}
}

func TestSecretsComeOutNowhere(t *testing.T) {
	each(t, func(t *testing.T, w *fixture) {
		ctx, out := t.Context(), &printed{}
		// Whatever a destination echoes, and whatever a constructor complains about.
		w.probe.set(func(p *probe) {
			p.health = connector.Health{Class: connector.Reauth, Account: "tài khoản " + canary, Detail: fault.T("sai mật khẩu "+canary, canary+" is wrong")}
		})
		in := input("Kênh")
		in.Settings["password"] = secret.New(canary)
		c, err := w.Create(ctx, admin(""), in)
		if err != nil {
			t.Fatal(err)
		}
		health, err := w.Check(ctx, admin(""), c.ID)
		out.look(in, &in, c, health, err)
		updated, err := w.Update(ctx, admin(""), c.ID, 1, channel.Patch{Settings: channel.Given(map[string]string{"token": canary2})})
		out.look(updated, err)
		mistaken := channel.Patch{Settings: channel.Given(map[string]string{"pasword": canary, "url": canary, "limit": canary2})}
		_, err = w.Update(ctx, admin(""), c.ID, updated.Version, mistaken)
		out.look(mistaken, err)
		if got := pointers(t, err, fault.ValidationFailed); !slices.Equal(got, []string{"/settings/limit", "/settings/pasword", "/settings/url"}) {
			t.Errorf("faults at %v", got)
		}
		opened, err := w.Open(ctx, c.ID)
		if err != nil || w.probe.last()["password"] != canary || w.probe.last()["token"] != canary2 {
			t.Fatalf("the connector did not get the secrets: %v, %v", w.probe.last(), err)
		}
		out.look(opened.Channel, opened.Spec.Kind)
		for _, refuse := range []error{errors.New("cannot dial with " + canary), fault.Invalid("/settings/password", fault.T(canary, canary2))} {
			w.probe.set(func(p *probe) { p.refuse = refuse })
			for _, act := range []func() (any, error){
				func() (any, error) {
					return w.Update(ctx, admin(""), c.ID, updated.Version, channel.Patch{Settings: channel.Given(map[string]string{"note": "x"})})
				},
				func() (any, error) { o, err := w.Open(ctx, c.ID); return o.Channel, err },
				func() (any, error) { return w.Check(ctx, admin(""), c.ID) },
			} {
				got, err := act()
				if err == nil {
					t.Errorf("no error after %v", refuse)
				}
				out.look(got, err)
			}
		}
		_, err = w.withBox(box(t)).Open(ctx, c.ID)
		out.look(err)
		list, err := w.List(ctx, person(right.Editor))
		got, getErr := w.Get(ctx, person(right.Editor), c.ID)
		row, rowErr := w.Row(ctx, c.ID)
		stored, storeErr := w.options.Store.Get(ctx, c.ID)
		out.look(list, err, got, getErr, row, rowErr, stored, storeErr, string(stored.Sealed))
		out.tables(t, w)
		for _, one := range []string{canary, canary2, "canary"} {
			if text := out.String(); strings.Contains(text, one) {
				at := strings.Index(text, one)
				t.Errorf("%q came out: …%s…", one, text[max(0, at-200):at+len(one)])
			}
		}
		if len(stored.Sealed) == 0 || stored.KeyID != w.options.Box.KeyID() || !slices.Equal(stored.SecretNames, []string{"password", "token"}) {
			t.Errorf("sealed %d bytes with %q, names %v", len(stored.Sealed), stored.KeyID, stored.SecretNames)
		}
	})
}

func TestAnotherKeyIsToldAndCanBeRecoveredFrom(t *testing.T) {
	each(t, func(t *testing.T, w *fixture) {
		ctx := t.Context()
		c := w.create(t, input("Kênh"))
		other := box(t)
		moved := w.withBox(other)
		if described, spec, err := moved.Describe(ctx, c.ID); err != nil || described.ID != c.ID || spec.Kind != "probe" {
			t.Errorf("a channel is not described without its key: %v", err)
		}
		tries := map[string]func() error{
			"open":  func() error { _, err := moved.Open(ctx, c.ID); return err },
			"check": func() error { _, err := moved.Check(ctx, admin(""), c.ID); return err },
			"update": func() error {
				_, err := moved.Update(ctx, admin(""), c.ID, 1, channel.Patch{Settings: channel.Given(map[string]string{"note": "x"})})
				return err
			},
		}
		for name, try := range tries {
			err := try()
			e, ok := fault.As(err)
			if !ok || e.Code != fault.StateConflict || !strings.Contains(e.Detail.EN, w.options.Box.KeyID()) || !strings.Contains(e.Detail.VI, "LANTOA_SECRET_KEY") {
				t.Errorf("%s: %v; want a conflict that names the key", name, err)
			}
		}
		renamed, err := moved.Update(ctx, admin(""), c.ID, 1, channel.Patch{Name: new("Tên mới")})
		if err != nil || renamed.Version != 2 {
			t.Fatalf("what has nothing to do with secrets: %v", err)
		}
		if _, err := moved.Update(ctx, admin(""), c.ID, 2, channel.Patch{Settings: channel.Given(map[string]string{"password": "anew"})}); err != nil {
			t.Fatalf("all secrets entered anew: %v", err)
		}
		if _, err := moved.Open(ctx, c.ID); err != nil || w.probe.last()["password"] != "anew" {
			t.Errorf("open: %v", err)
		}
		if _, err := w.Open(ctx, c.ID); !fault.Is(err, fault.StateConflict) {
			t.Errorf("the former key still opens it: %v", err)
		}
	})
}

func TestSealedSecretsAreBoundToTheirChannel(t *testing.T) {
	each(t, func(t *testing.T, w *fixture) {
		ctx := t.Context()
		a, b := w.create(t, input("A")), w.create(t, input("B"))
		swap := "UPDATE channel SET sealed = (SELECT sealed FROM channel WHERE id = ?) WHERE id = ?"
		if err := w.db.Write(ctx).Exec(swap, a.ID, b.ID).Error; err != nil {
			t.Fatal(err)
		}
		if _, err := w.Open(ctx, b.ID); !fault.Is(err, fault.StateConflict) || !errors.Is(err, secret.ErrNotOpened) {
			t.Errorf("the secrets of another channel were opened: %v", err)
		}
	})
}

func TestOpenReadsTheRowEveryTime(t *testing.T) {
	each(t, func(t *testing.T, w *fixture) {
		ctx := t.Context()
		in := input("Kênh")
		in.Settings["token"] = secret.New("old")
		c := w.create(t, in)
		if _, err := w.Open(ctx, c.ID); err != nil || w.probe.last()["token"] != "old" {
			t.Fatal(err)
		}
		// As another instance would: another service on the same database.
		if _, err := w.withBox(w.options.Box).Update(ctx, admin(""), c.ID, 1, channel.Patch{Forget: []string{"token"}}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Open(ctx, c.ID); err != nil || w.probe.last()["token"] != "" {
			t.Errorf("the removed credential is still used: %v, %v", w.probe.last(), err)
		}
		if _, err := w.Open(ctx, newID()); !fault.Is(err, fault.NotFound) {
			t.Errorf("unknown id: %v", err)
		}
	})
}

func TestOpenAfterTheKindHasChanged(t *testing.T) {
	each(t, func(t *testing.T, w *fixture) {
		ctx := t.Context()
		c := w.create(t, input("Kênh"))
		run := func(change func(spec *connector.Spec)) (connector.Spec, error) {
			spec := w.probe.spec()
			change(&spec)
			registry, err := connector.NewRegistry(spec)
			if err != nil {
				t.Fatal(err)
			}
			o := w.options
			o.Registry = registry
			opened, err := channel.New(o).Open(ctx, c.ID)
			return opened.Spec, err
		}
		if _, err := run(func(s *connector.Spec) {
			s.Settings = append(s.Settings[:1:1], append(s.Settings[2:], connector.Setting{Name: "new", Kind: connector.SettingText, Default: "d"})...)
		}); err != nil || w.probe.last()["new"] != "d" {
			t.Errorf("one setting less and one more: %v", err)
		}
		if spec, err := run(func(s *connector.Spec) { s.Settings[4].Required = true }); !slices.Equal(pointers(t, err, fault.StateConflict), []string{"/settings/token"}) || spec.Kind != "probe" {
			t.Errorf("a new requirement: %v", err)
		}
		if spec, err := run(func(s *connector.Spec) { s.Kind = "probe2" }); !fault.Is(err, fault.StateConflict) || spec.Kind != "" {
			t.Errorf("a kind that is gone: %v", err)
		}
	})
}

func TestCheckKeepsWhatItFound(t *testing.T) {
	each(t, func(t *testing.T, w *fixture) {
		ctx := t.Context()
		c := w.create(t, input("Kênh"))
		end := w.clock().Add(48 * time.Hour)
		check := func(h connector.Health) channel.Channel {
			t.Helper()
			w.pass(time.Minute)
			w.probe.set(func(p *probe) { p.health = h })
			if _, err := w.Check(ctx, admin(""), c.ID); err != nil {
				t.Fatal(err)
			}
			read, err := w.Row(ctx, c.ID)
			if err != nil {
				t.Fatal(err)
			}
			return read
		}
		well := connector.Health{Class: connector.OK, Account: "Cổng tỉnh", ExpiresAt: end.Add(999)}
		read := check(well)
		well.ExpiresAt = end
		if d := cmp.Diff(well, read.Health); d != "" || !read.CheckedAt.Equal(w.clock()) || !read.CredentialExpiresAt.Equal(end) || read.Version != 1 {
			t.Errorf("%+v (-want +got):\n%s", read, d)
		}
		ill := connector.Health{Class: connector.Transient, Detail: fault.T("Máy chủ không trả lời.", "The server does not answer.")}
		if read = check(ill); read.Health.Class != connector.Transient || read.Health.Detail != ill.Detail || !read.CredentialExpiresAt.Equal(end) {
			t.Errorf("a failed check forgets the credential's end: %+v", read)
		}
		if read = check(connector.Health{Class: connector.OK}); !read.CredentialExpiresAt.IsZero() {
			t.Errorf("the end stays: %v", read.CredentialExpiresAt)
		}
		updated, err := w.Update(ctx, admin(""), c.ID, 1, channel.Patch{Settings: channel.Given(map[string]string{"password": "new one"})})
		if err != nil || updated.Health.Class != "" || !updated.CheckedAt.IsZero() {
			t.Errorf("the health of the former settings stays: %+v, %v", updated, err)
		}
		w.probe.set(func(p *probe) {
			p.during = func() {
				_, err := w.Update(ctx, admin(""), c.ID, 2, channel.Patch{Settings: channel.Given(map[string]string{"password": "newer"})})
				if err != nil {
					t.Error(err)
				}
			}
		})
		if read = check(well); read.Health.Class != "" || read.Version != 3 {
			t.Errorf("the answer about former settings was kept: %+v", read)
		}
		_, events := w.acts(t)
		if n := len(slices.DeleteFunc(events, func(e string) bool { return e != "channel.checked" })); n != 4 {
			t.Errorf("%d events of checks, want 4", n)
		}
	})
}

// A stored secret goes to nobody but the host that it was given for.
func TestSecretsDoNotFollowTheAddress(t *testing.T) {
	each(t, func(t *testing.T, w *fixture) {
		in := input("Kênh")
		in.Settings["token"] = secret.New(canary2)
		c := w.create(t, in)
		for _, address := range []string{"https://evil.example/api", "http://dest.example/api", "https://dest.example:8443/api"} {
			_, err := w.Update(t.Context(), admin(""), c.ID, c.Version, channel.Patch{Settings: channel.Given(map[string]string{"url": address, "token": "  "})})
			if got := pointers(t, err, fault.ValidationFailed); !slices.Equal(got, []string{"/settings/password", "/settings/token"}) {
				t.Errorf("%s: faults at %v", address, got)
			}
			if _, err := w.Check(t.Context(), admin(""), c.ID); err != nil || w.probe.last()["url"] != "https://dest.example/api" {
				t.Errorf("%s: the channel has moved: %v, %v", address, w.probe.last(), err)
			}
		}
		for _, patch := range []channel.Patch{
			{Settings: channel.Given(map[string]string{"url": "https://www.dest.example/api/v2"})},
			{Settings: channel.Given(map[string]string{"url": "https://new.example", "password": "anew"}), Forget: []string{"token"}},
			{Settings: channel.Given(map[string]string{"url": "https://newer.example", "password": "anew"})},
		} {
			var err error
			if c, err = w.Update(t.Context(), admin(""), c.ID, c.Version, patch); err != nil {
				t.Errorf("%v: %v", patch, err)
			}
		}
	})
}
