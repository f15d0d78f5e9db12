package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/store"
	"github.com/lantoa/lantoa/internal/text"
)

// seeding numbers what the data set holds; raise it when that changes.
const seeding = 1

// prepare builds the program and has the data set at hand.
func (b *bench) prepare(ctx context.Context) error {
	b.binary = filepath.Join(b.work, "lantoa")
	build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", b.binary, "github.com/lantoa/lantoa/cmd/lantoa")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if said, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("build lantoa: %w: %s", err, said)
	}
	var err error
	b.dataset, err = dataset(ctx, os.TempDir(), stories)
	return err
}

// dataset returns a data folder with n published stories: the one that an earlier run left
// in a folder, when the schema is still the same, or a new one.
func dataset(ctx context.Context, parent string, n int) (string, error) {
	draft, err := os.MkdirTemp(parent, "lantoa-bench-draft-*")
	if err != nil {
		return "", err
	}
	defer func() { _ = os.RemoveAll(draft) }() // gone already when it became the data set
	h, err := open(ctx, place{data: draft})
	if err != nil {
		return "", err
	}
	key, err := h.schema(ctx)
	if err != nil {
		return "", errors.Join(err, h.close())
	}
	final := filepath.Join(parent, fmt.Sprintf("lantoa-bench-data-%d-%s", n, key))
	if _, err := os.Stat(filepath.Join(final, store.SQLiteFile)); err == nil {
		return final, h.close()
	}
	if err := errors.Join(h.seed(ctx, n), h.close()); err != nil {
		return "", err
	}
	return final, os.Rename(draft, final)
}

// schema is a short hash of the database's schema and of what the seeding makes.
func (h *house) schema(ctx context.Context) (string, error) {
	var statements []string
	if err := h.db.Read(ctx).Raw(`SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name`).Scan(&statements).Error; err != nil {
		return "", err
	}
	sum := sha256.Sum256([]byte(fmt.Sprint(seeding, plan.NamDinh, statements)))
	return hex.EncodeToString(sum[:8]), nil
}

// seed publishes n stories in the feeds. A few go the whole way through the services, one
// for each of twelve pairs of facets; the others are copies of their rows with ids, times,
// words and hashes of their own, so that every row has the form that the program gives it.
func (h *house) seed(ctx context.Context, n int) error {
	feeds, err := h.feedsChannel(ctx)
	if err != nil {
		return err
	}
	patterns, err := h.patterns(ctx, min(n, 12))
	if err != nil {
		return err
	}
	for _, e := range patterns {
		if err := h.publish(ctx, e, feeds); err != nil {
			return err
		}
	}
	if err := h.deliver(ctx, `state <> 'sent'`); err != nil {
		return err
	}
	for i, e := range patterns {
		c, err := h.cutting(ctx, e)
		if err != nil {
			return err
		}
		count := n/len(patterns) - 1
		if i < n%len(patterns) {
			count++
		}
		order := func(k int) copyOrder {
			number := k*len(patterns) + i
			return copyOrder{number: number, shift: -time.Duration(number+1) * 20 * time.Minute}
		}
		if err := h.paste(ctx, c, count, order); err != nil {
			return err
		}
	}
	// The patterns themselves become the oldest.
	age := (time.Duration(n) * 21 * time.Minute).Microseconds()
	return h.db.Write(ctx).Exec(`UPDATE delivery SET sent_at = sent_at - ? WHERE edition_id IN ?`, age, ids(patterns)).Error
}

func ids(editions []article.Edition) []string {
	var all []string
	for _, e := range editions {
		all = append(all, e.ID)
	}
	return all
}

func (h *house) feedsChannel(ctx context.Context) (id string, err error) {
	err = h.db.Read(ctx).Raw(`SELECT id FROM channel WHERE kind = 'feeds'`).Scan(&id).Error
	return id, err
}

// What stands in a pattern where each copy has words of its own.
const (
	titleMark = "bxtitle"
	leadMark  = "bxlead"
	bodyMark  = "<p>bxbody</p>"
)

// patterns makes approved stories over the plan's pillars and areas.
func (h *house) patterns(ctx context.Context, n int) ([]article.Edition, error) {
	areas, err := h.areas(ctx)
	if err != nil {
		return nil, err
	}
	pillars := []string{"apsc", "aec", "ascc"}
	var all []article.Edition
	for i := range n {
		e, err := h.story(ctx, article.Input{Unit: benchUnit, Lang: "vi",
			Facets: plan.Facets{Pillars: []string{pillars[i%len(pillars)]}, Areas: []string{areas[i%len(areas)]}},
			Text:   manuscript.Text{Title: titleMark, Lead: leadMark, Body: bodyMark}})
		if err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	return all, nil
}

func (h *house) areas(ctx context.Context) ([]string, error) {
	return h.codes(ctx, plan.Area)
}

// codes lists the plan's facets of a kind.
func (h *house) codes(ctx context.Context, kind plan.Kind) ([]string, error) {
	plans, err := h.Plans.Plans(ctx)
	if err != nil || len(plans) == 0 {
		return nil, errors.Join(err, errors.New("there is no plan"))
	}
	facets, err := h.Plans.Facets(ctx, plans[0].ID)
	if err != nil {
		return nil, err
	}
	var codes []string
	for _, one := range facets {
		if one.Kind == kind {
			codes = append(codes, one.Code)
		}
	}
	return codes, nil
}

// row is a row as the database gives it.
type row = map[string]any

// cutting is all rows of one story.
type cutting struct {
	tables []string // in the order in which rows may be inserted
	rows   map[string][]row
	ids    []string // of everything in it, each replaced in a copy
}

// cutting reads the rows of a story.
func (h *house) cutting(ctx context.Context, e article.Edition) (*cutting, error) {
	c := &cutting{rows: map[string][]row{}}
	for _, one := range []struct{ table, where, key string }{
		{"article", "id", e.Article}, {"article_facet", "article_id", e.Article}, {"edition", "id", e.ID}, {"revision", "edition_id", e.ID},
		{"contribution", "edition_id", e.ID}, {"release", "edition_id", e.ID}, {"release_facet", "release_id", e.ApprovedRelease},
		{"delivery", "edition_id", e.ID}, {"attempt", "delivery_id", "*"},
	} {
		query := h.db.Read(ctx).Table(one.table).Where(one.where+" = ?", one.key)
		if one.key == "*" {
			query = h.db.Read(ctx).Table(one.table).Where("delivery_id IN (SELECT id FROM delivery WHERE edition_id = ?)", e.ID)
		}
		var rows []row
		if err := query.Find(&rows).Error; err != nil {
			return nil, err
		}
		for _, found := range rows {
			delete(found, "rowno") // SQLite numbers rows
			delete(found, "tsv")   // PostgreSQL makes the column
			if id, ok := found["id"].(string); ok {
				c.ids = append(c.ids, id)
			}
		}
		c.tables = append(c.tables, one.table)
		c.rows[one.table] = rows
	}
	return c, nil
}

// copyOrder says how a copy differs from its pattern.
type copyOrder struct {
	number int
	shift  time.Duration // of every instant
	// change, when set, has the last word on a row.
	change func(table string, r row)
}

// paste inserts n copies, many to a transaction.
func (h *house) paste(ctx context.Context, c *cutting, n int, order func(k int) copyOrder) error {
	const together = 100
	for from := 0; from < n; from += together {
		fresh := map[string][]row{}
		for k := from; k < min(n, from+together); k++ {
			c.copy(order(k), fresh)
		}
		err := h.db.InTx(ctx, func(ctx context.Context) error {
			for _, table := range c.tables {
				for part := range slices.Chunk(fresh[table], together) {
					if err := h.db.Write(ctx).Table(table).Create(part).Error; err != nil {
						return fmt.Errorf("%s: %w", table, err)
					}
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// copy adds the rows of one copy.
func (c *cutting) copy(o copyOrder, into map[string][]row) {
	w := newProse(o.number).write(o.number)
	made := time.Now().Add(o.shift)
	var pairs []string
	for _, id := range c.ids {
		fresh := newID(made)
		pairs = append(pairs, id, fresh, tail(id), tail(fresh))
	}
	words := strings.NewReplacer(append(slices.Clone(pairs), titleMark+"-", text.Slug(w.title, 80)+"-", titleMark, w.title, leadMark, w.lead, bodyMark, w.body)...)
	folded := strings.NewReplacer(titleMark, text.Fold(w.title), leadMark, text.Fold(w.lead), "bxbody", text.Fold(w.body))
	for _, table := range c.tables {
		for _, pattern := range c.rows[table] {
			r := make(row, len(pattern))
			for name, value := range pattern {
				r[name] = o.value(name, value, words, folded)
			}
			if table == "release" {
				r["hash"] = hashOf(r["canonical"])
			}
			if table == "delivery" && r["payload_hash"] != "" {
				r["payload_hash"] = hashOf(r["payload"])
			}
			if o.change != nil {
				o.change(table, r)
			}
			into[table] = append(into[table], r)
		}
	}
}

// tail is the end of an id, which chosen ids bear.
func tail(id string) string { return id[len(id)-12:] }

// firstInstant tells instants, in microseconds, from other numbers: it lies in 2001.
const firstInstant = 1e15

func (o copyOrder) value(name string, value any, words, folded *strings.Replacer) any {
	switch v := value.(type) {
	case string:
		if strings.HasPrefix(name, "folded") {
			return folded.Replace(v)
		}
		return words.Replace(v)
	case []byte:
		return []byte(words.Replace(string(v)))
	case int64:
		if v > firstInstant {
			return v + o.shift.Microseconds()
		}
	}
	return value
}

func hashOf(value any) string {
	canonical, _ := value.([]byte)
	sum := sha256.Sum256(canonical)
	return hex.EncodeToString(sum[:])
}
