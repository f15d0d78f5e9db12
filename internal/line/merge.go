package line

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/compare"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/right"
)

// Names of texts of an edition, beside ids of revisions and [NamedRelease].
const (
	NamedHead        = "head"         // its newest saved text
	NamedWorkingCopy = "working-copy" // what the actor is typing
	// NamedRelease and a number name the text of a release, as in release:2.
	NamedRelease = "release:"
)

// Named is a text of an edition with its name, and the name of the one that came before it: the
// revision that it was made from, or the release before. "" is the empty text before the first.
type Named struct {
	Name   string
	Text   manuscript.Text
	Before string
}

// TextNamed reads a text of an edition by its name.
func (s *Service) TextNamed(ctx context.Context, actor right.Actor, ref article.Ref, name string) (Named, error) {
	_, e, err := s.o.Articles.Edition(ctx, actor, ref)
	if err != nil || name == "" {
		return Named{}, err
	}
	number, release := strings.CutPrefix(name, NamedRelease)
	switch {
	case name == NamedHead:
		r, err := s.o.Articles.Base(ctx, e.HeadRevision)
		return Named{name, r.Text, r.Base}, err
	case name == NamedWorkingCopy:
		w, err := s.o.Texts.WorkingCopy(ctx, e.ID, actor.ID)
		return Named{name, w.Text, w.Base}, err
	case release:
		return s.released(ctx, e, number)
	}
	r, err := s.o.Articles.Revision(ctx, actor, ref, name)
	return Named{name, r.Text, r.Base}, err
}

// released reads the text of a release.
func (s *Service) released(ctx context.Context, e article.Edition, number string) (Named, error) {
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 {
		n = 0
	}
	found, err := s.o.Releases.Releases(ctx, e.ID, article.Part{Below: n + 1, Limit: 1})
	if err != nil {
		return Named{}, err
	}
	if n == 0 || len(found) == 0 || found[0].Number != n {
		return Named{}, fault.New(fault.NotFound, fault.T("Bản này không có bản phát hành đó.", "The edition has no such release."))
	}
	r, err := s.o.Releases.Release(ctx, found[0].ID)
	if err != nil {
		return Named{}, err
	}
	written, err := s.o.Texts.Revision(ctx, r.Content.Revision.ID)
	named := Named{Name: NamedRelease + strconv.Itoa(n), Text: written.Text}
	if n > 1 {
		named.Before = NamedRelease + strconv.Itoa(n-1)
	}
	return named, err
}

// Compare tells what differs between two texts of an edition, by their names; without a first one
// between the second and the one before it.
func (s *Service) Compare(ctx context.Context, actor right.Actor, ref article.Ref, from, to string) (compare.Difference, [2]string, error) {
	is, err := s.TextNamed(ctx, actor, ref, to)
	if err != nil {
		return compare.Difference{}, [2]string{}, err
	}
	if from == "" {
		from = is.Before
	}
	was, err := s.TextNamed(ctx, actor, ref, from)
	if err != nil {
		return compare.Difference{}, [2]string{}, err
	}
	return compare.Texts(compare.Text(was.Text), compare.Text(is.Text)), [2]string{was.Name, is.Name}, nil
}

// Merging is what a person brings to a merge with the edition's newest text.
type Merging struct {
	// Base is the revision from which the person began; "" is that of the working copy.
	Base string
	// Text is the person's; nil is the working copy.
	Text    *manuscript.Text
	Choices map[string]compare.Choice // by the id of the conflict
}

// MergedText is what a merge made, and the revision with which.
type MergedText struct {
	compare.Merged
	Base, Theirs article.Revision
	mine         manuscript.Text
	copied       article.WorkingCopy // the actor's, zero without one
}

// Merge shows what a person's text and the edition's newest one make together, and what is still
// to be chosen. It saves nothing.
func (s *Service) Merge(ctx context.Context, actor right.Actor, ref article.Ref, in Merging) (MergedText, article.Edition, error) {
	return s.merge(ctx, actor, article.At{Ref: ref}, in)
}

func (s *Service) merge(ctx context.Context, actor right.Actor, at article.At, in Merging) (MergedText, article.Edition, error) {
	if err := s.o.Articles.MayEdit(ctx, actor, at.Ref); err != nil {
		return MergedText{}, article.Edition{}, err
	}
	if in.Text != nil {
		clean, err := manuscript.Clean(s.o.HTML, *in.Text)
		if err := below("/text", err); err != nil {
			return MergedText{}, article.Edition{}, err
		}
		in.Text = &clean
	}
	_, e, err := s.o.Articles.After(ctx, at.Ref)
	if err == nil && at.Version != 0 && at.Version != e.Version {
		err = s.o.Articles.StaleEdition(ctx, e) // its conflicts are others than those that were answered
	}
	if err != nil {
		return MergedText{}, article.Edition{}, err
	}
	m, err := s.lines(ctx, actor, e, in)
	if err != nil {
		return MergedText{}, article.Edition{}, err
	}
	m.Merged = compare.Merge(compare.Text(m.Base.Text), compare.Text(m.mine), compare.Text(m.Theirs.Text), in.Choices)
	if err := misplaced(m.Merged); err != nil {
		return MergedText{}, article.Edition{}, err
	}
	clean, err := manuscript.Clean(s.o.HTML, manuscript.Text(m.Text))
	m.Text = compare.Text(clean)
	return m, e, ofChoices(err)
}

// lines reads the three texts of a merge.
func (s *Service) lines(ctx context.Context, actor right.Actor, e article.Edition, in Merging) (m MergedText, err error) {
	if m.copied, err = s.o.Articles.Typing(ctx, e.ID, actor.ID); err != nil {
		return m, err
	}
	switch {
	case in.Text != nil:
		m.mine = *in.Text
	case m.copied.Edition == "":
		return m, fault.Invalid("/text", fault.T("bạn không có bản đang soạn; gửi kèm nội dung", "you have no working copy; send the text"))
	default:
		m.mine = m.copied.Text
	}
	if in.Base == "" {
		in.Base = m.copied.Base
	}
	if in.Base == "" {
		return m, baseless()
	}
	if m.Base, err = s.o.Articles.BaseOf(ctx, e, in.Base); err != nil {
		return m, err
	}
	m.mine.Keep(m.Base.Text.Pictures)
	m.Theirs, err = s.o.Articles.Base(ctx, e.HeadRevision)
	return m, err
}

// ofChoices says of a merged text's faults, which come of own words or of both sides together, that
// they are to be mended by choosing.
func ofChoices(err error) error {
	refused, ok := fault.As(err)
	if !ok || len(refused.Fields) == 0 {
		return err
	}
	var faults fault.Fields
	for _, one := range refused.Fields {
		part := strings.TrimPrefix(one.Pointer, "/")
		faults.Add("/choices", fault.T("bản ghép ("+part+") "+one.Detail.VI, "the merged text ("+part+") "+one.Detail.EN))
	}
	return faults.Err()
}

// below puts the faults of a text below the place where it stands in what was sent.
func below(prefix string, err error) error {
	var faults fault.Fields
	if err := faults.AddError(prefix, err); err != nil {
		return err
	}
	return faults.Err()
}

// misplaced names the choices that no conflict takes.
func misplaced(m compare.Merged) error {
	var faults fault.Fields
	for _, id := range m.Unknown {
		faults.Add(choiceAt(id), fault.T("không trả lời chỗ nào đang vướng; xem lại các chỗ vướng rồi chọn lại", "answers no conflict of this merge; read the conflicts again and choose anew"))
	}
	for _, id := range m.Faulty {
		faults.Add(choiceAt(id), fault.T("không dùng được ở đây; chọn mine, theirs, both, hoặc own kèm chữ đặt được vào chỗ này; chữ riêng và danh sách ảnh chỉ đi với own", "cannot be taken here; choose mine, theirs, both, or own with words that can stand in this place; own words and pictures go with own alone"))
	}
	return faults.Err()
}

func choiceAt(id string) string {
	return "/choices/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(id)
}

// SaveMerge merges, and saves what came of it as the edition's newest text; At.Version is required.
// Everything must be chosen. What the person brought is kept as a snapshot, and the revision names
// everyone whose words are in either line.
func (s *Service) SaveMerge(ctx context.Context, actor right.Actor, at article.At, in Merging) (MergedText, article.Edition, error) {
	if at.Version == 0 {
		return MergedText{}, article.Edition{}, fault.New(fault.VersionRequired, fault.T("Cần phiên bản đã đọc.", "The version that was read is needed."))
	}
	m, _, err := s.merge(ctx, actor, at, in)
	if err != nil {
		return MergedText{}, article.Edition{}, err
	}
	var faults fault.Fields
	for _, c := range m.Open {
		faults.Add(choiceAt(c.ID), fault.T("chưa chọn; hai bên cùng sửa chỗ này", "is still to be chosen; both sides changed this place"))
	}
	if err := faults.Err(); err != nil {
		return m, article.Edition{}, err
	}
	e, err := s.o.Articles.SaveLine(ctx, actor, at, article.Translation{Text: manuscript.Text(m.Text)}, func(ctx context.Context, e article.Edition, w article.WorkingCopy) (article.Beside, error) {
		if e.HeadRevision != m.Theirs.ID || in.Text == nil && w.Version != m.copied.Version { // changed since it was merged, without a lock
			return article.Beside{}, s.o.Articles.StaleEdition(ctx, e)
		}
		return s.keepMine(ctx, actor, e, m, w)
	})
	return m, e, err
}

// keepMine keeps what the person brought to a merge as a snapshot, unless it is what came of it.
func (s *Service) keepMine(ctx context.Context, actor right.Actor, e article.Edition, m MergedText, w article.WorkingCopy) (article.Beside, error) {
	revived, err := s.o.Texts.Revived(ctx, e, m.Base.ID)
	if err != nil {
		return article.Beside{}, err
	}
	b := article.Beside{Authors: named(slices.Concat(w.Authors, revived), actor.ID), Kept: []manuscript.Text{m.mine}, Detail: map[string]any{"base": m.Base.ID}}
	if m.mine.Equal(manuscript.Text(m.Text)) {
		return b, nil
	}
	if err := below("/text", s.o.Articles.CheckPictures(ctx, actor, m.mine.Pictures, slices.Concat(m.Base.Text.Pictures, w.Text.Pictures))); err != nil {
		return b, err
	}
	kept, err := s.o.Texts.AddRevision(ctx, article.Revision{ID: s.o.NewID(), Edition: e.ID, Base: m.Base.ID, Kind: article.RevisionSnapshot, Text: m.mine,
		Authors: m.Base.With(append(b.Authors, actor.ID)...), CreatedBy: actor.ID, CreatedAt: s.o.Now()})
	b.Detail["kept"] = kept.ID
	return b, err
}
