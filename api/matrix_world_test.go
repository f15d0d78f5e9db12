package api_test

import (
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/calendar"
	"github.com/lantoa/lantoa/internal/channel"
	"github.com/lantoa/lantoa/internal/comment"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/digest"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/media"
	"github.com/lantoa/lantoa/internal/piece"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/planning"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/request"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/series"
	"github.com/lantoa/lantoa/internal/timetable"
	"github.com/lantoa/lantoa/internal/variant"
	"github.com/lantoa/lantoa/internal/walltime"
)

const (
	theirs = "so-y-te"
	passed = "so-lao-dong-thuong-binh-va-xa-hoi" // ended on 28 February 2025; ours is among its heirs
)

// matrix is a newsroom of two units with a member of each role in one of them, and stories that
// all of them wrote or none did, at every stage.
type matrix struct {
	*fixture
	cast    []member
	stories map[situation]standing
	things  map[string]map[string]string   // by the unit: channel, delivery, digest, media
	listed  map[string]map[string][]string // by the operation and the unit: what its list is to show
	another member
	said    map[string]answer // what objects told, by who asked and the path
}

// standing is one edition.
type standing struct {
	article, lang, head, release, hash, delivery string
	thread, reply                                string
	version                                      int
}

func newMatrix(w *fixture) *matrix {
	w.Helper()
	m := &matrix{fixture: w, stories: map[situation]standing{}, things: map[string]map[string]string{}, listed: map[string]map[string][]string{}, said: map[string]answer{}}
	w.at(2025, time.February, 28, 23, 55)
	for _, one := range m.roles() {
		m.cast = append(m.cast, m.member(one))
	}
	m.cast = append(m.cast, m.ghost(), m.stranded(), m.key(), member{role: "nobody", header: map[string]string{}, session: newID(), key: newID(), id: newID()})
	m.another = m.member(right.Grant{Role: right.Press, Unit: theirs})
	for _, place := range places() {
		m.things[place] = m.furnish(place)
		for _, text := range []string{"own", "others"} {
			for _, stage := range []string{"draft", "review", "approved", "planned", "out", "correcting"} {
				m.tell(situation{place, text, stage})
			}
		}
	}
	_, err := w.services.Channels.CloseDay(w.Context(), right.System(), timetable.Day{Date: "2099-09-02", Effect: timetable.Closed, Name: fault.T("Quốc khánh", "National Day")})
	w.ok(err)
	w.at(2025, time.March, 1, 0, 5)
	return m
}

// stranded holds a role in the unit that has ended, and has not been moved.
func (m *matrix) stranded() member {
	one := m.member(right.Grant{Role: right.Editor, Unit: passed})
	one.role = "stranded"
	return one
}

// member makes somebody with one role, who signs in and has a key besides.
func (m *matrix) member(grant right.Grant) member {
	m.Helper()
	role, login := grant.Role, strings.ReplaceAll(string(grant.Role), "_", ".")+"."+strconv.Itoa(len(m.cast))
	if grant.Role == "admin" {
		grant.Role = right.TechnicalAdmin
	}
	p := must(m.accounts.CreatePerson(m.Context(), right.System(), account.NewPerson{Login: login, Name: login, Grants: []right.Grant{grant}, Password: password}))
	token, session, err := m.accounts.SignIn(m.Context(), account.Credentials{Login: login, Password: password, From: account.Place{Address: "192.0.2.1"}})
	m.ok(err)
	_, key, err := m.accounts.CreateKey(m.Context(), right.System(), account.NewKey{Person: p.ID, Name: "test"})
	m.ok(err)
	return member{role: string(role), id: p.ID, local: grant.Unit, session: session.ID, key: key.ID, header: map[string]string{"Cookie": "__Host-lantoa_session=" + token.Reveal()}}
}

// ghost holds a role that there is not, such as one that an older program does not know.
func (m *matrix) ghost() member {
	one := m.member(right.Grant{Role: right.Press, Unit: ours})
	m.ok(m.db.Write(m.Context()).Exec(`UPDATE role_grant SET role = 'chief' WHERE person_id = ?`, one.id).Error)
	one.role = "ghost"
	return one
}

// key is an approver's, with a narrow scope.
func (m *matrix) key() member {
	one := m.member(right.Grant{Role: right.Approver, Unit: ours})
	shown, key, err := m.accounts.CreateKey(m.Context(), right.System(), account.NewKey{Person: one.id, Name: "test", Scopes: []right.Action{right.ChannelRead}})
	m.ok(err)
	one.role, one.key, one.header = "key", key.ID, map[string]string{"Authorization": "Bearer " + shown.Reveal()}
	return one
}

// furnish gives a unit a channel, a digest, a picture, a source and an item.
func (m *matrix) furnish(place string) map[string]string {
	m.Helper()
	name, title, expression, zone := "Kênh "+place, "Bản tin {dates}", "0 8 * * 1", "Asia/Ho_Chi_Minh"
	c := must(m.services.Channels.Create(m.Context(), right.System(), channel.Input{Kind: "sandbox", Patch: channel.Patch{Name: &name, Unit: &place}}))
	d := must(m.services.Digests.Create(m.Context(), right.System(), digest.Input{Unit: place, Lang: "vi",
		Patch: digest.Patch{Name: &name, Title: &title, Expression: &expression, Zone: &zone, Facets: &plan.Facets{Pillars: []string{"apsc"}, Areas: []string{"hoat-dong-va-hop-tac-asean"}}}}))
	p := must(m.services.Media.Add(m.Context(), right.System(), media.Upload{Unit: place, Name: "a.jpg", File: strings.NewReader(photo())}))
	due := walltime.Wall{Time: "2099-11-20"}
	title, need, summit, day := "Đề tài của "+place, "Số liệu", fault.T("Hội chợ", "Fair"), plan.Date("2099-11-20")
	e := must(m.services.Calendar.Create(m.Context(), right.System(), calendar.Input{Unit: place, Patch: calendar.Patch{Title: &summit, From: &day}}))
	idea := must(m.services.Planning.Propose(m.Context(), right.System(), planning.Input{Unit: place, Patch: planning.Patch{Title: &title,
		Facets: &plan.Facets{Pillars: []string{"apsc"}, Areas: []string{"hoat-dong-va-hop-tac-asean"}}}}))
	must(m.services.Planning.Assign(m.Context(), right.System(), idea.ID, 0, planning.Assignment{Due: &due}))
	r := must(m.services.Requests.Enter(m.Context(), right.System(), request.Patch{Subject: &title, Need: &need}))
	must(m.services.Requests.Route(m.Context(), right.System(), r.ID, []string{place}))
	serial := must(m.services.Series.Create(m.Context(), right.System(), series.Input{Code: "cua-" + place, Unit: place, Patch: series.Patch{Title: &summit}}))
	shared := must(m.services.Pieces.Create(m.Context(), right.System(), piece.Input{Kind: piece.Fact, Unit: place, Title: title, Words: piece.Words{Words: map[string]string{"vi": "Lời."}}}))
	m.lists("listPlanned", place, idea.ID)
	m.lists("listDigests", place, d.ID)
	m.lists("listMedia", place, p.ID)
	source, item := m.box(place)
	return map[string]string{"source": source, "item": item, "calendar": e.ID, "planned": idea.ID, "requests": r.ID, "series": serial.ID, "pieces": shared.ID, "views": m.saved(place), "channel": c.ID, "digest": d.ID, "media": p.ID, "hash": p.Card.Hash}
}

func (m *matrix) lists(op, place, id string) {
	if m.listed[op] == nil {
		m.listed[op] = map[string][]string{}
	}
	m.listed[op][place] = append(m.listed[op][place], id)
}

// tell makes a story in two languages and brings both editions to a stage. "own" is a story that
// everybody wrote.
func (m *matrix) tell(s situation) {
	m.Helper()
	var authors []string
	for _, who := range m.cast {
		if s.text == "own" && who.role != "nobody" {
			authors = append(authors, who.id)
		}
	}
	words := manuscript.Text{Title: "Nam Định gặp gỡ ASEAN", Lead: "Tỉnh gặp gỡ các đại sứ.", Body: "<p>Sáng nay.</p>"}
	a, vi, err := m.services.Articles.Create(m.Context(), right.System(), article.Input{Unit: s.place, Lang: "vi", Text: words, Authors: authors,
		Facets: plan.Facets{Pillars: []string{"apsc"}, Areas: []string{"hoat-dong-va-hop-tac-asean"}}})
	m.ok(err)
	en := must(m.services.Articles.AddEdition(m.Context(), right.System(), article.Ref{Article: a.ID, Lang: "en"}, words))
	if s.stage == "planned" {
		m.lists("listArticles", s.place, vi.ID)
	}
	m.stories[s] = m.bring(vi, s)
	if s.text == "others" {
		m.stories[situation{s.place, "translation", s.stage}] = m.bring(en, s)
	}
}

// bring takes an edition the way of every story.
func (m *matrix) bring(e article.Edition, s situation) standing {
	m.Helper()
	ctx, system, boss, at := m.Context(), right.System(), right.Actor{ID: "boss", Grants: []right.Grant{{Role: right.Approver}}}, article.At{Ref: article.Ref{Article: e.Article, Lang: e.Lang}}
	is := standing{article: e.Article, lang: e.Lang, release: newID(), delivery: newID()}
	_, err := m.services.Variants.Save(ctx, system, variant.On{Ref: at.Ref, Channel: m.things[s.place]["channel"]}, variant.Input{Words: variant.Words{Title: "Lời riêng"}})
	m.ok(err)
	if s.stage != "draft" {
		_, err := m.services.Articles.Submit(ctx, system, at)
		m.ok(err)
		_, is.hash, err = m.services.Articles.Candidate(ctx, system, at.Ref)
		m.ok(err)
	}
	if s.stage != "draft" && s.stage != "review" {
		_, r, _, err := m.services.Articles.Approve(ctx, boss, at, is.hash)
		m.ok(err)
		is.release = r.ID
	}
	if s.stage == "planned" || s.stage == "out" || s.stage == "correcting" {
		planned := must(m.services.Planner.Schedule(ctx, system, delivery.Plan{Ref: at.Ref, Channels: []string{m.things[s.place]["channel"]}, At: walltime.Wall{Time: "2099-11-23T07:30", Zone: "Asia/Ho_Chi_Minh"}}))
		is.delivery = planned[0].ID
		m.lists("listDeliveries", s.place, is.delivery)
	}
	if s.stage == "out" || s.stage == "correcting" {
		m.ok(m.db.Write(ctx).Exec(`UPDATE delivery SET state = 'sent', sent_at = 1 WHERE id = ?`, is.delivery).Error)
	}
	if s.stage == "correcting" {
		_, err := m.services.Articles.Correct(ctx, boss, at, release.Note{Kind: release.SmallFix})
		m.ok(err)
	}
	_, now, err := m.services.Articles.Edition(ctx, system, at.Ref)
	m.ok(err)
	is.version, is.head = now.Version, now.HeadRevision
	if s.stage == "draft" {
		t := must(m.services.Comments.Start(ctx, system, at.Ref, comment.Draft{Words: comment.Words{Body: "Số liệu này lấy ở đâu?"}}))
		is.thread, is.reply = t.ID, t.Remarks[0].ID
	}
	return is
}

// fill puts what a situation has into an address or a body.
func (m *matrix) fill(op operation, s situation, who member, absent bool) *strings.Replacer {
	is, things, version := m.stories[s], m.things[s.place], "1"
	if strings.Contains(op.path, "/editions/") {
		version = strconv.Itoa(is.version)
	}
	if strings.Contains(op.path, "/variants/") {
		version = "1"
	}
	about := who
	if s.text == "another" {
		about = m.another
	}
	id := map[string]string{"articles": is.article, "channels": things["channel"], "deliveries": is.delivery, "digests": things["digest"], "sources": things["source"], "intake": things["item"], "calendar": things["calendar"], "planned": things["planned"], "requests": things["requests"], "series": things["series"], "pieces": things["pieces"], "views": things["views"], "media": things["media"],
		"people": about.id, "plans": "current", "delegations": newID(), "notices": newID()}[strings.Split(op.path, "/")[1]]
	if strings.HasPrefix(op.path, "/planned/") || strings.HasPrefix(op.path, "/requests/") {
		version = "2" // what was assigned, or routed
	}
	unit, lang := s.place, is.lang
	if unit == "" {
		unit = ours
	}
	if lang == "" {
		lang = "vi"
	}
	if absent {
		id = newID()
	}
	hash := is.hash
	if strings.HasPrefix(op.path, "/media/") {
		hash = things["hash"]
	}
	return strings.NewReplacer("{id}", id, "{lang}", lang, "{unit}", unit, "{code}", unit, "{head}", is.head, "{revision}", is.head, "{person}", newID(), "{release}", is.release, "{hash}", hash,
		"{channel}", things["channel"], "{attempt}", newID(), "{attachment}", newID(), "{thread}", is.thread, "{reply}", is.reply, "{day}", "2099-09-02", "{session}", about.session, "{key}", about.key, "{version}", version)
}

func read(from io.Reader) string { return string(must(io.ReadAll(from))) }
