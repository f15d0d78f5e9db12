package app

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"github.com/lantoa/lantoa/internal/archive"
	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/config"
	"github.com/lantoa/lantoa/internal/media/folder"
	"github.com/lantoa/lantoa/internal/store"
	archivestore "github.com/lantoa/lantoa/internal/store/archive"
	"github.com/lantoa/lantoa/internal/store/ledger"
)

// Archived tells of an archive that was written or taken in.
type Archived struct {
	Path     string
	Hash     string // SHA-256 of its manifest.json, hex
	Manifest archive.Manifest
}

// ArchiveOrder says what is to be written out, where to, and what for.
type ArchiveOrder struct {
	// Path is a new file, or a folder in which one is made.
	Path, Reason, Program string
	// Progress is told of each member that is whole; nil tells nobody.
	Progress func(name string)
}

// WriteArchive writes the whole house out, as the house, beside a running server. The file
// appears under its name once it is whole and was read again; else nothing is left.
func (d *Domain) WriteArchive(ctx context.Context, o ArchiveOrder) (done Archived, err error) {
	path := o.Path
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		path = filepath.Join(path, "lantoa-"+now().Format("20060102-150405")+".zip")
	}
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return Archived{}, fmt.Errorf("%s is there already; name a new file", path)
	}
	part := path + "." + rand.Text() + ".part"
	file, err := os.OpenFile(part, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // the operator names it
	if err != nil {
		return Archived{}, fmt.Errorf("the archive cannot be written: %w", err)
	}
	defer func() { _ = os.Remove(part) }() // gone already where all went well
	done, err = d.pack(ctx, file, o)
	if err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err != nil {
		return Archived{}, err
	}
	if err := os.Link(part, path); errors.Is(err, errors.ErrUnsupported) || errors.Is(err, fs.ErrPermission) { // a file has one name there
		err = os.Rename(part, path)
		if err != nil {
			return Archived{}, fmt.Errorf("the archive cannot be given its name: %w", err)
		}
	} else if err != nil {
		return Archived{}, fmt.Errorf("the archive cannot be given its name: %w", err)
	}
	if err := lasting(filepath.Dir(path)); err != nil {
		return Archived{}, err
	}
	done.Path = path
	return done, d.Audit.Record(ctx, archiveAct("archive.export", done, o.Reason))
}

// lasting makes the names in a folder outlast a loss of power.
func lasting(dir string) error {
	opened, err := os.Open(dir) //nolint:gosec // the operator names it
	if err != nil {
		return err
	}
	return errors.Join(opened.Sync(), opened.Close())
}

// pack writes the archive, and reads it again.
func (d *Domain) pack(ctx context.Context, file *os.File, o ArchiveOrder) (done Archived, err error) {
	begun, err := keepsFiles(ctx, d.db)
	if err != nil {
		return done, err
	}
	blobs, err := openBlobs(d.config, d.Identity, begun)
	if err != nil {
		return done, err
	}
	schema, err := store.NewestSchema()
	if err != nil {
		return done, errors.Join(err, blobs.Close())
	}
	rows := archivestore.New(d.db)
	err = rows.Snapshot(ctx, func(ctx context.Context) error {
		done.Manifest, done.Hash, err = archive.Write(ctx, file, archive.Wanted{Source: rows, Blobs: blobs, Schema: schema, Program: o.Program, MadeAt: now(),
			Progress: func(m archive.Member) {
				if o.Progress != nil {
					o.Progress(m.Name)
				}
			}})
		return err
	})
	if err = errors.Join(err, blobs.Close()); err != nil {
		return done, err
	}
	again, err := openArchive(file)
	if err == nil {
		err = again.Prove(ctx)
	}
	return done, err
}

// archiveAct is the act of writing out or taking in, as the record tells it.
func archiveAct(action string, a Archived, reason string) audit.Entry {
	return audit.Entry{Actor: audit.System, Action: action, Object: audit.Object{Kind: "archive"}, After: a.Hash,
		Detail: map[string]any{"reason": reason, "rows": a.Manifest.Rows(), "files": a.Manifest.Files(), "schema": a.Manifest.Schema}}
}

// openBlobs opens the media folder of a house; identity is the one of its database, and begun tells
// that it names files already.
func openBlobs(c config.Config, identity string, begun bool) (*folder.Folder, error) {
	path := c.MediaDir
	if path == "" {
		path = filepath.Join(c.Data, "media")
	}
	return folder.Open(path, identity, begun)
}

func openArchive(file *os.File) (*archive.Archive, error) {
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	schema, err := store.NewestSchema()
	if err != nil {
		return nil, err
	}
	return archive.Open(file, info.Size(), schema)
}

// TakeArchive takes an archive into the empty house that the settings name, which it makes where
// there is none, under the lock of a server. manifest, where it is given, is the SHA-256 that the
// archive must have. Nothing is kept unless all of it is.
func TakeArchive(ctx context.Context, c config.Config, log *slog.Logger, path, manifest, reason string) (done Archived, err error) {
	file, err := os.Open(path) //nolint:gosec // the operator names it
	if err != nil {
		return done, fmt.Errorf("the archive cannot be opened: %w", err)
	}
	defer func() { _ = file.Close() }() // it was only read
	a, err := openArchive(file)
	if err != nil {
		return done, err
	}
	done = Archived{Path: path, Hash: a.Hash, Manifest: a.Manifest}
	if manifest != "" && !strings.EqualFold(manifest, a.Hash) {
		return done, fmt.Errorf("it is not the archive that you noted: its manifest has the SHA-256 %s; nothing was written", a.Hash)
	}
	if err := a.Prove(ctx); err != nil {
		return done, err
	}
	db, err := OpenDatabase(ctx, c, true, log)
	if err != nil {
		return done, err
	}
	return done, errors.Join(settle(ctx, c, db, a, archiveAct("archive.import", done, reason)), db.Close())
}

// settle writes a proven archive into a house: first the files, which nobody sees without rows,
// then all rows at once.
func settle(ctx context.Context, c config.Config, db *store.DB, a *archive.Archive, act audit.Entry) error {
	if err := db.Migrate(ctx); err != nil {
		return err
	}
	rows := archivestore.New(db)
	if err := rows.Empty(ctx); err != nil {
		return err
	}
	identity, err := ledger.NewFacts(db).Keep(ctx, "identity", newID())
	if err != nil {
		return err
	}
	blobs, err := openBlobs(c, identity, false)
	if err != nil {
		return err
	}
	err = a.EachFile(ctx, func(hash string, data []byte) error { return blobs.Put(ctx, hash, data) })
	if err = errors.Join(err, blobs.Close()); err != nil {
		return err
	}
	seals := ledger.NewSeals(db)
	sealer := audit.NewSealer(seals, newID())
	record := audit.New(ledger.NewAudit(db), now, rand.Reader)
	return rows.Fill(ctx, a, func(ctx context.Context) error {
		if _, err := sealer.Run(ctx); err != nil { // what was not sealed yet when it was written out
			return err
		}
		for _, stream := range audit.Streams() {
			report, err := sealer.Verify(ctx, stream)
			if err != nil {
				return err
			}
			for _, one := range report.Faults {
				return fmt.Errorf("the record in the archive is not whole (%s, number %d, row %q: %s); nothing was written", stream, one.Number, one.Row, one.What)
			}
		}
		return record.Record(ctx, act)
	})
}
