package api_test

import (
	"cmp"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
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
	missed := func(one line) line { one.pass = "not_found"; return one } // nobody is typing there
	all := map[string]line{
		// Approval is lent by who holds it themselves; of what is lent, those have a part who are of the newsroom.
		// Names stand beside what colleagues did; the press sees none of it.
		"listNames":                {who: readers + " technical_admin"},
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
		"listEditions":             text(readers, "", ""),
		"getEditionSource":         text(readers, "", ""),
		"markEditionCurrent":       {on: "text", who: "contributor:unsent author:unsent editor translator:translation", pass: "validation_failed", body: `{"source_revision":"x"}`, stages: "draft review"},
		"getWorkingCopy":           {on: "text", who: readers, pass: "not_found"},
		"saveWorkingCopy":          text("contributor:unsent author:unsent editor translator:translation", `{"title":"Đang gõ","base":"{head}"}`, "draft review"),
		"compareTexts":             text(readers, "", ""),
		"mergeText":                text("contributor:unsent author:unsent editor translator:translation", `{"base":"{head}","text":{"title":"Khác"}}`, "draft review"),
		"listWorkingCopies":        text(readers, "", ""),
		"takeOverWorkingCopy":      missed(text("contributor:unsent author:unsent editor translator:translation", "", "draft review")),
		"addPoint":                 text("contributor:unsent author:unsent editor translator:translation", `{"name":"Một","text":{"title":"Khác"}}`, "draft review"),
		"restoreRevision":          text("contributor:unsent author:unsent editor translator:translation", "", "draft review"),
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
		"cleanText":                {who: describer, body: `{"html":"<p class=MsoNormal>Nam Định</p>"}`},
		"convertText":              {who: describer, body: `{"title":"ViÖt Nam","encoding":"tcvn3"}`},
		"getChecklist":             text(readers, "", "draft"),
		"listApprovals":            text(readers, "", "approved"),
		"previewReopening":         text(readers, "", "approved"),
		"checkRelease":             {on: "text", who: "approver", stages: "approved", body: `{"result":"passed"}`, pass: "not_found"}, // no check is owed
		"listReviews":              {who: readers},
		"listRechecks":             {who: readers},
		"getFlow":                  {who: readers},
		"setFlow":                  alive(unit("approver lead_officer*", `{"levels":2}`)),
		"tryVariants":              text(readers, `{"variants":[{"channel":"{channel}","title":"Thử"}]}`, ""),
		"listVariants":             text(readers, "", ""),
		"getVariant":               text(readers, "", ""),
		"listVariantVersions":      text(readers, "", ""),
		"saveVariant":              act("edit", text("contributor:unsent author:unsent editor translator:translation", `{"title":"Lời riêng khác"}`, "draft review")),
		"dropVariant":              act("edit", text("contributor:unsent author:unsent editor translator:translation", "", "draft review")),
		"keepVariant":              act("edit", text("contributor:unsent author:unsent editor translator:translation", "", "draft review")),
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
	for _, more := range []map[string]line{boxLines(), plannedLines(), seriesLines(), pieceLines(), linkLines(), formalLines(), commentLines(), viewLines()} {
		maps.Copy(all, more)
	}
	return all
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
