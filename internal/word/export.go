package word

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/docx/write"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/right"
)

// Story gathers an edition for a Word file or a printed page: the head as it is saved, or one
// of its releases by number; 0 asks for the head.
func (s *Service) Story(ctx context.Context, actor right.Actor, ref article.Ref, number int) (write.Story, error) {
	_, e, err := s.o.Articles.Edition(ctx, actor, ref)
	if err != nil {
		return write.Story{}, err
	}
	r := release.Release{ApprovedAt: e.UpdatedAt}
	if number > 0 {
		r, err = s.numbered(ctx, actor, ref, number)
	} else {
		r.Content, _, err = s.o.Articles.Candidate(ctx, actor, ref)
	}
	if err != nil {
		return write.Story{}, err
	}
	c := r.Content
	story := write.Story{Lang: c.Lang, Title: c.Revision.Title, Lead: c.Revision.Lead, Body: c.Revision.Body, Unit: c.Unit.Name,
		Address: s.o.Story(c.Article, c.Lang), Keywords: c.Keywords, At: r.ApprovedAt, Lines: s.lines(e, r)}
	for _, told := range r.Notes() {
		story.Notes = append(story.Notes, write.Told{Label: told.Kind.Label(c.Lang) + ", " + s.written(told.At), Words: told.Text})
	}
	for _, one := range c.Pictures {
		shown, err := s.illustration(ctx, c.Lang, one)
		if err != nil {
			return write.Story{}, err
		}
		story.Pictures = append(story.Pictures, shown)
	}
	return story, nil
}

// numbered finds a release of an edition by its number.
func (s *Service) numbered(ctx context.Context, actor right.Actor, ref article.Ref, number int) (release.Release, error) {
	list, err := s.o.Articles.Releases(ctx, actor, ref, article.Part{Below: number + 1, Limit: 1})
	if err != nil {
		return release.Release{}, err
	}
	if len(list) == 0 || list[0].Number != number {
		return release.Release{}, fault.New(fault.NotFound, fault.Tf("Bản này không có bản phát hành số %d.", "The edition has no release %d.", number))
	}
	return s.o.Articles.Release(ctx, actor, ref, list[0].ID)
}

// illustration reads a picture in the size in which pages show it. A picture is shown in the
// body by the address of any of its files.
func (s *Service) illustration(ctx context.Context, lang string, p release.Picture) (write.Illustration, error) {
	file := fitting(p.Files)
	data, err := s.bytes(ctx, file)
	one := write.Illustration{Alt: p.Alt, Caption: p.Caption, Credit: credit(lang, p), Type: file.Type, Width: file.Width, Height: file.Height, Bytes: data}
	for _, f := range p.Files {
		one.Addresses = append(one.Addresses, s.o.Picture(f))
	}
	return one, err
}

func credit(lang string, p release.Picture) string {
	if p.Credit == "" {
		return ""
	}
	return strings.TrimSpace(fault.T("Ảnh: ", "Photo: ").For(lang) + p.Credit + " " + p.Licence)
}

// written is an instant as people of the house read it.
func (s *Service) written(at time.Time) string { return at.In(s.o.Zone).Format("02/01/2006 15:04") }

// lines stand below the text: whose it is, of when, and where readers find it.
func (s *Service) lines(e article.Edition, r release.Release) []string {
	lang := r.Content.Lang
	lines := []string{fault.T("Nguồn: ", "Source: ").For(lang) + r.Content.Unit.Name}
	if r.Number > 0 {
		lines = append(lines, fmt.Sprintf(fault.T("Bản phát hành số %d, duyệt lúc %s", "Release %d, approved %s").For(lang), r.Number, s.written(r.ApprovedAt)))
	} else {
		lines = append(lines, fault.T("Bản đang soạn, lưu lúc ", "Text in preparation, saved ").For(lang)+s.written(r.ApprovedAt))
	}
	if !e.Embargo.Over(s.o.Now()) {
		lines = append(lines, fault.T("CẤM PHÁT đến ", "EMBARGO until ").For(lang)+s.written(e.Embargo.Until))
	}
	return append(lines, s.o.Story(r.Content.Article, lang))
}

// Export makes the Word file of an edition.
func (s *Service) Export(ctx context.Context, actor right.Actor, ref article.Ref, number int) ([]byte, write.Story, error) {
	story, err := s.Story(ctx, actor, ref, number)
	if err != nil {
		return nil, write.Story{}, err
	}
	file, err := write.File(story)
	return file, story, err
}
