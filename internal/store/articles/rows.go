// Package articles stores stories: their editions, texts, releases and who contributed
// to them.
package articles

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/store"
)

// Rows lists the row structs, for the test that compares them with their tables.
func Rows() []any {
	return []any{&articleRow{}, &facetRow{}, &editionRow{}, &revisionRow{}, &workingCopyRow{}, &contributionRow{},
		&releaseRow{}, &releaseFacetRow{}, &releaseFileRow{}, &approvalRow{}, &recheckRow{}, &useRow{}}
}

type useRow struct {
	EditionID string `gorm:"primaryKey"`
	Place     int    `gorm:"primaryKey;autoIncrement:false"`
	PieceID   string
	Number    int
	WordsHash string
}

func (useRow) TableName() string { return "piece_use" }

type articleRow struct {
	ID        string `gorm:"primaryKey"`
	PlanID    string
	UnitCode  string
	Lang      string
	FormCode  string
	Keywords  string
	Coauthors string
	Priority  int
	Together  bool
	Version   int
	CreatedBy string
	CreatedAt int64 `gorm:"autoCreateTime:false"`
	UpdatedAt int64 `gorm:"autoUpdateTime:false"`
}

func (articleRow) TableName() string { return "article" }

func newArticleRow(a article.Article) (articleRow, error) {
	keywords, err := encode(a.Keywords)
	if err != nil {
		return articleRow{}, err
	}
	coauthors, err := encode(a.Coauthors)
	return articleRow{ID: a.ID, PlanID: a.Plan, UnitCode: a.Unit, Lang: a.Lang, FormCode: a.Facets.Form, Keywords: keywords, Coauthors: coauthors, Priority: a.Priority, Together: a.Together,
		Version: a.Version, CreatedBy: a.CreatedBy, CreatedAt: a.CreatedAt.UnixMicro(), UpdatedAt: a.UpdatedAt.UnixMicro()}, err
}

// article returns the article with the facets that stand in other rows.
func (r articleRow) article(facets []facetRow) (article.Article, error) {
	a := article.Article{ID: r.ID, Plan: r.PlanID, Unit: r.UnitCode, Lang: r.Lang, Facets: readFacets(facets), Priority: r.Priority, Together: r.Together, Version: r.Version,
		CreatedBy: r.CreatedBy, CreatedAt: store.Instant(r.CreatedAt), UpdatedAt: store.Instant(r.UpdatedAt)}
	a.Facets.Form = r.FormCode
	if err := json.Unmarshal([]byte(r.Keywords), &a.Keywords); err != nil {
		return article.Article{}, fmt.Errorf("keywords of article %s: %w", r.ID, err)
	}
	if err := decode(r.Coauthors, &a.Coauthors); err != nil {
		return article.Article{}, fmt.Errorf("co-authors of article %s: %w", r.ID, err)
	}
	return a, nil
}

type facetRow struct {
	ArticleID string `gorm:"primaryKey"`
	Kind      string `gorm:"primaryKey"`
	Code      string `gorm:"primaryKey"`
	Position  int    // in its kind, from 1
}

func (facetRow) TableName() string { return "article_facet" }

// facetRows spreads an article's facets over rows; the form stands with the article.
func facetRows(id string, f plan.Facets) []facetRow {
	var rows []facetRow
	add := func(kind plan.Kind, codes []string) {
		for i, code := range codes {
			rows = append(rows, facetRow{ArticleID: id, Kind: string(kind), Code: code, Position: i + 1})
		}
	}
	add(plan.Pillar, f.Pillars)
	add(plan.Area, f.Areas)
	add(plan.Topic, f.Topics)
	add(plan.Audience, f.Audiences)
	add(plan.MemberState, f.MemberStates)
	return rows
}

// readFacets gathers rows that are ordered by position; lists without codes are empty.
func readFacets(rows []facetRow) plan.Facets {
	of := func(kind plan.Kind) []string {
		codes := []string{}
		for _, row := range rows {
			if row.Kind == string(kind) {
				codes = append(codes, row.Code)
			}
		}
		return codes
	}
	return plan.Facets{Pillars: of(plan.Pillar), Areas: of(plan.Area), Topics: of(plan.Topic), Audiences: of(plan.Audience),
		MemberStates: of(plan.MemberState)}
}

type editionRow struct {
	ID              string `gorm:"primaryKey"`
	ArticleID       string
	Lang            string
	State           string
	Version         int
	HeadRevision    string
	ApprovedRelease *string
	NextAct         string
	NoteKind        string
	Note            string
	Reason          string
	EmbargoUntil    *int64
	EmbargoWall     string
	EmbargoZone     string
	Publication     string
	Together        bool
	SourceRevision  string
	ReleasedSource  string
	Outdated        bool
	Title           string
	FoldedTitle     string
	Folded          string
	SubmittedBy     string
	SubmittedAt     *int64
	WithdrawnAt     *int64
	CreatedBy       string
	CreatedAt       int64 `gorm:"autoCreateTime:false"`
	UpdatedAt       int64 `gorm:"autoUpdateTime:false"`
}

func (editionRow) TableName() string { return "edition" }

// writtenRow is an edition, without what search looks at, with whose words are in its newest text and
// the facets of its article.
type writtenRow struct {
	Row     editionRow `gorm:"embedded"`
	Authors string
	Facets  string
}

const writtenColumns = "id, article_id, lang, state, version, head_revision, approved_release, next_act, note_kind, note, reason, embargo_until, embargo_wall, embargo_zone, " +
	"publication, together, source_revision, released_source, outdated, title, submitted_by, submitted_at, withdrawn_at, created_by, created_at, updated_at, " +
	"coalesce((SELECT authors FROM revision WHERE revision.id = head_revision), '') AS authors, " +
	"coalesce((SELECT string_agg(kind || ' ' || code, ',' ORDER BY kind, position) FROM article_facet f WHERE f.article_id = edition.article_id), '') AS facets"

// packedFacets reads the facets of a [writtenRow], in order; neither kinds nor codes hold blanks or commas.
func packedFacets(packed string) (rows []facetRow) {
	for one := range strings.SplitSeq(packed, ",") {
		if kind, code, ok := strings.Cut(one, " "); ok {
			rows = append(rows, facetRow{Kind: kind, Code: code})
		}
	}
	return rows
}

func newEditionRow(e article.Edition) editionRow {
	row := editionRow{ID: e.ID, ArticleID: e.Article, Lang: e.Lang, State: string(e.State), Version: e.Version, HeadRevision: e.HeadRevision,
		NextAct: string(e.NextAct), NoteKind: string(e.Note.Kind), Note: e.Note.Text, Reason: e.Reason,
		EmbargoUntil: store.Micros(e.Embargo.Until), EmbargoWall: e.Embargo.Wall, EmbargoZone: e.Embargo.Zone,
		Publication: string(e.Publication), Together: e.Together, SourceRevision: e.SourceRevision, ReleasedSource: e.ReleasedSource, Outdated: e.Outdated, Title: e.Title, SubmittedBy: e.SubmittedBy, SubmittedAt: store.Micros(e.SubmittedAt),
		WithdrawnAt: store.Micros(e.WithdrawnAt), CreatedBy: e.CreatedBy, CreatedAt: e.CreatedAt.UnixMicro(), UpdatedAt: e.UpdatedAt.UnixMicro()}
	if e.ApprovedRelease != "" {
		row.ApprovedRelease = &e.ApprovedRelease
	}
	return row
}

func (r editionRow) edition() article.Edition {
	e := article.Edition{ID: r.ID, Article: r.ArticleID, Lang: r.Lang, State: article.State(r.State), Version: r.Version, HeadRevision: r.HeadRevision,
		NextAct: release.Act(r.NextAct), Note: release.Note{Kind: release.NoteKind(r.NoteKind), Text: r.Note}, Reason: r.Reason,
		Embargo:     article.Embargo{Until: store.InstantOf(r.EmbargoUntil), Wall: r.EmbargoWall, Zone: r.EmbargoZone},
		Publication: article.Publication(r.Publication), Together: r.Together, SourceRevision: r.SourceRevision, ReleasedSource: r.ReleasedSource, Outdated: r.Outdated, Title: r.Title, SubmittedBy: r.SubmittedBy, SubmittedAt: store.InstantOf(r.SubmittedAt),
		WithdrawnAt: store.InstantOf(r.WithdrawnAt), CreatedBy: r.CreatedBy, CreatedAt: store.Instant(r.CreatedAt), UpdatedAt: store.Instant(r.UpdatedAt)}
	if r.ApprovedRelease != nil {
		e.ApprovedRelease = *r.ApprovedRelease
	}
	return e
}

type revisionRow struct {
	ID             string `gorm:"primaryKey"`
	EditionID      string
	Number         int
	BaseID         string
	Kind           string
	SourceRevision string
	Title          string
	Lead           string
	Body           string
	Pictures       string
	Authors        string
	Name           *string // of a point
	CreatedBy      string
	CreatedAt      int64 `gorm:"autoCreateTime:false"`
}

func (revisionRow) TableName() string { return "revision" }

func newRevisionRow(r article.Revision) (revisionRow, error) {
	authors, err := encode(r.Authors)
	if err != nil {
		return revisionRow{}, err
	}
	pictures, err := encode(r.Text.Pictures)
	var name *string
	if r.Name != "" {
		name = &r.Name
	}
	return revisionRow{ID: r.ID, EditionID: r.Edition, Number: r.Number, BaseID: r.Base, Kind: string(r.Kind), SourceRevision: r.Source,
		Title: r.Text.Title, Lead: r.Text.Lead, Body: r.Text.Body, Pictures: pictures, Authors: authors, Name: name,
		CreatedBy: r.CreatedBy, CreatedAt: r.CreatedAt.UnixMicro()}, err
}

func (r revisionRow) revision() (article.Revision, error) {
	revision := article.Revision{ID: r.ID, Edition: r.EditionID, Number: r.Number, Base: r.BaseID, Kind: article.RevisionKind(r.Kind), Source: r.SourceRevision,
		Text: manuscript.Text{Title: r.Title, Lead: r.Lead, Body: r.Body}, CreatedBy: r.CreatedBy, CreatedAt: store.Instant(r.CreatedAt)}
	if r.Name != nil {
		revision.Name = *r.Name
	}
	if err := json.Unmarshal([]byte(r.Authors), &revision.Authors); err != nil {
		return article.Revision{}, fmt.Errorf("authors of revision %s: %w", r.ID, err)
	}
	if err := decode(r.Pictures, &revision.Text.Pictures); err != nil {
		return article.Revision{}, fmt.Errorf("pictures of revision %s: %w", r.ID, err)
	}
	return revision, nil
}

type workingCopyRow struct {
	EditionID    string `gorm:"primaryKey"`
	PersonID     string `gorm:"primaryKey"`
	BaseRevision string
	Title        string
	Lead         string
	Body         string
	Pictures     string
	Version      int
	SnapshotAt   int64
	UpdatedAt    int64 `gorm:"autoUpdateTime:false"`
	Authors      string
	BegunAt      *int64
	TakenBy      *string
	TakenAt      *int64
	KeptRevision *string
	// DroppedAt is set when it is one no more; its version stays for the next one.
	DroppedAt *int64
}

func (workingCopyRow) TableName() string { return "working_copy" }

func newWorkingCopyRow(w article.WorkingCopy) (workingCopyRow, error) {
	pictures, err := encode(w.Text.Pictures)
	if err != nil {
		return workingCopyRow{}, err
	}
	authors, err := encode(w.Authors)
	row := workingCopyRow{EditionID: w.Edition, PersonID: w.Person, BaseRevision: w.Base, Title: w.Text.Title, Lead: w.Text.Lead, Body: w.Text.Body,
		Pictures: pictures, Version: w.Version, SnapshotAt: w.SnapshotAt.UnixMicro(), UpdatedAt: w.UpdatedAt.UnixMicro(), Authors: authors,
		BegunAt: store.Micros(w.BegunAt), TakenAt: store.Micros(w.Taken.At)}
	if w.Taken.By != "" {
		row.TakenBy, row.KeptRevision = &w.Taken.By, &w.Taken.Revision
	}
	return row, err
}

func (r workingCopyRow) workingCopy() (article.WorkingCopy, error) {
	w := article.WorkingCopy{Edition: r.EditionID, Person: r.PersonID, Base: r.BaseRevision,
		Text: manuscript.Text{Title: r.Title, Lead: r.Lead, Body: r.Body}, Version: r.Version, UpdatedAt: store.Instant(r.UpdatedAt),
		SnapshotAt: store.Instant(r.SnapshotAt), BegunAt: store.InstantOf(r.BegunAt)}
	if r.TakenBy != nil && r.KeptRevision != nil {
		w.Taken = article.Takeover{By: *r.TakenBy, At: store.InstantOf(r.TakenAt), Revision: *r.KeptRevision}
	}
	if err := decode(r.Authors, &w.Authors); err != nil {
		return article.WorkingCopy{}, fmt.Errorf("authors of a working copy in %s: %w", r.EditionID, err)
	}
	return w, decode(r.Pictures, &w.Text.Pictures)
}

type contributionRow struct {
	EditionID     string `gorm:"primaryKey"`
	ReleaseNumber int    `gorm:"primaryKey;autoIncrement:false"`
	PersonID      string `gorm:"primaryKey"`
	What          string `gorm:"primaryKey"`
	At            int64
}

func (contributionRow) TableName() string { return "contribution" }

type releaseRow struct {
	ID         string `gorm:"primaryKey"`
	EditionID  string
	Number     int
	Act        string
	RevisionID string
	Title      string // of the revision, for lists of deliveries
	Schema     int
	Canonical  []byte
	Hash       string
	ApprovedBy string
	OnBehalf   string
	ApprovedAt int64
	ToldAt     int64 // of the newest note that readers see, 0 without one
}

func (releaseRow) TableName() string { return "release" }

func (r releaseRow) release() (release.Release, error) {
	content, err := release.Read(r.Canonical)
	return release.Release{ID: r.ID, Edition: r.EditionID, Number: r.Number, Content: content, Canonical: r.Canonical, Hash: r.Hash,
		ApprovedBy: r.ApprovedBy, OnBehalf: r.OnBehalf, ApprovedAt: store.Instant(r.ApprovedAt)}, err
}

type releaseFacetRow struct {
	ReleaseID string `gorm:"primaryKey"`
	Kind      string `gorm:"primaryKey"`
	Code      string `gorm:"primaryKey"`
}

func (releaseFacetRow) TableName() string { return "release_facet" }

type releaseFileRow struct {
	Hash      string `gorm:"primaryKey"`
	ReleaseID string `gorm:"primaryKey"`
	Type      string
	Size      int64
}

func (releaseFileRow) TableName() string { return "release_file" }

// decode reads a list that encode wrote; one that was not read at all is empty.
func decode(list string, into *[]string) error {
	if list == "" || list == "[]" {
		return nil
	}
	return json.Unmarshal([]byte(list), into)
}

// encode returns a list as JSON, "[]" for nil.
func encode(list []string) (string, error) {
	if list == nil {
		list = []string{}
	}
	b, err := json.Marshal(list)
	return string(b), err
}
