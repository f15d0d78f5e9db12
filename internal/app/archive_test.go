package app

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/lantoa/lantoa/internal/archive"
	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/config"
	"github.com/lantoa/lantoa/internal/store"
	"github.com/lantoa/lantoa/internal/store/storetest"
)

// members reads an archive without what tells of its own making.
func members(t *testing.T, path string) map[string]string {
	t.Helper()
	z, err := zip.OpenReader(path)
	must(t, err)
	all := map[string]string{}
	for _, f := range z.File {
		from, err := f.Open()
		must(t, err)
		text, err := io.ReadAll(from)
		must(t, err)
		all[f.Name] = string(text)
	}
	must(t, z.Close())
	delete(all, "manifest.json")
	return all
}

// emptyHouse are those of a house on a database.
func emptyHouse(t *testing.T, o store.Options) config.Config {
	t.Helper()
	environ := []string{"LANTOA_DATA=" + t.TempDir()}
	if o.URL != "" {
		environ = append(environ, "LANTOA_DATABASE_URL="+o.URL)
	}
	c, _, err := config.Load(environ, nil)
	must(t, err)
	return c
}

func quietly() *slog.Logger { return slog.New(slog.DiscardHandler) }

// moved takes an archive into a house, and writes that out again.
func moved(t *testing.T, c config.Config, path string) string {
	t.Helper()
	_, err := TakeArchive(t.Context(), c, quietly(), path, "", "dọn nhà")
	must(t, err)
	d, err := OpenDomain(t.Context(), c, quietly())
	must(t, err)
	done, err := d.WriteArchive(t.Context(), ArchiveOrder{Path: t.TempDir(), Reason: "dọn nhà"})
	must(t, err)
	must(t, d.Close())
	return done.Path
}

// same holds that two archives say the same but for the act of taking in.
func same(t *testing.T, one, other string) {
	t.Helper()
	first, second := members(t, one), members(t, other)
	before, after := first["data/audit.jsonl"], second["data/audit.jsonl"]
	if rest, is := strings.CutPrefix(after, before); !is || strings.Count(rest, "\n") != 1 || !strings.Contains(rest, `"action":"archive.import"`) {
		t.Errorf("the record is not as before with one act more: %s", cmp.Diff(before, after))
	}
	delete(first, "data/audit.jsonl")
	delete(second, "data/audit.jsonl")
	if d := cmp.Diff(first, second); d != "" {
		t.Errorf("(-before +after):\n%s", d)
	}
}

// The demo's house goes from SQLite to another database and back, and stays what it is.
func TestAHouseStaysWhatItIs(t *testing.T) {
	t.Parallel()
	d, err := OpenDemo(t.Context(), demoOptions(t, "LANTOA_DATA="+t.TempDir()))
	must(t, err)
	t.Cleanup(func() { must(t, d.Close(context.WithoutCancel(t.Context()))) })
	for sealed := 1; sealed > 0; {
		sealed, err = d.Sealer.Run(t.Context())
		must(t, err)
	}
	house := &Domain{Services: d.Services, db: d.db, config: d.config}
	const corrected = ` FROM release r JOIN edition e ON e.id = r.edition_id ORDER BY r.id LIMIT 1` // by a formal correction, of which the demo has none
	for _, add := range []string{`INSERT INTO article_link (id, kind, from_id, to_id, made_by, made_at)
		SELECT 'cai-chinh', 'formal_correction', e.article_id, (SELECT max(id) FROM article a WHERE a.id <> e.article_id), 'x', 1` + corrected,
		`INSERT INTO formal_correction (link_id, lang, from_edition, release_id, published_at) SELECT 'cai-chinh', e.lang, e.id, r.id, r.approved_at` + corrected} {
		must(t, d.db.Write(t.Context()).Exec(add).Error)
	}
	done, err := house.WriteArchive(t.Context(), ArchiveOrder{Path: t.TempDir(), Reason: "dọn nhà"})
	must(t, err)
	if done.Manifest.Files() == 0 || done.Manifest.Rows() < 300 {
		t.Fatalf("the demo has %d rows and %d files", done.Manifest.Rows(), done.Manifest.Files())
	}
	if health, err := d.Queue.Health(t.Context()); err != nil || health.Claimable == 0 {
		t.Fatalf("nothing waits in the demo: %+v, %v", health, err)
	}
	linesMeetTheirSchemas(t, done.Path)
	if one := members(t, done.Path)["data/formal_correction.jsonl"]; !strings.Contains(one, `"link_id":"cai-chinh"`) {
		t.Errorf("what a story formally corrects is left out: %q", one)
	}
	ctx, cut := context.WithCancel(t.Context())
	broken := t.TempDir()
	if _, err := house.WriteArchive(ctx, ArchiveOrder{Path: broken, Reason: "x", Progress: func(name string) {
		if name == "data/article.jsonl" {
			cut()
		}
	}}); !errors.Is(err, context.Canceled) {
		t.Errorf("an export that was broken off: %v", err)
	}
	if left, err := os.ReadDir(broken); err != nil || len(left) > 0 {
		t.Errorf("it left %v, %v", left, err)
	}
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		c := emptyHouse(t, o)
		again := moved(t, c, done.Path)
		same(t, done.Path, again)
		nothingLeaves(t, c)
		if o.URL != "" {
			last := emptyHouse(t, store.Options{})
			_, err := TakeArchive(t.Context(), last, quietly(), again, "", "trở về")
			must(t, err)
		}
	})
	forged := filepath.Join(t.TempDir(), "forged.zip")
	forge(t, done.Path, forged, "data/audit.jsonl", `"action":"edition.approve"`, `"action":"edition.approvf"`)
	c := emptyHouse(t, store.Options{})
	if _, err := TakeArchive(t.Context(), c, quietly(), forged, "", "x"); err == nil || !strings.Contains(err.Error(), "the record in the archive is not whole") {
		t.Errorf("a changed act comes in: %v", err)
	}
	if _, err := TakeArchive(t.Context(), c, quietly(), done.Path, "", "x"); err != nil {
		t.Errorf("something of the forged one stayed: %v", err)
	}
}

// nothingLeaves holds that no hour makes anything of a house go that was taken in.
func nothingLeaves(t *testing.T, c config.Config) {
	t.Helper()
	later := func() time.Time { return time.Now().AddDate(3, 0, 0) }
	db := storetest.Open(t, store.Options{DataDir: c.Data, URL: c.DatabaseURL.Reveal(), Clock: later})
	s, err := Wire(t.Context(), Parts{Config: c, DB: db, Log: quietly(), Now: now})
	must(t, err)
	if health, err := s.Queue.Health(t.Context()); err != nil || health.Claimable != 0 {
		t.Errorf("after being taken in something may leave: %+v, %v", health, err)
	}
}

// A record that was pruned comes in with its checkpoint, and proves; new checkpoints are held to
// the chain as before.
func TestAPrunedRecordMoves(t *testing.T) {
	t.Parallel()
	old := func() time.Time { return time.Now().UTC().Truncate(time.Microsecond).AddDate(-3, 0, 0) }
	from := emptyHouse(t, store.Options{})
	first := storetest.Open(t, store.Options{DataDir: from.Data, Clock: old})
	must(t, first.Migrate(t.Context()))
	s, err := Wire(t.Context(), Parts{Config: from, DB: first, Log: quietly(), Now: old})
	must(t, err)
	for range 3 {
		must(t, s.Audit.Record(t.Context(), audit.Entry{Actor: audit.System, Action: "plan.load"}))
	}
	_, err = s.Sealer.Run(t.Context())
	must(t, err)
	must(t, first.Close())
	d, err := OpenDomain(t.Context(), from, quietly())
	must(t, err)
	if removed, err := d.Pruner.Run(t.Context(), 366*24*time.Hour); err != nil || removed == 0 {
		t.Fatalf("pruned %d, %v", removed, err)
	}
	done, err := d.WriteArchive(t.Context(), ArchiveOrder{Path: t.TempDir(), Reason: "dọn nhà"})
	must(t, err)
	must(t, d.Close())
	const name = "data/audit_checkpoint.jsonl"
	checkpoint := members(t, done.Path)[name]
	if strings.Count(checkpoint, "\n") != 1 {
		t.Fatalf("checkpoints: %s", checkpoint)
	}
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		c := emptyHouse(t, o)
		if after := members(t, moved(t, c, done.Path))[name]; after != checkpoint {
			t.Errorf("checkpoints before: %s; after: %s", checkpoint, after)
		}
		db := storetest.Open(t, store.Options{DataDir: c.Data, URL: o.URL})
		const forged = `INSERT INTO audit_checkpoint (number, hash, act_id, made_at) VALUES (999, 'x', 'y', 1)`
		if err := db.Write(t.Context()).Exec(forged).Error; err == nil {
			t.Error("a checkpoint that stands for nothing can be made")
		}
	})
}

// linesMeetTheirSchemas holds every line against the schema that lies beside it.
func linesMeetTheirSchemas(t *testing.T, path string) {
	t.Helper()
	all := members(t, path)
	for _, n := range archive.Nouns() {
		document, err := jsonschema.UnmarshalJSON(strings.NewReader(all["schema/"+n.Name+".json"]))
		must(t, err)
		compiler := jsonschema.NewCompiler()
		must(t, compiler.AddResource(n.Name, document))
		schema, err := compiler.Compile(n.Name)
		must(t, err)
		for line := range strings.Lines(all[archive.DataName(n)]) {
			value, err := jsonschema.UnmarshalJSON(strings.NewReader(line))
			must(t, err)
			if err := schema.Validate(value); err != nil {
				t.Fatalf("%s: %v", line, err)
			}
		}
	}
}

// forge writes an archive anew in which words of one member are others, with hashes to match.
func forge(t *testing.T, from, to, member, old, other string) {
	t.Helper()
	file, err := os.Open(from)
	must(t, err)
	a, err := openArchive(file)
	must(t, err)
	all := members(t, from)
	if !strings.Contains(all[member], old) {
		t.Fatalf("%s does not say %s", member, old)
	}
	all[member] = strings.Replace(all[member], old, other, 1)
	for i, m := range a.Manifest.Members {
		if m.Name == member {
			sum := sha256.Sum256([]byte(all[member]))
			a.Manifest.Members[i].SHA256, a.Manifest.Members[i].Size = hex.EncodeToString(sum[:]), int64(len(all[member]))
		}
	}
	manifest, err := json.Marshal(a.Manifest)
	must(t, err)
	all["manifest.json"] = string(manifest)
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, text := range all {
		into, err := z.Create(name)
		must(t, err)
		_, err = io.WriteString(into, text)
		must(t, err)
	}
	must(t, z.Close())
	must(t, os.WriteFile(to, out.Bytes(), 0o600))
	must(t, file.Close())
}
