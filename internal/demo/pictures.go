package demo

import (
	"bytes"
	"context"
	"embed"
	"path"

	"github.com/lantoa/lantoa/internal/media"
)

// The pictures were painted by the command in the folder paint.
//
//go:embed data/*.jpg
var paintings embed.FS

// illustration is a picture of the demo with what is said of it.
type illustration struct {
	file  string
	words map[string]media.Words
}

// illustrations are the pictures of a sample, the cover first.
func illustrations(sample string) []illustration {
	say := func(file, alt, caption, altEN, captionEN string) illustration {
		return illustration{file, map[string]media.Words{"vi": {Alt: alt, Caption: caption}, "en": {Alt: altEN, Caption: captionEN}}}
	}
	sea := say("sea.jpg", "Tranh vẽ hai chiếc thuyền buồm đỏ trên sóng biển xanh, mặt trời đỏ phía chân trời", "Ra khơi (tranh minh họa)",
		"Drawing of two red sailing boats on green waves, a red sun at the horizon", "Setting out (illustration)")
	lanterns := say("lanterns.jpg", "Tranh vẽ chín chiếc đèn lồng vàng và cam treo trên nền trời đêm tím, phía dưới là dãy đồi", "Đêm hội (tranh minh họa)",
		"Drawing of nine yellow and orange lanterns on a purple night sky above hills", "Festival night (illustration)")
	lotus := say("lotus.jpg", "Tranh vẽ một bông sen hồng nở trên nền xanh thẫm, phía dưới là những chiếc lá", "Sen đồng bằng (tranh minh họa)",
		"Drawing of a pink lotus in bloom on dark green, leaves below", "Lotus of the delta (illustration)")
	brocade := say("brocade.jpg", "Hoa văn thổ cẩm: các ô trám lồng nhau màu đỏ, cam, trắng và xanh chàm", "Hoa văn dệt (tranh minh họa)",
		"Brocade pattern: nested lozenges in red, orange, white and indigo", "A woven pattern (illustration)")
	terraces := say("terraces.jpg", "Tranh vẽ những thửa ruộng uốn lượn xanh và vàng, xa xa là núi xanh lam", "Mùa vàng (tranh minh họa)",
		"Drawing of winding fields in green and gold, blue mountains far off", "Golden season (illustration)")
	return map[string][]illustration{
		"S07": {lanterns}, "S01": {brocade}, "S04": {lotus, terraces, brocade}, "S02": {sea}, "S05": {lanterns}, "S12": {terraces}, "S03": {lotus},
	}[sample]
}

// pictures brings the pictures of a sample into the library, once each, and gives their ids.
func (s stage) pictures(ctx context.Context, unit, sample string) ([]string, error) {
	var ids []string
	for _, one := range illustrations(sample) {
		key := unit + "/" + one.file
		if s.library[key] == "" {
			id, err := s.picture(ctx, unit, one)
			if err != nil {
				return nil, err
			}
			s.library[key] = id
		}
		ids = append(ids, s.library[key])
	}
	return ids, nil
}

func (s stage) picture(ctx context.Context, unit string, one illustration) (string, error) {
	file, err := paintings.ReadFile(path.Join("data", one.file))
	if err != nil {
		return "", err
	}
	m, err := s.Media.Add(ctx, s.actors["author"], media.Upload{Unit: unit, Name: one.file, File: bytes.NewReader(file)})
	if err == nil {
		m, err = s.Media.Describe(ctx, s.actors["author"], m.ID, m.Version, media.Patch{Credit: new("Minh họa: lantoa"), Licence: new("CC0"), Words: one.words})
	}
	return m.ID, err
}
