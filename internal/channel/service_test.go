package channel_test

import (
	"errors"
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

func TestCreateFillsDefaultsAndKeepsSecretsApart(t *testing.T) {
	each(t, func(t *testing.T, w *fixture) {
		in := input("  Cổng  tỉnh ")
		in.Unit, in.Lang, in.Portal = new("so-vhttdl"), new("vi"), new(true)
		made := w.create(t, in)
		want := channel.Channel{ID: made.ID, Kind: "probe", Name: "Cổng tỉnh", Unit: "so-vhttdl", Lang: "vi", Portal: true, MaxConc: 2, Settle: time.Minute,
			Timing:      channel.Timing{Rate: channel.Rate{Burst: 1}, Grace: 2 * time.Hour, PortalPatience: 15 * time.Minute},
			Settings:    connector.Values{"url": "https://dest.example/api", "note": "mặc định", "limit": "2"},
			SecretNames: []string{"password"}, Version: 1, CreatedBy: "admin", CreatedAt: w.clock(), UpdatedAt: w.clock()}
		if d := cmp.Diff(want, made); d != "" {
			t.Errorf("created (-want +got):\n%s", d)
		}
		read, err := w.Get(t.Context(), person(right.Editor), made.ID)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, read); d != "" {
			t.Errorf("read back (-want +got):\n%s", d)
		}
		o, err := w.Open(t.Context(), made.ID)
		if err != nil || o.Connector == nil || o.Spec.Kind != "probe" || o.Channel.ID != made.ID {
			t.Fatalf("Open: %v, %q, %v", o.Channel, o.Spec.Kind, err)
		}
		if c, spec, err := w.Describe(t.Context(), made.ID); err != nil || spec.Kind != "probe" || c.ID != made.ID {
			t.Errorf("Describe: %v, %q, %v", c, spec.Kind, err)
		}
		full := connector.Values{"url": "https://dest.example/api", "note": "mặc định", "limit": "2", "password": "pass word 1", "token": ""}
		if d := cmp.Diff(full, w.probe.last()); d != "" {
			t.Errorf("the connector was made of (-want +got):\n%s", d)
		}
		records, events := w.acts(t)
		if !slices.Equal(records, []string{"channel.create"}) || !slices.Equal(events, []string{"channel.created"}) {
			t.Errorf("record %v, events %v", records, events)
		}
	})
}

func TestCreateTellsEveryFaultAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *fixture) {
		portal := input("Cổng")
		portal.Lang, portal.Portal = new("vi"), new(true)
		w.create(t, portal)
		bad := channel.Patch{Name: new("Cổng"), Unit: new("so-khong-co"), Lang: new("vi"), Portal: new(true), MaxConc: new(17),
			Settle: new(9 * time.Second), Forget: []string{"url"},
			Settings: channel.Given(map[string]string{"url": "ftp://x", "limit": "six", "pasword": "x"})}
		_, err := w.Create(t.Context(), admin(""), channel.Input{Kind: "probe", Patch: bad})
		want := []string{"/forget/0", "/max_conc", "/name", "/portal", "/settings/limit", "/settings/password",
			"/settings/pasword", "/settings/url", "/settle", "/unit"}
		if d := cmp.Diff(want, pointers(t, err, fault.ValidationFailed)); d != "" {
			t.Errorf("faults (-want +got):\n%s", d)
		}
		list, err := w.List(t.Context(), admin(""))
		if err != nil || len(list) != 1 {
			t.Errorf("%d channels, %v; want the first alone", len(list), err)
		}
	})
}

func TestCreateRefuses(t *testing.T) {
	each(t, func(t *testing.T, w *fixture) {
		w.create(t, input("Báo Nam Định"))
		for name, c := range map[string]struct {
			change func(in *channel.Input)
			code   fault.Code
			want   string
		}{
			"no name":             {func(in *channel.Input) { in.Name = nil }, fault.ValidationFailed, "/name"},
			"blank name":          {func(in *channel.Input) { in.Name = new(" \u200b ") }, fault.ValidationFailed, "/name"},
			"long name":           {func(in *channel.Input) { in.Name = new(strings.Repeat("ệ", channel.MaxName+1)) }, fault.ValidationFailed, "/name"},
			"unit of old coding":  {func(in *channel.Input) { in.Unit = new("S\xf2") }, fault.ValidationFailed, "/unit"},
			"name of old coding":  {func(in *channel.Input) { in.Name = new("C\xf4ng") }, fault.ValidationFailed, "/name"},
			"taken name":          {func(in *channel.Input) { in.Name = new("Báo Nam Định") }, fault.AlreadyExists, "/name"},
			"taken name, NFD":     {func(in *channel.Input) { in.Name = new("Ba\u0301o Nam \u0110i\u0323nh") }, fault.AlreadyExists, "/name"},
			"no kind":             {func(in *channel.Input) { in.Kind = "" }, fault.ValidationFailed, "/kind"},
			"unknown kind":        {func(in *channel.Input) { in.Kind = "fax" }, fault.ValidationFailed, "/kind"},
			"passive kind":        {func(in *channel.Input) { in.Kind = channel.FeedsKind }, fault.ValidationFailed, "/kind"},
			"language":            {func(in *channel.Input) { in.Lang = new("Vietnamese") }, fault.ValidationFailed, "/lang"},
			"portal of all":       {func(in *channel.Input) { in.Portal = new(true) }, fault.ValidationFailed, "/lang"},
			"nothing at a time":   {func(in *channel.Input) { in.MaxConc = new(0) }, fault.ValidationFailed, "/max_conc"},
			"settles for long":    {func(in *channel.Input) { in.Settle = new(time.Hour + time.Second) }, fault.ValidationFailed, "/settle"},
			"secret with no code": {func(in *channel.Input) { in.Settings["token"] = secret.New("\xff\xfe") }, fault.ValidationFailed, "/settings/token"},
			"endless setting":     {func(in *channel.Input) { in.Settings["note"] = secret.New(strings.Repeat("x", 17_000)) }, fault.ValidationFailed, "/settings/note"},
		} {
			in := input("Kênh " + name)
			c.change(&in)
			_, err := w.Create(t.Context(), admin(""), in)
			if got := pointers(t, err, c.code); !slices.Equal(got, []string{c.want}) {
				t.Errorf("%s: faults at %v, want %s", name, got, c.want)
			}
		}
	})
}

// The channel of the feeds is there from the beginning, and whoever asks for one is told so.
func TestTheFeedsAreNotToBeMadeAgain(t *testing.T) {
	each(t, func(t *testing.T, w *fixture) {
		for kind, want := range map[string]fault.Text{channel.FeedsKind: fault.T("chỉ có một, do chương trình tự tạo", "exactly one channel of feeds, which the program makes"),
			"fax": fault.T(`không có loại kênh "fax"`, `there is no kind "fax" of channel; takes one of: `)} {
			in := input("Kênh")
			in.Kind = kind
			_, err := w.Create(t.Context(), admin(""), in)
			e, ok := fault.As(err)
			if !ok || len(e.Fields) != 1 || !strings.Contains(e.Fields[0].Detail.VI, want.VI) || !strings.Contains(e.Fields[0].Detail.EN, want.EN) {
				t.Errorf("%s: %v", kind, err)
			}
		}
	})
}

// A language that the plans have dropped stays with the channel that has it.
func TestAChannelKeepsItsLanguage(t *testing.T) {
	each(t, func(t *testing.T, w *fixture) {
		c := w.create(t, input("Kênh cũ"))
		stored, err := w.options.Store.Get(t.Context(), c.ID)
		if err != nil {
			t.Fatal(err)
		}
		stored.Lang = "xx"
		if err := w.options.Store.Save(t.Context(), stored); err != nil {
			t.Fatal(err)
		}
		renamed, err := w.Update(t.Context(), admin(""), c.ID, 1, channel.Patch{Name: new("Kênh cũ, tên mới"), Lang: new("xx")})
		if err != nil || renamed.Lang != "xx" {
			t.Errorf("renamed: %+v, %v", renamed, err)
		}
		if _, err := w.Update(t.Context(), admin(""), c.ID, 2, channel.Patch{Lang: new("yy")}); !fault.Is(err, fault.ValidationFailed) {
			t.Errorf("moved to another unknown language: %v", err)
		}
	})
}

func TestEdgesAreTaken(t *testing.T) {
	each(t, func(t *testing.T, w *fixture) {
		in := input("Kênh")
		in.Lang, in.MaxConc, in.Settle = new("en"), new(channel.MaxConcurrency), new(channel.MinSettle+1500*time.Nanosecond)
		c := w.create(t, in)
		if c.MaxConc != 16 || c.Settle != 10*time.Second+time.Microsecond || c.Lang != "en" {
			t.Errorf("created %+v", c)
		}
		zero, err := w.Update(t.Context(), admin(""), c.ID, 1, channel.Patch{Settle: new(channel.MaxSettle), Lang: new("")})
		if err != nil || zero.Settle != time.Hour || zero.Lang != "" || zero.Version != 2 {
			t.Errorf("updated %+v, %v", zero, err)
		}
	})
}

func TestUpdateKeepsSecretsThatAreLeftOut(t *testing.T) {
	each(t, func(t *testing.T, w *fixture) {
		made := w.create(t, input("Kênh"))
		w.pass(time.Minute)
		steps := []struct {
			name    string
			patch   channel.Patch
			want    connector.Values // password and token of the next connector
			names   []string
			version int
		}{
			{"left out", channel.Patch{Settings: channel.Given(map[string]string{"note": "mới"})}, connector.Values{"password": "pass word 1"}, []string{"password"}, 2},
			{"empty", channel.Patch{Settings: channel.Given(map[string]string{"password": "", "note": "khác"})}, connector.Values{"password": "pass word 1"}, []string{"password"}, 3},
			{"blanks", channel.Patch{Settings: channel.Given(map[string]string{"password": "  "})}, connector.Values{"password": "pass word 1"}, []string{"password"}, 3},
			{"new", channel.Patch{Settings: channel.Given(map[string]string{"password": "two", "token": "t0"})}, connector.Values{"password": "two", "token": "t0"}, []string{"password", "token"}, 4},
			{"the same", channel.Patch{Settings: channel.Given(map[string]string{"password": "two"})}, connector.Values{"password": "two", "token": "t0"}, []string{"password", "token"}, 4},
			{"forgotten", channel.Patch{Forget: []string{"token"}}, connector.Values{"password": "two"}, []string{"password"}, 5},
			{"nothing", channel.Patch{}, connector.Values{"password": "two"}, []string{"password"}, 5},
		}
		version := made.Version
		for _, step := range steps {
			c, err := w.Update(t.Context(), admin(""), made.ID, version, step.patch)
			if err != nil {
				t.Fatalf("%s: %v", step.name, err)
			}
			version = c.Version
			if c.Version != step.version || !slices.Equal(c.SecretNames, step.names) {
				t.Errorf("%s: version %d, secrets %v; want %d, %v", step.name, c.Version, c.SecretNames, step.version, step.names)
			}
			if _, err := w.Open(t.Context(), made.ID); err != nil {
				t.Fatal(err)
			}
			last := w.probe.last()
			if last["password"] != step.want["password"] || last["token"] != step.want["token"] {
				t.Errorf("%s: the connector got %q and %q", step.name, last["password"], last["token"])
			}
		}
		_, err := w.Update(t.Context(), admin(""), made.ID, version, channel.Patch{Forget: []string{"password"}})
		if got := pointers(t, err, fault.ValidationFailed); !slices.Equal(got, []string{"/settings/password"}) {
			t.Errorf("forgetting a required secret: %v", got)
		}
		records, events := w.acts(t)
		if len(records) != 5 || len(events) != 5 {
			t.Errorf("record %v, events %v; want one for each change and none for what changed nothing", records, events)
		}
	})
}

func TestUpdateTakesASettingBackToItsDefault(t *testing.T) {
	each(t, func(t *testing.T, w *fixture) {
		in := input("Kênh")
		in.Settings["note"], in.Settings["limit"] = secret.New("Chu\u0301 y\u0301"), secret.New("5")
		c := w.create(t, in)
		if c.Settings["note"] != "Chú ý" || c.Settings["limit"] != "5" {
			t.Fatalf("settings %v", c.Settings)
		}
		c, err := w.Update(t.Context(), admin(""), c.ID, 1, channel.Patch{Settings: channel.Given(map[string]string{"note": "", "url": "https://dest.example/other"})})
		want := connector.Values{"url": "https://dest.example/other", "note": "mặc định", "limit": "5"}
		if d := cmp.Diff(want, c.Settings); err != nil || d != "" {
			t.Errorf("%v, settings (-want +got):\n%s", err, d)
		}
	})
}

func TestUpdateRefusesAStaleVersion(t *testing.T) {
	each(t, func(t *testing.T, w *fixture) {
		c := w.create(t, input("Kênh"))
		for _, version := range []int{0, 2} {
			_, err := w.Update(t.Context(), admin(""), c.ID, version, channel.Patch{Name: new("Khác")})
			if !fault.Is(err, fault.StaleVersion) {
				t.Errorf("version %d: %v", version, err)
			}
		}
		if _, err := w.Update(t.Context(), admin(""), newID(), 1, channel.Patch{}); !fault.Is(err, fault.NotFound) {
			t.Errorf("unknown id: %v", err)
		}
		if _, err := w.Get(t.Context(), admin(""), "\x00\xff"); !fault.Is(err, fault.NotFound) {
			t.Errorf("an id that no database takes: %v", err)
		}
	})
}

func TestOnePortalForEachLanguage(t *testing.T) {
	each(t, func(t *testing.T, w *fixture) {
		for _, lang := range []string{"vi", "en"} {
			in := input("Cổng " + lang)
			in.Lang, in.Portal = new(lang), new(true)
			w.create(t, in)
		}
		in := input("Cổng khác")
		in.Lang = new("vi")
		other := w.create(t, in)
		_, err := w.Update(t.Context(), admin(""), other.ID, 1, channel.Patch{Portal: new(true)})
		if got := pointers(t, err, fault.ValidationFailed); !slices.Equal(got, []string{"/portal"}) || !strings.Contains(err.Error(), "Cổng vi") {
			t.Errorf("second portal: %v, %v", got, err)
		}
	})
}

// The database decides between transactions that cannot see each other.
func TestClashesOfTheSameInstantNameTheirPlace(t *testing.T) {
	each(t, func(t *testing.T, w *fixture) {
		const tries = 8
		for _, clash := range []struct {
			name  string
			input func(i int) channel.Input
			code  fault.Code
			at    string
		}{
			{"name", func(int) channel.Input { return input("Một tên") }, fault.AlreadyExists, "/name"},
			{"portal", func(i int) channel.Input {
				in := input("Cổng " + string(rune('a'+i)))
				in.Lang, in.Portal = new("vi"), new(true)
				return in
			}, fault.ValidationFailed, "/portal"},
		} {
			results := make(chan error, tries)
			for i := range tries {
				go func() {
					_, err := w.Create(t.Context(), admin(""), clash.input(i))
					results <- err
				}()
			}
			made := 0
			for range tries {
				err := <-results
				if err == nil {
					made++
				} else if got := pointers(t, err, clash.code); !slices.Equal(got, []string{clash.at}) {
					t.Errorf("%s: faults at %v", clash.name, got)
				}
			}
			if made != 1 {
				t.Errorf("%s: %d channels were made, want 1", clash.name, made)
			}
		}
	})
}

func TestEnsureFeedsMakesOneChannel(t *testing.T) {
	each(t, func(t *testing.T, w *fixture) {
		failed := make(chan error, 6)
		for range cap(failed) {
			go func() { failed <- w.EnsureFeeds(t.Context()) }()
		}
		var err error
		for range cap(failed) {
			err = errors.Join(err, <-failed)
		}
		list, listErr := w.List(t.Context(), admin(""))
		if err := errors.Join(err, listErr); err != nil || len(list) != 1 {
			t.Fatalf("%d channels, %v", len(list), err)
		}
		c := list[0]
		if c.Kind != channel.FeedsKind || c.Name != channel.FeedsName || !c.Passive || c.Lang != "" || c.Portal || c.CreatedBy != right.SystemID {
			t.Errorf("made %+v", c)
		}
		if _, err := w.Update(t.Context(), admin(""), c.ID, 1, channel.Patch{Name: new("Nguồn tin"), Lang: new("vi"), Portal: new(true)}); !fault.Is(err, fault.ValidationFailed) {
			t.Errorf("feeds as portal: %v", err)
		}
		if _, err := w.Update(t.Context(), admin(""), c.ID, 1, channel.Patch{Name: new("Nguồn tin")}); err != nil {
			t.Errorf("rename: %v", err)
		}
		if err := w.EnsureFeeds(t.Context()); err != nil {
			t.Error(err)
		}
		if list, _ := w.List(t.Context(), admin("")); len(list) != 1 {
			t.Error("a renamed channel of feeds was made anew")
		}
		if health, err := w.Check(t.Context(), admin(""), c.ID); err != nil || health.Class != connector.OK {
			t.Errorf("check: %+v, %v", health, err)
		}
		records, events := w.acts(t)
		if records[0] != "channel.create" || events[0] != "channel.created" || len(records) != 3 {
			t.Errorf("record %v, events %v", records, events)
		}
	})
}

func TestRights(t *testing.T) {
	each(t, func(t *testing.T, w *fixture) {
		in := input("Kênh của sở")
		in.Unit = new("so-vhttdl")
		c := w.create(t, in)
		acts := map[string]func(actor right.Actor) error{
			"create": func(a right.Actor) error { _, err := w.Create(t.Context(), a, input("Kênh khác")); return err },
			"update": func(a right.Actor) error {
				_, err := w.Update(t.Context(), a, c.ID, 1, channel.Patch{Unit: new("so-tttt")})
				return err
			},
			"pause":  func(a right.Actor) error { _, err := w.Pause(t.Context(), a, c.ID, "bảo trì"); return err },
			"resume": func(a right.Actor) error { _, err := w.Resume(t.Context(), a, c.ID); return err },
			"check":  func(a right.Actor) error { _, err := w.Check(t.Context(), a, c.ID); return err },
		}
		reads := map[string]func(actor right.Actor) error{
			"list": func(a right.Actor) error { _, err := w.List(t.Context(), a); return err },
			"get":  func(a right.Actor) error { _, err := w.Get(t.Context(), a, c.ID); return err },
		}
		scoped := admin("")
		scoped.Scopes = []right.Action{right.ArticleRead}
		for _, who := range []struct {
			actor right.Actor
			read  fault.Code // "" may
			act   fault.Code
		}{
			{right.Actor{}, fault.Unauthenticated, fault.Unauthenticated},
			{person(right.Press), fault.Denied, fault.Denied},
			{person(right.Editor), "", fault.Denied},
			{person(right.Approver), "", fault.Denied},
			{scoped, fault.Denied, fault.Denied},
			{admin("so-tttt"), "", fault.Denied},
		} {
			for name, act := range acts {
				if err := act(who.actor); !fault.Is(err, who.act) {
					t.Errorf("%s by %+v: %v, want %s", name, who.actor, err, who.act)
				}
			}
			for name, read := range reads {
				if err := read(who.actor); who.read == "" && err != nil || who.read != "" && !fault.Is(err, who.read) {
					t.Errorf("%s by %+v: %v, want %q", name, who.actor, err, who.read)
				}
			}
		}
		// Nobody takes a channel out of the units where they have the right.
		if err := acts["update"](admin("so-vhttdl")); !fault.Is(err, fault.Denied) {
			t.Errorf("a channel was given away: %v", err)
		}
		if err := acts["pause"](admin("so-vhttdl")); err != nil {
			t.Errorf("pause in one's own unit: %v", err)
		}
		if _, err := w.Update(t.Context(), person(right.Editor), newID(), 1, channel.Patch{}); !fault.Is(err, fault.Denied) {
			t.Errorf("whoever manages nothing learns which ids exist: %v", err)
		}
		var refused []string
		query := "SELECT DISTINCT actor || ' ' || action FROM audit WHERE refused AND object_kind = 'channel' AND object_id = ? ORDER BY 1"
		if err := w.db.Read(t.Context()).Raw(query, c.ID).Scan(&refused).Error; err != nil {
			t.Fatal(err)
		}
		want := []string{"admin channel.manage", "approver channel.manage", "editor channel.manage", "press channel.manage"}
		if d := cmp.Diff(want, refused); d != "" {
			t.Errorf("refusals on record (-want +got):\n%s", d)
		}
	})
}

// The kinds that lantoa ships say themselves what they need.
func TestShippedKinds(t *testing.T) {
	each(t, func(t *testing.T, w *fixture) {
		for kind, c := range map[string]struct {
			good connector.Values
			bad  connector.Values
			at   []string
		}{
			"sandbox": {connector.Values{}, connector.Values{"script": "không có bước này"}, []string{"/settings/script"}},
			"webhook": {connector.Values{"url": "https://partner.example/hook", "secret": "whsec_" + strings.Repeat("QUJD", 10)},
				connector.Values{"url": "partner.example", "secret": ""}, []string{"/settings/secret", "/settings/url"}},
			"wordpress": {connector.Values{"url": "https://portal.example", "username": "lantoa", "app_password": "abcd efgh ijkl mnop qrst uvwx"},
				connector.Values{"nope": "x"}, []string{"/settings/app_password", "/settings/nope", "/settings/url", "/settings/username"}},
		} {
			if !slices.ContainsFunc(w.Kinds(), func(s connector.Spec) bool { return s.Kind == kind }) {
				t.Errorf("%s is not among the kinds", kind)
			}
			bad := channel.Input{Kind: kind, Patch: channel.Patch{Name: new("Sai " + kind), Settings: channel.Given(c.bad)}}
			_, err := w.Create(t.Context(), admin(""), bad)
			if got := pointers(t, err, fault.ValidationFailed); !slices.Equal(got, c.at) {
				t.Errorf("%s: faults at %v, want %v", kind, got, c.at)
			}
			made := w.create(t, channel.Input{Kind: kind, Patch: channel.Patch{Name: new("Kênh " + kind), Settings: channel.Given(c.good)}})
			if o, err := w.Open(t.Context(), made.ID); err != nil || o.Connector == nil || o.Spec.Kind != kind {
				t.Errorf("%s: open: %v", kind, err)
			}
		}
		// The constructor's own judgement reaches the person at its place.
		hook := channel.Input{Kind: "webhook", Patch: channel.Patch{Name: new("Báo"), Settings: channel.Given(map[string]string{"url": "https://p.example", "secret": "short"})}}
		_, err := w.Create(t.Context(), admin(""), hook)
		if got := pointers(t, err, fault.ValidationFailed); !slices.Equal(got, []string{"/settings/secret"}) {
			t.Errorf("a signing secret that is none: faults at %v", got)
		}
	})
}
