package media_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"image"
	"image/color"
	"image/png"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/media"
	"github.com/lantoa/lantoa/internal/media/folder"
	"github.com/lantoa/lantoa/internal/picture"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/store"
	"github.com/lantoa/lantoa/internal/store/ledger"
	mediastore "github.com/lantoa/lantoa/internal/store/media"
	"github.com/lantoa/lantoa/internal/store/plans"
	"github.com/lantoa/lantoa/internal/store/storetest"
)

// The units of the plan that the people below belong to.
const (
	ours   = "so-thong-tin-va-truyen-thong"
	theirs = "so-y-te"
)

func lan() right.Actor {
	return right.Actor{ID: "lan", Grants: []right.Grant{{Role: right.Author, Unit: ours}}}
}

func minh() right.Actor {
	return right.Actor{ID: "minh", Grants: []right.Grant{{Role: right.Translator, Unit: ours}}}
}

func stranger() right.Actor {
	return right.Actor{ID: "thu", Grants: []right.Grant{{Role: right.Author, Unit: theirs}}}
}

type library struct {
	*testing.T
	*media.Service
	blobs *folder.Folder
}

func each(t *testing.T, test func(l *library)) {
	t.Helper()
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		now := func() time.Time { return time.Date(2024, 10, 28, 3, 0, 0, 0, time.UTC) }
		units := plan.New(plans.New(db), now, time.UTC)
		document, err := plan.Parse([]byte(plan.NamDinh))
		if err == nil {
			_, _, err = units.Load(t.Context(), document)
		}
		if err != nil {
			t.Fatal(err)
		}
		blobs, err := folder.Open(t.TempDir(), "db-1", false)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = blobs.Close() })
		test(&library{T: t, blobs: blobs, Service: media.New(media.Options{Store: mediastore.New(db), Blobs: blobs, Plans: units, Zone: time.UTC,
			Trail: audit.New(ledger.NewAudit(db), now, rand.Reader), Now: now, NewID: func() string { return uuid.Must(uuid.NewV7()).String() }})})
	})
}

// painted is a picture of a width and height, red on its left half and blue on its right.
func painted(width, height int) *bytes.Reader {
	i := image.NewRGBA(image.Rect(0, 0, width, height))
	for x := range width {
		for y := range height {
			c := color.RGBA{B: 200, A: 255}
			if x < width/2 {
				c = color.RGBA{R: 200, A: 255}
			}
			i.SetRGBA(x, y, c)
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, i); err != nil {
		panic(err)
	}
	return bytes.NewReader(b.Bytes())
}

func (l *library) add(width, height int) media.Media {
	l.Helper()
	m, err := l.Add(l.Context(), lan(), media.Upload{Unit: ours, Name: "Phủ Dầy.png", File: painted(width, height)})
	if err != nil {
		l.Fatal(err)
	}
	return m
}

// bytes reads a file and holds it against what is said of it.
func (l *library) bytes(m media.Media, hash string) []byte {
	l.Helper()
	f, body, err := l.Open(l.Context(), lan(), m.ID, hash)
	if err != nil {
		l.Fatal(err)
	}
	data, err := io.ReadAll(body)
	_ = body.Close()
	config, kind, bad := image.DecodeConfig(bytes.NewReader(data))
	if err != nil || bad != nil || int64(len(data)) != f.Size || config.Width != f.Width || config.Height != f.Height || "image/"+kind != f.Type {
		l.Errorf("%d bytes of %s, %d × %d, %v, %v; said to be %+v", len(data), kind, config.Width, config.Height, err, bad, f)
	}
	return data
}

func TestAPictureIsTakenIn(t *testing.T) {
	each(t, func(l *library) {
		m := l.add(1500, 1000)
		kept, err := l.Get(l.Context(), lan(), m.ID)
		if d := cmp.Diff(m, kept); d != "" || err != nil {
			l.Errorf("%v; given and kept differ (-given +kept):\n%s", err, d)
		}
		var sizes []int
		for _, f := range kept.Files {
			sizes = append(sizes, f.Width)
			l.bytes(m, f.Hash)
		}
		if d := cmp.Diff([]int{320, 640, 1280, 1500}, sizes); d != "" {
			l.Errorf("widths (-want +got):\n%s", d)
		}
		l.bytes(m, kept.Card.Hash)
		if kept.Card.Width != 1200 || kept.Card.Height != 630 || !slices.Equal(kept.WrittenBy("vi"), []string{"lan"}) {
			l.Errorf("card %+v, authors %v", kept.Card, kept.Authors)
		}
		if _, _, err := l.Open(l.Context(), lan(), m.ID, strings.Repeat("0", 64)); !fault.Is(err, fault.NotFound) {
			l.Errorf("a file of another picture: %v", err)
		}
	})
}

// What is long and narrow also comes as long as the strictest platform takes it.
func TestALongPictureComesAsLongAsItMayBe(t *testing.T) {
	each(t, func(l *library) {
		for _, c := range []struct {
			width, height int
			widths        []int
		}{{200, 2400, []int{166, 200}}, {2400, 200, []int{320, 640, 1280, 2000, 2400}}, {700, 1990, []int{320, 640, 700}}, {20, 19000, []int{1, 4}}} {
			var widths []int
			for _, f := range l.add(c.width, c.height).Files {
				widths = append(widths, f.Width)
			}
			if d := cmp.Diff(c.widths, widths); d != "" {
				l.Errorf("%d × %d: widths (-want +got):\n%s", c.width, c.height, d)
			}
		}
	})
}

func TestWhatIsWrongWithAnUpload(t *testing.T) {
	each(t, func(l *library) {
		for name, c := range map[string]struct {
			actor right.Actor
			up    media.Upload
			code  fault.Code
			at    string
		}{
			"another's unit": {stranger(), media.Upload{Unit: ours, Name: "a.png", File: painted(9, 9)}, fault.Denied, ""},
			"no such unit":   {right.System(), media.Upload{Unit: "so-x", Name: "a.png", File: painted(9, 9)}, fault.ValidationFailed, "/unit"},
			"no name":        {lan(), media.Upload{Unit: ours, Name: " ", File: painted(9, 9)}, fault.ValidationFailed, "/name"},
			"a long name":    {lan(), media.Upload{Unit: ours, Name: strings.Repeat("ả", 201), File: painted(9, 9)}, fault.ValidationFailed, "/name"},
			"no picture":     {lan(), media.Upload{Unit: ours, Name: "a.png", File: strings.NewReader("<svg/>")}, fault.MediaTypeUnknown, ""},
		} {
			_, err := l.Add(l.Context(), c.actor, c.up)
			e, _ := fault.As(err)
			if e == nil || e.Code != c.code || c.at != "" && (len(e.Fields) != 1 || e.Fields[0].Pointer != c.at) {
				l.Errorf("%s: %v", name, err)
			}
		}
		if list, err := l.List(l.Context(), lan(), media.Filter{Limit: 10}); len(list) != 0 || err != nil {
			l.Errorf("%d pictures after refusals, %v", len(list), err)
		}
	})
}

func words(s string) *string { return &s }

func TestAPictureIsDescribed(t *testing.T) {
	each(t, func(l *library) {
		m := l.add(2000, 500)
		said := media.Patch{Credit: words(" Ảnh:  Sở Ngoại vụ "), Licence: words("CC BY 4.0"), Words: map[string]media.Words{"vi": {Alt: "Rước kiệu", Caption: "Hội Phủ Dầy"}}}
		m, err := l.Describe(l.Context(), lan(), m.ID, 1, said)
		if err != nil || m.Credit != "Ảnh: Sở Ngoại vụ" || m.Words["vi"].Alt != "Rước kiệu" || m.Version != 2 {
			l.Fatalf("%+v, %v", m, err)
		}
		if _, err := l.Describe(l.Context(), minh(), m.ID, 1, media.Patch{}); !fault.Is(err, fault.StaleVersion) {
			l.Errorf("a description over one that was not read: %v", err)
		}
		card := m.Card
		m, err = l.Describe(l.Context(), minh(), m.ID, 2, media.Patch{Words: map[string]media.Words{"en": {Alt: "Palanquin procession"}}})
		if err != nil || m.Words["vi"].Alt != "Rước kiệu" || m.Card != card {
			l.Fatalf("%+v, %v", m, err)
		}
		for lang, want := range map[string][]string{"vi": {"lan"}, "en": {"lan", "minh"}} {
			if d := cmp.Diff(want, m.WrittenBy(lang)); d != "" {
				l.Errorf("authors in %s (-want +got):\n%s", lang, d)
			}
		}
		_, err = l.Describe(l.Context(), lan(), m.ID, 3, media.Patch{Name: words(""), Focus: &picture.Focus{X: 1.1},
			Words: map[string]media.Words{"xx": {}, "vi": {Alt: strings.Repeat("a", 1001)}}})
		var at []string
		if e, ok := fault.As(err); ok {
			for _, f := range e.Fields {
				at = append(at, f.Pointer)
			}
		}
		if d := cmp.Diff([]string{"/name", "/focus", "/texts/vi/alt", "/texts/xx"}, at); d != "" {
			l.Errorf("faults (-want +got):\n%s", d)
		}
	})
}

// What is said already is no change: it takes no version, and makes nobody an author.
func TestSayingTheSameOfAPictureChangesNothing(t *testing.T) {
	each(t, func(l *library) {
		m := l.add(20, 10)
		said := media.Patch{Credit: words("Sở Ngoại vụ"), Words: map[string]media.Words{"vi": {Alt: "Rước kiệu"}}}
		m, err := l.Describe(l.Context(), lan(), m.ID, m.Version, said)
		if err != nil {
			l.Fatal(err)
		}
		for name, same := range map[string]media.Patch{"nothing": {}, "the same": {Name: &m.Name, Credit: words(" Sở Ngoại vụ"), Focus: &m.Focus, Words: said.Words},
			"no words in a language that has none": {Words: map[string]media.Words{"en": {}}}} {
			got, err := l.Describe(l.Context(), minh(), m.ID, m.Version, same)
			if err != nil {
				l.Fatal(err)
			}
			read, err := l.Get(l.Context(), minh(), m.ID)
			if err != nil || got.Version != m.Version || read.Version != m.Version || !read.UpdatedAt.Equal(m.UpdatedAt) || len(read.WrittenBy("vi")) != 1 {
				l.Errorf("%s: version %d, read back %+v, %v; want version %d", name, got.Version, read, err, m.Version)
			}
		}
	})
}

// The card follows the focus; releases that named the former one still find its bytes.
func TestTheCardFollowsTheFocus(t *testing.T) {
	each(t, func(l *library) {
		m := l.add(4000, 630)
		for x, red := range map[float64]bool{0: true, 1: false} {
			before := m.Card
			var err error
			if m, err = l.Describe(l.Context(), lan(), m.ID, m.Version, media.Patch{Focus: &picture.Focus{X: x, Y: 0.5}}); err != nil {
				l.Fatal(err)
			}
			i, err := png.Decode(bytes.NewReader(l.bytes(m, m.Card.Hash)))
			if err != nil {
				l.Fatal(err)
			}
			if r, _, b, _ := i.At(m.Card.Width/2, 10).RGBA(); (r > b) != red {
				l.Errorf("focus at %v: red is %v", x, r > b)
			}
			if file, err := l.blobs.Open(l.Context(), before.Hash); err != nil {
				l.Errorf("the former card: %v", err)
			} else {
				_ = file.Close()
			}
		}
	})
}

func TestPicturesAreListed(t *testing.T) {
	each(t, func(l *library) {
		var made []string
		for range 3 {
			made = append(made, l.add(10, 10).ID)
		}
		slices.Reverse(made)
		ids := func(actor right.Actor, f media.Filter) []string {
			list, err := l.List(l.Context(), actor, f)
			if err != nil {
				l.Error(err)
			}
			var ids []string
			for _, m := range list {
				ids = append(ids, m.ID)
			}
			return ids
		}
		if d := cmp.Diff(made[:2], ids(lan(), media.Filter{Limit: 2})); d != "" {
			l.Errorf("the first page: %s", d)
		}
		if d := cmp.Diff(made[2:], ids(lan(), media.Filter{Limit: 2, After: made[1]})); d != "" {
			l.Errorf("the second page: %s", d)
		}
		for _, f := range []media.Filter{{Limit: 9}, {Limit: 9, Units: []string{ours}}} {
			if got := ids(stranger(), f); len(got) > 0 {
				l.Errorf("another unit sees %v", got)
			}
		}
		if _, err := l.Get(l.Context(), stranger(), made[0]); !fault.Is(err, fault.Denied) {
			l.Errorf("another unit's picture: %v", err)
		}
		found, err := l.ByID(l.Context(), []string{made[0], "none", made[2]})
		if err != nil || len(found) != 2 || found[made[2]].ID != made[2] {
			l.Errorf("%d found, %v", len(found), err)
		}
	})
}

// While one picture is decoded the next waits, and one who goes away waits no longer.
func TestDecodingTakesTurns(t *testing.T) {
	each(t, func(l *library) {
		ctx, cancel := context.WithCancel(l.Context())
		held, free := make(chan struct{}), make(chan struct{})
		go func() {
			_, err := l.Add(l.Context(), lan(), media.Upload{Unit: ours, Name: "a.png", File: &slow{Reader: painted(9, 9), held: held, free: free}})
			if err != nil {
				l.Error(err)
			}
			held <- struct{}{}
		}()
		<-held
		cancel()
		if _, err := l.Add(ctx, lan(), media.Upload{Unit: ours, Name: "b.png", File: painted(9, 9)}); err == nil {
			l.Error("a picture was decoded out of turn")
		}
		close(free)
		<-held
	})
}

// slow is a file whose reading begins when it is let.
type slow struct {
	*bytes.Reader
	held, free chan struct{}
	begun      bool
}

func (s *slow) Seek(offset int64, whence int) (int64, error) {
	if !s.begun {
		s.begun = true
		s.held <- struct{}{}
		<-s.free
	}
	return s.Reader.Seek(offset, whence)
}
