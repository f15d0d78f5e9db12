package articles

import (
	"context"

	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/compare"
	"github.com/lantoa/lantoa/internal/line"
	"github.com/lantoa/lantoa/internal/manuscript"
)

// Span is a stretch of words that share their fate and their marks.
type Span struct {
	Op    string   `json:"op" enum:"equal,added,removed,formatted" doc:"Formatted ones are the same words with other marks"`
	Text  string   `json:"text" doc:"A picture is its description, a line break a line feed"`
	Marks []string `json:"marks,omitempty" nullable:"false" doc:"Tags around the words, the outermost first, as in a href=…"`
	Was   []string `json:"was,omitempty" nullable:"false" doc:"Of formatted ones, the marks before"`
}

// ComparedBlock is a paragraph, heading, item, cell or the like.
type ComparedBlock struct {
	Kind   string      `json:"kind" enum:"paragraph,heading,list_item,table_cell,figure,caption,quote,preformatted,rule,text"`
	Tag    string      `json:"tag,omitempty" doc:"Of its element now"`
	Was    string      `json:"was,omitempty" doc:"The tag before, where it changed"`
	Change string      `json:"change" enum:"equal,added,removed,changed"`
	Moved  bool        `json:"moved,omitempty" doc:"The same words were taken out and put in elsewhere"`
	Within []Container `json:"within,omitempty" nullable:"false" doc:"Elements around it, the outermost first"`
	Spans  []Span      `json:"spans" nullable:"false"`
}

// Container is an element around blocks; those of one container bear its number.
type Container struct {
	Tag    string `json:"tag"`
	Number int    `json:"number"`
}

// Comparison is what differs between two texts. Of spans and HTML there is what was asked for.
type Comparison struct {
	From         string          `json:"from" doc:"Name of the first text, empty for the empty one before the first"`
	To           string          `json:"to" doc:"Name of the second text"`
	Same         bool            `json:"same" doc:"Nothing differs that readers could see"`
	WordsAdded   int             `json:"words_added" doc:"Counted in chữ: syllables, and letters of scripts without spaces"`
	WordsRemoved int             `json:"words_removed"`
	Title        []Span          `json:"title,omitempty" nullable:"false"`
	Lead         []Span          `json:"lead,omitempty" nullable:"false"`
	Blocks       []ComparedBlock `json:"blocks,omitempty" nullable:"false" doc:"The body"`
	HTML         *ComparedHTML   `json:"html,omitempty"`
	PicturesWas  []string        `json:"pictures_was" nullable:"false" doc:"Ids of media in order"`
	PicturesIs   []string        `json:"pictures_is" nullable:"false"`
}

// ComparedHTML shows a comparison: added words in ins, removed ones in del, those with other marks in
// mark.
type ComparedHTML struct {
	Title string `json:"title"`
	Lead  string `json:"lead"`
	Body  string `json:"body"`
}

type comparing struct {
	Named
	From   string `query:"from" maxLength:"64" doc:"Id of a revision, head, working-copy or release: with its number; absent means the text that the other was made from"`
	To     string `query:"to" maxLength:"64" default:"head" doc:"As from" example:"working-copy"`
	Format string `query:"format" enum:"spans,html" default:"spans" doc:"html gives marked text for people to read in place of spans"`
}

func (h *handlers) compare(ctx context.Context, in *comparing) (*rest.Plain[Comparison], error) {
	d, names, err := h.o.Lines.Compare(ctx, rest.Actor(ctx), in.ref(), in.From, in.To)
	if err != nil {
		return nil, err
	}
	shape := Comparison{From: names[0], To: names[1], Same: d.Same(), WordsAdded: d.WordsAdded, WordsRemoved: d.WordsRemoved,
		PicturesWas: rest.NotNil(d.PicturesWas), PicturesIs: rest.NotNil(d.PicturesIs)}
	if in.Format == "html" {
		shape.HTML = &ComparedHTML{Title: compare.SpansHTML(d.Title), Lead: compare.SpansHTML(d.Lead), Body: d.HTML()}
		return &rest.Plain[Comparison]{Body: shape}, nil
	}
	shape.Title, shape.Lead = spansOf(d.Title), spansOf(d.Lead)
	for _, b := range d.Blocks {
		one := ComparedBlock{Kind: string(b.Kind), Tag: b.Tag, Was: b.Was, Change: string(b.Change), Moved: b.Moved, Spans: spansOf(b.Spans)}
		for _, c := range b.Within {
			one.Within = append(one.Within, Container(c))
		}
		shape.Blocks = append(shape.Blocks, one)
	}
	return &rest.Plain[Comparison]{Body: shape}, nil
}

func spansOf(list []compare.Span) []Span {
	shapes := make([]Span, len(list))
	for i, s := range list {
		shapes[i] = Span{Op: string(s.Op), Text: s.Text, Marks: s.Marks, Was: s.Was}
	}
	return shapes
}

// MergeInput is what a person brings to a merge.
type MergeInput struct {
	Base    string                 `json:"base,omitempty" doc:"Id of the revision that you began from; absent means that of your working copy"`
	Text    *EditionText           `json:"text,omitempty" doc:"Absent means your working copy"`
	Choices map[string]MergeChoice `json:"choices,omitempty" doc:"By the id of the conflict"`
	Save    bool                   `json:"save,omitempty" doc:"Saves what comes of it; needs If-Match, and a choice for every conflict"`
}

// MergeChoice settles a conflict.
type MergeChoice struct {
	Take     string   `json:"take" enum:"mine,theirs,both,own" doc:"both is mine and then theirs"`
	Own      string   `json:"own,omitempty" doc:"With take own alone, what you write there instead: words, of the body also HTML that can stand there; empty takes the place out"`
	Pictures []string `json:"pictures,omitempty" nullable:"false" maxItems:"20" doc:"With take own, of the conflict about pictures: your own list"`
}

// MergeConflict is a place that both sides changed, each in its way. Its id stands for all three
// versions of it.
type MergeConflict struct {
	ID       string          `json:"id"`
	Field    string          `json:"field" enum:"title,lead,body,pictures"`
	Base     string          `json:"base" doc:"Words, of the body HTML; empty where nothing was there"`
	Mine     string          `json:"mine"`
	Theirs   string          `json:"theirs"`
	Pictures *MergedPictures `json:"pictures,omitempty"`
}

// MergedPictures are the lists of pictures that a conflict is about.
type MergedPictures struct {
	Base   []string `json:"base" nullable:"false"`
	Mine   []string `json:"mine" nullable:"false"`
	Theirs []string `json:"theirs" nullable:"false"`
}

// Merge is what a merge made.
type Merge struct {
	Text      EditionText     `json:"text" doc:"Where a conflict is open it holds mine"`
	Conflicts []MergeConflict `json:"conflicts" nullable:"false" doc:"Still to be chosen"`
	Settled   []MergeConflict `json:"settled" nullable:"false" doc:"Settled by your choices"`
	Base      string          `json:"base" doc:"Id of the revision that both sides began from"`
	Theirs    string          `json:"theirs" doc:"Id of the newest saved revision, with which it was merged"`
	Version   int             `json:"version" doc:"The edition's version: that of If-Match for saving, or after it was saved"`
	Revision  string          `json:"revision,omitempty" doc:"Id of the revision that was saved"`
}

type merging struct {
	Named
	rest.Matching
	Body MergeInput
}

func (in *merging) domain() line.Merging {
	m := line.Merging{Base: in.Body.Base, Choices: map[string]compare.Choice{}}
	if in.Body.Text != nil {
		text := in.Body.Text.domain()
		m.Text = &text
	}
	for id, c := range in.Body.Choices {
		m.Choices[id] = compare.Choice{Take: compare.Take(c.Take), Own: c.Own, Pictures: c.Pictures}
	}
	return m
}

func (h *handlers) merge(ctx context.Context, in *merging) (*rest.One[Merge], error) {
	var m line.MergedText
	var e article.Edition
	var err error
	if in.Body.Save {
		version, bad := in.Version()
		if bad != nil {
			return nil, bad
		}
		m, e, err = h.o.Lines.SaveMerge(ctx, rest.Actor(ctx), article.At{Ref: in.ref(), Version: version}, in.domain())
	} else {
		m, e, err = h.o.Lines.Merge(ctx, rest.Actor(ctx), in.ref(), in.domain())
	}
	if err != nil {
		return nil, err
	}
	shape := Merge{Text: textOf(manuscript.Text(m.Text)), Conflicts: conflictsOf(m.Open), Settled: conflictsOf(m.Answered), Base: m.Base.ID, Theirs: m.Theirs.ID, Version: e.Version}
	if in.Body.Save {
		shape.Revision = e.HeadRevision
	}
	return rest.Versioned(e.Version, shape), nil
}

func conflictsOf(list []compare.Conflict) []MergeConflict {
	shapes := make([]MergeConflict, len(list))
	for i, c := range list {
		shapes[i] = MergeConflict{ID: c.ID, Field: string(c.Field), Base: c.Base, Mine: c.Mine, Theirs: c.Theirs}
		if c.Field == compare.Pictures {
			shapes[i].Pictures = &MergedPictures{Base: rest.NotNil(c.PicturesBase), Mine: rest.NotNil(c.PicturesMine), Theirs: rest.NotNil(c.PicturesTheirs)}
		}
	}
	return shapes
}
