package release

import (
	"slices"
	"strings"

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

// PictureOf is a picture of the library as it would be approved now, in a language.
func PictureOf(m media.Media, lang string) Picture {
	words := m.Words[lang]
	return Picture{ID: m.ID, Alt: words.Alt, Caption: words.Caption, Credit: m.Credit, Licence: m.Licence, Files: m.Files, Card: m.Card}
}

// Whole is the largest file.
func (p Picture) Whole() media.File { return p.Files[len(p.Files)-1] }

// Equal reports whether two pictures show and say the same.
func (p Picture) Equal(o Picture) bool {
	return slices.Equal(p.Files, o.Files) && p.ID == o.ID && p.Alt == o.Alt && p.Caption == o.Caption && p.Credit == o.Credit && p.Licence == o.Licence && p.Card == o.Card
}

// ShownIn reports whether a body shows the picture itself, by the address of any of its
// files; it need not stand beside such a body once more.
func (p Picture) ShownIn(body string) bool {
	return slices.ContainsFunc(p.Files, func(f media.File) bool { return strings.Contains(body, "/media/"+f.Hash+".") })
}
