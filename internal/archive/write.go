package archive

import (
	"archive/zip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"maps"
	"slices"
	"time"

	"github.com/lantoa/lantoa/internal/fault"
)

// Wanted is what is to be written out.
type Wanted struct {
	Source  Source
	Blobs   Blobs
	Schema  int64
	Program string
	MadeAt  time.Time
	// Progress is told of each member that is whole; nil tells nobody.
	Progress func(Member)
}

// Write writes a house out, and returns the manifest with its SHA-256 in hex. A file that a row
// names and that is lost stops it.
func Write(ctx context.Context, w io.Writer, want Wanted) (Manifest, string, error) {
	out := &writer{ctx: ctx, zip: zip.NewWriter(w), want: want, blobs: map[string]string{}}
	out.manifest = Manifest{Format: Format, Version: Version, Schema: want.Schema, Program: want.Program, MadeAt: want.MadeAt.UTC().Truncate(time.Second),
		Heads: map[string]Head{}, LeftOut: LeftOut()}
	err := out.text(readmeName, readme())
	nouns := Nouns()
	for i := 0; err == nil && i < len(nouns); i++ {
		err = out.noun(&nouns[i])
	}
	for _, hash := range slices.Sorted(maps.Keys(out.blobs)) {
		if err == nil {
			err = out.blob(hash)
		}
	}
	if err != nil {
		return Manifest{}, "", err
	}
	text, err := out.manifest.bytes()
	if err != nil {
		return Manifest{}, "", err
	}
	sum := sha256.Sum256(text)
	into, err := out.create(manifestName, zip.Deflate)
	if err == nil {
		_, err = into.Write(text)
	}
	return out.manifest, hex.EncodeToString(sum[:]), errors.Join(err, out.zip.Close())
}

type writer struct {
	ctx      context.Context //nolint:containedctx // of one call
	zip      *zip.Writer
	want     Wanted
	manifest Manifest
	blobs    map[string]string // by hash, who names them first
}

func (w *writer) create(name string, method uint16) (io.Writer, error) {
	return w.zip.CreateHeader(&zip.FileHeader{Name: name, Method: method, Modified: w.manifest.MadeAt})
}

// tally counts and hashes what goes by.
type tally struct {
	io.Writer
	sum  hash.Hash
	size int64
	rows int
}

func (t *tally) Write(b []byte) (int, error) {
	n, err := t.Writer.Write(b)
	_, _ = t.sum.Write(b[:n]) // never fails
	t.size += int64(n)
	return n, err
}

func (w *writer) member(name string, method uint16, fill func(*tally) error) error {
	if err := w.ctx.Err(); err != nil {
		return err
	}
	into, err := w.create(name, method)
	if err != nil {
		return err
	}
	t := &tally{Writer: into, sum: sha256.New()}
	if err := fill(t); err != nil {
		return err
	}
	m := Member{Name: name, Size: t.size, SHA256: hex.EncodeToString(t.sum.Sum(nil)), Rows: t.rows}
	w.manifest.Members = append(w.manifest.Members, m)
	if w.want.Progress != nil {
		w.want.Progress(m)
	}
	return nil
}

func (w *writer) text(name string, text []byte) error {
	return w.member(name, zip.Deflate, func(t *tally) error {
		_, err := t.Write(text)
		return err
	})
}

func (w *writer) noun(n *Noun) error {
	schema, err := JSONSchema(*n)
	if err != nil {
		return err
	}
	if err := w.text(schemaName(*n), schema); err != nil {
		return err
	}
	return w.member(DataName(*n), zip.Deflate, func(t *tally) error {
		return Each(w.ctx, w.want.Source, n, func(r Row, line []byte) error {
			t.rows++
			if _, err := t.Write(append(line, '\n')); err != nil {
				return err
			}
			return w.note(r)
		})
	})
}

// Each gives the rows of a noun at rest, each with its line.
func Each(ctx context.Context, from Source, n *Noun, give func(r Row, line []byte) error) error {
	return from.Each(ctx, n, func(r Row) error {
		if n.Rest != nil {
			n.Rest(r)
		}
		line, err := Line(r)
		if err != nil {
			return err
		}
		return give(r, line)
	})
}

// note remembers what a row tells of the rest of the archive.
func (w *writer) note(r Row) error {
	if stream, number, end := sealed(r); end {
		w.manifest.Heads[stream] = Head{number, r.Text("hash")}
	}
	if r.Noun.Blobs == nil {
		return nil
	}
	named, err := r.Noun.Blobs(r)
	for _, one := range named {
		if w.blobs[one] == "" {
			w.blobs[one] = fmt.Sprint(r.Noun.Name, " ", r.Values[0])
		}
	}
	return err
}

// sealed tells of which stream a row is the newest seal so far.
func sealed(r Row) (stream string, number int64, is bool) {
	if r.Noun.Name != "seal" {
		return "", 0, false
	}
	number, is = r.Get("number").(int64)
	return r.Text("stream"), number, is
}

func (w *writer) blob(hash string) error {
	from, err := w.want.Blobs.Open(w.ctx, hash)
	if err != nil {
		who := w.blobs[hash]
		return fault.New(fault.StateConflict, fault.Tf("Tệp %s, mà %s nhắc tới, không mở được; đưa tệp trở lại thư mục ảnh rồi xuất lại.",
			"The file %s, which %s names, cannot be opened; bring it back into the media folder, then export again.", hash, who)).Because(err)
	}
	err = w.member(mediaName(hash), zip.Store, func(t *tally) error {
		_, err := io.Copy(t, from)
		return err
	})
	return errors.Join(err, from.Close())
}
