package word

import (
	"context"
	"io"
	"strconv"
	"time"

	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/docx"
	files "github.com/lantoa/lantoa/internal/word"
)

type importing struct {
	Named
	rest.Creating
	Name    string `query:"name" required:"true" doc:"Name of the file" example:"tin-asean.docx"`
	DryRun  bool   `query:"dry_run" doc:"Tell what would come of it, and write nothing"`
	Changes string `query:"changes" enum:"accept,reject" default:"accept" doc:"How tracked changes are settled"`
	Except  []int  `query:"except" maxItems:"2000" doc:"Ids of the changes that are settled the other way, separated by commas"`
	Convert bool   `query:"convert" doc:"Convert the words in TCVN3 and VNI fonts to Unicode; look at the preview first"`
}

// WordImport is what came of a Word file, or would come of it.
type WordImport struct {
	DryRun     bool          `json:"dry_run"`
	SHA256     string        `json:"sha256" doc:"Of the file"`
	Title      string        `json:"title" doc:"From the file, or the present one where it has none"`
	Lead       string        `json:"lead"`
	Body       string        `json:"body" doc:"HTML of the one allow-list; in a dry run its pictures have addresses that lead nowhere"`
	Pictures   []string      `json:"pictures" nullable:"false" doc:"Ids of media of the text; none in a dry run"`
	Shown      []WordPicture `json:"file_pictures" nullable:"false" doc:"Pictures of the file, in their order"`
	Changes    []WordChange  `json:"changes" nullable:"false" doc:"Tracked changes of the file; the same file has the same ids"`
	Comments   []WordComment `json:"comments" nullable:"false" doc:"Comments of the file, which do not come into the text"`
	Findings   []WordFinding `json:"findings" nullable:"false" doc:"What does not come as it was"`
	Fonts      []WordFont    `json:"old_fonts" nullable:"false" doc:"Fonts of the old Vietnamese encodings that words are set in"`
	Attachment *Attachment   `json:"attachment,omitempty" doc:"The file as it is kept; absent in a dry run"`
	Version    int           `json:"version,omitempty" doc:"Of the working copy; absent in a dry run"`
}

// WordPicture is a picture of a file.
type WordPicture struct {
	Name    string `json:"name"`
	Type    string `json:"type"`
	Size    int    `json:"size" doc:"Bytes"`
	Alt     string `json:"alt"`
	Caption string `json:"caption"`
}

// WordChange is a tracked change.
type WordChange struct {
	ID       int        `json:"id"`
	Kind     string     `json:"kind" enum:"inserted,removed,moved,formatted"`
	Author   string     `json:"author"`
	At       *time.Time `json:"at,omitempty"`
	Text     string     `json:"text" doc:"Empty for a paragraph break or a row"`
	Where    string     `json:"where" enum:"body,footnote,endnote,text box"`
	Near     string     `json:"near" doc:"The words of its paragraph as it is settled, in short"`
	Accepted bool       `json:"accepted" doc:"As it is settled here"`
}

// WordComment is a remark at the margin.
type WordComment struct {
	Author string     `json:"author"`
	At     *time.Time `json:"at,omitempty"`
	Text   string     `json:"text"`
	About  string     `json:"about" doc:"The words that it stands at, in short"`
}

// WordFinding is something that does not come as it was.
type WordFinding struct {
	Kind   string             `json:"kind" example:"equation"`
	Count  int                `json:"count"`
	Sample string             `json:"sample,omitempty"`
	Detail rest.LocalizedText `json:"detail"`
}

// WordFont is a font of an old encoding.
type WordFont struct {
	Name     string `json:"name" example:".VnTime"`
	Encoding string `json:"encoding" enum:"tcvn3,vni"`
	Signs    int    `json:"signs" doc:"That are set in it"`
	Sample   string `json:"sample"`
}

// taken is what was laid into the working copy, under its entity tag.
type taken struct {
	ETag string `header:"ETag" doc:"Of the working copy; absent in a dry run"`
	Body WordImport
}

func (h *handlers) take(ctx context.Context, in *importing) (*taken, error) {
	leave, err := h.files.Enter(ctx, rest.Actor(ctx).ID)
	if err != nil {
		return nil, err
	}
	defer leave()
	file, err := io.ReadAll(io.NewSectionReader(rest.ExchangeOf(ctx).File, 0, docx.MaxBytes+1))
	if err != nil {
		return nil, err
	}
	what := files.Import{Ref: in.ref(), Name: in.Name, File: file, Reject: in.Changes == "reject", Except: in.Except, Convert: in.Convert}
	var result files.Result
	if in.DryRun {
		result, err = h.files.Preview(ctx, rest.Actor(ctx), what)
	} else {
		if !in.Fresh() {
			if what.Version, err = in.Version(); err != nil {
				return nil, err
			}
		}
		result, err = h.files.Take(ctx, rest.Actor(ctx), what)
	}
	if err != nil {
		return nil, inQuery(err)
	}
	out := &taken{Body: h.importedOf(result)}
	if out.Body.DryRun = in.DryRun; !in.DryRun {
		shape := h.attachmentOf(result.Attachment)
		out.Body.Attachment, out.Body.Version = &shape, result.Copy.Version
		out.ETag = strconv.Quote(strconv.Itoa(result.Copy.Version))
	}
	return out, nil
}

// inQuery places what is wrong with the parameters; what is wrong with the file itself has
// the place in the text that it would have, or none.
func inQuery(err error) error {
	for _, name := range []string{"name", "except"} {
		err = rest.Rename(err, "/"+name, "query:"+name)
	}
	return err
}

func (h *handlers) importedOf(r files.Result) WordImport {
	d := r.Document
	shape := WordImport{SHA256: r.SHA256, Title: r.Text.Title, Lead: r.Text.Lead, Body: r.Text.Body, Pictures: rest.NotNil(r.Text.Pictures), Shown: make([]WordPicture, len(d.Pictures)),
		Changes: make([]WordChange, len(d.Changes)), Comments: make([]WordComment, len(d.Comments)), Findings: make([]WordFinding, len(d.Findings)), Fonts: make([]WordFont, len(d.Fonts))}
	for i, p := range d.Pictures {
		shape.Shown[i] = WordPicture{Name: p.Name, Type: p.Type, Size: len(p.Bytes), Alt: p.Alt, Caption: p.Caption}
	}
	for i, c := range d.Changes {
		shape.Changes[i] = WordChange{ID: c.ID, Kind: string(c.Kind), Author: c.Author, At: rest.Instant(c.At), Text: c.Text, Where: c.Where, Near: c.Near, Accepted: c.Accepted}
	}
	for i, c := range d.Comments {
		shape.Comments[i] = WordComment{Author: c.Author, At: rest.Instant(c.At), Text: c.Text, About: c.About}
	}
	for i, f := range d.Findings {
		shape.Findings[i] = WordFinding{Kind: f.Kind, Count: f.Count, Sample: f.Sample, Detail: rest.Localized(f.Detail)}
	}
	for i, f := range d.Fonts {
		shape.Fonts[i] = WordFont(f)
	}
	return shape
}
