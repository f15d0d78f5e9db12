package article_test

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/media"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/right"
	store "github.com/lantoa/lantoa/internal/store/media"
)

// picture puts a picture of a unit into the library, uploaded by lan and described in
// Vietnamese by another person.
func (w *fixture) picture(id, unit, describedBy string) media.Media {
	w.Helper()
	file := media.File{Hash: strings.Repeat(id[len(id)-1:], 64), Type: "image/jpeg", Width: 640, Height: 480, Size: 9000}
	m := media.Media{ID: id, Unit: unit, Name: id + ".jpg", Files: []media.File{file}, Card: file, Credit: "Ảnh: Sở",
		Words: map[string]media.Words{"vi": {Alt: "Rước kiệu", Caption: "Hội"}}, Authors: map[string][]string{"": {lan().ID}, "vi": {describedBy}},
		Version: 1, CreatedBy: lan().ID, CreatedAt: w.now(), UpdatedAt: w.now()}
	if err := store.New(w.db).Add(w.Context(), m); err != nil {
		w.Fatal(err)
	}
	return m
}

func (w *fixture) showing(pictures ...string) manuscript.Text {
	t := story()
	t.Pictures = pictures
	return t
}

func TestPicturesArePartOfTheRelease(t *testing.T) {
	each(t, func(w *fixture) {
		m := w.picture("m1", ours, lan().ID)
		a, _, err := w.service.Create(w.Context(), lan(), article.Input{Unit: ours, Facets: facets(), Lang: "vi", Text: w.showing("m1")})
		must(w, a, err)
		content, hash, err := w.service.Candidate(w.Context(), lan(), article.Ref{Article: a.ID, Lang: "vi"})
		must(w, content, err)
		want := []release.Picture{{ID: "m1", Alt: "Rước kiệu", Caption: "Hội", Credit: "Ảnh: Sở", Files: m.Files, Card: m.Card}}
		if d := cmp.Diff(want, content.Pictures); d != "" || content.Revision.Pictures != nil {
			w.Errorf("pictures of the release (-want +got):\n%s", d)
		}
		m.Words["vi"] = media.Words{Alt: "Kiệu"}
		if err := store.New(w.db).Save(w.Context(), m); err != nil {
			w.Fatal(err)
		}
		if _, other, err := w.service.Candidate(w.Context(), lan(), article.Ref{Article: a.ID, Lang: "vi"}); err != nil || other == hash {
			w.Errorf("another description is the same release: %v", err)
		}
	})
}

func TestPicturesOfATextAreChecked(t *testing.T) {
	each(t, func(w *fixture) {
		w.picture("m1", ours, lan().ID)
		w.picture("m2", theirs, "x")
		many := make([]string, article.MaxPictures+1)
		for i := range many {
			many[i] = "m" + strconv.Itoa(1000+i)
			w.picture(many[i], ours, lan().ID)
		}
		for name, c := range map[string]struct {
			pictures []string
			at       string
		}{
			"no such picture": {[]string{"m1", "m9"}, "/pictures/1"},
			"another unit's":  {[]string{"m2"}, "/pictures/0"},
			"twice":           {[]string{"m1", "m1"}, "/pictures/1"},
			"too many":        {many, "/pictures"},
		} {
			_, _, err := w.service.Create(w.Context(), lan(), article.Input{Unit: ours, Facets: facets(), Lang: "vi", Text: w.showing(c.pictures...)})
			if e, ok := fault.As(err); !ok || len(e.Fields) != 1 || e.Fields[0].Pointer != c.at {
				w.Errorf("%s: %v, want a fault at %s", name, err, c.at)
			}
		}
	})
}

// Programs that know of no pictures take none away; an empty list takes all.
func TestATextThatSaysNothingOfPicturesKeepsThem(t *testing.T) {
	each(t, func(w *fixture) {
		w.picture("m1", ours, lan().ID)
		a, e, err := w.service.Create(w.Context(), lan(), article.Input{Unit: ours, Facets: facets(), Lang: "vi", Text: w.showing("m1")})
		must(w, a, err)
		ref := article.Ref{Article: a.ID, Lang: "vi"}
		typed, err := w.lines.Autosave(w.Context(), lan(), ref, 0, e.HeadRevision, w.showing())
		if d := cmp.Diff([]string{"m1"}, must(w, typed, err).Text.Pictures); d != "" {
			w.Errorf("the working copy (-want +got):\n%s", d)
		}
		for _, c := range []struct {
			given, want []string
		}{{nil, []string{"m1"}}, {[]string{}, nil}, {nil, nil}} {
			e, err = w.service.SaveText(w.Context(), lan(), article.At{Ref: ref, Version: e.Version}, w.showing(c.given...))
			if c.given != nil {
				text := w.showing()
				text.Pictures = c.given
				e, err = w.service.SaveText(w.Context(), lan(), article.At{Ref: ref, Version: e.Version}, text)
			}
			must(w, e, err)
			head, err := w.service.Head(w.Context(), e)
			if got := must(w, head, err).Text.Pictures; !slices.Equal(got, c.want) {
				w.Errorf("given %v: %v, want %v", c.given, got, c.want)
			}
		}
	})
}

func TestAPictureNeedsWordsForThoseWhoCannotSeeIt(t *testing.T) {
	each(t, func(w *fixture) {
		w.picture("m1", ours, lan().ID)
		a, _, err := w.service.Create(w.Context(), lan(), article.Input{Unit: ours, Facets: facets(), Lang: "en", Text: w.showing("m1")})
		must(w, a, err)
		_, err = w.service.Submit(w.Context(), lan(), article.At{Ref: article.Ref{Article: a.ID, Lang: "en"}})
		if e, ok := fault.As(err); !ok || len(e.Fields) != 1 || e.Fields[0].Pointer != "/pictures/0/alt" || !strings.Contains(e.Fields[0].Detail.EN, "(alt) in en") {
			w.Errorf("submitted without a description in its language: %v", err)
		}
	})
}

// Four eyes see every picture: who chose it or described it in this language does not
// approve it, unless the release in force shows it just so.
func TestWhoChoseOrDescribedAPictureDoesNotApproveIt(t *testing.T) {
	each(t, func(w *fixture) {
		reviewer := hoa()
		m := w.picture("m1", ours, reviewer.ID)
		a, _, err := w.service.Create(w.Context(), lan(), article.Input{Unit: ours, Facets: facets(), Lang: "vi", Text: w.showing("m1")})
		must(w, a, err)
		ref := article.Ref{Article: a.ID, Lang: "vi"}
		e, err := w.service.Submit(w.Context(), lan(), article.At{Ref: ref})
		must(w, e, err)
		approve := func(actor right.Actor) error {
			_, hash, err := w.service.Candidate(w.Context(), actor, ref)
			_, _, _, refused := w.service.Approve(w.Context(), actor, article.At{Ref: ref}, hash)
			return errors.Join(err, refused)
		}
		if err := approve(reviewer); !fault.Is(err, fault.FourEyes) || !strings.Contains(err.Error(), "m1.jpg") {
			w.Errorf("who described the picture approved it: %v", err)
		}
		against, _, _, err := w.service.Obstacles(w.Context(), reviewer, w.of(e), e)
		if must(w, against, err)["approve"].IsZero() {
			w.Error("the picture is not told of as an obstacle")
		}
		m.Authors["vi"] = []string{"someone"}
		if err := store.New(w.db).Save(w.Context(), m); err != nil {
			w.Fatal(err)
		}
		if err := approve(reviewer); err != nil {
			w.Errorf("one who neither chose nor described it: %v", err)
		}
	})
}
