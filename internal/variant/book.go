package variant

import (
	"context"
	"time"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/eyes"
	"github.com/lantoa/lantoa/internal/manuscript"
)

// Book is the variants as the newsroom sees them when it composes a release or drops a correction.
type Book struct{ Store Store }

var _ article.Variants = Book{}

// Entering implements [article.Variants].
func (b Book) Entering(ctx context.Context, edition, lang string) ([]eyes.Wording, error) {
	versions, err := b.Store.Entering(ctx, edition, lang)
	list := make([]eyes.Wording, len(versions))
	for i, v := range versions {
		list[i] = eyes.Wording{Variant: v.on(v.Channel, v.Base), Authors: v.Authors}
	}
	return list, err
}

// Behind lists the channels, by id, whose words were made beside another text of an edition than
// its newest.
func (b Book) Behind(ctx context.Context, texts article.Texts, e article.Edition, head manuscript.Text) ([]string, error) {
	versions, err := b.Store.Entering(ctx, e.ID, e.Lang)
	if err != nil {
		return nil, err
	}
	var channels []string
	for _, v := range versions {
		if v.Base == e.HeadRevision {
			continue
		}
		base, err := texts.Revision(ctx, v.Base)
		if err != nil {
			return nil, err
		}
		if base.Text.Title != head.Title || base.Text.Lead != head.Lead || base.Text.Body != head.Body {
			channels = append(channels, v.Channel)
		}
	}
	return channels, nil
}

// Restore implements [article.Variants]: what was said for later releases gives way to what was
// said before, and stays among the versions.
func (b Book) Restore(ctx context.Context, edition string, release int, by string, at time.Time) ([]string, error) {
	present, err := b.Store.Newest(ctx, edition, 0)
	if err != nil || len(present) == 0 {
		return nil, err
	}
	former, err := b.Store.Newest(ctx, edition, release)
	if err != nil {
		return nil, err
	}
	stood := map[string]Version{}
	for _, v := range former {
		stood[v.Channel] = v
	}
	var channels []string
	for _, v := range present {
		if v.Release <= release {
			continue
		}
		again := stood[v.Channel] // the zero value follows the master
		if again.Base == "" {
			again.Base = v.Base
		}
		again.Edition, again.Channel, again.Number, again.Release, again.Act, again.CreatedBy, again.CreatedAt = edition, v.Channel, v.Number+1, release, ActRestore, by, at
		if err := b.Store.Add(ctx, again); err != nil {
			return nil, err
		}
		channels = append(channels, v.Channel)
	}
	return channels, nil
}
