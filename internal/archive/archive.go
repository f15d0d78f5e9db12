// Package archive is the form in which everything of a house leaves it and comes into another:
// content, pictures, deliveries with their receipts, and the record of acts as it was sealed.
//
// An archive is a zip. data/ holds a file of JSON Lines for each [Noun], schema/ the JSON
// Schema of its lines, media/ the bytes of pictures and originals by their SHA-256, and
// manifest.json the length and SHA-256 of each. The same house gives the same bytes, whichever
// database it stands on: rows are ordered by their keys, columns as [Nouns] lists them.
//
// A house leaves at rest: without secrets, with every channel paused and held, so that no two
// installations send the same (see [Noun.Rest]). An archive of a house that is not at rest is
// refused. The package knows no database.
package archive

import (
	"context"
	"encoding/json"
	"io"
	"path"
	"time"

	"github.com/lantoa/lantoa/internal/fault"
)

// Format and Version name the form; a reader takes no other.
const (
	Format  = "lantoa-archive"
	Version = 1
)

// The names of members.
const (
	manifestName = "manifest.json"
	readmeName   = "README.txt"
	mediaDir     = "media"
)

// Manifest tells what an archive holds.
type Manifest struct {
	Format  string    `json:"format"`
	Version int       `json:"version"`
	Schema  int64     `json:"schema"`  // number of the newest migration of the house that was written out
	Program string    `json:"program"` // version of the program that wrote it
	MadeAt  time.Time `json:"made_at"`
	// Heads are the ends of the sealed streams, by stream; a stream without seals has none.
	Heads   map[string]Head `json:"heads"`
	Members []Member        `json:"members"` // as they stand in the zip
	LeftOut []Absent        `json:"left_out"`
}

// Head is the newest seal of a stream.
type Head struct {
	Number int64  `json:"number"`
	Hash   string `json:"hash"`
}

// Member is one file of an archive.
type Member struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"` // bytes
	SHA256 string `json:"sha256"`
	Rows   int    `json:"rows"` // lines; 0 for what is no file of rows
}

// Rows counts the rows of all members.
func (m Manifest) Rows() int {
	var n int
	for _, one := range m.Members {
		n += one.Rows
	}
	return n
}

// Files counts the pictures and originals.
func (m Manifest) Files() int {
	var n int
	for _, one := range m.Members {
		if path.Dir(path.Dir(one.Name)) == mediaDir {
			n++
		}
	}
	return n
}

func (m Manifest) bytes() ([]byte, error) {
	b, err := json.MarshalIndent(m, "", "  ")
	return append(b, '\n'), err
}

// Source is a house at one moment.
type Source interface {
	// Each gives the rows of a noun in the order of its key, as they stand.
	Each(ctx context.Context, n *Noun, give func(Row) error) error
}

// Blobs are the bytes of files, by the hex of their SHA-256.
type Blobs interface {
	Open(ctx context.Context, hash string) (io.ReadCloser, error)
}

// DataName is the name of the member that holds a noun.
func DataName(n Noun) string { return "data/" + n.Name + ".jsonl" }

func schemaName(n Noun) string { return "schema/" + n.Name + ".json" }

func mediaName(hash string) string { return mediaDir + "/" + hash[:2] + "/" + hash }

// bad is the error of an archive that cannot be taken in.
func bad(member, vi, en string, args ...any) error {
	words := fault.Tf(vi, en, args...)
	return fault.New(fault.ValidationFailed, fault.T("Bản lưu trữ không dùng được: "+member+": "+words.VI+". Không có gì được ghi.",
		"The archive cannot be used: "+member+": "+words.EN+". Nothing was written."))
}
