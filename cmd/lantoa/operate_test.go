package main

import (
	"context"
	"encoding/json"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/app"
	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/channel"
	"github.com/lantoa/lantoa/internal/config"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/delivery/rule"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/walltime"
)

// newsroom is a terminal beside a house with one approved story and its trial channels.
type newsroom struct {
	*terminal
	story article.Ref
}

func approver() right.Actor {
	return right.Actor{ID: "approver", Grants: []right.Grant{{Role: right.Approver}}}
}

func newNewsroom(t *testing.T) *newsroom {
	t.Helper()
	n := &newsroom{terminal: newTerminal(t)}
	n.environ = append(n.environ, "LANTOA_LISTEN=127.0.0.1:0", "USER=vanhanh")
	n.says("Applied:", "migrate")
	n.domain(func(ctx context.Context, d *app.Domain) error {
		document, err := plan.Parse([]byte(plan.NamDinh))
		if err != nil {
			return err
		}
		if _, _, err = d.Plans.Load(ctx, document); err != nil {
			return err
		}
		setup := tokenOf(t, n.says("setup", "user", "link"))
		if _, err = d.Accounts.CompleteSetup(ctx, setup, account.NewPerson{Login: "quan.tri", Name: "Hoàng Đức", Password: "cánh đồng lúa chín vàng"}); err != nil {
			return err
		}
		for login, role := range map[string]right.Role{"thu.ha": right.Approver, "mai": right.Author} {
			if _, err = d.Accounts.CreatePerson(ctx, right.System(), account.NewPerson{Login: login, Name: "Người " + login, Lang: "vi",
				Password: "cánh đồng lúa chín vàng", Grants: []right.Grant{{Role: role}}}); err != nil {
				return err
			}
		}
		return n.write(ctx, d)
	})
	return n
}

// write makes a story that is approved.
func (n *newsroom) write(ctx context.Context, d *app.Domain) error {
	writer := right.Actor{ID: "writer", Grants: []right.Grant{{Role: right.Author}}}
	_, e, err := d.Articles.Create(ctx, writer, article.Input{Unit: "cong-ttdt-tinh-ninh-binh", Lang: "vi",
		Facets: plan.Facets{Pillars: []string{"aec"}, Areas: []string{"hoat-dong-va-hop-tac-asean"}},
		Text:   manuscript.Text{Title: "Hội chợ ASEAN", Lead: "Đoạn dẫn.", Body: "<p>Nội dung.</p>"}})
	if err != nil {
		return err
	}
	n.story = article.Ref{Article: e.Article, Lang: e.Lang}
	if _, err = d.Articles.Submit(ctx, writer, article.At{Ref: n.story}); err != nil {
		return err
	}
	_, hash, err := d.Articles.Candidate(ctx, approver(), n.story)
	if err == nil {
		_, _, _, err = d.Articles.Approve(ctx, approver(), article.At{Ref: n.story}, hash)
	}
	return err
}

// planned makes a trial channel and plans the story on it; the zero wall time means now.
func (n *newsroom) planned(name, script string, at walltime.Wall) (id string) {
	n.Helper()
	n.domain(func(ctx context.Context, d *app.Domain) error {
		c, err := d.Channels.Create(ctx, right.System(), channel.Input{Kind: "sandbox", Patch: channel.Patch{Name: &name,
			Settings: channel.Given(map[string]string{"script": script})}})
		if err != nil {
			return err
		}
		list, err := d.Planner.Schedule(ctx, approver(), delivery.Plan{Ref: n.story, Channels: []string{c.ID}, At: at, Now: at == walltime.Wall{}})
		if err == nil {
			id = list[0].ID
		}
		return err
	})
	return id
}

// shown is a delivery as --json shows it.
type shown struct {
	ID, State, Reason string
	Attempts          []struct{ Task, Class string }
}

func (n *newsroom) shown(id string) (s shown) {
	n.Helper()
	if err := json.Unmarshal([]byte(n.says("", "deliveries", "show", id, "--json")), &s); err != nil {
		n.Fatal(err)
	}
	return s
}

func farOff() walltime.Wall { return walltime.Wall{Time: "2099-10-29T08:00", Zone: "Asia/Ho_Chi_Minh"} }

func TestDeliveriesAreShownAndExplained(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t)
	n.says("Không có lượt phát nào như vậy.", "deliveries", "list")
	id := n.planned("Cổng thử", "ok", farOff())
	other := n.planned("Kênh khác", "ok", walltime.Wall{Time: "2099-10-30T08:00", Zone: "Asia/Ho_Chi_Minh"})
	for _, args := range [][]string{{"--channel=cổng thử"}, {"--channel", "Cổng thử", "--state=waiting,attention"}, {"--limit=9", "--channel=CỔNG THỬ", "--language=vi"}} {
		out := n.says("Hội chợ ASEAN", append([]string{"deliveries", "list"}, args...)...)
		if !strings.Contains(out, id+"  2099-10-29 08:00:00  Cổng thử  vi  Đã lên lịch") || strings.Contains(out, other) || strings.Count(out, "\n") != 2 {
			t.Errorf("%v: %s", args, out)
		}
	}
	n.says("Còn nữa", "deliveries", "list", "--limit=1")
	n.says("There is no such delivery.", "deliveries", "list", "--overdue", "--language=en")
	n.says("There is no such delivery.", "deliveries", "list", "--reason=rejected", "--language=en")
	var listed []shown
	if err := json.Unmarshal([]byte(n.says("", "deliveries", "list", "--json")), &listed); err != nil || len(listed) != 2 || listed[0].ID != other || listed[1].State != "waiting" {
		t.Errorf("as JSON: %v, %v", listed, err)
	}

	why := n.says("✗", "deliveries", "why", id)
	for _, words := range []string{"29/10/2099", "✓ Bản phát hành này là bản đang được duyệt.", "Lần tới: 2099-10-29 08:00:00", "→ lantoa deliveries cancel " + id} {
		if !strings.Contains(why, words) {
			t.Errorf("why does not say %q:\n%s", words, why)
		}
	}
	var explained struct {
		Rules []struct {
			Rule  string
			Holds bool
		}
	}
	if err := json.Unmarshal([]byte(n.says("", "deliveries", "why", id, "--json")), &explained); err != nil || len(explained.Rules) != len(rule.All()) || explained.Rules[1].Holds {
		t.Errorf("as JSON: %+v, %v", explained, err)
	}
	n.says("State: Scheduled", "deliveries", "show", id, "--language=en")
}

func TestWhatIsAskedWronglyIsSaid(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t)
	id := n.planned("Cổng thử", "ok", farOff())
	for words, args := range map[string][]string{
		"takes `deliveries list":                            {"deliveries"},
		"`deliveries mark-sent <id> [address]`":             {"deliveries", "drop"},
		"takes `deliveries list [":                          {"deliveries", "why"},
		"`deliveries show <id>":                             {"deliveries", "show", id, id},
		"takes `channels list`":                             {"channels", "pause", "Cổng thử"},
		"--state không nhận \"lost\"; chỉ nhận: waiting":    {"deliveries", "list", "--state=lost"},
		"--reason does not take \"bored\"":                  {"deliveries", "list", "--reason=bored", "--language=en"},
		"--limit is a whole number":                         {"deliveries", "list", "--limit=0"},
		"--channel is written as --channel=…":               {"deliveries", "list", "--channel", "--json"},
		"--json is written as --json":                       {"deliveries", "list", "--json=yes"},
		"Không có kênh \"Cổng lạ\"":                         {"deliveries", "list", "--channel=Cổng lạ"},
		"never overdue":                                     {"deliveries", "list", "--overdue", "--state=sent", "--language=en"},
		"There is no such delivery.":                        {"deliveries", "why", "none", "--language=en"},
		"none: There is no such delivery.":                  {"deliveries", "retry", "none", "--language=en"},
		"“Đã lên lịch”":                                     {"deliveries", "retry", id},
		"There is no account nobody":                        {"deliveries", "cancel", id, "--as=nobody", "--language=en"},
		"You do not have the right to act on deliveries":    {"deliveries", "cancel", id, "--as=mai", "--language=en"},
		"needs a full address":                              {"deliveries", "mark-sent", id, "nơi nào đó", "--language=en"},
		"--exchanges: there is no such setting":             {"deliveries", "list", "--exchanges"}, // it is of show alone
		"needs a reason":                                    {"channels", "pause", "Cổng thử", " ", "--language=en"},
		"You do not have the right to manage channels. Who": {"channels", "pause", "Cổng thử", "x", "--as", "thu.ha", "--language=en"},
	} {
		c := n.terminal
		if code, out, errs := c.run(args...); code != 1 || out != "" || !strings.Contains(errs, words) {
			t.Errorf("%v: code %d, out %q, err %q; want %q", args, code, out, errs, words)
		}
	}
	if got := n.shown(id); got.State != "waiting" {
		t.Errorf("after all that it is %+v", got)
	}
	n.says("deliveries mark-sent <id> [address]", "deliveries", "why", "--help")
}

func TestDeliveriesAreSettledAndRecorded(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t)
	first, second := n.planned("Một", "ok", farOff()), n.planned("Hai", "ok", farOff())
	n.says(first+": Đã bỏ khỏi lịch", "deliveries", "cancel", first)
	code, out, errs := n.run("deliveries", "cancel", first, second, "--as=thu.ha", "--json")
	var outcomes []struct{ ID, State, Error string }
	if err := json.Unmarshal([]byte(out), &outcomes); err != nil || code != 1 || len(outcomes) != 2 || outcomes[0].Error == "" || outcomes[1].State != "cancelled" || !strings.Contains(errs, first) || strings.Contains(errs, second) {
		t.Errorf("of two: code %d, %s, %s, %v", code, out, errs, err)
	}
	n.says("Một: Tạm dừng: Bảo trì", "channels", "pause", "một", "Bảo trì")
	n.says("Paused: Bảo trì", "channels", "list", "--language=en")
	n.says(`"paused": false`, "channels", "resume", "Một", "--json", "--as=quan.tri")
	n.says("Đang chạy", "channels", "list")

	n.domain(func(ctx context.Context, d *app.Domain) error {
		if _, err := d.Sealer.Run(ctx); err != nil {
			return err
		}
		for _, want := range []struct{ action, object, name string }{{"delivery.cancel", first, "lantoa"}, {"delivery.cancel", second, "Người thu.ha"}, {"channel.pause", "", "lantoa"}, {"channel.resume", "", "Hoàng Đức"}} {
			records, err := d.Audit.Records(ctx, audit.Filter{Action: want.action, Limit: 10})
			if err != nil {
				return err
			}
			found := false
			for _, one := range records {
				if want.object == "" || one.Object.ID == want.object {
					found = found || one.Personal.Name == want.name && strings.HasPrefix(one.Personal.Address, "command line vanhanh@") && (one.Actor == audit.System) == (want.name == "lantoa")
				}
			}
			if !found {
				t.Errorf("no record of %v among %+v", want, records)
			}
		}
		return nil
	})
}

// What is decided at a terminal is carried out by the server that runs beside it.
func TestARunningServerNotices(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t)
	id := n.planned("Kênh hay từ chối", "rejected, ok", walltime.Wall{})
	loaded, _, err := config.Load(n.environ, nil)
	if err != nil {
		t.Fatal(err)
	}
	a, err := app.Open(t.Context(), app.Options{Config: loaded, Log: logger(loaded, io.Discard), Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := stop(a); err != nil {
			t.Error(err)
		}
	})
	a.Start(t.Context())
	n.reaches(id, "attention")
	n.says(id, "deliveries", "list", "--state=attention", "--reason=rejected", "--overdue")
	if got := n.shown(id); len(got.Attempts) != 1 || got.Attempts[0].Class != "rejected" {
		t.Errorf("shown: %+v", got)
	}
	n.says("", "channels", "pause", "Kênh hay từ chối", "Chờ đã")
	n.says(id+": Sẽ gửi lại", "deliveries", "retry", id)
	n.says("✗", "deliveries", "why", id)
	n.says("Đang chạy", "channels", "resume", "Kênh hay từ chối")
	n.reaches(id, "sent")
	n.says("Đã đăng", "deliveries", "show", id)
}

func (n *newsroom) reaches(id, state string) {
	n.Helper()
	deadline, tick := time.After(20*time.Second), time.NewTicker(50*time.Millisecond)
	defer tick.Stop()
	for n.shown(id).State != state {
		select {
		case <-deadline:
			n.Fatalf("it never came to %s: %+v", state, n.shown(id))
		case <-tick.C:
		}
	}
}
