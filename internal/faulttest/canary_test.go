//go:build faulttest

package faulttest

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/store"
)

// spellings are the forms in which a secret might stand somewhere: as it is, in hex, and in
// base64 wherever it begins within a group of three bytes.
func spellings(secret string) []string {
	list := []string{secret, hex.EncodeToString([]byte(secret)), strings.ToUpper(hex.EncodeToString([]byte(secret)))}
	for before := range 3 {
		padded := append(make([]byte, before), secret...)
		for _, code := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
			text := code.EncodeToString(padded[:len(padded)/3*3]) // whole groups alone are the same whatever follows
			list = append(list, text[(before*8+5)/6:])
		}
	}
	return list
}

// TestSpellings finds a secret in each of its forms, in the midst of other bytes.
func TestSpellings(t *testing.T) {
	t.Parallel()
	const secret = "canary-Zq7>?mật"
	for i := range 3 {
		around := []byte(strings.Repeat("x", i) + secret + "yy")
		for name, text := range map[string]string{"plain": string(around), "hex": fmt.Sprintf("%x", around), "HEX": fmt.Sprintf("%X", around),
			"base64": base64.StdEncoding.EncodeToString(around), "base64url": base64.URLEncoding.EncodeToString(around)} {
			if !slices.ContainsFunc(spellings(secret), func(s string) bool { return strings.Contains(text, s) }) {
				t.Errorf("not found after %d bytes in %s: %s", i, name, text)
			}
		}
	}
}

// rows reads every value of every table, by table.
func rows(t *testing.T, o store.Options) map[string][][]byte {
	t.Helper()
	db, err := store.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	names := "SELECT name FROM sqlite_master WHERE type = 'table'"
	if o.URL != "" {
		names = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
	}
	var tables []string
	if err := db.Write(t.Context()).Raw(names).Scan(&tables).Error; err != nil {
		t.Fatal(err)
	}
	all := map[string][][]byte{}
	for _, table := range tables {
		all[table] = values(t, db, table)
	}
	return all
}

func values(t *testing.T, db *store.DB, table string) (list [][]byte) {
	t.Helper()
	found, err := db.Write(t.Context()).Raw(`SELECT * FROM "` + table + `"`).Rows()
	if err != nil {
		t.Fatal(err)
	}
	defer found.Close()
	columns, err := found.Columns()
	if err != nil {
		t.Fatal(err)
	}
	for found.Next() {
		row, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range row {
			into[i] = &row[i]
		}
		if err := found.Scan(into...); err != nil {
			t.Fatal(err)
		}
		for _, value := range row {
			if data, ok := value.([]byte); ok {
				list = append(list, data)
			} else {
				list = append(list, []byte(fmt.Sprint(value)))
			}
		}
	}
	if err := found.Err(); err != nil {
		t.Fatal(err)
	}
	return list
}

// TestCanaries feeds secrets through every connector: to destinations that repeat them in
// refusals and send them on to other addresses, behind closed doors, and to good ones. They
// are found in no output, no answer, no row and no file.
func TestCanaries(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, dsn string) {
		s := newEnds(t, dsn)
		s.secrets.keep(strings.TrimPrefix(s.press.secret, "whsec_"))
		s.secrets.keep(base64.StdEncoding.EncodeToString([]byte(s.portal.user + ":" + s.portal.password)))
		w := s.illustrated(textVI())
		e := s.create("vi", w).approved()
		channels := append([]string{s.web["vi"], s.agency}, s.channels()...)
		plan := s.refusedEverywhere(e, channels)
		for _, then := range []func(*destination){
			func(d *destination) { d.meetAll(astray) },
			func(d *destination) { d.meetAll(good); d.refuse() },
			(*destination).open,
		} {
			for _, one := range s.destinations() {
				then(one)
			}
			s.again(plan)
		}
		for channel, d := range plan {
			s.reaches(d.ID, s.final(channel))
		}
		s.read(plan)
		if code := s.process.stop(t); code != 0 {
			t.Errorf("exit code %d", code)
		}
		s.searched(t, dsn)
	})
}

func (s *ends) destinations() []*destination {
	return []*destination{&s.portal.destination, &s.press.destination, &s.sky.destination, &s.sky.entrance, &s.bots.destination, &s.page.destination}
}

// refusedEverywhere schedules to destinations that repeat what they are sent, and waits until
// each has refused. Posts are not made to wait for the portal: it is planned last.
func (s *ends) refusedEverywhere(e *edition, channels []string) map[string]delivery {
	s.t.Helper()
	for _, one := range s.destinations() {
		one.meetAll(gossip)
	}
	plan := e.schedule(time.Time{}, channels[1:]...)
	for channel, d := range plan {
		s.reaches(d.ID, "attention", "retrying")
		s.checked(channel)
	}
	d := e.schedule(time.Time{}, channels[0])[channels[0]]
	s.reaches(d.ID, "attention", "retrying")
	s.checked(channels[0])
	plan[channels[0]] = d
	return plan
}

// checked looks at a channel's credentials now, whatever comes of it.
func (s *ends) checked(channel string) {
	s.t.Helper()
	s.admin.ask("POST", "/api/v1/channels/"+channel+"/check", nil, idempotent()...)
}

// again lets every delivery meet its destination once more, unless it has come to its end.
func (s *ends) again(plan map[string]delivery) {
	s.t.Helper()
	for channel, d := range plan {
		before := len(s.attempts(d.ID))
		s.checked(channel)
		s.admin.ask("POST", "/api/v1/channels/"+channel+"/resume", nil, idempotent()...)
		awaitEvery(s.t, polite, patience, "another attempt of "+d.ID, func() bool {
			s.approver.ask("POST", "/api/v1/deliveries/"+d.ID+"/retry", nil, idempotent()...) // refused while it is under way
			list := s.attempts(d.ID)
			return len(list) > before && list[0].Class != "" || slices.Contains([]string{"sent", "confirmed"}, s.delivery(d.ID).State)
		})
	}
}

// read asks for everything that the API tells of what happened.
func (s *ends) read(plan map[string]delivery) {
	s.t.Helper()
	var document struct {
		Paths map[string]map[string]any
	}
	s.admin.api(http.StatusOK, "GET", "/openapi.json", nil).into(&document)
	var paths []string
	for path, methods := range document.Paths {
		if path = strings.TrimPrefix(path, "/api/v1"); methods["get"] != nil && !strings.Contains(path, "{") {
			paths = append(paths, path)
		}
	}
	if !slices.Contains(paths, "/channels") {
		s.t.Errorf("the document names %v", paths)
	}
	for channel, d := range plan {
		paths = append(paths, "/channels/"+channel)
		for _, more := range []string{"", "/why", "/attempts", "/post", "/payload"} {
			paths = append(paths, "/deliveries/"+d.ID+more)
		}
		said := 0
		for _, one := range s.attempts(d.ID) {
			paths = append(paths, "/deliveries/"+d.ID+"/attempts/"+one.ID+"/exchanges")
			said += one.Exchanges
		}
		if said == 0 {
			s.t.Errorf("nothing is kept of what was said to %s", channel)
		}
	}
	for _, path := range paths {
		for _, by := range []*person{s.admin, s.approver} { // who holds the secrets of none of their answers
			if a := by.ask("GET", "/api/v1"+path, nil); a.status >= http.StatusInternalServerError {
				s.t.Errorf("%s: status %d", path, a.status)
			}
		}
	}
}

// searched looks for every secret, in each of its forms, in all that is kept.
func (s *ends) searched(t *testing.T, dsn string) {
	t.Helper()
	o := store.Options{URL: dsn}
	if dsn == "" {
		o.DataDir = s.data
	}
	kept := rows(t, o)
	for _, table := range []string{"attempt", "attempt_exchange", "event", "audit", "channel", "channel_session", "delivery", "idempotency_key"} {
		if len(kept[table]) == 0 {
			t.Errorf("table %s is empty or was not read", table)
		}
	}
	if !slices.ContainsFunc(kept["delivery"], func(v []byte) bool { return bytes.Contains(v, []byte(textVI().title)) }) {
		t.Error("not even the story's title was found: the search proves nothing")
	}
	err := filepath.WalkDir(s.data, func(path string, entry os.DirEntry, err error) error {
		if err == nil && entry.Type().IsRegular() {
			var data []byte
			data, err = os.ReadFile(path)
			kept["file "+path] = [][]byte{data}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if n := s.sky.count("server.createSession"); n == 0 {
		t.Error("no session was made")
	}
	searches := 0
	for _, secret := range s.secrets.kept() {
		for _, form := range spellings(secret) {
			for place, list := range kept {
				for _, value := range list {
					searches++
					if bytes.Contains(value, []byte(form)) {
						t.Errorf("a secret that begins with %q stands in %s as %.12s…", secret[:4], place, form)
					}
				}
			}
		}
	}
	t.Logf("%d secrets, %d searches", len(s.secrets.kept()), searches)
}
