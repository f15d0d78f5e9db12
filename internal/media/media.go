// Package media is the library of pictures: what was uploaded, the files that were made of
// it, and what people say of it. Bytes are kept by their SHA-256 in a [Blobs], so that what
// a release names can never become something else.
package media

import (
	"context"
	"io"
	"maps"
	"slices"
	"time"

	"github.com/lantoa/lantoa/internal/picture"
	"github.com/lantoa/lantoa/internal/plan"
)

// Media is one picture of the library.
type Media struct {
	ID   string
	Unit string // code of the unit that it belongs to
	Name string // of the file that was uploaded
	// Files are the picture in its sizes, from narrow to wide; the last is the whole.
	Files []File
	// Card is the picture cut to the shape of the cards that other sites show of a link.
	Card  File
	Focus picture.Focus
	// Words are those of each language, by its code.
	Words   map[string]Words
	Credit  string // who made it, as readers are told
	Licence string // on what terms it may be used
	// Said is what the file said of itself when it was uploaded.
	Said picture.Said
	// Authors names by language those whose words are in it; under "" those who chose the
	// picture, its focus, credit or licence.
	Authors   map[string][]string
	Version   int
	CreatedBy string
	CreatedAt time.Time
	UpdatedAt time.Time
}

// File is one file of a picture.
type File struct {
	Hash   string `json:"hash"` // SHA-256 of its bytes, hex
	Type   string `json:"type"` // media type
	Width  int    `json:"width"`
	Height int    `json:"height"`
	Size   int64  `json:"size"` // bytes
}

// Whole is the largest file.
func (m Media) Whole() File { return m.Files[len(m.Files)-1] }

// File finds a file by its hash.
func (m Media) File(hash string) (File, bool) {
	all := append(slices.Clone(m.Files), m.Card)
	i := slices.IndexFunc(all, func(f File) bool { return f.Hash == hash })
	if i < 0 {
		return File{}, false
	}
	return all[i], true
}

// WrittenBy lists everyone whose words or choices readers of a language get.
func (m Media) WrittenBy(lang string) []string {
	people := append(slices.Clone(m.Authors[""]), m.Authors[lang]...)
	slices.Sort(people)
	return slices.Compact(people)
}

// author notes a person as one whose words of a language, or choices, are in it.
func (m *Media) author(lang, person string) {
	m.Authors = maps.Clone(m.Authors)
	if m.Authors == nil {
		m.Authors = map[string][]string{}
	}
	if !slices.Contains(m.Authors[lang], person) {
		m.Authors[lang] = append(slices.Clone(m.Authors[lang]), person)
	}
}

// Words are what is said of a picture in one language.
type Words struct {
	Alt     string `json:"alt"`     // for those who cannot see it
	Caption string `json:"caption"` // below it; "" for none
}

// The limits of what people write, in graphemes.
const (
	MaxName    = 200
	MaxAlt     = 1000 // Bluesky and Mastodon take 1,500 and more
	MaxCaption = 2000
	MaxCredit  = 300
)

// longestSide is that of one of the files, in pixels: no platform wants less, so that what is
// long and narrow is sent as large as it may be.
const longestSide = 2000

// widths are those of the files that are made of a picture beside the whole, in pixels, from
// narrow to wide.
func widths(width, height int) []int {
	list := []int{320, 640, 1280, max(1, width*longestSide/max(width, height))}
	slices.Sort(list)
	return slices.DeleteFunc(slices.Compact(list), func(one int) bool { return one >= width })
}

// The size of a card in pixels: 1.91 to 1, as Facebook and X cut what they show of a link.
const (
	cardWidth  = 1200
	cardHeight = 630
)

// Blobs keeps bytes by their hash. One folder, or one bucket, serves every instance.
type Blobs interface {
	// Put keeps bytes; what is there already under their hash stays.
	Put(ctx context.Context, hash string, data []byte) error
	// Open opens bytes; fault.NotFound where there are none, and an error at the end of bytes
	// that are no longer what their hash says. The caller closes.
	Open(ctx context.Context, hash string) (io.ReadCloser, error)
}

// Store keeps what is known of pictures.
type Store interface {
	InTx(ctx context.Context, fn func(ctx context.Context) error) error
	Add(ctx context.Context, m Media) error
	Save(ctx context.Context, m Media) error
	// Get reads one picture, fault.NotFound without; Lock holds it until the transaction ends.
	Get(ctx context.Context, id string) (Media, error)
	Lock(ctx context.Context, id string) (Media, error)
	// ByID reads those of some pictures that there are.
	ByID(ctx context.Context, ids []string) (map[string]Media, error)
	List(ctx context.Context, f Filter) ([]Media, error)
}

// Filter narrows the list of pictures, newest first.
type Filter struct {
	Units []string // nil means every unit; empty means none
	// After is the id of the last of the former page.
	After string
	Limit int
}

// Plans know units and languages.
type Plans interface {
	// CheckUnit refuses a unit that does not exist on the day, with a fault at /unit.
	CheckUnit(ctx context.Context, code string, day plan.Date) error
	// CheckCodes refuses what no plan knows, a language with a fault at /lang.
	CheckCodes(ctx context.Context, c plan.Codes) error
}
