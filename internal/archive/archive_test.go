package archive

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"
)

// rooms are a source of rows by noun, and of files by hash.
type rooms struct {
	rows  map[string][][]any
	files map[string]string
}

func (h rooms) Each(_ context.Context, n *Noun, give func(Row) error) error {
	for _, values := range h.rows[n.Name] {
		if err := give(Row{n, slices.Clone(values)}); err != nil {
			return err
		}
	}
	return nil
}

func (h rooms) Open(_ context.Context, hash string) (io.ReadCloser, error) {
	text, there := h.files[hash]
	if !there {
		return nil, errors.New("lost")
	}
	return io.NopCloser(strings.NewReader(text)), nil
}

func hexOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// blank is a row of a noun with what is given, and else what its kinds have as nothing.
func blank(name string, given map[string]any) []any {
	nouns := Nouns()
	n := nouns[slices.IndexFunc(nouns, func(n Noun) bool { return n.Name == name })]
	values := make([]any, len(n.Columns))
	for i, c := range n.Columns {
		if !c.Nullable {
			values[i] = map[Kind]any{Text: "", JSON: "", Int: int64(0), At: int64(0), Bool: false, Bytes: []byte{}}[c.Kind]
		}
		if v, there := given[c.Name]; there {
			values[i] = v
		}
	}
	return values
}

func full() rooms {
	const picture = "một tấm ảnh"
	hash := hexOf(picture)
	return rooms{files: map[string]string{hash: picture}, rows: map[string][][]any{
		"person":         {blank("person", map[string]any{"id": "p1", "name": "Lê <Mai> & \u2028", "password": "$argon2id$bí mật", "second_factor": true, "created_at": int64(1)})},
		"media":          {blank("media", map[string]any{"id": "m1", "files": `[{"hash":"` + hash + `"}]`, "card": `{}`})},
		"channel":        {blank("channel", map[string]any{"id": "c1", "sealed": []byte("bí mật"), "key_id": "k"}), blank("channel", map[string]any{"id": "c2", "passive": true, "paused": true, "pause_reason": "nghỉ"})},
		"article":        {blank("article", map[string]any{"id": "a1"})},
		"edition":        {blank("edition", map[string]any{"id": "e1", "article_id": "a1"})},
		"release":        {blank("release", map[string]any{"id": "r1", "edition_id": "e1", "canonical": []byte("Đã duyệt"), "hash": hexOf("Đã duyệt")})},
		"unit":           {blank("unit", map[string]any{"code": "a"}), blank("unit", map[string]any{"code": "b"})},
		"unit_successor": {blank("unit_successor", map[string]any{"unit_code": "a", "successor_code": "b"})},
		"seal":           {blank("seal", map[string]any{"stream": "audit", "number": int64(9), "hash": "x"}), blank("seal", map[string]any{"stream": "audit", "number": int64(10), "hash": "y"})},
	}}
}

func packed(t testing.TB, h rooms) []byte {
	t.Helper()
	var b bytes.Buffer
	if _, _, err := Write(t.Context(), &b, Wanted{Source: h, Blobs: h, Schema: 7, Program: "1.0", MadeAt: time.Unix(1e9, 0)}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func proven(ctx context.Context, b []byte) (*Archive, error) {
	a, err := Open(bytes.NewReader(b), int64(len(b)), 7)
	if err != nil {
		return nil, err
	}
	return a, a.Prove(ctx)
}

func TestWhatWasWrittenIsRead(t *testing.T) {
	t.Parallel()
	first := packed(t, full())
	a, err := proven(t.Context(), first)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(first, []byte("bí mật")) || a.Manifest.Heads["audit"] != (Head{10, "y"}) || a.Manifest.Rows() != 12 || a.Manifest.Files() != 1 {
		t.Errorf("%+v", a.Manifest)
	}
	again := rooms{rows: map[string][][]any{}, files: map[string]string{}}
	for i := range a.nouns {
		err := a.Each(t.Context(), &a.nouns[i], func(r Row, _ []byte) error {
			again.rows[r.Noun.Name] = append(again.rows[r.Noun.Name], r.Values)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := a.EachFile(t.Context(), func(hash string, data []byte) error { again.files[hash] = string(data); return nil }); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first, packed(t, again)) {
		t.Error("what was read is not what was written")
	}
	c := Row{Noun: &a.nouns[slices.IndexFunc(a.nouns, func(n Noun) bool { return n.Name == "channel" })], Values: again.rows["channel"][0]}
	if c.Get("paused") != true || c.Text("hold") != unchecked || c.Get("sealed") != nil || c.Text("pause_reason") != PauseReason {
		t.Errorf("the channel is not at rest: %v", c.Values)
	}
	if c.Values = again.rows["channel"][1]; c.Text("hold") != "" || c.Text("pause_reason") != "nghỉ" {
		t.Errorf("a person's words are gone: %v", c.Values)
	}
	ended, end := context.WithCancel(t.Context())
	end()
	if _, err := proven(ended, first); !errors.Is(err, context.Canceled) {
		t.Errorf("a proof that was ended: %v", err)
	}
}

func TestALostFileStopsWriting(t *testing.T) {
	t.Parallel()
	h := full()
	h.files = nil
	_, _, err := Write(t.Context(), io.Discard, Wanted{Source: h, Blobs: h})
	if err == nil || !strings.Contains(err.Error(), "media m1") {
		t.Errorf("%v", err)
	}
}

// contents are the members of an archive; pack writes them, with a manifest to match when told.
type contents struct {
	names    []string
	text     map[string]string
	manifest Manifest
	blind    bool // the manifest stays as it is
	twice    string
}

func open(t testing.TB, b []byte) *contents {
	t.Helper()
	a, err := Open(bytes.NewReader(b), int64(len(b)), 7)
	if err != nil {
		t.Fatal(err)
	}
	c := &contents{text: map[string]string{}, manifest: a.Manifest}
	for _, m := range a.Manifest.Members {
		from, err := a.files[m.Name].Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(from)
		if err != nil {
			t.Fatal(err)
		}
		c.names, c.text[m.Name] = append(c.names, m.Name), string(text)
	}
	return c
}

func (c *contents) pack(t testing.TB) []byte {
	t.Helper()
	for i := range c.manifest.Members {
		m := &c.manifest.Members[i]
		if text, there := c.text[m.Name]; there && !c.blind {
			m.Size, m.SHA256 = int64(len(text)), hexOf(text)
			if strings.HasPrefix(m.Name, "data/") {
				m.Rows = strings.Count(text, "\n")
			}
		}
	}
	manifest, err := c.manifest.bytes()
	if err != nil {
		t.Fatal(err)
	}
	if _, given := c.text[manifestName]; !given {
		c.text[manifestName], c.names = string(manifest), append(c.names, manifestName)
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range append(slices.Clone(c.names), c.twice) {
		if name == "" {
			continue
		}
		into, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		if err == nil {
			_, err = io.WriteString(into, c.text[name])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// swap changes words of a member, with the manifest to match.
func swap(member, old, other string) func(*contents) {
	return func(c *contents) { c.text[member] = strings.Replace(c.text[member], old, other, 1) }
}

func TestBadArchivesAreRefused(t *testing.T) {
	t.Parallel()
	whole := packed(t, full())
	ofManifest := func(change func(*Manifest)) func(*contents) { return func(c *contents) { change(&c.manifest) } }
	for want, change := range map[string]func(*contents){
		"it is there twice":             func(c *contents) { c.twice = "data/unit.jsonl" },
		"its SHA-256 is not":            func(c *contents) { c.blind = true; swap("data/person.jsonl", "Lê", "Lý")(c) },
		"its length is not":             func(c *contents) { c.blind = true; swap("data/unit.jsonl", `"a"`, `"ab"`)(c) },
		"schema 8, this program has 7":  ofManifest(func(m *Manifest) { m.Schema = 8 }),
		"version 2: this program reads": ofManifest(func(m *Manifest) { m.Version = 2 }),
		"it is malformed": func(c *contents) {
			c.text[manifestName], c.names = `{"members":[],"x":1}`, append(c.names, manifestName)
		},
		"an unknown name":                    func(c *contents) { add(c, "../../etc/passwd", "x") },
		"it is not in the manifest":          func(c *contents) { c.names = append(c.names, "data/spell.jsonl"); c.text["data/spell.jsonl"] = "x" },
		"it is not in the zip":               func(c *contents) { c.names = c.names[:len(c.names)-1] },
		"it is not what this lantoa expects": ofManifest(func(m *Manifest) { m.Members[2].Name = "data/spell.jsonl" }),
		"a key is there twice":               swap("data/unit.jsonl", `"a"`, `"b"`),
		"refers to what is not there":        swap("data/unit_successor.jsonl", `"b"`, `"z"`),
		"is not at rest":                     swap("data/channel.jsonl", `"paused":true`, `"paused":false`),
		"line 1 is not at rest":              swap("data/person.jsonl", `"password":""`, `"password":"x"`),
		`"x" is no field of unit`:            swap("data/unit.jsonl", `{`, `{"x":1,`),
		"name_vi is missing":                 swap("data/unit.jsonl", `"name_vi":"",`, ``),
		"line 1 holds no JSON in attrs":      swap("data/unit.jsonl", `"attrs":""`, `"attrs":"{"`),
		"does not hold what its hash says":   swap("data/release.jsonl", `Đã duyệt`, `Đã đổi`),
		"is spelled otherwise":               swap("data/unit.jsonl", `"code":`, `"code": `),
		"may not be null":                    swap("data/unit.jsonl", `"name_vi":""`, `"name_vi":null`),
		"created_at: parsing time":           swap("data/person.jsonl", `1970-01-01T00:00:00.000001Z`, `1970-01-01T00:00:00Z`),
		"is not whole":                       func(c *contents) { c.text["data/unit.jsonl"] = strings.TrimSuffix(c.text["data/unit.jsonl"], "\n") },
		"do not end where the manifest says": ofManifest(func(m *Manifest) { m.Heads["audit"] = Head{11, "y"} }),
		"no row names it":                    func(c *contents) { add(c, mediaName(hexOf("lạ")), "lạ") },
		"a row names it and it is not there": func(c *contents) {
			c.names = c.names[:len(c.names)-1]
			c.manifest.Members = c.manifest.Members[:len(c.manifest.Members)-1]
		},
		"it has 2 lines, the manifest says 3": func(c *contents) { c.blind = true; rows(c, "data/unit.jsonl", 3) },
		"it is packed more than 200 to one":   nil,
		"it is no whole zip file":             nil,
	} {
		b := whole[:len(whole)-30]
		switch {
		case strings.Contains(want, "packed"):
			b = bomb(t)
		case change != nil:
			c := open(t, whole)
			change(c)
			b = c.pack(t)
		}
		if _, err := proven(t.Context(), b); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "Nothing was written") {
			t.Errorf("%q: %v", want, err)
		}
	}
}

func add(c *contents, name, text string) {
	c.names, c.text[name] = append(c.names, name), text
	c.manifest.Members = append(c.manifest.Members, Member{Name: name})
}

func rows(c *contents, name string, n int) {
	c.manifest.Members[slices.IndexFunc(c.manifest.Members, func(m Member) bool { return m.Name == name })].Rows = n
}

// bomb is an archive whose directory promises far more than it holds.
func bomb(t *testing.T) []byte {
	t.Helper()
	c := open(t, packed(t, full()))
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i, name := range c.names {
		h := &zip.FileHeader{Name: name, UncompressedSize64: 1 << 30, CompressedSize64: 4, CRC32: 1}
		c.manifest.Members[i].Size = 1 << 30
		into, err := z.CreateRaw(h)
		if err == nil {
			_, err = into.Write([]byte("xxxx"))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	into, err := z.Create(manifestName)
	if err == nil {
		err = json.NewEncoder(into).Encode(c.manifest)
	}
	if err = errors.Join(err, z.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Whatever a stranger sends is refused or is what lantoa writes itself.
func FuzzArchive(f *testing.F) {
	f.Add(packed(f, full()))
	f.Add([]byte("PK\x05\x06"))
	f.Fuzz(func(t *testing.T, b []byte) {
		a, err := proven(t.Context(), b)
		if err != nil {
			return
		}
		for i := range a.nouns {
			if err := a.Each(t.Context(), &a.nouns[i], func(Row, []byte) error { return nil }); err != nil {
				t.Errorf("proven, and not read: %v", err)
			}
		}
	})
}

// Lines are what strangers can change most easily.
func FuzzLine(f *testing.F) {
	n := noun("thing", "id", "id count:int? open:bool at:at body:bytes?")
	f.Add([]byte(`{"id":"a","count":null,"open":true,"at":"2026-11-28T04:40:00.000000Z","body":"đ"}`))
	f.Fuzz(func(t *testing.T, line []byte) {
		r, err := ParseLine(&n, line)
		if err != nil {
			return
		}
		if again, err := Line(r); err != nil || !bytes.Equal(again, line) {
			t.Errorf("%q came back as %q, %v", line, again, err)
		}
	})
}

func TestARowAtRestStays(t *testing.T) {
	t.Parallel()
	for _, n := range Nouns() {
		if n.Rest == nil {
			continue
		}
		r := Row{&n, blank(n.Name, nil)}
		n.Rest(r)
		once := slices.Clone(r.Values)
		n.Rest(r)
		if !slices.EqualFunc(once, r.Values, func(a, b any) bool { return a == b }) {
			t.Errorf("%s: %v, then %v", n.Name, once, r.Values)
		}
	}
}
