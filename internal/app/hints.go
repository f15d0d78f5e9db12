package app

import (
	"context"
	"strconv"

	"github.com/lantoa/lantoa/internal/amend"
	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/checklist"
	"github.com/lantoa/lantoa/internal/checklist/facts"
	"github.com/lantoa/lantoa/internal/comment"
	"github.com/lantoa/lantoa/internal/compare"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/link"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/piece"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/store/articles"
	"github.com/lantoa/lantoa/internal/store/comments"
	"github.com/lantoa/lantoa/internal/store/variants"
	"github.com/lantoa/lantoa/internal/text"
	"github.com/lantoa/lantoa/internal/translation"
	"github.com/lantoa/lantoa/internal/variant"
)

// checklist is what judges stories before they go out.
func (s *Services) checklist(p Parts, stories *articles.Store, wordings *variants.Store) *facts.Reader {
	return facts.New(facts.Options{Texts: stories, Plans: s.Plans, Library: s.Media, Doubles: stories,
		Gather: []facts.Gather{s.hints(stories, variant.Book{Store: wordings}, comments.New(p.DB))}, HTML: text.NewHTML(), Zone: p.Config.Zone, Now: p.Now})
}

// stored is what people wrote, and what was approved of it.
type stored interface {
	article.Texts
	Release(ctx context.Context, id string) (release.Release, error)
}

// hints adds to the checklist of an edition what the parts beside the newsroom would have
// somebody look at: old encodings, a translation that is out of date, own words for channels that
// were made beside another text, shared pieces that changed, remarks that are open, a small fix
// that is more than one, an original that was corrected or withdrawn since it was reused.
func (s *Services) hints(texts stored, wordings variant.Book, threads comment.Store) facts.Gather {
	return func(ctx context.Context, a article.Article, e article.Edition, f *checklist.Facts) error {
		note := func(code checklist.Code, pointer string, words fault.Text) {
			f.Noted = append(f.Noted, checklist.Noted{Code: code, Pointer: pointer, Words: words})
		}
		for _, one := range s.Clipboard.Hints(f.Text) {
			note(checklist.Encoding, "/body", one.Words)
		}
		if words := translation.Hint(a, e); !words.IsZero() {
			note(checklist.Translation, "/source_revision", words)
		}
		behind, err := wordings.Behind(ctx, texts, e, f.Text)
		if err != nil {
			return err
		}
		for _, id := range behind {
			note(checklist.Wording, "/variants/"+id, fault.T("nội dung chung đã đổi sau khi viết lời riêng cho kênh này; xem lại lời riêng, hoặc xác nhận vẫn đúng",
				"the text has changed since the own words for this channel were written; look at them, or confirm that they still hold"))
		}
		uses, err := s.Pieces.In(ctx, e.Lang, f.Text.Body)
		if err != nil {
			return err
		}
		for _, one := range piece.Hints(uses) {
			note(one.Code, "/body", one.Words)
		}
		if err := s.reused(ctx, e, f, note); err != nil {
			return err
		}
		words, err := beyond(ctx, texts, e, f.Text)
		if err != nil {
			return err
		}
		if !words.IsZero() {
			note(checklist.BeyondFix, "/note/kind", words)
		}
		open, err := threads.Count(ctx, e.ID)
		if err == nil && open.Open > 0 {
			n := strconv.Itoa(open.Open)
			note(checklist.Remarks, "/comments", fault.T("còn "+n+" nhận xét chưa giải quyết", n+" threads of comments are open"))
		}
		return err
	}
}

// beyond says of a small fix that is being prepared why it looks like more than one, compared with
// the release that readers have; zero for all else.
func beyond(ctx context.Context, texts stored, e article.Edition, now manuscript.Text) (fault.Text, error) {
	if e.NextAct != release.ActCorrect || e.Note.Kind != release.SmallFix || e.ApprovedRelease == "" {
		return fault.Text{}, nil
	}
	r, err := texts.Release(ctx, e.ApprovedRelease)
	if err != nil {
		return fault.Text{}, err
	}
	written, err := texts.Revision(ctx, r.Content.Revision.ID)
	if err != nil {
		return fault.Text{}, err
	}
	was := compare.Text{Title: written.Text.Title, Lead: written.Text.Lead, Body: written.Text.Body, Pictures: written.Text.Pictures}
	is := compare.Text{Title: now.Title, Lead: now.Lead, Body: now.Body, Pictures: now.Pictures}
	return amend.Weigh(compare.Texts(was, is)).Hint(), nil
}

// reused adds what a story that was made of another unit's should look at.
func (s *Services) reused(ctx context.Context, e article.Edition, f *checklist.Facts, note func(code checklist.Code, pointer string, words fault.Text)) error {
	p, err := s.Links.Copy(ctx, e.ID)
	if err != nil {
		return err
	}
	if words := p.Uncredited(f.Text); !words.IsZero() {
		note(checklist.Uncredited, "/body", words)
	}
	if words := p.Hint(); !words.IsZero() {
		note(map[link.Standing]checklist.Code{link.Changed: checklist.OriginalChanged, link.Withdrawn: checklist.OriginalWithdrawn}[p.Standing], "/original", words)
	}
	return nil
}
