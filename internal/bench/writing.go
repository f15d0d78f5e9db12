package main

import (
	"context"
	"errors"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/compare"
	"github.com/lantoa/lantoa/internal/manuscript"
)

// writes is how many times each side writes in a round.
const writes = 60

// writing measures what keeping every word costs: an autosave and a save of a story of 800 words,
// with the right to it judged, the allow-list gone through, the record and the search index, beside
// a transaction that updates one row by as many bytes. And what two texts of 6,000 words take to be
// compared, and merged with a third.
func (b *bench) writing(ctx context.Context) error {
	h, err := open(ctx, place{data: filepath.Join(b.work, "writing")})
	if err != nil {
		return err
	}
	return errors.Join(b.typed(ctx, h), b.compared(), h.close())
}

// paragraphs makes text in paragraphs of a hundred words; each word that changes(i) names is another.
func paragraphs(words int, changes func(i int) bool) string {
	syllables := strings.Fields("tỉnh nam định tổ chức hội nghị về hợp tác kinh tế biển với các nước đông nam á trong năm nay tại thành phố")
	var b strings.Builder
	for i := range words {
		if i%100 == 0 {
			b.WriteString("<p>")
		}
		b.WriteString(syllables[(i*i+i/7)%len(syllables)])
		if changes(i) {
			b.WriteString(" sửa" + strconv.Itoa(i))
		}
		if i%100 == 99 || i == words-1 {
			b.WriteString(".</p>")
			continue
		}
		b.WriteString(" ")
	}
	return b.String()
}

func (b *bench) typed(ctx context.Context, h *house) error {
	in := textStory()
	in.Text.Body = paragraphs(800, func(int) bool { return false })
	_, e, err := h.Articles.Create(ctx, writer(), in)
	if err != nil {
		return err
	}
	ref, n := article.Ref{Article: e.Article, Lang: e.Lang}, 0
	text := func() manuscript.Text {
		n++
		t := in.Text
		t.Title = "Lần " + strconv.Itoa(n)
		return t
	}
	w, err := h.Lines.Autosave(ctx, writer(), ref, 0, e.HeadRevision, text())
	if err != nil {
		return err
	}
	at := article.At{Ref: ref, Version: e.Version}
	sides := []func() error{
		func() error {
			return h.db.InTx(ctx, func(ctx context.Context) error {
				t := text()
				return h.db.Write(ctx).Exec("UPDATE working_copy SET title = ?, body = ? WHERE edition_id = ? AND person_id = ?", t.Title, t.Body, e.ID, w.Person).Error
			})
		},
		func() (err error) {
			w, err = h.Lines.Autosave(ctx, writer(), ref, w.Version, e.HeadRevision, text())
			return err
		},
		func() error {
			saved, err := h.Articles.SaveText(ctx, writer(), at, text())
			at.Version = saved.Version
			return err
		},
	}
	took := make([]figures, len(sides))
	for range b.rounds {
		for i, side := range sides {
			if i == 1 { // the saves of the round before are done with the working copy
				if w, err = h.Lines.Restore(ctx, writer(), ref, e.HeadRevision); err != nil {
					return err
				}
			}
			from := time.Now()
			for range writes {
				if err := side(); err != nil {
					return err
				}
			}
			took[i] = append(took[i], microseconds(time.Since(from))/writes)
		}
	}
	b.printf("  one row updated: %s µs; autosave: %s µs, ratio %s; save: %s µs, ratio %s (aim 3)", took[0].show(0), took[1].show(0), took[1].over(took[0]).show(1), took[2].show(0), took[2].over(took[0]).show(1))
	return nil
}

func (b *bench) compared() error {
	base := compare.Text{Body: paragraphs(6_000, func(int) bool { return false })}
	mine := compare.Text{Body: paragraphs(6_000, func(i int) bool { return i%50 == 0 })}
	theirs := compare.Text{Body: paragraphs(6_000, func(i int) bool { return i%50 == 25 })}
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
