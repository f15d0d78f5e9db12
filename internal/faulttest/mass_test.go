//go:build faulttest

package faulttest

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"
)

// shortLease has the leases of a dead process end soon.
const shortLease = "LANTOA_FAULT_LEASE=2s"

// plain is the environment of an instance that nothing befalls.
const plain = "LANTOA_LANGUAGE=vi"

// guarded is the way in which one class of destinations guards against doubles, with the
// recorder that counts there.
type guarded struct {
	name, kind string
	door       *destination
	settings   map[string]string
	seen       func() []trace // what readers have, and whatever came early
}

// mass is a load of very many posts of each class.
type mass struct {
	*newsroom
	classes   []guarded
	agency    *press               // the recorder of the class with a key
	channels  map[string]int       // class by channel
	class     map[string]int       // by delivery
	due       map[string]time.Time // by delivery
	processes []*process
	kills     kills
}

// size is how large a run is.
type size struct{ posts, kills, least int }

// marker finds a delivery's id in what readers see.
var marker = regexp.MustCompile(`utm_content=([0-9a-f-]{36})`)

// marked is the id in a text; a post without one counts under its whole text.
func marked(text string) string {
	if found := marker.FindStringSubmatch(text); found != nil {
		return found[1]
	}
	return text
}

// newMass founds a house whose instances start with further pairs in their environments.
func newMass(t *testing.T, h *house, instances ...string) *mass {
	t.Helper()
	m := &mass{channels: map[string]int{}, class: map[string]int{}, due: map[string]time.Time{}, kills: kills{at: map[string]int{}}}
	for _, env := range instances {
		m.processes = append(m.processes, h.start(shortLease, env))
	}
	m.newsroom = h.staff(m.processes[0])
	m.open(t, h)
	return m
}

// open opens the destinations.
func (m *mass) open(t *testing.T, h *house) {
	t.Helper()
	press, sky, web, bots := newPress(t), newNetwork(t), newPortal(t), newBotAPI(t)
	sky.keep, m.agency = h.secrets.keep, press
	onPlatform := func(p platform) func() []trace {
		return func() (list []trace) {
			for _, one := range p.posts() {
				list = append(list, trace{marked(strings.Join(append(one.links, one.text), " ")), one.made})
			}
			return list
		}
	}
	m.classes = []guarded{
		{"key", "webhook", &press.destination, press.settings(), func() (list []trace) {
			list, _ = press.posts()
			return list
		}},
		{"chosen id", onBluesky, &sky.destination, sky.settings(), onPlatform(sky)},
		{"look-up", "wordpress", &web.destination, web.settings(), func() (list []trace) {
			for _, one := range web.in("") {
				list = append(list, trace{m.bySlug(one.slug), one.made})
			}
			return list
		}},
		{"none", onTelegram, &bots.destination, bots.settings(), onPlatform(bots)},
	}
	for _, one := range m.classes {
		one.door.dawdle(60 * time.Millisecond)
	}
}

// bySlug is the delivery whose id ends as a slug does; a counted-on slug is the same one.
func (m *mass) bySlug(slug string) string {
	for id := range m.class {
		if strings.Contains(slug, id[len(id)-12:]) {
			return id
		}
	}
	return slug
}

// fill schedules as many posts for each class over a time.
func (m *mass) fill(posts int, spread time.Duration) {
	m.t.Helper()
	wide := min(25, max(10, posts/40)) // channels of each class; one act of scheduling takes 100
	m.plan(m.widen(wide), posts/wide, spread)
}

// widen makes so many channels for each class.
func (m *mass) widen(wide int) (all []string) {
	m.t.Helper()
	for i, one := range m.classes {
		for n := range wide {
			settings := maps.Clone(one.settings)
			if one.kind == "webhook" { // the recorder tells the posts of channels apart
				settings["url"] += fmt.Sprintf("/%d", n+1)
			}
			id := m.channel(one.kind, fmt.Sprintf("%s %d", one.name, n+1), settings, map[string]any{"settle_seconds": 10, "max_concurrent": 16})
			m.channels[id] = i
			all = append(all, id)
		}
	}
	return all
}

// plan schedules so many stories over a time, each on all channels.
func (m *mass) plan(channels []string, stories int, spread time.Duration) {
	m.t.Helper()
	var editions []*edition
	for i := range stories {
		w := textVI()
		w.title = fmt.Sprintf("Tin số %03d", i+1)
		editions = append(editions, m.create("vi", w).approved())
	}
	for i, e := range editions { // planning takes its time: what is planned last is still to come then
		due := soon(4 * time.Second).Add(spread * time.Duration(i) / time.Duration(len(editions))).Truncate(time.Second)
		for channel, d := range e.insist(5, due, channels...) { // under load the database may be slow to answer
			m.class[d.ID], m.due[d.ID] = m.channels[channel], due
		}
	}
}

// fated starts an instance, with what is to befall it.
func (m *mass) fated(i int, more ...string) {
	m.t.Helper()
	m.processes[i] = m.house.start(append([]string{shortLease}, more...)...)
	m.move(m.processes[i])
}

// ids lists the deliveries in a state.
func (m *mass) ids(state string) []string {
	m.t.Helper()
	var all []string
	for cursor := ""; ; {
		var list struct {
			Items []delivery
			Next  string `json:"next_cursor"`
		}
		m.admin.api(http.StatusOK, "GET", "/deliveries?limit=100&state="+state+"&cursor="+url.QueryEscape(cursor), nil).into(&list)
		for _, one := range list.Items {
			all = append(all, one.ID)
		}
		if cursor = list.Next; cursor == "" {
			return all
		}
	}
}

// unsettled are the states in which something may still happen.
const unsettled = "waiting,sending,retrying,polling,unsure"

// unsure is what waits for a person; rest is false while the engine still works. The states are
// asked for at once: a delivery that moves between two questions would be in neither answer.
func (m *mass) unsure() (asked map[string]bool, rest bool) {
	m.t.Helper()
	asked = map[string]bool{}
	for cursor := ""; ; {
		var list struct {
			Items []delivery
			Next  string `json:"next_cursor"`
		}
		answer, err := m.admin.try("GET", "/api/v1/deliveries?limit=100&state="+unsettled+"&cursor="+url.QueryEscape(cursor), nil)
		if err != nil || answer.status != http.StatusOK {
			return nil, false // the database may be slow to answer under the load
		}
		answer.into(&list)
		for _, one := range list.Items {
			if one.State != "unsure" || m.classes[m.class[one.ID]].name != "none" {
				return nil, false
			}
			asked[one.ID] = true
		}
		if cursor = list.Next; cursor == "" {
			return asked, true
		}
	}
}

// count holds the recorders' logs against what was promised, and tells how many wait for a
// person.
func (m *mass) count(t *testing.T) (asking int) {
	t.Helper()
	var asked map[string]bool
	awaitEvery(t, 2*time.Second, 10*time.Minute, "every delivery", func() (rest bool) {
		asked, rest = m.unsure()
		return rest
	})
	if list := m.ids("attention"); len(list) > 0 {
		t.Errorf("%d deliveries wait for attention: %+v", len(list), m.delivery(list[0]))
	}
	for i := range m.classes {
		m.countClass(t, i, asked)
	}
	return len(asked)
}

// countClass does it for one class of destinations.
func (m *mass) countClass(t *testing.T, class int, asked map[string]bool) {
	t.Helper()
	one := m.classes[class]
	times, duplicates, lost, early, unsure, total := map[string]int{}, 0, 0, 0, 0, 0
	for _, post := range one.seen() {
		if times[post.mark]++; times[post.mark] > 1 {
			duplicates++
		}
		due, known := m.due[post.mark]
		if !known {
			t.Errorf("%s got what nobody scheduled: %q", one.name, post.mark)
		}
		if post.at.Before(due) {
			early++
		}
	}
	for id, its := range m.class {
		if its != class {
			continue
		}
		total++
		if asked[id] {
			unsure++
		} else if times[id] == 0 {
			lost++
			t.Logf("lost: %+v", m.delivery(id))
		}
	}
	_, cut := one.door.between()
	line := fmt.Sprintf("%s: duplicates %d lost %d early %d unsure %d of %d · cut off %d", one.name, duplicates, lost, early, unsure, total, cut)
	if one.name == "key" { // of which the receiver takes one
		_, repeated := m.agency.posts()
		line += fmt.Sprintf(" · repeated %d", repeated)
	}
	t.Log(line)
	if duplicates+lost+early > 0 || one.name == "none" && unsure < cut {
		t.Error("breach: " + line)
	}
}

// TestMass kills instances under a load of each class of destination, in every window, and
// counts by the destinations' own logs. N=20 runs as many seeds with 2,000 posts each.
func TestMass(t *testing.T) {
	t.Parallel()
	seeds, s := 1, size{posts: 300, kills: 8, least: 1}
	if os.Getenv("N") != "" {
		seeds, s = number(t, "N", 1), size{posts: 2000, kills: 28, least: 5}
	}
	s.posts, s.kills = number(t, "POSTS", s.posts), number(t, "KILLS", s.kills)
	first := number(t, "SEED", int(time.Now().UnixNano()%1_000_000)+1)
	for i := range seeds {
		seed := uint64(first + i) //nolint:gosec // number is positive
		t.Run(fmt.Sprintf("SEED=%d", seed), func(t *testing.T) {
			t.Run("SQLite", func(t *testing.T) { massKilled(t, newMass(t, newHouse(t, ""), plain), seed, s) })
			t.Run("PostgreSQL", func(t *testing.T) {
				onPostgres(t, func(t *testing.T, dsn string) { massKilled(t, newMass(t, newHouse(t, dsn), plain, plain), seed, s) })
			})
		})
	}
}

func massKilled(t *testing.T, m *mass, seed uint64, s size) {
	t.Helper()
	dice := rand.New(rand.NewPCG(seed, seed))
	const pace = 3 * time.Second
	m.fill(s.posts, time.Duration(s.kills)*pace)
	for way := range s.kills {
		m.strike(dice, way)
	}
	m.count(t)
	t.Log(m.kills)
	if m.kills.least() < s.least {
		t.Errorf("%s; want %d in each window", m.kills, s.least)
	}
}
