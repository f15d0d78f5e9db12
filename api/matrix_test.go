package api_test

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/right"
)

// line is what the rights to one operation come to, written by hand and apart from the table
// in package account.
type line struct {
	// on is what it is done to: "" nothing; "list" all that the actor may see; "unit" something
	// of a unit; "house" something of the whole house; "person" an account; "text" an edition.
	on string
	// who may, each with the text that it holds for after a colon, and "*" where the unit of
	// the grant does not narrow it. "key" is an approver's API key with the scope channel.read,
	// "admin" a technical administrator of the whole house, "ghost" somebody with a role that
	// there is not, "self" whoever it is about, "everyone" who is signed in, "nobody" who is not.
	who  string
	body string
	// stages are where the edition stands; "draft" where nothing is named.
	stages string
	// pass is the code of the answer to those who may, where it is none of success; fail is that
	// to those who may not, where it is another than "denied".
	pass, fail string
	// ended is the code of the answer to those who may where the unit has ended, if another.
	ended string
	// may is the name under which the object itself tells whether it may be done.
	may string
}

const (
	readers   = "contributor author editor approver secretary translator lead_officer* inspector*"
	lookers   = "contributor* author* editor* approver* secretary* translator* lead_officer* inspector* technical_admin* key*"
	followers = "author editor approver secretary translator lead_officer* inspector* technical_admin"
	// payers see what was sent, which takes the right to read the text beside that to see the delivery.
	payers    = "author editor approver secretary translator lead_officer* inspector*"
	movers    = "approver secretary technical_admin"
	describer = "contributor author editor translator"
	newcomer  = `{"login":"moi.nguoi","name":"Mới"}`
)

// lines is the whole of it: an operation without a line fails the test.
func lines() map[string]line {
	text := func(who, body, stages string) line { return line{on: "text", who: who, body: body, stages: stages} }
	act := func(may string, one line) line { one.may = may; return one }
	unit := func(who, body string) line { return line{on: "unit", who: who, body: body} }
	// alive is what is not done in the name of a unit that has ended.
	alive := func(one line) line { one.ended = "validation_failed"; return one }
	return map[string]line{
		// Approval is lent by who holds it themselves; of what is lent, those have a part who are of the newsroom.
		"listDelegations":          {who: readers + " technical_admin"},
		"createDelegation":         {who: "approver", pass: "validation_failed", body: `{"receiver":"x","until":{"time":"2099-01-01T08:00","zone":"Asia/Ho_Chi_Minh"},"reason":"x"}`},
		"listDelegationReceivers":  {who: "approver"},
		"getDelegation":            {who: readers + " technical_admin", pass: "not_found"},
		"revokeDelegation":         {who: readers + " technical_admin", pass: "not_found"},
		"listArticles":             {on: "list", who: readers},
		"createArticle":            alive(unit("contributor author editor", strings.Replace(story, ours, "{unit}", 1))),
		"getArticle":               text(readers, "", ""),
		"updateArticle":            act("edit", text("contributor:whole author:whole editor", `{"priority":1}`, "draft review")),
		"getEdition":               text(readers, "", ""),
		"saveEdition":              act("edit", text("contributor:unsent author:unsent editor translator:translation", `{"title":"Khác"}`, "draft review")),
		"getWorkingCopy":           {on: "text", who: readers, pass: "not_found"},
		"saveWorkingCopy":          text("contributor:unsent author:unsent editor translator:translation", `{"title":"Đang gõ","base":"{head}"}`, "draft review"),
		"submitEdition":            alive(act("submit", text("contributor:own author:own editor translator:translation", "", "draft"))),
		"recallEdition":            act("recall", text("contributor:own author:own editor translator:translation", "", "review")),
		"requestEditionChanges":    act("request-changes", text("editor:others approver secretary", `{"reason":"Chưa ổn"}`, "review")),
		"approveEdition":           alive(act("approve", text("approver", `{"hash":"{hash}"}`, "review"))),
		"reopenEdition":            act("reopen", text("approver", "", "approved")),
		"correctEdition":           act("correct", text("author:own editor approver", `{"kind":"small_fix"}`, "out")),
		"discardEditionCorrection": act("discard-correction", text("author:own editor approver", "", "correcting")),
		"withdrawEdition":          act("withdraw", text("approver", `{"reason":"Sai"}`, "out")),
		"archiveEdition":           act("archive", text("editor approver secretary", "", "draft")),
		"scheduleEdition":          alive(act("schedule", text("approver secretary", `{"channels":["{channel}"],"at":{"time":"2099-11-23T07:30","zone":"Asia/Ho_Chi_Minh"}}`, "approved"))),
		"unscheduleEdition":        act("unschedule", text("approver secretary", "", "planned")),
		"setEmbargo":               act("embargo", text("approver secretary", `{"time":"2099-01-01T08:00","zone":"Asia/Ho_Chi_Minh"}`, "draft")),
		"liftEmbargo":              text("approver secretary", "", "draft"),
		"getReleaseCandidate":      text(readers, "", "review"),
		"listRevisions":            text(readers, "", ""),
		"getRevision":              text(readers, "", ""),
		"listReleases":             text(readers, "", "approved"),
		"getRelease":               text(readers, "", "approved"),
		"previewEdition":           text(readers, "", "approved"),
		"listConnectors":           {who: "everyone"},
		"listChannels":             {who: lookers},
		"createChannel":            alive(unit("technical_admin", `{"kind":"sandbox","name":"Kênh mới","unit":"{unit}"}`)),
		"getChannel":               unit(lookers, ""),
		"updateChannel":            act("edit", unit("technical_admin", `{"name":"Tên khác"}`)),
		"checkChannel":             act("check", unit("technical_admin", "")),
		"pauseChannel":             act("pause", unit("technical_admin", `{"reason":"Bảo trì"}`)),
		"resumeChannel":            act("resume", unit("technical_admin", "")),
		"getSlots":                 unit(lookers, ""),
		"listChannelTemplates":     unit(lookers, ""),
		"listClosedDays":           {who: lookers},
		"getClosedDay":             {who: lookers},
		"addClosedDay":             {on: "house", who: "admin", body: `{"day":"2099-09-03","effect":"closed","name":{"vi":"Nghỉ","en":"Off"}}`},
		"removeClosedDay":          {on: "house", who: "admin"},
		"listDeliveries":           {on: "list", who: followers},
		"getDelivery":              unit(followers, ""),
		"explainDelivery":          unit(followers, ""),
		"listAttempts":             unit(followers, ""),
		"listExchanges":            {on: "unit", who: payers, pass: "not_found"},
		"getDeliveryPayload":       {on: "unit", who: payers, pass: "not_found"},
		"getDeliveryPost":          {on: "unit", who: payers, pass: "not_found"},
		"retryDelivery":            {may: "retry", on: "unit", who: movers, pass: "state_conflict"},
		"checkDelivery":            {may: "check", on: "unit", who: movers, pass: "state_conflict"},
		"waitDelivery":             {may: "wait", on: "unit", who: movers, pass: "state_conflict"},
		"cancelDelivery":           act("cancel", unit(movers, "")),
		"markDeliverySent":         {may: "mark-sent", on: "unit", who: movers, body: `{}`, pass: "state_conflict"},
		"listDigests":              {on: "list", who: readers},
		"createDigest":             alive(unit("editor secretary", strings.Replace(weekly, ours, "{unit}", 1))),
		"getDigest":                unit(readers, ""),
		"listDigestOccurrences":    unit(readers, ""),
		"updateDigest":             act("update", unit("editor secretary", `{"paused":true}`)),
		"endDigest":                act("end", unit("editor secretary", "")),
		"buildDigest":              act("build", unit("editor secretary", "")),
		"importWord":               text("contributor:unsent author:unsent editor translator:translation", "", "draft review"),
		"exportWord":               text(readers, "", "review"),
		"printEdition":             text(readers, "", "review"),
		"listAttachments":          text(readers, "", ""),
		"getAttachment":            {on: "text", who: readers, pass: "not_found"},
		"listMedia":                {on: "list", who: readers},
		"uploadMedia":              alive(unit(describer, "photo")),
		"getMedia":                 unit(readers, ""),
		"getMediaFile":             unit(readers, ""),
		"updateMedia":              act("edit", unit(describer, `{"credit":"Ảnh: Sở"}`)),
		"listPeople":               {on: "house", who: "admin"},
		"createPerson":             {on: "house", who: "admin", body: newcomer},
		"getPerson":                {on: "person", who: "admin self"},
		"updatePerson":             {may: "edit", on: "person", who: "admin self", body: `{"lang":"en"}`},
		"createLink":               {may: "create-link", on: "person", who: "admin", body: `{"purpose":"reset"}`},
		"listKeys":                 {on: "person", who: "admin self"},
		"createKey":                {on: "person", who: "self admin", body: `{"name":"mới"}`, may: "create-key"}, // the other one is a partner's machine,
		"revokeKey":                {on: "person", who: "admin self"},
		"getMe":                    {who: "everyone"},
		"changeMyPassword":         {who: "everyone", body: `{"current":"sai","next":"mot con vit khac xoe canh ra"}`, pass: "sign_in_failed"},
		"listMySessions":           {who: "everyone"},
		"endMySession":             {on: "person", who: "self", fail: "not_found"},
		"endMyOtherSessions":       {who: "everyone"},
		"listSessions":             {on: "person", who: "admin self"},
		"endSessions":              {on: "person", who: "admin self"},
		"endSession":               {on: "person", who: "admin self"},
		"getMySecondFactor":        {who: "everyone"},
		"enrolSecondFactor":        {who: "everyone"},
		"confirmSecondFactor":      {who: "everyone", body: `{"code":"000000"}`, pass: "sign_in_failed"},
		"renewRecoveryCodes":       {who: "everyone", body: `{"password":"sai"}`, pass: "state_conflict"},
		"disableSecondFactor":      {who: "everyone", body: `{"password":"sai"}`, pass: "state_conflict"},
		"getSecondFactor":          {on: "person", who: "admin self"},
		"takeSecondFactor":         {on: "person", who: "admin:another", pass: "state_conflict"}, // there is none
		"erasePerson":              {on: "person", who: "admin", pass: "state_conflict"},         // the account is active, or the own one
		"listAudit":                {who: "inspector* admin", on: "house"},
		"exportAudit":              {who: "inspector* admin", on: "house"},
		// An inbox is one's own, whatever one may; what is not in it is not there.
		"listNotices":       {who: "everyone"},
		"readNotice":        {who: "everyone", pass: "not_found"},
		"readNotices":       {who: "everyone", body: `{"up_to":"x"}`, pass: "not_found"},
		"getNoticeSettings": {who: "everyone"},
		"setNoticeSettings": {who: "everyone", body: `{"digest_at":"07:30"}`},
		"followEvents":      {who: lookers},
		"getPresence":       text(readers, "", ""),
		"enterEdition":      text(readers, `{"doing":"reading"}`, ""),
		"leaveEdition":      text(readers, "", ""),
		"importPeople":      {on: "house", who: "admin", body: "login,name\nmoi.nguoi,Mới\n"},
		"getImportTemplate": {on: "house", who: "admin"},
		"listSettings":      {on: "house", who: "admin"},
		"listIdentities":    {on: "person", who: "admin self"},
		"linkIdentity":      {on: "person", who: "admin", body: `{"subject":"{id}"}`},
		"unlinkIdentity":    {on: "person", who: "admin self", pass: "not_found"},
		"listPlans":         {who: "everyone"},
		"getPlan":           {who: "everyone"},
		"listFacets":        {who: "everyone"},
		"listUnits":         {who: "everyone"},
		"createUnit":        {on: "house", who: "admin lead_officer*", body: `{"code":"xa-moi","name":{"vi":"Xã Mới"},"kind":"xa"}`},
		"updateUnit":        {on: "house", who: "admin lead_officer*", body: `{"short":"Mới"}`},
		"endUnit":           {on: "house", who: "admin lead_officer*", body: `{"last_day":"2025-06-29","successors":["so-y-te"]}`, pass: "version_required"}, // it has an end already
		"importUnits":       {on: "house", who: "admin lead_officer*", body: "code,name,kind\nxa-moi,Mới,xa\n"},
		"getUnitTemplate":   {on: "house", who: "admin lead_officer*"},
		"previewMoveGrants": {on: "house", who: "admin", pass: "state_conflict"}, // the unit has not ended
		"moveGrants":        {on: "house", who: "admin", pass: "state_conflict"},
		"getUnit":           {who: "everyone"},
		"signIn":            {who: "everyone nobody", body: `{"login":"khong.ai","password":"x"}`, pass: "sign_in_failed"},
		"renewSession":      {who: readers + " technical_admin press* ghost stranded", fail: "unauthenticated", body: `{"password":"sai"}`, pass: "sign_in_failed"},
		"signOut":           {who: "everyone nobody"},
		"setUp":             {who: "everyone nobody", body: `{"token":"x","login":"a.b","name":"A","password":"` + password + `"}`, pass: "setup_link_invalid"},
		"useLink":           {who: "everyone nobody", body: `{"token":"x","password":"` + password + `"}`, pass: "setup_link_invalid"},
	}
}

// TestEveryRouteRoleUnitAndText calls every operation of the router's own list as everybody, on
// what is of the own unit and of another, and on own text and that of others. Each call happens in
// a transaction of its own that is rolled back, so that all meet the same world.
func TestEveryRouteRoleUnitAndText(t *testing.T) {
	light(t, func(w *fixture) {
		m := newMatrix(w)
		wanted, calls := lines(), 0
		for _, op := range m.operations() {
			one, there := wanted[op.id]
			if !there {
				t.Errorf("%s %s (%s) has no line here: say who may do it", op.method, op.path, op.id)
				continue
			}
			delete(wanted, op.id)
			for _, s := range m.situations(one) {
				for _, who := range m.cast {
					m.holds(op, one, s, who)
					calls++
				}
			}
		}
		for id := range wanted {
			t.Errorf("there is no operation %s", id)
		}
		if calls < 5_000 {
			t.Errorf("only %d calls were made", calls)
		}
		t.Logf("%d calls", calls)
	})
}

// The same on both databases, for one operation of each kind of object.
func TestRightsHoldOnBothDatabases(t *testing.T) {
	each(t, func(w *fixture) {
		m := newMatrix(w)
		for _, op := range m.operations() {
			if !slices.Contains([]string{"saveEdition", "requestEditionChanges", "cancelDelivery", "listDeliveries", "pauseChannel", "updateDigest", "listKeys", "updateMedia"}, op.id) {
				continue
			}
			for _, s := range m.situations(lines()[op.id]) {
				for _, who := range m.cast {
					m.holds(op, lines()[op.id], s, who)
				}
			}
		}
	})
}

// Somebody else's object by an id that was guessed: whoever may do a thing in their own unit
// learns that this one is of another, and who can; an id of nothing is not found. Ids have 74
// random bits, so that neither tells what there is.
func TestGuessedIDs(t *testing.T) {
	light(t, func(w *fixture) {
		m := newMatrix(w)
		for _, op := range m.operations() {
			one := lines()[op.id]
			if (one.on != "unit" && one.on != "text") || !strings.Contains(op.path, "{id}") {
				continue
			}
			for _, who := range m.cast {
				s := situation{place: ours, text: "own", stage: cmp.Or(strings.Fields(one.stages + " draft")[0], "draft")}
				a := m.ask(op, one, s, who, true)
				want := []int{http.StatusNotFound, http.StatusForbidden}
				switch {
				case who.role == "nobody":
					want = []int{http.StatusUnauthorized}
				case m.may(one, s, who):
					want = want[:1]
				}
				if !slices.Contains(want, a.status) {
					t.Errorf("%s by %s on nothing: %d %s", op.id, who.role, a.status, a.body)
				}
			}
		}
	})
}

// member is somebody who asks.
type member struct {
	role, id, local string // local is the unit of the grant
	header          map[string]string
	session, key    string // ids
}

// operation is one of the router's list.
type operation struct{ id, method, path string }

func (m *matrix) operations() []operation {
	var document struct {
		Paths map[string]map[string]struct {
			OperationID string `json:"operationId"`
		} `json:"paths"`
	}
	m.ok(json.Unmarshal([]byte(m.wants(http.StatusOK, call{method: "GET", path: "/openapi.json"}).body), &document))
	var list []operation
	for _, path := range slices.Sorted(maps.Keys(document.Paths)) {
		for _, method := range slices.Sorted(maps.Keys(document.Paths[path])) {
			list = append(list, operation{document.Paths[path][method].OperationID, strings.ToUpper(method), path})
		}
	}
	return list
}

// situation is what a call is made on.
type situation struct{ place, text, stage string }

// places are those of units: the own one, another, and one that ended yesterday and passed to
// the own one.
func places() []string { return []string{ours, theirs, passed} }

func (m *matrix) situations(one line) []situation {
	var list []situation
	switch one.on {
	case "text":
		for _, place := range places() {
			for _, text := range []string{"own", "others", "translation"} {
				for stage := range strings.FieldsSeq(cmp.Or(one.stages, "draft")) {
					list = append(list, situation{place, text, stage})
				}
			}
		}
	case "unit":
		for _, place := range places() {
			list = append(list, situation{place, "own", "planned"})
		}
	case "person":
		return []situation{{text: "self"}, {text: "another"}}
	default:
		return []situation{{}}
	}
	return list
}

// may reads the line: whether somebody may do it in a situation.
func (m *matrix) may(one line, s situation, who member) bool {
	for token := range strings.FieldsSeq(one.who) {
		name, everywhere := strings.CutSuffix(token, "*")
		name, text, _ := strings.Cut(name, ":")
		switch {
		case name == "everyone" && who.role != "nobody", name == "self" && s.text == "self" && who.role != "nobody":
			return true
		case name != who.role && (name != "technical_admin" || who.role != "admin"):
			continue
		case !everywhere && who.local != "" && s.place == theirs:
			continue
		}
		own := s.text == "own"
		if map[string]bool{"": true, "own": own, "whole": own, "unsent": own && s.stage != "review", "others": !own, "translation": s.text == "translation", "another": s.text == "another"}[text] {
			return true
		}
	}
	return false
}

// keyed are the lines that a key does not get through although its person would.
func (m *matrix) browserOnly(op operation) bool {
	return slices.Contains([]string{"changeMyPassword", "createKey", "listMySessions", "endMySession", "endMyOtherSessions", "listSessions", "endSessions", "endSession", "updatePerson",
		"unlinkIdentity", "enrolSecondFactor", "confirmSecondFactor", "renewRecoveryCodes", "disableSecondFactor", "setNoticeSettings", "readNotice", "readNotices"}, op.id)
}

// holds makes one call and holds its answer to the line.
func (m *matrix) holds(op operation, one line, s situation, who member) {
	m.Helper()
	a := m.ask(op, one, s, who, false)
	code := ""
	if a.status >= 400 {
		code = m.text(a, "code")
	}
	want := cmp.Or(one.fail, "denied")
	browser := who.role == "key" && m.browserOnly(op)
	switch {
	case browser:
		want = "denied"
	case m.may(one, s, who):
		if want = one.pass; s.place == passed {
			want = cmp.Or(one.ended, one.pass)
		}
		if op.id == "approveEdition" && s.text == "own" {
			want = "four_eyes"
		}
	case who.role == "nobody":
		want = "unauthenticated"
	}
	if code != want {
		m.Errorf("%s by %s on %+v: %d %s, want %q", op.id, who.role, s, a.status, a.body, want)
	}
	if want == "denied" && one.on != "person" && !browser && !strings.Contains(a.body, "Người có quyền: ") {
		m.Errorf("%s by %s: the denial does not say who can: %s", op.id, who.role, a.body)
	}
	if one.on == "list" && a.status == http.StatusOK {
		m.holdsList(op, one, who, a.body)
	}
	if one.may != "" {
		m.told(op, one, s, who, a.status < 400)
	}
}

// told compares what came of an act with what the object itself said of it before, to the same
// one who asks; who may not see the object is told nothing.
func (m *matrix) told(op operation, one line, s situation, who member, done bool) {
	m.Helper()
	path := op.path[:strings.Index(op.path+"/", "}/")+1]
	if one.on == "text" && op.id != "updateArticle" {
		path = "/articles/{id}/editions/{lang}"
	}
	path = m.fill(op, s, who, false).Replace(path)
	if _, there := m.said[who.role+path]; !there {
		m.late.Add(int64(200 * time.Millisecond))
		m.said[who.role+path] = m.do(call{method: http.MethodGet, path: path, header: who.header})
	}
	a := m.said[who.role+path]
	if a.status != http.StatusOK {
		return
	}
	permission, _ := m.get(a, "may").(map[string]any)[one.may].(map[string]any)
	if permission == nil || permission["allowed"] != done {
		m.Errorf("%s by %s on %+v: done %v, and may says %v", op.id, who.role, s, done, permission)
	}
	if permission["allowed"] == false && permission["reason"] == nil {
		m.Errorf("%s by %s on %+v: no reason is given: %v", op.id, who.role, s, permission)
	}
}

// holdsList compares what a list shows with what the line says: all of the own unit, whoever
// wrote it, and of another only where the unit does not narrow it.
func (m *matrix) holdsList(op operation, one line, who member, body string) {
	m.Helper()
	for _, place := range places() {
		for _, shown := range m.listed[op.id][place] {
			if want := m.may(one, situation{place: place}, who); strings.Contains(body, shown) != want {
				m.Errorf("%s shows %s of %s to %s: %v, want %v", op.id, shown, place, who.role, !want, want)
			}
		}
	}
}

// ask makes the call in a transaction that is rolled back. With absent it names nothing that
// there is.
func (m *matrix) ask(op operation, one line, s situation, who member, absent bool) answer {
	m.Helper()
	m.late.Add(int64(50 * time.Millisecond)) // or the quota would be used up
	fill := m.fill(op, s, who, absent)
	if one.on == "list" {
		op.path += "?limit=100"
	}
	c := call{method: op.method, path: fill.Replace(op.path), body: fill.Replace(one.body), header: maps.Clone(who.header)}
	if op.method != http.MethodGet && op.method != http.MethodPost {
		c.header["If-Match"] = `"` + fill.Replace("{version}") + `"`
	}
	switch op.id {
	case "saveWorkingCopy":
		delete(c.header, "If-Match")
		c.header["If-None-Match"] = "*"
	case "uploadMedia":
		return m.upload(c, "/media?name=a.jpg&unit="+s.place, photo())
	case "importWord": // to look at what would come takes the same right
		return m.upload(c, c.path+"?dry_run=true&name=a.docx", wordFile())
	}
	var a answer
	undo := errors.New("undo")
	if err := m.db.InTx(m.Context(), func(ctx context.Context) error {
		if op.id == "followEvents" { // a stream ends when its reader goes
			reading, leave := context.WithCancel(ctx)
			defer leave()
			ctx, c.read = reading, leave
		}
		c.inside = ctx
		a = m.do(c)
		return undo
	}); !errors.Is(err, undo) {
		m.Fatalf("%s: %v", op.id, err)
	}
	return a
}

// upload sends a file over a real line, which it wants; one more picture changes nothing.
func (m *matrix) upload(c call, path, file string) answer {
	line := httptest.NewServer(m.server)
	defer line.Close()
	r := must(http.NewRequestWithContext(m.Context(), c.method, line.URL+"/api/v1"+path, strings.NewReader(file)))
	for name, value := range c.header {
		r.Header.Set(name, value)
	}
	r.Header.Set("Content-Type", "image/jpeg")
	result := must(line.Client().Do(r))
	defer result.Body.Close()
	return answer{status: result.StatusCode, header: result.Header, body: read(result.Body)}
}

// stands is where the parts of a situation are.
func (s situation) String() string { return fmt.Sprintf("%s %s %s", s.place, s.text, s.stage) }

// roles are those of the table, and the pseudo roles of the lines.
func (m *matrix) roles() []right.Grant {
	grants := []right.Grant{{Role: "admin"}}
	for _, role := range right.Roles() {
		grants = append(grants, right.Grant{Role: role, Unit: ours})
	}
	return grants
}
