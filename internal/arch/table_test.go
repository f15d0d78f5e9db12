package arch

// room is one package and what it may import of this module. A name that ends in "/..."
// stands for the package and all below it; the most exact entry counts.
type room struct {
	name string
	may  string // names, separated by blanks
}

// domain is every package that holds rules of the newsroom.
const domain = "internal/account internal/amend internal/anchor internal/article internal/attachment internal/audit internal/calendar internal/candidate internal/channel internal/compare internal/coverage internal/checklist internal/checklist/facts internal/delegation internal/delivery internal/delivery/rule internal/digest internal/dispatch internal/eyes internal/feed internal/flow internal/review " +
	"internal/archive internal/evidence internal/factor internal/harvest internal/idempotency internal/inspection internal/line internal/link internal/clipboard internal/intake internal/comment internal/live internal/mail internal/manuscript internal/media internal/naming internal/notice internal/piece internal/plan internal/planning internal/press internal/preview internal/published internal/release internal/render internal/report internal/series internal/request internal/right internal/roster internal/sso internal/timetable internal/translation internal/unit internal/variant internal/walltime internal/word internal/view internal/preference"

const leaves = "internal/fault internal/secret internal/text"

// rooms is the list of packages, from the entrances of the house down to its ground.
func rooms() []room {
	return []room{
		// The commands read the settings and start the program; nothing else.
		{"cmd/lantoa", "internal/app internal/config internal/doctor internal/operator internal/fault internal/secret"},
		// The one place that ties everything together.
		{"internal/app", domain + " " + leaves + " api/... internal/config internal/connector internal/connector/all " +
			"internal/demo internal/demo/world internal/doctor internal/intake/fetch internal/mail/smtp internal/media/folder internal/operator internal/outbound internal/sso/provider internal/store/... migrations scheduler web"},

		// The edge. It never meets connectors, the store or the clock.
		{"api/...", domain + " " + leaves + " internal/docx internal/docx/write internal/legacy internal/paste internal/picture internal/sheet api/..."},
		{"web", ""},
		{"scheduler", "internal/fault"},
		// The store implements the domain's interfaces; migrations are its schema.
		{"internal/store/...", domain + " " + leaves + " internal/connector internal/store/... migrations"},
		{"internal/store/storetest", "internal/pgtest internal/store/... migrations"},
		{"migrations", ""},
		// What operators do at a terminal, as the edge does for those who come by HTTP.
		{"internal/operator", "internal/account internal/right internal/audit internal/channel internal/delivery internal/evidence internal/plan internal/roster internal/secret internal/sheet internal/unit internal/harvest internal/intake internal/fault"},
		// It judges what others have looked at.
		{"internal/doctor", "internal/account internal/audit internal/channel internal/connector internal/delivery internal/mail internal/fault"},
		// The demo plays stories through the services; the other ends of its wires are
		// strangers to the program.
		{"internal/demo", "internal/account internal/right internal/article internal/channel internal/comment internal/delivery internal/digest internal/manuscript internal/media internal/plan internal/planning internal/request internal/series internal/walltime " +
			"internal/demo/world internal/fault internal/text internal/variant"},
		{"internal/demo/world", "internal/secret"},
		{"internal/demo/paint", ""},

		// The domain.
		{"internal/delivery", "internal/right internal/article internal/audit internal/channel internal/connector internal/release " +
			"internal/delivery/rule internal/evidence internal/plan internal/timetable internal/walltime internal/fault"},
		// The conditions of the claim by name, with their words.
		{"internal/delivery/rule", "internal/fault"},
		// A digest is a draft of the newsroom, made of what the public sees.
		{"internal/digest", "internal/right internal/article internal/audit internal/plan internal/published internal/text internal/fault internal/manuscript internal/release"},
		// What others publish: read within bounds, watched, and taken as drafts of the newsroom.
		{"internal/harvest", "internal/crowd internal/text internal/fault"},
		{"internal/intake", "internal/right internal/article internal/audit internal/harvest internal/manuscript internal/media internal/plan internal/text internal/fault"},
		{"internal/intake/fetch", "internal/connector internal/harvest internal/intake internal/outbound internal/fault"},
		{"internal/dispatch", "internal/audit internal/channel internal/connector internal/delivery internal/evidence internal/render internal/fault"},
		// What colleagues remark on a text, and where the text of today has what it is about.
		{"internal/comment", "internal/account internal/anchor internal/article internal/audit internal/manuscript internal/right internal/text internal/fault"},
		{"internal/anchor", ""},
		// What people see change as it happens, cut to what each may see.
		// What people are called, beside what they did.
		{"internal/naming", "internal/right internal/audit internal/fault"},
		{"internal/live", "internal/right internal/article internal/audit internal/fault"},
		// What people are told of it, in an inbox and by mail.
		{"internal/notice", "internal/account internal/right internal/article internal/audit internal/delivery internal/walltime internal/fault"},
		// What there is to write: planned stories, the calendar that shows them, requests of the press.
		{"internal/planning", "internal/account internal/article internal/audit internal/manuscript internal/plan internal/right internal/walltime internal/fault"},
		{"internal/coverage", "internal/article internal/plan internal/planning internal/right internal/fault"},
		{"internal/calendar", "internal/audit internal/canonical internal/channel internal/connector internal/delivery internal/manuscript internal/plan internal/planning internal/right internal/fault"},
		{"internal/piece", "internal/article internal/audit internal/checklist internal/manuscript internal/plan internal/right internal/text internal/fault"},
		{"internal/link", "internal/account internal/article internal/audit internal/manuscript internal/plan internal/published internal/release internal/right internal/fault"},
		{"internal/series", "internal/media internal/article internal/audit internal/manuscript internal/plan internal/right internal/fault"},
		// How people look at the list of editions, and how they like their desk.
		{"internal/view", "internal/article internal/audit internal/delivery internal/manuscript internal/plan internal/review internal/right internal/text internal/fault"},
		{"internal/preference", "internal/audit internal/right internal/fault"},
		{"internal/request", "internal/article internal/audit internal/manuscript internal/plan internal/planning internal/published internal/right internal/walltime internal/fault"},
		// What the public sees knows nothing of how it came there.
		{"internal/published", "internal/article internal/plan internal/release internal/fault"},
		// Editions side by side, and a translation beside its source.
		{"internal/translation", "internal/right internal/article internal/compare internal/delivery internal/manuscript internal/release internal/text internal/fault"},
		{"internal/preview", "internal/right internal/article internal/channel internal/connector internal/layout internal/render internal/fault internal/release internal/variant"},
		// What an edition says in its own words on one channel.
		{"internal/variant", "internal/right internal/article internal/channel internal/eyes internal/connector internal/manuscript internal/release internal/text internal/fault"},
		{"internal/render", "internal/canonical internal/connector internal/feed internal/layout internal/media internal/picture internal/text internal/fault internal/release"},
		{"internal/layout", "internal/connector internal/text internal/fault"},
		{"internal/report", "internal/account internal/article internal/audit internal/plan internal/text internal/fault"},
		{"internal/press", "internal/account internal/audit internal/plan internal/secret internal/text internal/fault"},
		// Letters that go out by mail; what is said to the mail server lives in one folder below.
		{"internal/mail", "internal/secret internal/fault"},
		{"internal/mail/smtp", "internal/mail internal/secret"},
		{"internal/media", "internal/right internal/audit internal/picture internal/plan internal/text internal/fault"},
		{"internal/media/folder", "internal/fault"},
		// The originals that came into stories, and how Word files come in and go out.
		{"internal/attachment", "internal/article internal/audit internal/media internal/right internal/text internal/fault"},
		{"internal/word", "internal/article internal/attachment internal/docx internal/docx/write internal/legacy internal/manuscript internal/media internal/release internal/right internal/secrecy internal/text internal/fault"},
		{"internal/article", "internal/account internal/checklist internal/eyes internal/flow internal/manuscript internal/media internal/release internal/right internal/audit internal/plan internal/text internal/walltime internal/fault"},
		// What people write beside the saved text, and how the two are merged.
		{"internal/line", "internal/article internal/compare internal/manuscript internal/right internal/text internal/fault"},
		// How many look at a text, and who; what a text lacks.
		{"internal/flow", "internal/account internal/right internal/audit internal/plan internal/walltime internal/fault"},
		{"internal/checklist", "internal/secrecy internal/manuscript internal/plan internal/text internal/fault"},
		{"internal/candidate", "internal/article internal/eyes internal/plan internal/release internal/fault"},
		{"internal/checklist/facts", "internal/article internal/checklist internal/flow internal/plan internal/release internal/text"},
		// Whose look is the next, whose it may not be, and whose is waited for.
		{"internal/eyes", "internal/flow internal/media internal/plan internal/release internal/right internal/fault"},
		{"internal/review", "internal/article internal/eyes internal/flow internal/manuscript internal/media internal/plan internal/release internal/right internal/audit internal/fault"},
		// What is approved, as a value: the newsroom makes it, the engine carries it.
		{"internal/release", "internal/canonical internal/manuscript internal/media internal/plan internal/fault"},
		// What people write, and the one form in which it is kept.
		// What is asked before a text is saved: cleaned, converted, looked over.
		{"internal/clipboard", "internal/right internal/legacy internal/manuscript internal/paste internal/text internal/fault"},
		{"internal/manuscript", "internal/paste internal/text internal/fault"},
		{"internal/channel", "internal/right internal/audit internal/connector internal/evidence internal/layout internal/plan internal/timetable " + leaves},
		{"internal/account", "internal/audit internal/factor internal/mail internal/password internal/plan internal/right internal/secret internal/text internal/fault"},
		{"internal/password", "internal/text internal/fault"},
		// Who may do what to whose text: the rules, and who acts.
		{"internal/right", "internal/audit internal/plan internal/fault"},
		{"internal/factor", "internal/secret internal/fault"},
		// Who is who at a provider of identities; what is said to it lives in one folder below.
		{"internal/sso", "internal/account internal/right internal/audit " + leaves},
		{"internal/sso/provider", "internal/right internal/sso"},
		{"internal/delegation", "internal/account internal/right internal/audit internal/text internal/walltime internal/fault"},
		{"internal/plan", "internal/text internal/fault"},
		// Units change beside the documents of plans, by people one by one or from a spreadsheet.
		{"internal/unit", "internal/right internal/audit internal/plan internal/sheet internal/text internal/fault"},
		{"internal/roster", "internal/account internal/right internal/audit internal/plan internal/secret internal/sheet internal/text internal/fault"},
		{"internal/feed", "internal/text internal/fault"},
		{"internal/audit", "internal/canonical internal/fault"},
		// Who may read the record of acts.
		{"internal/inspection", "internal/right internal/audit internal/fault"},
		{"internal/idempotency", "internal/fault"},
		{"internal/walltime", "internal/fault"},
		// The form in which a whole house leaves and comes in.
		{"internal/archive", "internal/fault"},
		{"internal/timetable", "internal/fault"},

		// The port to destinations. A connector knows the port and the way out, never the
		// domain and never a sibling.
		{"internal/connector/all", "internal/connector internal/connector/..."},
		{"internal/connector/connectortest", "internal/connector internal/outbound internal/fault"},
		{"internal/connector/...", "internal/connector internal/outbound internal/fault"},
		// What leaves and what comes back is written down on the way.
		{"internal/outbound", "internal/connector internal/evidence internal/fault"},
		{"internal/connector", "internal/fault"},

		// The ground.
		{"internal/config", leaves},
		{"internal/canonical", ""},
		{"internal/docx", "internal/docx/part internal/docx/sign internal/fault internal/secrecy internal/text"},
		{"internal/docx/part", "internal/crowd internal/fault"},
		{"internal/docx/sign", ""},
		{"internal/docx/write", "internal/docx internal/text"},
		{"internal/secrecy", "internal/fault internal/text"},
		{"internal/compare", ""},
		// How much a change to what is out changes for readers.
		{"internal/amend", "internal/compare internal/fault"},
		{"internal/crowd", ""},
		{"internal/evidence", ""},
		{"internal/legacy", ""},
		{"internal/paste", "internal/fault internal/legacy internal/text"},
		{"internal/fault", ""},
		{"internal/picture", "internal/fault internal/text"},
		{"internal/secret", ""},
		{"internal/sheet", "internal/fault internal/text"},
		{"internal/text", ""},

		// Tools of the developers; nobody of the program may import them.
		{"internal/arch", ""},
		{"internal/bench", "internal/bench/bare internal/app internal/config internal/connector/... internal/outbound internal/picture internal/demo internal/store/... " + domain + " " + leaves},
		{"internal/bench/bare", "internal/article internal/manuscript internal/text"},
		{"internal/delivery/modeltest", ""},
		{"internal/pgtest", ""},
		{"internal/pgtest/cmd/pgrun", "internal/pgtest"},
		{"internal/faulttest/...", "internal/faulttest/... internal/pgtest " + leaves},
		{"internal/realtest/...", "internal/realtest/... internal/connector/... internal/outbound internal/pgtest " + leaves},
		{"internal/sabotage", ""},
		{"internal/sso/ssotest", ""},
		{"internal/mail/mailtest", ""},
		{"internal/scaffold", ""},
	}
}

// planned names rooms that the table knows before they are built. A line leaves this
// list when its package arrives.
func planned() []string {
	return []string{
		"web", "internal/report", "internal/press",
	}
}

// owner is a third-party module and the packages that may import it; all others go
// through them.
type owner struct {
	module string
	in     string // names, separated by blanks
}

// tests in an owner's place means: test files of any package, and no other file but
// those of the packages named beside it.
const tests = "tests"

// owners is the list of direct dependencies; docs/DEPENDENCIES.md gives each its reason.
func owners() []owner {
	return []owner{
		{"code.dny.dev/ssrf", "internal/outbound"},
		{"github.com/arran4/golang-ical", tests},
		{"github.com/bep/imagemeta", "internal/picture"},
		{"github.com/coreos/go-oidc/v3", "internal/sso/provider"},
		{"github.com/danielgtaylor/huma/v2", "api/..."},
		{"github.com/emersion/go-sasl", tests + " internal/mail/mailtest"},
		{"github.com/emersion/go-smtp", tests + " internal/mail/mailtest"},
		{"github.com/gin-gonic/gin", "api/..."},
		{"github.com/go-jose/go-jose/v4", tests + " internal/sso/ssotest"},
		{"github.com/goccy/go-yaml", tests},
		{"github.com/gofrs/flock", "internal/store/..."},
		{"github.com/google/go-cmp", tests + " internal/connector/connectortest internal/store/storetest"},
		{"github.com/google/uuid", domain + " api/... internal/app internal/demo internal/sso/ssotest internal/store/... internal/connector/..."},
		{"github.com/gowebpki/jcs", "internal/canonical"},
		{"github.com/jackc/pgx/v5", "internal/store/... internal/pgtest/..."},
		{"github.com/klauspost/compress", "api/..."},
		{"github.com/microcosm-cc/bluemonday", "internal/text"},
		{"github.com/mmcdole/gofeed", tests},
		{"github.com/boombuler/barcode", "internal/factor"},
		{"github.com/pquerna/otp", "internal/factor"},
		{"github.com/pressly/goose/v3", "internal/store/..."},
		{"github.com/prometheus/client_golang", "api/... internal/app"},
		{"github.com/rivo/uniseg", "internal/compare internal/text"},
		{"github.com/robfig/cron/v3", "scheduler"},
		{"github.com/santhosh-tekuri/jsonschema/v6", tests},
		{"github.com/tink-crypto/tink-go/v2", "internal/secret"},
		{"github.com/zitadel/oidc/v3", tests + " internal/sso/ssotest"},
		{"github.com/wneessen/go-mail", "internal/mail/smtp"},
		{"github.com/xuri/excelize/v2", "internal/sheet"},
		{"go.uber.org/goleak", tests},
		{"golang.org/x/crypto", "internal/password"},
		{"golang.org/x/image", "internal/picture"},
		{"golang.org/x/net", "internal/docx/write internal/paste internal/compare internal/harvest internal/text"},
		{"golang.org/x/oauth2", "internal/sso/provider"},
		{"golang.org/x/text", "internal/legacy internal/paste internal/harvest internal/text"},
		{"golang.org/x/time", "api/..."},
		{"gorm.io/driver/postgres", "internal/store/..."},
		{"gorm.io/driver/sqlite", "internal/store/..."},
		{"gorm.io/gorm", "internal/store/..."},
		{"modernc.org/sqlite", "internal/store/..."},
		{"pgregory.net/rapid", tests},
	}
}

// timeless names the packages that are given the time and never take it, so that their
// tests can be at any hour of any day.
const timeless = domain + " " + leaves + " internal/connector/... api/..."

// The sizes beyond which a reader loses the thread.
const (
	maxFunction = 80   // lines
	maxFile     = 500  // lines
	maxPackage  = 3000 // lines outside of tests
)

// vagueNames are package names that say nothing, so that everything ends up in them.
const vagueNames = "util utils common helper helpers misc lib types models shared base core"
