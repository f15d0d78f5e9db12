package main

import (
	"context"
	"errors"
	"path/filepath"
	"strconv"
	"time"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/bench/bare"
	"github.com/lantoa/lantoa/internal/compare"
	"github.com/lantoa/lantoa/internal/manuscript"
)

// writes is how many times each side writes in a round.
const writes = 60

// writing measures what keeping every word costs, on each database: an autosave and a save of a story
// of 800 words, with the right to it judged, the allow-list gone through, the record and the search
// index, beside a transaction that updates one row by as many bytes, and beside one that writes the
// rows of a save and does nothing else. And what two texts of 6,000 words take to be compared, and
// merged with a third.
func (b *bench) writing(ctx context.Context) error {
	if err := b.keeping(ctx, place{data: filepath.Join(b.work, "writing")}); err != nil {
		return err
	}
	if err := b.onPostgres(ctx, func(p place) error { return b.keeping(ctx, p) }); err != nil {
		return err
	}
	return b.compared()
}

func (b *bench) keeping(ctx context.Context, p place) error {
	h, err := open(ctx, p)
	if err != nil {
		return err
	}
	return errors.Join(b.typed(ctx, h), h.close())
}

// typist writes in one edition, each time another text.
type typist struct {
	*house
	edition article.Edition
	at      article.At // as of the last save
	line    article.WorkingCopy
	story   manuscript.Text
	words   string // of its lead and body, as search keeps them
	n       int
}

func (h *house) typist(ctx context.Context) (*typist, error) {
	in := textStory()
	in.Text.Body = bare.Paragraphs(800, func(int) bool { return false })
	_, e, err := h.Articles.Create(ctx, writer(), in)
	if err != nil {
		return nil, err
	}
	t := &typist{house: h, edition: e, at: article.At{Ref: article.Ref{Article: e.Article, Lang: e.Lang}, Version: e.Version}, story: in.Text}
	t.words = bare.Words(in.Text)
	t.line, err = h.Lines.Autosave(ctx, writer(), t.at.Ref, 0, e.HeadRevision, t.next())
	return t, err
}

// next is a text that was not there before.
func (t *typist) next() manuscript.Text {
	t.n++
	t.story.Title = "Lần " + strconv.Itoa(t.n)
	return t.story
}

// write runs bare statements in one transaction.
func (t *typist) write(ctx context.Context, all []bare.Write) error {
	return t.db.InTx(ctx, func(ctx context.Context) error {
		for _, one := range all {
			if err := t.db.Write(ctx).Exec(one.Statement, one.Values...).Error; err != nil {
				return err
			}
		}
		return nil
	})
}

func (t *typist) bareRow(ctx context.Context) error {
	return t.write(ctx, bare.Row(t.edition.ID, t.line.Person, t.next()))
}

func (t *typist) bareSave(ctx context.Context) error {
	return t.write(ctx, bare.Save(bare.Saving{Edition: t.edition, Unit: benchUnit, Person: t.line.Person, Text: t.next(), Words: t.words, At: now(), NewID: freshID}))
}

func (t *typist) autosave(ctx context.Context) (err error) {
	t.line, err = t.Lines.Autosave(ctx, writer(), t.at.Ref, t.line.Version, t.line.Base, t.next())
	return err
}

func (t *typist) save(ctx context.Context) error {
	saved, err := t.Articles.SaveText(ctx, writer(), t.at, t.next())
	t.at.Version = saved.Version
	return err
}

func (b *bench) typed(ctx context.Context, h *house) error {
	var by [4]*typist // each in a story of its own
	for i := range by {
		var err error
		if by[i], err = h.typist(ctx); err != nil {
			return err
		}
	}
	var passed, busy [4]figures
	for range b.rounds {
		took, err := bare.Turns(ctx, writes, by[0].bareRow, by[1].autosave, by[2].bareSave, by[3].save)
		if err != nil {
			return err
		}
		for i, one := range took {
			passed[i], busy[i] = append(passed[i], microseconds(one.Passed)), append(busy[i], microseconds(one.Processor))
		}
	}
	for _, by := range []struct {
		name string
		took [4]figures
	}{{"µs", passed}, {"µs of processor", busy}} {
		row, auto, rows, save := by.took[0], by.took[1], by.took[2], by.took[3]
		b.printf("  %s, %s: one row %s; autosave %s, ÷ one row %s; rows of a save, bare %s; save %s, ÷ its rows %s, ÷ one row %s (aim 3)", h.databaseName(), by.name,
			row.show(0), auto.show(0), auto.over(row).show(1), rows.show(0), save.show(0), save.over(rows).show(1), save.over(row).show(1))
	}
	return nil
}

func (b *bench) compared() error {
	base := compare.Text{Body: bare.Paragraphs(6_000, func(int) bool { return false })}
	mine := compare.Text{Body: bare.Paragraphs(6_000, func(i int) bool { return i%50 == 0 })}
	theirs := compare.Text{Body: bare.Paragraphs(6_000, func(i int) bool { return i%50 == 25 })}
	var differed, merged figures
	for range b.rounds {
		from := time.Now()
		if d := compare.Texts(base, mine); d.WordsAdded != 120 {
			return errors.New("the comparison of two texts is wrong")
		}
		differed = append(differed, milliseconds(time.Since(from)))
		from = time.Now()
		if m := compare.Merge(base, mine, theirs, nil); len(m.Open) != 0 {
			return errors.New("the merge of two texts is wrong")
		}
		merged = append(merged, milliseconds(time.Since(from)))
	}
	b.printf("  6,000 words, 120 of them changed: compared in %s ms, merged with 120 other changes in %s ms", differed.show(1), merged.show(1))
	return nil
}
