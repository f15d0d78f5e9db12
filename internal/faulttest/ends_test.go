package faulttest

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
)

// The kinds of social platforms.
const (
	onBluesky  = "bluesky"
	onTelegram = "telegram"
	onFacebook = "facebook"
)

// ends is a stage whose story has two pictures and goes to three social platforms too.
type ends struct {
	*stage
	sky     *network
	bots    *botAPI
	page    *graph
	social  map[string]string // ids of the channels by kind
	gallery []painting
}

// painting is a picture of the library: the hash of its whole, and what is said of it.
type painting struct {
	id, hash string
	alt      map[string]string // by language
}

func newEnds(t *testing.T, dsn string) *ends {
	t.Helper()
	s := &ends{stage: newStage(t, dsn), sky: newNetwork(t), bots: newBotAPI(t), page: newGraph(t), social: map[string]string{}}
	s.sky.keep = s.secrets.keep
	for _, secret := range []string{s.sky.password, s.bots.token, s.page.token, s.page.secret, s.page.proof()} {
		s.secrets.keep(secret)
	}
	for kind, one := range s.platforms() {
		s.social[kind] = s.channel(kind, "Kênh "+kind, one.settings(), map[string]any{"settle_seconds": 10})
	}
	for i, alt := range []map[string]string{
		{"vi": "Công nhân may bên dây chuyền", "en": "Workers at a sewing line"},
		{"vi": "Container hàng ở cảng", "en": "Containers in a port"},
	} {
		s.gallery = append(s.gallery, s.paint(i, alt))
	}
	return s
}

func (s *ends) platforms() map[string]platform {
	return map[string]platform{onBluesky: s.sky, onTelegram: s.bots, onFacebook: s.page}
}

// door is the destination of a kind of platform.
func (s *ends) door(kind string) *destination {
	return map[string]*destination{onBluesky: &s.sky.destination, onTelegram: &s.bots.destination, onFacebook: &s.page.destination}[kind]
}

// paint makes a picture, brings it into the library and describes it.
func (s *ends) paint(i int, alt map[string]string) painting {
	s.t.Helper()
	const width, height = 96, 64
	canvas := image.NewRGBA(image.Rect(0, 0, width, height))
	for x := range width {
		for y := range height {
			canvas.Set(x, y, color.RGBA{R: uint8(2 * x), G: uint8(3 * y), B: uint8(200 * i), A: 255}) //nolint:gosec // all within a byte
		}
	}
	var data bytes.Buffer
	if err := jpeg.Encode(&data, canvas, nil); err != nil {
		s.t.Fatal(err)
	}
	var made struct {
		ID    string
		Files []struct{ Hash string }
	}
	path := "/media?unit=ubnd-tinh-ninh-binh&name=tranh.jpg"
	etag := s.author.api(http.StatusCreated, "POST", path, file{"image/jpeg", data.Bytes()}).into(&made).etag()
	texts := map[string]any{}
	for lang, words := range alt {
		texts[lang] = map[string]string{"alt": words, "caption": words + "."}
	}
	s.author.api(http.StatusOK, "PATCH", "/media/"+made.ID, map[string]any{"credit": "Ảnh: Sở Ngoại vụ", "texts": texts}, "If-Match", etag)
	return painting{made.ID, made.Files[len(made.Files)-1].Hash, alt}
}

// hashes are those of the two pictures, in order.
func (s *ends) hashes() []string { return []string{s.gallery[0].hash, s.gallery[1].hash} }

// illustrated gives a text the two pictures.
func (s *ends) illustrated(w words) words {
	w.pictures = []string{s.gallery[0].id, s.gallery[1].id}
	return w
}

// story makes a story with pictures in one language, under a title, ready to go out.
func (s *ends) story(lang, title string) (*edition, words) {
	s.t.Helper()
	w := s.illustrated(inLanguage(lang))
	w.title = title
	return s.create(lang, w).approved(), w
}

func inLanguage(lang string) words { return map[string]words{"vi": textVI(), "en": textEN()}[lang] }

// all lists the channels of an edition.
func (s *ends) all(e *edition) []string {
	return append(s.everywhere(e), s.social[onBluesky], s.social[onTelegram], s.social[onFacebook])
}

// final is the state in which a channel's deliveries end.
func (s *ends) final(channel string) string {
	if channel == s.social[onBluesky] || channel == s.social[onFacebook] {
		return "confirmed"
	}
	return s.stage.final(channel)
}

// about returns the posts on a platform under a title.
func about(p platform, title string) []shown {
	return slices.DeleteFunc(p.posts(), func(one shown) bool { return !strings.HasPrefix(one.text, title) })
}

// sees are the two pictures as a platform shows them to readers of a language.
func (s *ends) sees(kind, lang string) []seen {
	var list []seen
	for _, one := range s.gallery {
		list = append(list, seen{one.hash, one.alt[lang]})
		if kind == onTelegram { // takes no alt text
			list[len(list)-1].alt = ""
		}
	}
	return list
}

// once sees that a platform shows a text exactly once, with both pictures in order.
func (s *ends) once(t *testing.T, kind, lang string, w words) shown {
	t.Helper()
	posts := about(s.platforms()[kind], w.title)
	if len(posts) != 1 {
		t.Fatalf("on %s %d times: %+v", kind, len(posts), posts)
	}
	if !slices.Equal(posts[0].pictures, s.sees(kind, lang)) || !strings.Contains(posts[0].text, w.lead) {
		t.Errorf("on %s: %+v, want the pictures %v", kind, posts[0], s.sees(kind, lang))
	}
	return posts[0]
}

// TestEveryEnd takes a story with two pictures in two languages to every kind of
// destination: once each, at its hour, corrected and taken down as the kind can.
func TestEveryEnd(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, dsn string) {
		s := newEnds(t, dsn)
		vi := s.create("vi", s.illustrated(textVI())).approved()
		en := vi.further("en", s.illustrated(textEN())).approved()
		due := soon(2 * time.Second)
		plans := map[*edition]map[string]delivery{vi: vi.schedule(due, s.all(vi)...), en: en.schedule(due, s.all(en)...)}
		for e, plan := range plans {
			for channel, d := range plan {
				s.reaches(d.ID, s.final(channel))
			}
			w := inLanguage(e.lang)
			s.inPrint(t, e, w)
			for kind, channel := range s.social {
				s.onPlatform(t, e, kind, w, plan[channel].ID, due)
			}
		}
		s.correctedOn(t, vi)
		s.withdrawnFrom(t, vi)
		for kind := range s.social {
			s.once(t, kind, "en", textEN())
		}
	})
}

// inPrint judges the pictures of the portal's copy and of the message to the press.
func (s *ends) inPrint(t *testing.T, e *edition, w words) {
	t.Helper()
	for _, one := range s.portal.published() {
		if one.title == w.title && !slices.Equal(s.portal.pictures(one), s.sees("wordpress", e.lang)) {
			t.Errorf("the portal shows %v with %+v", s.portal.pictures(one), one)
		}
	}
	events := s.press.about(e.id, e.lang, "article.published")
	if len(events) != 1 || len(events[0].Data.Pictures) != len(s.gallery) {
		t.Fatalf("at the press: %+v", events)
	}
	for i, one := range events[0].Data.Pictures {
		bytes := s.stranger(s.process).ask("GET", must(url.Parse(one.URL)).Path, nil).want(http.StatusOK).body
		if hashOf(bytes) != s.gallery[i].hash || one.Alt != s.gallery[i].alt[e.lang] {
			t.Errorf("picture %d at the press: %+v, hash %s", i+1, one, hashOf(bytes))
		}
	}
}

// copyOf is the portal's copy of a text.
func (s *ends) copyOf(t *testing.T, w words) string {
	t.Helper()
	for _, one := range s.portal.published() {
		if one.title == w.title {
			return "http://" + s.portal.address + "/tin/" + one.slug + "/"
		}
	}
	t.Fatalf("%q is not on the portal", w.title)
	return ""
}

// onPlatform judges a post: once, not early, with the pictures, and leading to the portal's
// copy by a link that tells whose it is.
func (s *ends) onPlatform(t *testing.T, e *edition, kind string, w words, id string, due time.Time) {
	t.Helper()
	post := s.once(t, kind, e.lang, w)
	link := s.copyOf(t, w) + "?utm_content=" + id
	if leads := strings.Join(append(post.links, post.text), " "); !strings.Contains(leads, link) {
		t.Errorf("on %s it leads to %q, want %s", kind, leads, link)
	}
	if post.made.Before(due) || post.writes != 1 {
		t.Errorf("on %s, due %s: %+v", kind, due, post)
	}
}

// correctedOn corrects the story: where a post can be edited it is, with its pictures; on
// Bluesky a person does it and says so.
func (s *ends) correctedOn(t *testing.T, e *edition) {
	t.Helper()
	const note = "Bản trước ghi sai tên hiệp định."
	better := textVI()
	better.lead = "Quy tắc xuất xứ của Hiệp định ATIGA quyết định."
	e.act(s.author, "correct", map[string]string{"kind": "correction", "text": note})
	e.etag = s.author.api(http.StatusOK, "PUT", e.path, better.fields(), "If-Match", e.etag).etag()
	e.approved()
	for _, channel := range s.all(e) {
		d := e.reload().last(channel)
		if d.Intent != "correct" {
			t.Fatalf("after the correction the newest delivery is %+v", d)
		}
		if channel == s.social[onBluesky] {
			s.byHand(t, d.ID)
			continue
		}
		s.reaches(d.ID, s.final(channel))
	}
	for _, one := range s.portal.published() {
		if one.title == better.title && (one.excerpt != better.lead || !strings.Contains(one.content, note) || !slices.Equal(s.portal.pictures(one), s.sees("wordpress", "vi"))) {
			t.Errorf("corrected on the portal: %+v", one)
		}
	}
	for _, kind := range []string{onTelegram, onFacebook} {
		if post := s.once(t, kind, "vi", better); post.writes != 2 || !strings.Contains(post.text, note) {
			t.Errorf("corrected on %s: %+v", kind, post)
		}
	}
	if post := s.once(t, onBluesky, "vi", textVI()); post.writes != 1 {
		t.Errorf("on Bluesky a program wrote %+v", post)
	}
}

// byHand sees that a delivery waits for a person, who says that it is done.
func (s *ends) byHand(t *testing.T, id string) {
	t.Helper()
	if d := s.reaches(id, "attention"); d.Reason != "by_hand" || d.Attempt > 1 {
		t.Errorf("what Bluesky cannot do: %+v", d)
	}
	s.settle(id, "mark-sent", map[string]string{})
	s.reaches(id, "sent")
}

// settle is a person's decision about a delivery.
func (n *newsroom) settle(id, action string, body any) {
	n.t.Helper()
	n.approver.api(http.StatusOK, "POST", "/deliveries/"+id+"/"+action, body, idempotent()...)
}

// withdrawnFrom takes one edition down and sees it gone from every platform.
func (s *ends) withdrawnFrom(t *testing.T, e *edition) {
	t.Helper()
	e.act(s.approver, "withdraw", map[string]string{"reason": "Sai.", "notice": "Bài được thu hồi."})
	for _, channel := range s.all(e) {
		d := e.reload().last(channel)
		if d.Intent != "withdraw" {
			t.Fatalf("after the withdrawal the newest delivery is %+v", d)
		}
		s.reaches(d.ID, s.final(channel))
	}
	for kind, one := range s.platforms() {
		if posts := about(one, textVI().title); len(posts) != 0 {
			t.Errorf("still on %s: %+v", kind, posts)
		}
	}
	if left := s.bots.posts(); len(left) != 1 || len(left[0].pictures) != len(s.gallery) {
		t.Errorf("of two albums on Telegram there are left %+v", left)
	}
}
