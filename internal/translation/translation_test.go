package translation_test

import (
	"testing"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/translation"
)

func TestHint(t *testing.T) {
	t.Parallel()
	a := article.Article{Lang: "vi"}
	for name, c := range map[string]struct {
		e    article.Edition
		says bool
	}{
		"the story's own language":        {article.Edition{Lang: "vi"}, false},
		"a translation that is right":     {article.Edition{Lang: "en", SourceRevision: "r"}, false},
		"one that is out of date":         {article.Edition{Lang: "en", SourceRevision: "r", Outdated: true}, true},
		"one of which nobody said a word": {article.Edition{Lang: "en"}, true},
	} {
		if hint := translation.Hint(a, c.e); hint.IsZero() == c.says || hint.VI == "" && c.says {
			t.Errorf("%s: %q", name, hint.EN)
		}
	}
	if hint := translation.Hint(article.Article{}, article.Edition{Lang: "en"}); !hint.IsZero() {
		t.Errorf("where the story's own language is not known: %q", hint.EN)
	}
}

func TestChanges(t *testing.T) {
	t.Parallel()
	b := translation.Beside{Then: &article.Revision{Text: manuscript.Text{Title: "A", Body: "<p>Một.</p><p>Hai.</p>", Pictures: []string{"x"}}},
		Now: article.Revision{Text: manuscript.Text{Title: "A", Body: "<p>Một.</p><p>Ba.</p>"}}}
	changed := 0
	for _, block := range b.Changes().Blocks {
		if block.Change != "equal" {
			changed++
		}
	}
	if changed == 0 || changed == len(b.Changes().Blocks) || !b.PicturesChanged() {
		t.Errorf("%d of %d paragraphs changed, pictures %t", changed, len(b.Changes().Blocks), b.PicturesChanged())
	}
}
