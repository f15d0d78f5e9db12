// Package folder keeps bytes in a folder, which every instance of an installation shares.
//
// The folder bears a marker with the identity of the database that it belongs to: an
// installation that is given another's folder, or an empty mount in place of its own, says
// so at its start and not by pictures that are missing.
package folder

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/lantoa/lantoa/internal/fault"
)

// marker is the name of the file that tells whose folder it is.
const marker = "LANTOA-MEDIA"

// ending is that of the names of files which are not whole yet.
const ending = ".part"

// Folder is an opened folder.
type Folder struct{ root *os.Root }

// Open opens the folder at a path for the database of an identity. begun tells that the
// database has pictures already; then the folder must be there with its marker, else it is
// made. What is wrong is told in one sentence with what to do.
func Open(path, identity string, begun bool) (*Folder, error) {
	if !begun {
		if err := os.MkdirAll(path, 0o750); err != nil {
			return nil, fmt.Errorf("the media folder %s cannot be made: %w; set LANTOA_MEDIA_DIR to a folder that this account may write to", path, err)
		}
	}
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, fmt.Errorf("the media folder %s cannot be opened: %w; mount it, or set LANTOA_MEDIA_DIR to where the pictures are", path, err)
	}
	f := &Folder{root: root}
	if err := f.claim(path, identity, begun); err != nil {
		return nil, errors.Join(err, root.Close())
	}
	return f, nil
}

// claim holds the marker against the identity, and lays one down in a new folder. An empty
// marker, as a loss of power may leave it, is none.
func (f *Folder) claim(path, identity string, begun bool) error {
	found, err := f.root.ReadFile(marker)
	whose := strings.TrimSpace(string(found))
	switch {
	case err == nil && whose == identity:
		return nil
	case err == nil && whose != "":
		return fmt.Errorf("the media folder %s belongs to another lantoa (it is marked %s, this database is %s); set LANTOA_MEDIA_DIR to this installation's own folder",
			path, whose, identity)
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("the marker of the media folder %s cannot be read: %w", path, err)
	case begun:
		return fmt.Errorf("the media folder %s has no file %s that says whose it is, although this database has pictures; mount the right folder, or set LANTOA_MEDIA_DIR to it", path, marker)
	}
	if err := f.mark(identity, err == nil); err != nil {
		return fmt.Errorf("the media folder %s cannot be written to: %w", path, err)
	}
	return f.claim(path, identity, begun) // another instance may have been first
}

// mark lays the marker down whole, in place of an empty one or where there is none. Of
// several instances that begin at once the first one's stays.
func (f *Folder) mark(identity string, empty bool) error {
	part, err := f.write(marker, []byte(identity+"\n"))
	if err != nil {
		return err
	}
	lay := f.root.Link
	if empty {
		lay = f.root.Rename
	}
	err = lay(part, marker)
	switch {
	case errors.Is(err, fs.ErrExist):
		err = nil
	case errors.Is(err, errors.ErrUnsupported), errors.Is(err, fs.ErrPermission): // a file has one name there
		err = f.root.Rename(part, marker)
	}
	f.drop(part)
	if err != nil {
		return err
	}
	return f.settle(".")
}

// write writes a file of its own beside a name, from which it can be given that name.
func (f *Folder) write(name string, data []byte) (part string, err error) {
	part = name + "." + rand.Text() + ending
	file, err := f.root.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o640)
	if err != nil {
		return "", err
	}
	_, err = file.Write(data)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		f.drop(part)
		return "", err
	}
	return part, nil
}

// drop takes away what was only begun; what stays is swept later.
func (f *Folder) drop(part string) { _ = f.root.Remove(part) }

// Sweep takes away what was only begun before an instant, and that nobody will end.
func (f *Folder) Sweep(before time.Time) {
	for _, pattern := range []string{"*" + ending, "??/*" + ending} {
		parts, _ := fs.Glob(f.root.FS(), pattern) // the patterns are sound
		for _, part := range parts {
			if info, err := f.root.Lstat(part); err == nil && info.Mode().IsRegular() && info.ModTime().Before(before) {
				f.drop(part)
			}
		}
	}
}

// Close gives the folder back.
func (f *Folder) Close() error { return f.root.Close() }

// place is where bytes are kept: spread over folders, so that none grows too large.
func place(hash string) (dir, name string, err error) {
	if raw, err := hex.DecodeString(hash); err != nil || len(raw) != sha256.Size {
		return "", "", fault.New(fault.NotFound, fault.T("Không có ảnh này.", "There is no such picture."))
	}
	hash = strings.ToLower(hash)
	return hash[:2], filepath.Join(hash[:2], hash), nil
}

// Put implements media.Blobs: bytes appear whole under their name, or not at all, and
// outlast a loss of power. What is there and is not what it was is replaced.
func (f *Folder) Put(ctx context.Context, hash string, data []byte) error {
	dir, name, err := place(hash)
	if err != nil {
		return err
	}
	if f.holds(ctx, hash) {
		if err := f.settle(dir, "."); err != nil { // another may have written it this moment
			return unwritable(err)
		}
		return nil
	}
	if err := f.root.MkdirAll(dir, 0o750); err != nil {
		return unwritable(err)
	}
	part, err := f.write(name, data)
	if err != nil {
		return unwritable(err)
	}
	if err := f.root.Rename(part, name); err != nil {
		f.drop(part)
		return unwritable(err)
	}
	if err := f.settle(dir, "."); err != nil {
		return unwritable(err)
	}
	return nil
}

// holds reports whether bytes are there and are what they were.
func (f *Folder) holds(ctx context.Context, hash string) bool {
	file, err := f.Open(ctx, hash)
	if err != nil {
		return false
	}
	_, err = io.Copy(io.Discard, file)
	return errors.Join(err, file.Close()) == nil
}

// settle makes the names in folders last.
func (f *Folder) settle(dirs ...string) error {
	for _, dir := range dirs {
		opened, err := f.root.Open(dir)
		if err != nil {
			return err
		}
		if err := errors.Join(opened.Sync(), opened.Close()); err != nil {
			return err
		}
	}
	return nil
}

func unwritable(err error) error {
	return fault.New(fault.Unavailable, fault.T("Không ghi được vào thư mục ảnh; báo người quản trị máy chủ.", "The media folder cannot be written to; tell the server's administrator.")).Because(err)
}

// Open implements media.Blobs.
func (f *Folder) Open(_ context.Context, hash string) (io.ReadCloser, error) {
	_, name, err := place(hash)
	if err != nil {
		return nil, err
	}
	file, err := f.root.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.New(fault.NotFound, fault.T("Tệp ảnh không còn trong thư mục ảnh.", "The picture's file is not in the media folder.")).Because(err)
	}
	if err != nil {
		return nil, fault.New(fault.Unavailable, fault.T("Không đọc được thư mục ảnh.", "The media folder cannot be read.")).Because(err)
	}
	return &proved{file: file, sum: sha256.New(), want: strings.ToLower(hash), held: make([]byte, 0, chunk), free: make([]byte, chunk)}, nil
}

// chunk is how many bytes are read at once, and held back.
const chunk = 32 << 10

// proved reads a file and holds it against its hash. The last of it is given only when all
// of it has proved to be what it was: whoever was told its length sees that some is missing.
type proved struct {
	file  *os.File
	sum   hash.Hash
	want  string
	ready []byte // to be given
	held  []byte // to be given once more has come, or all is proved
	free  []byte // to read into; what is ready may lie in it
	whole bool
}

func (p *proved) Read(b []byte) (int, error) {
	for len(p.ready) == 0 {
		if err := p.advance(); err != nil {
			return 0, err
		}
	}
	n := copy(b, p.ready)
	p.ready = p.ready[n:]
	return n, nil
}

// advance reads a chunk to hold back, and makes the one before it ready.
func (p *proved) advance() error {
	if p.whole {
		if len(p.held) == 0 {
			return io.EOF
		}
		p.ready, p.held = p.held, nil
		return nil
	}
	n, err := io.ReadFull(p.file, p.free)
	_, _ = p.sum.Write(p.free[:n]) // never fails
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		if hex.EncodeToString(p.sum.Sum(nil)) != p.want {
			return fmt.Errorf("media: the file %s is not what it was", p.want)
		}
		p.whole = true
	case err != nil:
		return err
	}
	p.ready, p.held, p.free = p.held, p.free[:n], p.held[:chunk]
	return nil
}

func (p *proved) Close() error { return p.file.Close() }
