package articles

import (
	"context"
	"net/http"
	"time"

	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/variant"
)

// VariantWords are an edition's own words for a channel; what is absent is the master's. What a
// kind of channel has no place for is refused, and so are notes and embargoes in them.
type VariantWords struct {
	Title string `json:"title,omitempty" doc:"Of channels that take whole stories; at most 300 characters"`
	Lead  string `json:"lead,omitempty" doc:"Of channels that take whole stories; at most 2000 characters"`
	Text  string `json:"text,omitempty" doc:"Of channels that take a text alone, in the place of title and lead; notes, hashtags and link stay where the layout has them; at most 10000 characters" example:"Sáng nay 10 đại sứ ASEAN về Nam Định!"`
}

func (w VariantWords) domain() variant.Words { return variant.Words(w) }

// VariantInput is what is kept of a variant.
type VariantInput struct {
	VariantWords
	Base string `json:"base,omitempty" doc:"Id of the revision over which it was written; absent means the newest"`
}

// VariantVersion is one state that the words for a channel have had.
type VariantVersion struct {
	Channel   string    `json:"channel" doc:"Id of the channel"`
	Version   int       `json:"version"`
	Act       string    `json:"act" enum:"save,keep,follow,restore" doc:"keep: held to be right over a changed master; follow: taken away; restore: a correction was dropped"`
	Base      string    `json:"base" doc:"Id of the revision over which it was written, or held to be right"`
	CreatedBy string    `json:"created_by"`
	CreatedAt time.Time `json:"created_at"`
	VariantWords
}

func versionOf(v variant.Version) VariantVersion {
	return VariantVersion{Channel: v.Channel, Version: v.Number, Act: string(v.Act), Base: v.Base, CreatedBy: v.CreatedBy, CreatedAt: v.CreatedAt.UTC(), VariantWords: VariantWords(v.Words)}
}

// SavedVariant is a variant that was saved, with what the preview has to say of it.
type SavedVariant struct {
	VariantVersion
	Warnings []rest.LocalizedText `json:"warnings,omitempty" nullable:"false" doc:"Such as a text that leaves no room for note and link; it is saved all the same"`
}

// Variant tells how the words of one channel stand to the master.
type Variant struct {
	Channel     string              `json:"channel" doc:"Id of the channel"`
	ChannelName string              `json:"channel_name"`
	Kind        string              `json:"kind"`
	Form        string              `json:"form,omitempty" enum:"heading,text" doc:"heading: title and lead can be its own; text: one text"`
	State       string              `json:"state" enum:"follows,changed,master_changed" doc:"master_changed: the text over which it was written is no longer that of the edition"`
	Version     int                 `json:"version,omitempty" doc:"Goes into If-Match; absent while the channel follows the master"`
	Base        string              `json:"base,omitempty" doc:"Id of the revision over which it was written, or held to be right"`
	Unused      *rest.LocalizedText `json:"unused,omitempty" doc:"Why its words enter no release"`
	UpdatedBy   string              `json:"updated_by,omitempty"`
	UpdatedAt   *time.Time          `json:"updated_at,omitempty"`
	VariantWords
	May rest.May `json:"may"`
}

// variantOf shapes a variant; edit is what may be done to the edition's text.
func variantOf(v variant.Variant, edit rest.Permission) Variant {
	shape := Variant{Channel: v.Channel.ID, ChannelName: v.Channel.Name, Kind: v.Channel.Kind, Form: string(v.Form), State: string(v.State), Unused: rest.SomeLocalized(v.Unused),
		May: rest.May{"save": edit, "keep": edit, "drop": edit}}
	if v.State == variant.Follows {
		why := fault.T("Kênh này theo bản gốc.", "The channel follows the master.")
		shape.May.Forbid("keep", why)
		shape.May.Forbid("drop", why)
	} else {
		shape.Version, shape.Base, shape.VariantWords = v.Version.Number, v.Version.Base, VariantWords(v.Version.Words)
		shape.UpdatedBy, shape.UpdatedAt = v.Version.CreatedBy, rest.Instant(v.Version.CreatedAt)
	}
	if !v.Unused.IsZero() {
		shape.May.Forbid("save", v.Unused)
		shape.May.Forbid("keep", v.Unused)
	}
	return shape
}

// ReleaseVariant is an own wording as it is approved.
type ReleaseVariant struct {
	Channel string `json:"channel" doc:"Id of the channel"`
	Base    string `json:"base" doc:"Id of the revision over which it was written, or held to be right"`
	VariantWords
}

func variantsOf(list []release.Variant) []ReleaseVariant {
	var shapes []ReleaseVariant
	for _, one := range list {
		shapes = append(shapes, ReleaseVariant{Channel: one.Channel, Base: one.Base, VariantWords: VariantWords{Title: one.Title, Lead: one.Lead, Text: one.Text}})
	}
	return shapes
}

// VariantNamed names the words of an edition for a channel.
type VariantNamed struct {
	Named
	Channel string `path:"channel" doc:"Id of the channel"`
}

func (n VariantNamed) on(version int) variant.On {
	return variant.On{Ref: n.ref(), Channel: n.Channel, Version: version}
}

func (h *handlers) variants() {
	const all, one = edition + "/variants", edition + "/variants/{channel}"
	rest.Add(h.r, rest.Op{ID: "listVariants", Method: http.MethodGet, Path: all, Tag: tag, Summary: "List the channels that could be given own words of an edition, and how each stands to the master"}, h.listVariants)
	rest.Add(h.r, rest.Op{ID: "getVariant", Method: http.MethodGet, Path: one, Tag: tag, Summary: "Get the own words of an edition for a channel"}, h.variant)
	rest.Add(h.r, rest.Op{ID: "saveVariant", Method: http.MethodPut, Path: one, Tag: tag, Makes: true, Summary: "Give a channel own words of an edition",
		Text: "With If-None-Match: * where the channel follows the master, with If-Match where it has words. They enter the next release: whoever saves them does not approve it."}, h.saveVariant)
	rest.Add(h.r, rest.Op{ID: "dropVariant", Method: http.MethodDelete, Path: one, Tag: tag, Summary: "Let a channel follow the master again; its words stay in the history", Status: http.StatusNoContent}, h.dropVariant)
	rest.Add(h.r, rest.Op{ID: "keepVariant", Method: http.MethodPost, Path: one + "/keep", Tag: tag, Keyed: true, Summary: "Say that a channel's own words are still right over the master as it is now"}, h.keepVariant)
	rest.Add(h.r, rest.Op{ID: "listVariantVersions", Method: http.MethodGet, Path: one + "/history", Tag: tag, Summary: "List what the own words of an edition for a channel have been, newest first"}, h.variantVersions)
}

func (h *handlers) listVariants(ctx context.Context, in *Named) (*rest.List[Variant], error) {
	list, err := h.o.Variants.List(ctx, rest.Actor(ctx), in.ref())
	if err != nil {
		return nil, err
	}
	edit, err := h.mayEdit(ctx, *in)
	if err != nil {
		return nil, err
	}
	return rest.Of(list, func(v variant.Variant) Variant { return variantOf(v, edit) }), nil
}

func (h *handlers) variant(ctx context.Context, in *VariantNamed) (*rest.One[Variant], error) {
	v, err := h.o.Variants.Get(ctx, rest.Actor(ctx), in.on(0))
	if err != nil {
		return nil, err
	}
	edit, err := h.mayEdit(ctx, in.Named)
	if err != nil {
		return nil, err
	}
	return rest.Versioned(v.Version.Number, variantOf(v, edit)), nil
}

// mayEdit judges whether the text of an edition may be changed, which stands for its variants too.
func (h *handlers) mayEdit(ctx context.Context, n Named) (rest.Permission, error) {
	actor := rest.Actor(ctx)
	a, e, err := h.o.Articles.Edition(ctx, actor, n.ref())
	if err != nil {
		return rest.Permission{}, err
	}
	may, err := h.may(ctx, actor, a, e)
	return may["edit"], err
}

type savingVariant struct {
	VariantNamed
	rest.Creating
	Body VariantInput
}

func (h *handlers) saveVariant(ctx context.Context, in *savingVariant) (*rest.Put[SavedVariant], error) {
	version := 0 // gives it the first, or the first again
	if !in.Fresh() {
		var err error
		if version, err = in.Version(); err != nil {
			return nil, err
		}
	}
	v, err := h.o.Variants.Save(ctx, rest.Actor(ctx), in.on(version), variant.Input{Words: in.Body.domain(), Base: in.Body.Base})
	if err != nil {
		return nil, err
	}
	warnings, err := h.warnings(ctx, in.ref(), []string{in.Channel})
	if err != nil {
		return nil, err
	}
	saved := SavedVariant{VariantVersion: versionOf(v)}
	for _, one := range warnings {
		saved.Warnings = append(saved.Warnings, one.Detail)
	}
	return rest.PutAt(h.r, in.path()+"/variants/"+in.Channel, in.Fresh(), v.Number, saved), nil
}

type droppingVariant struct {
	VariantNamed
	rest.Matching
}

func (h *handlers) dropVariant(ctx context.Context, in *droppingVariant) (*rest.Empty, error) {
	version, err := in.Version()
	if err != nil {
		return nil, err
	}
	return &rest.Empty{}, h.o.Variants.Follow(ctx, rest.Actor(ctx), in.on(version))
}

// KeepInput names the master that was read.
type KeepInput struct {
	Base string `json:"base,omitempty" doc:"Id of the revision that was read; absent means the newest"`
}

type keepingVariant struct {
	VariantNamed
	rest.Matching
	Body *KeepInput
}

func (h *handlers) keepVariant(ctx context.Context, in *keepingVariant) (*rest.One[VariantVersion], error) {
	version, err := in.Optional()
	if err != nil {
		return nil, err
	}
	base := ""
	if in.Body != nil {
		base = in.Body.Base
	}
	v, err := h.o.Variants.Keep(ctx, rest.Actor(ctx), in.on(version), base)
	if err != nil {
		return nil, err
	}
	return rest.Versioned(v.Number, versionOf(v)), nil
}

type variantRecorded struct {
	VariantNamed
	rest.Paging
}

func (h *handlers) variantVersions(ctx context.Context, in *variantRecorded) (*rest.List[VariantVersion], error) {
	part, err := h.part(ctx, in.Paging)
	if err != nil {
		return nil, err
	}
	rows, err := h.o.Variants.Versions(ctx, rest.Actor(ctx), in.on(0), part)
	if err != nil {
		return nil, err
	}
	place := func(v variant.Version) rest.Place { return rest.Place{Key: int64(v.Number)} }
	return rest.Paged(ctx, h.r, rows, in.Limit, place, versionOf), nil
}

// DraftVariant is words for a channel that are not saved.
type DraftVariant struct {
	Channel string `json:"channel" doc:"Id of the channel"`
	VariantWords
}

// PreviewInput is what is tried out; nothing of it is stored.
type PreviewInput struct {
	Variants []DraftVariant `json:"variants" nullable:"false" minItems:"1" maxItems:"50" doc:"Each channel once; without words the channel shows the master"`
}

type trying struct {
	Named
	Body PreviewInput
}

// try previews words that are not saved, for the channels that they are meant for.
func (h *handlers) try(ctx context.Context, in *trying) (*rest.List[Preview], error) {
	actor := rest.Actor(ctx)
	var drafts []variant.Draft
	var channels []string
	for _, one := range in.Body.Variants {
		drafts, channels = append(drafts, variant.Draft{Channel: one.Channel, Words: one.domain()}), append(channels, one.Channel)
	}
	words, err := h.o.Variants.Drafts(ctx, actor, in.ref(), drafts)
	if err != nil {
		return nil, err
	}
	list, err := h.o.Previews.With(ctx, actor, in.ref(), channels, words)
	if err != nil {
		return nil, err
	}
	return rest.Of(list, previewOf), nil
}
