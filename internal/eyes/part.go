// Package eyes judges by four eyes: whose look at a text is the next, and whose it may not be,
// since they have a part in what would be released. It is pure; others read what it judges by.
package eyes

import (
	"slices"
	"time"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/media"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/right"
)

// Contribution is the fact that a person saved something which enters the next release.
type Contribution struct {
	Edition string
	Release int // number of the release that it enters
	Person  string
	What    string // one of the constants below
	At      time.Time
}

// What people contribute to a release.
const (
	Text    = "text"
	Facets  = "facets"
	Note    = "note"
	Variant = "variant"
)

// contributed names what a person contributed.
func contributed(what string) fault.Text {
	switch what {
	case Facets:
		return fault.T("phân loại", "the facets")
	case Note:
		return fault.T("lời báo bạn đọc", "the readers' note")
	case Variant:
		return fault.T("lời riêng cho kênh", "the own wording for a channel")
	}
	return fault.T("nội dung", "the text")
}

// Wording is an edition's own words for a channel, with those whose words in it no release has
// approved.
type Wording struct {
	release.Variant
	Authors []string
}

// Parts is who has a part in what an edition would release: who saved anything that enters it,
// and whose pictures and words of pictures it shows.
type Parts struct {
	Lang          string
	Contributions []Contribution // to the release to be
	Pictures      []media.Media
	InForce       []release.Picture // those of the release in force
	Wordings      []Wording         // own words for channels
	Worded        []release.Variant // those of the release in force
}

// bar refuses those who have a part in the release.
func (p Parts) bar(who right.Principal, says fault.Text) error {
	for _, one := range p.Contributions {
		if one.Person == who.ID {
			what := contributed(one.What)
			return fault.New(fault.FourEyes, fault.T(says.VI+" sửa "+what.VI+" của bản này.", says.EN+" changed "+what.EN+" of this edition."))
		}
	}
	if err := p.choseOrDescribed(who, says); err != nil {
		return err
	}
	return p.worded(who, says)
}

// choseOrDescribed refuses those whose words or choices of a picture enter the next release,
// unless the release in force shows it just so.
func (p Parts) choseOrDescribed(who right.Principal, says fault.Text) error {
	for _, m := range p.Pictures {
		shown := release.PictureOf(m, p.Lang)
		if slices.Contains(m.WrittenBy(p.Lang), who.ID) && !slices.ContainsFunc(p.InForce, shown.Equal) {
			return fault.New(fault.FourEyes, fault.T(says.VI+" tải lên hoặc mô tả ảnh “"+m.Name+"” của bản này.",
				says.EN+" uploaded or described the picture “"+m.Name+"” of this edition."))
		}
	}
	return nil
}

// worded refuses those whose words for a channel enter the next release, unless the release in
// force has them just so. Contributions alone would not do: words for a channel that took another
// language for a while enter a later release than the one to which they were contributed.
func (p Parts) worded(who right.Principal, says fault.Text) error {
	for _, one := range p.Wordings {
		if slices.Contains(one.Authors, who.ID) && !slices.ContainsFunc(p.Worded, one.SaysAs) {
			what := contributed(Variant)
			return fault.New(fault.FourEyes, fault.T(says.VI+" viết "+what.VI+" của bản này.", says.EN+" written "+what.EN+" of this edition."))
		}
	}
	return nil
}

// Hands are the contributions to the release of a number by those who have a part in it through
// pictures and words for channels: the people whom [Parts] bars though they saved nothing since
// the release before.
func (p Parts) Hands(edition string, number int, at time.Time) []Contribution {
	var list []Contribution
	add := func(what string, people []string) {
		for _, one := range people {
			list = append(list, Contribution{Edition: edition, Release: number, Person: one, What: what, At: at})
		}
	}
	for _, m := range p.Pictures {
		if !slices.ContainsFunc(p.InForce, release.PictureOf(m, p.Lang).Equal) {
			add(Text, m.WrittenBy(p.Lang))
		}
	}
	for _, one := range p.Wordings {
		if !slices.ContainsFunc(p.Worded, one.SaysAs) {
			add(Variant, one.Authors)
		}
	}
	return list
}
