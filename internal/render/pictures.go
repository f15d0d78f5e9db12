package render

import (
	"reflect"
	"slices"
	"strings"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/feed"
	"github.com/lantoa/lantoa/internal/media"
	"github.com/lantoa/lantoa/internal/release"
)

// shown is how wide pictures are in texts at most, in pixels; wider files are there for
// those who ask for them.
const shown = 1280

// nameHash is how much of a file's hash stands in its name, so that another picture of the
// same story has another name for ever.
const nameHash = 12

// feedPicture is a picture as feeds, pages and partners are told of it.
func (r Renderer) feedPicture(p release.Picture) feed.Picture {
	f, least := p.Files[0], p.Files[0]
	for _, one := range p.Files {
		if one.Width <= shown {
			f = one
		}
	}
	picture := feed.Picture{URL: r.Addresses.Picture(f), Type: f.Type, Size: f.Size, Width: f.Width, Height: f.Height, Alt: p.Alt, Caption: p.Caption, Credit: p.Credit, Licence: p.Licence}
	if least.Hash != f.Hash {
		picture.Thumbnail = r.Addresses.Picture(least)
	}
	return picture
}

// SamePictures reports whether two releases show the same pictures with the same words.
func SamePictures(a, b release.Release) bool {
	return slices.EqualFunc(a.Content.Pictures, b.Content.Pictures, func(one, other release.Picture) bool { return reflect.DeepEqual(one, other) })
}

func (r Renderer) pictures(c release.Content) []feed.Picture {
	var list []feed.Picture
	for _, one := range c.Pictures {
		p := r.feedPicture(one)
		p.InText = one.ShownIn(c.Revision.Body)
		list = append(list, p)
	}
	return list
}

// illustrate gives a post the pictures that its channel takes, each in the largest file that
// fits, and shows all but the cover below its text.
func (r Renderer) illustrate(p *connector.Post, f Form) error {
	form := f.Spec.Pictures
	for i, one := range f.Release.Content.Pictures {
		if i == form.MostUnder(f.Settings) || f.Intent == connector.Withdraw {
			break
		}
		file, ok := fittingFile(one, form)
		if !ok {
			return unfitting(i+1, form)
		}
		sent := connector.Picture{Hash: file.Hash, Type: file.Type, Size: file.Size, Width: file.Width, Height: file.Height, Alt: one.Alt, Caption: one.Caption, Credit: one.Credit, Licence: one.Licence,
			Name: p.ChosenID + "-" + file.Hash[:nameHash] + extension(file.Type), Address: r.Addresses.Picture(file)}
		p.Pictures = append(p.Pictures, sent)
		if i > 0 && !one.ShownIn(f.Release.Content.Revision.Body) {
			p.HTML += feed.Picture{URL: sent.Address, Width: sent.Width, Height: sent.Height, Alt: sent.Alt, Caption: sent.Caption, Credit: sent.Credit, Licence: sent.Licence}.Figure()
		}
	}
	if f.Intent == connector.Correct && f.Standing != nil {
		same := func(a, b connector.Picture) bool { return a.Hash == b.Hash }
		p.PicturesStay = !slices.EqualFunc(p.Pictures, f.Standing, same)
		p.Pictures = f.Standing
	}
	return nil
}

// unfitting says of the n-th picture that no file of it is what a channel takes.
func unfitting(n int, form connector.PictureForm) error {
	const MB = 1_000_000
	return fault.New(fault.ValidationFailed, fault.Tf(
		"Ảnh thứ %d không có cỡ nào mà kênh nhận (%s; mỗi cạnh tối đa %d điểm ảnh, tệp tối đa %.1f MB); đổi ảnh, hoặc cắt ảnh quá dài thành nhiều ảnh.",
		"Picture %d comes in no size that the channel takes (%s; at most %d pixels a side and %.1f MB); choose another one, or cut a very long one into several.",
		n, strings.Join(form.Types, ", "), form.Side, float64(form.Bytes)/MB))
}

// fittingFile is the largest file of a picture that a channel takes.
func fittingFile(p release.Picture, form connector.PictureForm) (media.File, bool) {
	for _, file := range slices.Backward(p.Files) {
		fits := (form.Bytes == 0 || file.Size <= form.Bytes) && (form.Side == 0 || max(file.Width, file.Height) <= form.Side)
		if fits && slices.Contains(form.Types, file.Type) {
			return file, true
		}
	}
	return media.File{}, false
}
