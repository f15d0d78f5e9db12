package channel_test

import (
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/channel"
	"github.com/lantoa/lantoa/internal/fault"
)

// Every template that people gave a channel stays, under a version of its own.
func TestTemplatesAreKeptByVersion(t *testing.T) {
	each(t, func(t *testing.T, w *fixture) {
		const first, second = "{{.Title}}\n{{.Notes}}\n{{.Link}}", "{{.Link}} {{.Title}} {{.Notes}}"
		in := input("Kênh")
		in.Kind, in.Template = "texts", new(first+"\r\n")
		c := w.create(t, in)
		if c.Template.Version != 1 || c.Template.Body != first {
			t.Errorf("made with %+v", c.Template)
		}
		for _, step := range []struct {
			body    string
			version int // of the template
			changes bool
		}{{first, 1, false}, {second, 2, true}, {"", 0, true}, {" \n", 0, false}, {first, 3, true}} {
			before := c.Version
			got, err := w.Update(t.Context(), admin(""), c.ID, before, channel.Patch{Template: new(step.body)})
			if err != nil {
				t.Fatalf("%q: %v", step.body, err)
			}
			if got.Template.Version != step.version || got.Template.Body != strings.TrimSpace(step.body) || (got.Version > before) != step.changes {
				t.Errorf("%q left %+v, version %d after %d", step.body, got.Template, got.Version, before)
			}
			if c, err = w.Get(t.Context(), admin(""), c.ID); err != nil || c.Template != got.Template {
				t.Errorf("%q is read as %+v, %v", step.body, c.Template, err)
			}
		}
		kept, err := w.Templates(t.Context(), admin(""), c.ID)
		if err != nil || len(kept) != 3 {
			t.Fatalf("%d versions are kept, %v", len(kept), err)
		}
		for i, want := range []string{first, second, first} {
			if one := kept[i]; one.Version != 3-i || one.Body != want || one.CreatedBy != admin("").ID || !one.CreatedAt.Equal(w.clock()) {
				t.Errorf("kept as %+v, want %q", one, want)
			}
		}
		var records int64
		err = w.db.Read(t.Context()).Raw(`SELECT count(*) FROM audit WHERE object_id = ? AND action = 'channel.update' AND detail LIKE '%"template":2%'`, c.ID).Scan(&records).Error
		if err != nil || records != 1 {
			t.Errorf("%d records name the second version, %v", records, err)
		}
	})
}

func TestATemplateThatCannotBeIsRefused(t *testing.T) {
	each(t, func(t *testing.T, w *fixture) {
		in := input("Kênh")
		in.Kind = "texts"
		c := w.create(t, in)
		whole := w.create(t, input("Kênh của bài"))
		for _, bad := range []struct{ id, body, says string }{
			{c.ID, "{{.Title}}", ".Link"},
			{c.ID, "{{.Titel}}", "line 1"},
			{c.ID, "{{.Title}}{{.Notes}}{{.Link}}" + strings.Repeat("x", 51), "have 51 characters, 50 at most"},
			{c.ID, "{{.Title}}\xff", "UTF-8"},
			{whole.ID, "{{.Title}}{{.Notes}}{{.Link}}", "whole stories"},
		} {
			_, err := w.Update(t.Context(), admin(""), bad.id, 1, channel.Patch{Template: new(bad.body)})
			e, ok := fault.As(err)
			if !ok || len(e.Fields) != 1 || e.Fields[0].Pointer != "/template" || !strings.Contains(e.Fields[0].Detail.EN, bad.says) || e.Fields[0].Detail.VI == "" {
				t.Errorf("%q: %+v, want %q at /template", bad.body, err, bad.says)
			}
		}
		if kept, err := w.Templates(t.Context(), admin(""), c.ID); err != nil || len(kept) > 0 {
			t.Errorf("%d versions were kept, %v", len(kept), err)
		}
		if _, err := w.Templates(t.Context(), admin(""), newID()); !fault.Is(err, fault.NotFound) {
			t.Errorf("of no channel: %v", err)
		}
	})
}
