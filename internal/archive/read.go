package archive

import (
	"archive/zip"
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/lantoa/lantoa/internal/fault"
)

// Bounds on what strangers may have made.
const (
	maxManifest = 64 << 20
	maxLine     = 64 << 20
	maxFile     = 512 << 20 // of one picture or original
	// A member larger than freeSize may not have been packed more tightly than maxRatio to one.
	maxRatio = 200
	freeSize = 64 << 20
	maxRows  = 2 << 40 // bytes of one file of rows
)

// Archive is an opened archive. It is proven by [Archive.Prove]; before that nothing of it
// but the manifest may be believed.
type Archive struct {
	Manifest Manifest
	// Hash is the SHA-256 of manifest.json in hex, by which the archive is known.
	Hash  string
	files map[string]*zip.File
	nouns []Noun
}

// Open reads the manifest of an archive and holds the list of members against it. schema is the
// number of the newest migration that this program knows.
func Open(r io.ReaderAt, size, schema int64) (*Archive, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, bad("zip", "không phải tệp zip còn nguyên", "it is no whole zip file")
	}
	a := &Archive{files: map[string]*zip.File{}, nouns: Nouns()}
	for _, f := range z.File {
		if a.files[f.Name] != nil {
			return nil, bad(f.Name, "có hai lần", "it is there twice")
		}
		a.files[f.Name] = f
	}
	if err := a.readManifest(); err != nil {
		return nil, err
	}
	m := a.Manifest
	switch {
	case m.Format != Format || m.Version != Version:
		return nil, bad(manifestName, "dạng %q, bản %d: chương trình này chỉ đọc %q, bản %d", "format %q, version %d: this program reads %q, version %d alone", m.Format, m.Version, Format, Version)
	case m.Schema != schema:
		return nil, bad(manifestName, "lược đồ số %d, chương trình này có số %d; nhập bằng đúng phiên bản đã xuất (%q), rồi nâng cấp",
			"schema %d, this program has %d; take it in with the version that wrote it (%q), then upgrade", m.Schema, schema, m.Program)
	}
	return a, a.list()
}

func (a *Archive) readManifest() error {
	f := a.files[manifestName]
	if f == nil {
		return bad(manifestName, "không có", "it is not there")
	}
	from, err := f.Open()
	if err != nil {
		return bad(manifestName, "không đọc được", "it cannot be read")
	}
	text, err := io.ReadAll(io.LimitReader(from, maxManifest+1))
	if errors.Join(err, from.Close()) != nil || len(text) > maxManifest {
		return bad(manifestName, "không đọc được", "it cannot be read")
	}
	sum := sha256.Sum256(text)
	a.Hash = hex.EncodeToString(sum[:])
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&a.Manifest); err != nil {
		return bad(manifestName, "nội dung sai dạng (%v)", "it is malformed (%v)", err)
	}
	return nil
}

// list holds the names of members against those that this program knows: each has its one place.
func (a *Archive) list() error {
	want := []string{readmeName}
	for _, n := range a.nouns {
		want = append(want, schemaName(n), DataName(n))
	}
	for i, m := range a.Manifest.Members {
		hash := path.Base(m.Name)
		switch {
		case i < len(want) && m.Name != want[i]:
			return bad(m.Name, "không phải tệp mà lantoa này chờ (%s)", "it is not what this lantoa expects there (%s)", want[i])
		case i >= len(want) && (!isHash(hash) || m.Name != mediaName(hash) || m.SHA256 != hash):
			return bad(m.Name, "tên lạ", "an unknown name")
		case a.files[m.Name] == nil:
			return bad(m.Name, "không có trong zip", "it is not in the zip")
		}
		if err := a.bounded(m); err != nil {
			return err
		}
	}
	if len(a.Manifest.Members) < len(want) {
		return bad(want[len(a.Manifest.Members)], "không có trong manifest", "it is not in the manifest")
	}
	listed := map[string]bool{manifestName: true}
	for _, m := range a.Manifest.Members {
		if listed[m.Name] {
			return bad(m.Name, "có hai lần", "it is there twice")
		}
		listed[m.Name] = true
	}
	for name := range a.files {
		if !listed[name] {
			return bad(name, "không có trong manifest", "it is not in the manifest")
		}
	}
	return nil
}

func (a *Archive) bounded(m Member) error {
	f := a.files[m.Name]
	most := int64(maxRows)
	if strings.HasPrefix(m.Name, mediaDir+"/") {
		most = maxFile
	}
	switch {
	case m.Size < 0 || uint64(m.Size) != f.UncompressedSize64:
		return bad(m.Name, "độ dài khác manifest", "its length is not that of the manifest")
	case m.Size > most:
		return bad(m.Name, "dài quá %d byte", "it is longer than %d bytes", most)
	case m.Size > freeSize && uint64(m.Size)/maxRatio > f.CompressedSize64:
		return bad(m.Name, "nén quá %d lần", "it is packed more than %d to one", maxRatio)
	}
	return nil
}

// Prove reads all of the archive: lengths, hashes, rows, their order, what they refer to, the
// ends of the streams, and that the house is at rest.
func (a *Archive) Prove(ctx context.Context) error {
	p := proof{links: newLinks(a.nouns), heads: map[string]Head{}, blobs: map[string]bool{}}
	for i := range a.nouns {
		if err := a.Each(ctx, &a.nouns[i], p.take); err != nil {
			return err
		}
	}
	if err := p.links.whole(); err != nil {
		return err
	}
	if !maps.Equal(p.heads, a.Manifest.Heads) {
		return bad("data/seal.jsonl", "chuỗi không kết thúc ở chỗ manifest nói", "the streams do not end where the manifest says")
	}
	for _, m := range a.Manifest.Members {
		hash := path.Base(m.Name)
		if strings.HasPrefix(m.Name, mediaDir+"/") {
			if !p.blobs[hash] {
				return bad(m.Name, "không dòng nào nhắc tới", "no row names it")
			}
			delete(p.blobs, hash)
		}
		if strings.HasPrefix(m.Name, "data/") {
			continue
		}
		if err := a.stream(ctx, m, func(r io.Reader) error { _, err := io.Copy(io.Discard, r); return err }); err != nil {
			return err
		}
	}
	for hash := range p.blobs {
		return bad(mediaName(hash), "có dòng nhắc tới mà không có tệp", "a row names it and it is not there")
	}
	return nil
}

// proof is what the rows have told so far.
type proof struct {
	links *links
	heads map[string]Head
	blobs map[string]bool
}

func (p *proof) take(r Row, line []byte) error {
	if err := sound(r); err != nil {
		return err
	}
	if n := r.Noun; n.Rest != nil {
		at := Row{Noun: n, Values: slices.Clone(r.Values)}
		n.Rest(at)
		if rested, err := Line(at); err != nil || !bytes.Equal(rested, line) {
			return fmt.Errorf("is not at rest: it could act here, or bears a secret")
		}
	}
	if stream, number, is := sealed(r); is {
		p.heads[stream] = Head{number, r.Text("hash")}
	}
	if r.Noun.Blobs != nil {
		named, err := r.Noun.Blobs(r)
		if err != nil {
			return err
		}
		for _, one := range named {
			p.blobs[one] = true
		}
	}
	return p.links.take(r)
}

// sound refuses a row that the house could not read, or that is not what it says of itself.
func sound(r Row) error {
	for i, c := range r.Noun.Columns {
		if text, _ := r.Values[i].(string); c.Kind == JSON && text != "" && !json.Valid([]byte(text)) {
			return fmt.Errorf("holds no JSON in %s", c.Name)
		}
	}
	if r.Noun.Holds == nil {
		return nil
	}
	return r.Noun.Holds(r)
}

// Each reads the rows of a noun, each with its line, and holds the whole against the manifest.
func (a *Archive) Each(ctx context.Context, n *Noun, give func(r Row, line []byte) error) error {
	m, err := a.member(DataName(*n))
	if err != nil {
		return err
	}
	return a.stream(ctx, m, func(from io.Reader) error {
		lines := bufio.NewScanner(from)
		lines.Buffer(make([]byte, 64<<10), maxLine)
		lines.Split(wholeLines)
		var rows int
		var last Row
		for lines.Scan() {
			if err := ctx.Err(); err != nil {
				return err
			}
			rows++
			r, err := ParseLine(n, lines.Bytes())
			if err == nil && last.Noun != nil && Compare(last, r) >= 0 {
				err = errors.New("does not come after the line before it: a key is there twice, or out of order")
			}
			if err == nil {
				err = give(r, lines.Bytes())
			}
			if err != nil {
				return named(m.Name, rows, err)
			}
			last = r
		}
		if err := lines.Err(); err != nil {
			return named(m.Name, rows+1, err)
		}
		if rows != m.Rows {
			return bad(m.Name, "có %d dòng, manifest nói %d", "it has %d lines, the manifest says %d", rows, m.Rows)
		}
		return nil
	})
}

func (a *Archive) member(name string) (Member, error) {
	i := slices.IndexFunc(a.Manifest.Members, func(m Member) bool { return m.Name == name })
	if i < 0 {
		return Member{}, bad(name, "không có trong manifest", "it is not in the manifest")
	}
	return a.Manifest.Members[i], nil
}

// EachFile reads pictures and originals, whole.
func (a *Archive) EachFile(ctx context.Context, give func(hash string, data []byte) error) error {
	for _, m := range a.Manifest.Members {
		if !strings.HasPrefix(m.Name, mediaDir+"/") {
			continue
		}
		var data []byte
		err := a.stream(ctx, m, func(r io.Reader) (err error) { data, err = io.ReadAll(r); return err })
		if err == nil {
			err = give(path.Base(m.Name), data)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// named says in which line something is wrong. Errors of people's words pass.
func named(member string, line int, err error) error {
	if _, known := fault.As(err); known || errors.Is(err, context.Canceled) {
		return err
	}
	return bad(member, "dòng %d: %v", "line %d %v", line, err)
}

// wholeLines splits at line feeds, and refuses an end without one.
func wholeLines(data []byte, end bool) (int, []byte, error) {
	if i := bytes.IndexByte(data, '\n'); i >= 0 {
		return i + 1, data[:i], nil
	}
	if end && len(data) > 0 {
		return 0, nil, errors.New("is not whole")
	}
	return 0, nil, nil
}

// stream reads a member and holds it against its length and hash.
func (a *Archive) stream(ctx context.Context, m Member, read func(io.Reader) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	from, err := a.files[m.Name].Open()
	if err != nil {
		return bad(m.Name, "không mở được", "it cannot be opened")
	}
	t := &tally{Writer: io.Discard, sum: sha256.New()}
	err = read(io.TeeReader(io.LimitReader(from, m.Size+1), t))
	if err == nil {
		_, err = io.Copy(t, io.LimitReader(from, m.Size+1-t.size)) // what was not asked for
	}
	_ = from.Close() // it was only read
	switch {
	case err == nil && t.size == m.Size && hex.EncodeToString(t.sum.Sum(nil)) == m.SHA256:
		return nil
	case err == nil:
		return bad(m.Name, "SHA-256 khác manifest: tệp bị đổi hoặc hỏng", "its SHA-256 is not that of the manifest: it was changed or damaged")
	}
	if _, known := fault.As(err); known || errors.Is(err, context.Canceled) {
		return err
	}
	return bad(m.Name, "không đọc được (%v)", "it cannot be read (%v)", err)
}
