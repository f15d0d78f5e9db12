package articles

import (
	"cmp"
	"context"
	"net/http"

	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/preview"
	"github.com/lantoa/lantoa/internal/variant"
)

// Preview is what one channel would get of an edition as it stands now.
type Preview struct {
	Channel     string              `json:"channel" doc:"Id of the channel"`
	ChannelName string              `json:"channel_name"`
	Kind        string              `json:"kind"`
	Title       string              `json:"title,omitempty"`
	Lead        string              `json:"lead,omitempty"`
	HTML        string              `json:"html,omitempty" doc:"Of kinds that take a body"`
	Text        string              `json:"text,omitempty" doc:"Of kinds that take a text alone"`
	Spans       []PreviewSpan       `json:"spans,omitempty" nullable:"false"`
	Used        int                 `json:"used,omitempty" doc:"Length of the text, counted as the platform counts"`
	Most        int                 `json:"most,omitempty" doc:"The longest text that the platform takes"`
	Unit        string              `json:"unit,omitempty" enum:"graphemes,utf16"`
	UsedBytes   int                 `json:"used_bytes,omitempty" doc:"Length of the text in bytes of UTF-8, where the platform bounds these too"`
	MostBytes   int                 `json:"most_bytes,omitempty" doc:"The longest text that the platform takes in bytes; the text is held to both bounds"`
	Over        int                 `json:"over,omitempty" doc:"By how much the text is too long, in unit or, where the bytes are too many, in bytes; problem says it in words"`
	Wording     string              `json:"wording" enum:"follows,changed,master_changed" doc:"Whose words it shows: the master's, or own ones of the channel and how they stand to the master"`
	LeadCut     bool                `json:"lead_cut,omitempty" doc:"The lead is not there as it was written"`
	Link        string              `json:"link,omitempty" doc:"Zeros stand for the marker"`
	Waits       bool                `json:"waits_for_portal,omitempty" doc:"It will wait for the portal's copy, and lead there"`
	Pictures    []PreviewPicture    `json:"pictures,omitempty" nullable:"false"`
	LeftOut     int                 `json:"pictures_left_out,omitempty"`
	Problem     *rest.LocalizedText `json:"problem,omitempty" doc:"Why there can be no post"`
}

// PreviewSpan is a part of a text that is more than plain words.
type PreviewSpan struct {
	Kind  string `json:"kind" enum:"title,link,tag"`
	Start int    `json:"start" doc:"In bytes of UTF-8"`
	End   int    `json:"end"`
	Value string `json:"value,omitempty"`
}

// PreviewPicture is a picture in the size in which it would be sent.
type PreviewPicture struct {
	Hash   string `json:"hash"`
	Type   string `json:"type"`
	Size   int64  `json:"size"`
	Width  int    `json:"width"`
	Height int    `json:"height"`
	Alt    string `json:"alt"`
}

func previewOf(p preview.Preview) Preview {
	shape := Preview{Channel: p.Channel.ID, ChannelName: p.Channel.Name, Kind: p.Channel.Kind, Most: p.Most, MostBytes: p.MostBytes, Unit: string(p.Unit), Problem: rest.SomeLocalized(p.Problem), Waits: p.Waits, Wording: string(cmp.Or(p.Wording, variant.Follows)), Used: p.Used, UsedBytes: p.UsedBytes, Over: p.Over}
	if shape.Problem != nil {
		return shape
	}
	post := p.Post
	shape.Title, shape.Lead, shape.HTML, shape.Text, shape.Link = post.Title, post.Lead, post.HTML, post.Text, post.Link
	shape.LeadCut, shape.LeftOut = p.Cut, p.LeftOut
	for _, one := range post.Spans {
		shape.Spans = append(shape.Spans, PreviewSpan{Kind: string(one.Kind), Start: one.Start, End: one.End, Value: one.Value})
	}
	for _, one := range post.Pictures {
		shape.Pictures = append(shape.Pictures, PreviewPicture{Hash: one.Hash, Type: one.Type, Size: one.Size, Width: one.Width, Height: one.Height, Alt: one.Alt})
	}
	return shape
}

type previewing struct {
	Named
	Channel []string `query:"channel" doc:"Ids of channels, separated by commas; absent means every channel that could take it"`
}

func (h *handlers) previews() {
	rest.Add(h.r, rest.Op{ID: "previewEdition", Method: http.MethodGet, Path: edition + "/preview", Tag: tag, Summary: "See what each channel would get of an edition as it stands now",
		Text: "Made by the code that renders what is sent: texts in the platform's own unit, what is cut, which pictures go, and what stands against it."}, h.preview)
	rest.Add(h.r, rest.Op{ID: "tryVariants", Method: http.MethodPost, Path: edition + "/preview", Tag: tag, Summary: "See what channels would get with words for them that are not saved",
		Text: "As the preview, for the channels that are named. Nothing is stored."}, h.try)
}

func (h *handlers) preview(ctx context.Context, in *previewing) (*rest.List[Preview], error) {
	list, err := h.o.Previews.Of(ctx, rest.Actor(ctx), in.ref(), in.Channel)
	if err != nil {
		return nil, rest.InQuery(err)
	}
	shapes := []Preview{}
	for _, one := range list {
		shapes = append(shapes, previewOf(one))
	}
	return &rest.List[Preview]{Body: rest.Page[Preview]{Items: shapes}}, nil
}
