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

	"github.com/lantoa/lantoa/internal/fault"
)

// marker is the name of the file that tells whose folder it is.
const marker = "LANTOA-MEDIA"

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

// claim holds the marker against the identity, and lays one down in a new folder.
func (f *Folder) claim(path, identity string, begun bool) error {
	found, err := f.root.ReadFile(marker)
	switch {
	case err == nil && strings.TrimSpace(string(found)) == identity:
		return nil
	case err == nil:
		return fmt.Errorf("the media folder %s belongs to another lantoa (it is marked %s, this database is %s); set LANTOA_MEDIA_DIR to this installation's own folder",
			path, strings.TrimSpace(string(found)), identity)
	case !errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("the marker of the media folder %s cannot be read: %w", path, err)
	case begun:
		return fmt.Errorf("the media folder %s has no file %s, although this database has pictures; mount the right folder, or set LANTOA_MEDIA_DIR to it", path, marker)
	}
	// Two instances may begin at the same time: the one that comes second reads what the first wrote.
	file, err := f.root.OpenFile(marker, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o640)
	if errors.Is(err, fs.ErrExist) {
		return f.claim(path, identity, begun)
	}
	if err == nil {
		_, err = io.WriteString(file, identity+"\n")
		err = errors.Join(err, file.Sync(), file.Close())
	}
	if err != nil {
		return fmt.Errorf("the media folder %s cannot be written to: %w", path, err)
	}
	return nil
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
// outlast a loss of power.
func (f *Folder) Put(_ context.Context, hash string, data []byte) error {
	dir, name, err := place(hash)
	if err != nil {
		return err
	}
	if info, err := f.root.Stat(name); err == nil && info.Size() == int64(len(data)) {
		return nil
	}
	if err := f.root.MkdirAll(dir, 0o750); err != nil {
		return unwritable(err)
	}
	part := name + "." + rand.Text() + ".part"
	file, err := f.root.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o640)
	if err != nil {
		return unwritable(err)
	}
	_, err = file.Write(data)
	if err = errors.Join(err, file.Sync(), file.Close()); err == nil {
		err = f.root.Rename(part, name)
	}
	if err == nil {
		err = f.settle(dir)
	}
	if err != nil {
		return unwritable(errors.Join(err, f.root.Remove(part)))
	}
	return nil
}

// settle makes the names in a folder last.
func (f *Folder) settle(dir string) error {
	opened, err := f.root.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(opened.Sync(), opened.Close())
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
	return &proved{file: file, sum: sha256.New(), want: strings.ToLower(hash)}, nil
}

// proved reads a file and holds it against its hash at its end.
type proved struct {
	file *os.File
	sum  hash.Hash
	want string
}

func (p *proved) Read(b []byte) (int, error) {
	n, err := p.file.Read(b)
	_, _ = p.sum.Write(b[:n]) // never fails
	if errors.Is(err, io.EOF) && hex.EncodeToString(p.sum.Sum(nil)) != p.want {
		return n, fmt.Errorf("media: the file %s is not what it was", p.want)
	}
	return n, err
}

func (p *proved) Close() error { return p.file.Close() }
