package release

import (
	"slices"

	"github.com/lantoa/lantoa/internal/media"
)

// Picture is a picture as it was approved: its bytes by their hashes and the words
// that go with it in the edition's language.
type Picture struct {
	ID      string       `json:"id"`
	Alt     string       `json:"alt"`
	Caption string       `json:"caption"`
	Credit  string       `json:"credit"`
	Licence string       `json:"licence"`
	Files   []media.File `json:"files"` // from narrow to wide; the last is the whole
	Card    media.File   `json:"card"`
}

// Whole is the largest file.
func (p Picture) Whole() media.File { return p.Files[len(p.Files)-1] }

// Equal reports whether two pictures show and say the same.
func (p Picture) Equal(o Picture) bool {
	return slices.Equal(p.Files, o.Files) && p.ID == o.ID && p.Alt == o.Alt && p.Caption == o.Caption && p.Credit == o.Credit && p.Licence == o.Licence && p.Card == o.Card
}
