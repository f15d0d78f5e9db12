package doctor_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/channel"
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/doctor"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/mail"
)

func noon() time.Time { return time.Date(2026, 11, 27, 5, 0, 0, 0, time.UTC) }

func ago(d time.Duration) time.Time { return noon().Add(-d) }

// what is one finding and what it is to be.
type what struct {
	found  doctor.Finding
	status doctor.Status
	says   string // in English
}

func TestWhatIsFound(t *testing.T) {
	t.Parallel()
	hanoi := time.FixedZone("Asia/Ho_Chi_Minh", 7*3600)
	for name, one := range map[string]what{
		"an address for readers": {doctor.Address("https://tin.example.vn", true, true), doctor.OK, "Readers use https://tin.example.vn."},
		"no proxy is trusted":    {doctor.Address("https://tin.example.vn", true, false), doctor.Warn, "not trusted"},
		"no TLS":                 {doctor.Address("http://tin.example.vn", true, true), doctor.Warn, "in the clear"},
		"localhost":              {doctor.Address("https://localhost:8080", true, true), doctor.Warn, "this network alone"},
		"a private address":      {doctor.Address("http://10.1.2.3", true, true), doctor.Warn, "this network alone"},
		"no address given":       {doctor.Address("http://127.0.0.1:8080", false, false), doctor.Warn, "is not set"},
		"no address at all":      {doctor.Address("tin", true, true), doctor.Fail, "is no address"},

		"the zone": {doctor.Zone(hanoi, noon()), doctor.OK, "2026-11-27 12:00:00 (UTC+07:00)"},

		"one clock":        {doctor.Clock(noon(), ago(300*time.Millisecond), ago(time.Second)), doctor.OK, "300ms apart"},
		"clocks apart":     {doctor.Clock(noon(), ago(-5*time.Second), ago(time.Second)), doctor.Warn, "5s apart"},
		"clocks far apart": {doctor.Clock(noon(), ago(3*time.Minute), time.Time{}), doctor.Fail, "3m0s apart"},
		"set back":         {doctor.Clock(noon(), noon(), noon().Add(time.Hour)), doctor.Fail, "was set back"},

		"a database":        {doctor.Database("SQLite 3.50", 2*time.Millisecond), doctor.OK, "SQLite 3.50 answers after 2ms."},
		"a slow database":   {doctor.Database("PostgreSQL 15", 3*time.Second), doctor.Warn, "3s"},
		"a schema":          {doctor.Schema(nil), doctor.OK, "Up to date."},
		"an old schema":     {doctor.Schema([]string{"00014_x.sql"}), doctor.Fail, "1 migrations are pending: 00014_x.sql"},
		"a server":          {doctor.Server(ago(time.Second), noon()), doctor.OK, "1s ago"},
		"no server":         {doctor.Server(time.Time{}, noon()), doctor.Warn, "No server has run"},
		"a server that was": {doctor.Server(ago(time.Hour), noon()), doctor.Warn, "1h0m0s ago"},

		"no mail server":     {doctor.Mail(doctor.MailServer{Asked: true}), doctor.OK, "No mail server is set"},
		"a mail server":      {doctor.Mail(doctor.MailServer{Address: "thu.vn:587", Asked: true, TLS: "TLS 1.3", Signed: true}), doctor.OK, "thu.vn:587 answers over TLS 1.3, signed in."},
		"mail in the clear":  {doctor.Mail(doctor.MailServer{Address: "thu.vn:25", Asked: true}), doctor.Warn, "not encrypted, without signing in"},
		"mail of this host":  {doctor.Mail(doctor.MailServer{Address: "localhost:25", Here: true, Asked: true}), doctor.OK, "not encrypted"},
		"no way to the mail": {doctor.Mail(doctor.MailServer{Address: "thu.vn:587", Asked: true, Failed: errors.New("535 no")}), doctor.Fail, "thu.vn:587: 535 no"},
		"mail not asked":     {doctor.Mail(doctor.MailServer{Address: "thu.vn:587"}), doctor.OK, "was not asked"},
		"no letter":          {doctor.Outbox(mail.Figures{}, true, noon()), doctor.OK, "No letter waits."},
		"a letter":           {doctor.Outbox(mail.Figures{Waiting: 1, Oldest: ago(time.Minute)}, true, noon()), doctor.OK, "the oldest for 1m0s"},
		"a late letter":      {doctor.Outbox(mail.Figures{Waiting: 2, Oldest: ago(time.Hour), Answer: "451 later"}, true, noon()), doctor.Warn, "the oldest for 1h0m0s; its last try: 451 later"},
		"letters and no way": {doctor.Outbox(mail.Figures{Waiting: 2, Oldest: ago(time.Second)}, false, noon()), doctor.Warn, "no mail server is set"},
		"letters given up":   {doctor.Outbox(mail.Figures{Lost: 3, GivenUp: []mail.Mail{{Reason: mail.Refused, Answer: "550 nobody"}}}, true, noon()), doctor.Warn, "3 letters were given up in the last seven days; the latest: the mail server refused it for good (550 nobody)."},
		"a test letter":      {doctor.LetterTried("hoa@example.vn", nil), doctor.OK, "took the test letter to hoa@example.vn"},
		"no test letter":     {doctor.LetterTried("hoa@example.vn", errors.New("550 nobody")), doctor.Fail, "did not go: 550 nobody"},

		"all sealed":           {doctor.Seals(audit.SealState{LastRun: noon()}, noon()), doctor.OK, "sealed"},
		"some wait":            {doctor.Seals(audit.SealState{LastRun: noon(), Oldest: ago(time.Minute), Waiting: 2}, noon()), doctor.OK, "2 rows"},
		"nobody seals":         {doctor.Seals(audit.SealState{LastRun: ago(time.Hour), Oldest: ago(time.Hour), Waiting: 2}, noon()), doctor.Warn, "unsealed"},
		"the sealer is broken": {doctor.Seals(audit.SealState{LastRun: noon(), Oldest: ago(time.Hour), Waiting: 2}, noon()), doctor.Fail, "unsealed"},

		"nothing is late":      {doctor.Queue(delivery.QueueHealth{}, noon()), doctor.OK, "Nothing is late."},
		"just due":             {doctor.Queue(delivery.QueueHealth{Oldest: "d", OldestAt: ago(time.Second), Claimable: 1}, noon()), doctor.OK, "Nothing"},
		"late":                 {doctor.Queue(delivery.QueueHealth{Oldest: "d", OldestAt: ago(time.Hour), Claimable: 3}, noon()), doctor.Fail, "3 deliveries could go out"},
		"a person must decide": {doctor.Queue(delivery.QueueHealth{ByState: map[delivery.State]int{delivery.Attention: 1, delivery.Unsure: 1}}, noon()), doctor.Warn, "2 deliveries wait"},

		"nobody manages":  {doctor.Accounts(account.State{}), doctor.Fail, "No technical administrator can sign in."},
		"a link is open":  {doctor.Accounts(account.State{SetupLinks: 1}), doctor.Fail, "set-up links that still work: 1"},
		"one manages":     {doctor.Accounts(account.State{Admins: 1}), doctor.Warn, "one technical administrator"},
		"two manage":      {doctor.Accounts(account.State{Admins: 2}), doctor.OK, "2 technical"},
		"a link for none": {doctor.Accounts(account.State{Admins: 2, SetupLinks: 1}), doctor.Warn, "do nothing any more"},
		"keys end": {doctor.Keys(account.State{KeysEnding: []account.Key{{Person: "p", Name: "kho bài", ExpiresAt: noon()}}, KeysHolders: map[string]string{"p": "mai"}}, hanoi),
			doctor.Warn, "1 keys: mai “kho bài” (2026-11-27)"},
		"no key ends": {doctor.Keys(account.State{}, hanoi), doctor.OK, "None"},
	} {
		one.check(t, name)
	}
}

func (one what) check(t *testing.T, name string) {
	t.Helper()
	f := one.found
	if f.Status != one.status || !strings.Contains(f.Says.EN, one.says) || f.Says.VI == "" || f.Says.VI == f.Says.EN || strings.Contains(f.Says.VI+f.Says.EN+f.Do.VI+f.Do.EN, "%!") {
		t.Errorf("%s: %+v, want %s with %q", name, f, one.status, one.says)
	}
	if f.Status == doctor.Fail && f.Do.IsZero() || f.Status == doctor.OK && !f.Do.IsZero() {
		t.Errorf("%s: what to do is %+v", name, f.Do)
	}
}

func TestWhatAChannelIsFoundToBe(t *testing.T) {
	t.Parallel()
	c := channel.Channel{Name: "Cổng tỉnh"}
	paused, held := c, c
	paused.Paused, paused.PauseReason = true, "Bảo trì"
	held.Hold = channel.HoldUnchecked
	good := connector.Health{Class: connector.OK}
	for name, one := range map[string]what{
		"good":            {doctor.Channel(c, good, nil, nil), doctor.OK, "Channel “Cổng tỉnh”: the destination answers well."},
		"refused":         {doctor.Channel(c, connector.Health{Class: connector.Reauth, Detail: fault.T("sai mật khẩu", "wrong password")}, nil, nil), doctor.Fail, "wrong password"},
		"wrong settings":  {doctor.Channel(c, connector.Health{Class: connector.Rejected}, nil, nil), doctor.Fail, "refuses"},
		"not there":       {doctor.Channel(c, connector.Health{Class: connector.Transient}, nil, nil), doctor.Warn, "for now"},
		"cannot be asked": {doctor.Channel(c, connector.Health{}, fault.New(fault.StateConflict, fault.T("hỏng", "sealed by another key")), nil), doctor.Fail, "sealed by another key"},
		"paused":          {doctor.Channel(paused, good, nil, nil), doctor.Warn, "paused: Bảo trì"},
		"held":            {doctor.Channel(held, good, nil, nil), doctor.Fail, held.HoldWords().EN},
		"ends":            {doctor.Channel(c, good, nil, &channel.Expiring{Days: 6}), doctor.Warn, "ends in 6 days"},
	} {
		one.check(t, name)
	}
	if f := doctor.Channel(c, connector.Health{}, errors.New("the line broke"), nil); f.Status != doctor.Fail || !strings.Contains(f.Says.VI, "the line broke") {
		t.Errorf("an error without words: %+v", f)
	}
}

func TestFolders(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "secret.key")
	if err := os.WriteFile(file, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	private := []string{"secret.key", "missing"}
	if f := doctor.Folder("data", dir, private); f.Status == doctor.Fail || !strings.Contains(f.Says.EN, "can be written") { // the disk may be full
		t.Errorf("in order: %+v", f)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
		t.Errorf("it leaves %v, %v", left, err)
	}
	what{doctor.Folder("data", filepath.Join(dir, "none"), nil), doctor.Warn, "There is no folder"}.check(t, "not there")
	what{doctor.Folder("data", file, nil), doctor.Fail, "is no folder"}.check(t, "a file")
	if err := os.Chmod(file, 0o644); err != nil {
		t.Fatal(err)
	}
	what{doctor.Folder("data", dir, private), doctor.Fail, "Others on this host can read: " + file}.check(t, "open to all")
}

func TestFindingsAreShown(t *testing.T) {
	t.Parallel()
	all := []doctor.Finding{doctor.Well("schema", fault.T("Đã cập nhật.", "Up to date.")), doctor.Mind("channel", fault.T("x", "a\x1b[2J\nb"), fault.T("sửa", "mend it")), doctor.Schema([]string{"1"})}
	var text, out bytes.Buffer
	if err := errors.Join(doctor.Write(&text, "en", all), doctor.WriteJSON(&out, "vi", all)); err != nil {
		t.Fatal(err)
	}
	if want := "ok    schema       Up to date.\nwarn  channel      a [2J b\n                   → mend it\nfail  schema"; !strings.HasPrefix(text.String(), want) {
		t.Errorf("%q", text.String())
	}
	var report struct {
		Status   string
		Findings []struct{ Check, Status, Says, Do string }
	}
	if err := json.Unmarshal(out.Bytes(), &report); err != nil || report.Status != "fail" || len(report.Findings) != 3 || report.Findings[1].Do != "sửa" || doctor.Failures(all) != 1 {
		t.Errorf("%v, %s", err, out.String())
	}
}
