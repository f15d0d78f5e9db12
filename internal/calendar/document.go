package calendar

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"strconv"

	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/canonical"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/plan"
)

// Asean is the document that lantoa brings: days, themes, summits and holidays, each with how
// sure it is.
//
//go:embed data/asean.json
var Asean string

// Document is entries of the calendar as they are written down.
type Document struct {
	Schema  int        `json:"schema_version"`
	Entries []docEntry `json:"entries"`
}

type docEntry struct {
	Code        string               `json:"code"`
	Kind        Kind                 `json:"kind"`
	TitleVI     string               `json:"title_vi"`
	TitleEN     string               `json:"title_en"`
	Place       string               `json:"place,omitempty"`
	Note        string               `json:"note,omitempty"`
	From        plan.Date            `json:"from,omitempty"`
	To          plan.Date            `json:"to,omitempty"`
	Yearly      string               `json:"yearly,omitempty"`
	Moved       map[string]plan.Date `json:"moved,omitempty"`
	Since       int                  `json:"since,omitempty"`
	Until       int                  `json:"until,omitempty"`
	Off         bool                 `json:"off,omitempty"`
	MemberState string               `json:"member_state,omitempty"`
	Pillars     []string             `json:"pillars,omitempty"`
	Areas       []string             `json:"areas,omitempty"`
	Evidence    string               `json:"evidence"`
}

// Parse reads a document. All of its faults are told at once, by JSON pointer.
func Parse(content []byte) (Document, error) {
	var d Document
	strict := json.NewDecoder(bytes.NewReader(content))
	strict.DisallowUnknownFields()
	if err := strict.Decode(&d); err != nil {
		return Document{}, fault.Invalid("", fault.T("không phải lịch: "+err.Error(), "is no calendar: "+err.Error()))
	}
	if _, err := strict.Token(); err != io.EOF {
		return Document{}, fault.Invalid("", fault.T("có gì đó đứng sau lịch", "something stands behind the calendar"))
	}
	var faults fault.Fields
	if d.Schema != 1 {
		faults.Add("/schema_version", fault.T("chỉ đọc được bản 1", "only version 1 is known"))
	}
	seen := map[string]bool{}
	for i, e := range d.Entries {
		e.check("/entries/"+strconv.Itoa(i), &faults)
		if seen[e.Code] {
			faults.Add("/entries/"+strconv.Itoa(i)+"/code", fault.T("có hai mục cùng mã", "stands twice"))
		}
		seen[e.Code] = true
	}
	return d, faults.Err()
}

func (e docEntry) check(at string, faults *fault.Fields) {
	var own fault.Fields
	if !plan.IsCode(e.Code) {
		own.Add("/code", fault.T("không phải mã", "is no code"))
	}
	if e.TitleVI == "" || e.TitleEN == "" {
		own.Add("/title_vi", fault.T("cần tên bằng hai ngôn ngữ", "needs a title in both languages"))
	}
	known := false
	for _, kind := range Kinds() {
		known = known || kind == e.Kind
	}
	if !known {
		own.Add("/kind", fault.T("không có loại này", "is no known kind"))
	}
	switch e.Evidence {
	case "plan", "verified", "general-knowledge", "unconfirmed":
	default:
		own.Add("/evidence", fault.T("cần ghi chắc đến đâu", "says nothing of how sure it is"))
	}
	dated, yearly := e.From != "" || e.To != "", e.Yearly != "" || len(e.Moved) > 0
	switch {
	case dated == yearly:
		own.Add("/from", fault.T("có from và to, hoặc có yearly hay moved", "takes from and to, or else yearly or moved"))
	case dated:
		checkSpan(&own, Rule{From: e.From, To: e.To})
	default:
		checkMoved(&own, e.Moved)
		if e.Yearly != "" && !plan.Date("2024-"+e.Yearly).Real() {
			own.Add("/yearly", fault.T("không phải ngày như 08-08", "is no day such as 08-08"))
		}
	}
	_ = faults.AddError(at, own.Err()) // it is one of validation
}

func (e docEntry) entry() Entry {
	return Entry{Code: e.Code, Kind: e.Kind, Title: fault.T(e.TitleVI, e.TitleEN), Place: e.Place, Note: e.Note, Off: e.Off, MemberState: e.MemberState, Evidence: e.Evidence,
		Rule:   Rule{From: e.From, To: e.To, Yearly: e.Yearly, Moved: e.Moved, Since: e.Since, Until: e.Until},
		Facets: plan.Facets{Pillars: e.Pillars, Areas: e.Areas}}
}

// Load takes a document over, in one transaction: what is new is added, what it says anew changes,
// and what people have changed stays as they left it. The same again changes nothing.
func (s *Service) Load(ctx context.Context, d Document) (changed int, err error) {
	err = s.o.Store.InTx(ctx, func(ctx context.Context) error {
		changed = 0
		known, err := s.o.Store.Coded(ctx)
		if err != nil {
			return err
		}
		byCode := map[string]Entry{}
		for _, e := range known {
			byCode[e.Code] = e
		}
		for _, one := range d.Entries {
			did, err := s.take(ctx, byCode, one)
			if err != nil {
				return fmt.Errorf("calendar entry %s: %w", one.Code, err)
			}
			if did {
				changed++
			}
		}
		return nil
	})
	return changed, err
}

func (s *Service) take(ctx context.Context, known map[string]Entry, one docEntry) (bool, error) {
	text, err := canonical.JSON(one)
	if err != nil {
		return false, err
	}
	origin := canonical.Hash(text)
	was, there := known[one.Code]
	if there && (was.Edited || was.Origin == origin) {
		return false, nil
	}
	now, e := s.o.Now(), one.entry()
	e.Origin, e.UpdatedAt, e.CreatedBy = origin, now, audit.System
	if !there {
		e.ID, e.Version, e.CreatedAt = s.o.NewID(), 1, now
		if err := s.o.Store.Add(ctx, e); err != nil {
			return false, err
		}
		return true, s.tell(ctx, audit.System, "calendar.create", nil, e)
	}
	if was, err = s.o.Store.Lock(ctx, was.ID); err != nil || was.Edited { // somebody changed it meanwhile
		return false, err
	}
	e.ID, e.Version, e.CreatedAt = was.ID, was.Version+1, was.CreatedAt
	if err := s.o.Store.Save(ctx, e); err != nil {
		return false, err
	}
	return true, s.tell(ctx, audit.System, "calendar.update", &was, e)
}
