package candidate_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/candidate"
	"github.com/lantoa/lantoa/internal/eyes"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/media"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/release"
)

// desk is all that a composer reads: one story, which corrects another.
type desk struct {
	title    string
	corrects *release.Corrected
}

func (d desk) Revision(context.Context, string) (article.Revision, error) {
	return article.Revision{ID: "r1", Number: 1, Text: manuscript.Text{Title: d.title, Lead: "Lead", Body: "<p>Body</p>"}}, nil
}
func (desk) Release(context.Context, string) (release.Release, error) { return release.Release{}, nil }
func (desk) Unit(context.Context, string) (plan.Unit, error) {
	return plan.Unit{Code: "u", Name: fault.T("Sở", "Department")}, nil
}
func (desk) Facets(context.Context, string) ([]plan.Facet, error)             { return nil, nil }
func (desk) ByID(context.Context, []string) (map[string]media.Media, error)   { return nil, nil }
func (desk) TemplatesFor(context.Context, string) ([]release.Template, error) { return nil, nil }
func (desk) Entering(context.Context, string, string) ([]eyes.Wording, error) { return nil, nil }
func (d desk) Corrects(context.Context, article.Article, string) (*release.Corrected, error) {
	return d.corrects, nil
}

// The head of a formal correction is in the language of the edition and names the day of the house;
// a writer who put the heading there has it once. Every other story is as it was written.
func TestTheHeadOfAFormalCorrection(t *testing.T) {
	wrong := release.Corrected{Title: `“A” & <b>`, Section: "Hợp tác", URL: "https://ban.example/a/1/vi?x=1&y=2", PublishedAt: time.Date(2026, 11, 19, 17, 30, 0, 0, time.UTC)}
	bare := wrong
	bare.Section = ""
	for name, c := range map[string]struct {
		lang, title string
		corrects    *release.Corrected
		want, begin string
	}{
		"Vietnamese": {"vi", "Ngày họp", &wrong, "Thông tin cải chính, xin lỗi: Ngày họp",
			`<p>Bài <a href="https://ban.example/a/1/vi?x=1&amp;y=2">““A” &amp; &lt;b&gt;”</a>, mục Hợp tác, đăng ngày 20/11/2026, có thông tin chưa đúng.</p><p>Body</p>`},
		"English, without a section": {"en", "The day", &bare, "Correction and apology: The day",
			`<p>The story <a href="https://ban.example/a/1/vi?x=1&amp;y=2">““A” &amp; &lt;b&gt;”</a>, published on 20 November 2026, had wrong information.</p><p>Body</p>`},
		"written already":   {"vi", "Thông tin cải chính, xin lỗi: Ngày họp", &wrong, "Thông tin cải chính, xin lỗi: Ngày họp", "<p>Bài "},
		"without a title":   {"vi", "", &wrong, "Thông tin cải chính, xin lỗi", "<p>Bài "},
		"every other story": {"vi", "Ngày họp", nil, "Ngày họp", "<p>Body</p>"},
	} {
		t.Run(name, func(t *testing.T) {
			d := desk{c.title, c.corrects}
			composer := candidate.New(candidate.Options{Texts: d, Releases: d, Plans: d, Library: d, Templates: d, Variants: d, Corrections: d, Zone: time.FixedZone("", 7*3600)})
			got, err := composer.Compose(t.Context(), article.Article{ID: "2"}, article.Edition{ID: "e", Lang: c.lang})
			if err != nil || got.Revision.Title != c.want || !strings.HasPrefix(got.Revision.Body, c.begin) || got.Revision.Lead != "Lead" {
				t.Errorf("%v %q %q", err, got.Revision.Title, got.Revision.Body)
			}
		})
	}
}
