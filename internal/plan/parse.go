package plan

import (
	"bytes"
	"crypto/sha256"
	_ "embed" // for the plan below
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/text"
)

// NamDinh is the plan of Nam Định province for 2021-2025, which a new installation
// loads.
//
//go:embed data/nam-dinh-2021-2025.json
var NamDinh string

const (
	// maxDocument bounds a document; the plan of one province has 60 KB.
	maxDocument = 4 << 20
	// schemaVersion is the shape that this program reads.
	schemaVersion = 1
)

// Parse reads a document and checks that it is whole: its shape, its codes, its dates,
// and that everything that it refers to is in it. All faults are reported at once, by
// JSON pointer. Unknown fields are faults.
func Parse(b []byte) (Document, error) {
	if len(b) > maxDocument {
		return Document{}, fault.New(fault.BodyTooLarge, fault.Tf("Tài liệu kế hoạch lớn hơn %d byte.", "The plan document is larger than %d bytes.", maxDocument))
	}
	tree, err := readTree(b)
	if err != nil {
		return Document{}, err
	}
	var c checker
	tree = c.check(tree, reflect.TypeFor[Document](), "")
	if err := c.faults.Err(); err != nil {
		return Document{}, err
	}
	var d Document
	if d.text, err = write(tree); err != nil {
		return Document{}, err
	}
	if err := json.Unmarshal([]byte(d.text), &d); err != nil {
		return Document{}, malformed(err)
	}
	sum := sha256.Sum256([]byte(d.text))
	d.hash = hex.EncodeToString(sum[:])
	return d, d.check()
}

// write returns a value as JSON with sorted keys, < and & as they stand.
func write(value any) (string, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(value)
	return string(bytes.TrimSuffix(b.Bytes(), []byte("\n"))), err
}

// auditor checks what the shape alone does not tell.
type auditor struct {
	faults fault.Fields
	slug   *regexp.Regexp
	state  *regexp.Regexp
	lang   *regexp.Regexp
	// hashtag is what every platform takes for one.
	hashtag *regexp.Regexp
}

// longestHashtag is in characters; platforms take more.
const longestHashtag = 50

func (d Document) check() error {
	a := &auditor{slug: regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`), state: regexp.MustCompile(`^[A-Z]{2}$`),
		lang: regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$`), hashtag: regexp.MustCompile(`^[\p{N}_]*\p{L}[\p{L}\p{N}_]*$`)}
	if d.Meta.SchemaVersion != schemaVersion {
		a.faults.Add("/_meta/schema_version", fault.Tf("Chương trình này đọc phiên bản %d.", "This program reads version %d.", schemaVersion))
	}
	if !a.slug.MatchString(d.Plan.Slug) {
		a.badCode("/plan/slug")
	}
	if d.Plan.TitleVI == "" || d.Plan.TitleEN == "" {
		a.faults.Add("/plan", fault.T("Tên kế hoạch bằng tiếng Việt và tiếng Anh không được để trống.", "The plan's title in Vietnamese and English must not be empty."))
	}
	a.period("/plan/period/to", d.Plan.Period.From, d.Plan.Period.To)
	placed, err := d.facets()
	if err != nil {
		return err
	}
	facets := a.facets(placed)
	units := a.units(d.Units)
	for i, area := range d.Areas {
		a.known(fmt.Sprintf("/content_areas/%d/pillars", i), area.Pillars, facets[Pillar])
	}
	for i, audience := range d.Audiences {
		a.known(fmt.Sprintf("/audiences/%d/default_languages", i), audience.DefaultLanguages, facets[Language])
	}
	for i, state := range d.MemberStates {
		a.known(fmt.Sprintf("/member_states/%d/languages", i), state.Languages, facets[Language])
	}
	a.one("/plan/lead_unit", d.Plan.LeadUnit, units)
	for i, lead := range d.Plan.LeadUnitHistory {
		a.one(fmt.Sprintf("/plan/lead_unit_history/%d/unit", i), lead.Unit, units)
	}
	return a.faults.Err()
}

// facets checks codes and periods of all facets, and gives the codes by kind.
func (a *auditor) facets(all []placed) map[Kind][]string {
	codes := map[Kind][]string{}
	for _, f := range all {
		pattern := a.slug
		switch f.Kind {
		case MemberState:
			pattern = a.state
		case Language:
			pattern = a.lang
		}
		if !pattern.MatchString(f.Code) {
			a.badCode(f.at)
		}
		if slices.Contains(codes[f.Kind], f.Code) {
			a.twice(f.at, f.Code)
		}
		codes[f.Kind] = append(codes[f.Kind], f.Code)
		a.period(f.at, f.From, f.To)
		for _, lang := range []string{"vi", "en"} {
			if tag := f.Hashtag(lang); tag != "" && (!a.hashtag.MatchString(tag) || text.Graphemes(tag) > longestHashtag) {
				a.faults.Add(f.at+"/hashtag_"+lang, fault.T("Hashtag chỉ gồm chữ, số và dấu gạch dưới, có ít nhất một chữ, không có #, tối đa 50 ký tự.",
					"A hashtag is letters, figures and underscores with a letter among them, without #, at most 50 of them."))
			}
		}
		if f.Name.VI == "" || f.Name.EN == "" {
			a.faults.Add(f.at, fault.T("Tên bằng tiếng Việt và tiếng Anh không được để trống.", "The names in Vietnamese and English must not be empty."))
		}
	}
	for _, kind := range []Kind{Pillar, Area, Language} {
		if len(codes[kind]) == 0 {
			name := kind.Name()
			a.faults.Add("", fault.Text{VI: "Cần ít nhất một " + name.VI + ".", EN: "At least one " + name.EN + " is needed."})
		}
	}
	return codes
}

func (a *auditor) units(units []docUnit) []string {
	var codes []string
	for i, u := range units {
		at := fmt.Sprintf("/units/%d/slug", i)
		if !a.slug.MatchString(u.Slug) {
			a.badCode(at)
		}
		if slices.Contains(codes, u.Slug) {
			a.twice(at, u.Slug)
		}
		if u.NameVI == "" || u.NameEN == "" {
			a.faults.Add(at, fault.T("Tên bằng tiếng Việt và tiếng Anh không được để trống.", "The names in Vietnamese and English must not be empty."))
		}
		codes = append(codes, u.Slug)
		a.period(fmt.Sprintf("/units/%d/valid_to", i), u.ValidFrom, u.ValidTo)
	}
	for i, u := range units {
		if u.Parent != "" {
			a.one(fmt.Sprintf("/units/%d/parent", i), u.Parent, codes)
		}
		a.known(fmt.Sprintf("/units/%d/successors", i), u.Successors, codes)
	}
	a.lines(units)
	return codes
}

func (a *auditor) badCode(at string) {
	a.faults.Add(at, fault.T("Mã không đúng dạng: chữ thường không dấu, số và gạch nối; nước thành viên hai chữ hoa.",
		"Malformed code: lower-case ASCII letters, digits and hyphens; two capitals for a member state."))
}

func (a *auditor) twice(at, code string) {
	a.faults.Add(at, fault.Tf("Mã “%s” đã có ở trên.", "The code “%s” stands above already.", code))
}

func (a *auditor) period(at string, from, to Date) {
	if from != "" && to != "" && to < from {
		a.faults.Add(at, fault.Tf("Ngày cuối %s đứng trước ngày đầu %s.", "The last day %s is before the first day %s.", to, from))
	}
}

func (a *auditor) known(at string, codes, known []string) {
	for i, code := range codes {
		a.one(fmt.Sprintf("%s/%d", at, i), code, known)
		if slices.Contains(codes[:i], code) {
			a.twice(fmt.Sprintf("%s/%d", at, i), code)
		}
	}
}

func (a *auditor) one(at, code string, known []string) {
	if !slices.Contains(known, code) {
		a.faults.Add(at, hinted(fault.Tf("Không có mã “%s”", "There is no code “%s”", code), fault.T("gần nhất là", "the nearest is"), code, known))
	}
}

// placed is a facet with its place in the document.
type placed struct {
	Facet
	at string
}

// facets returns all facets in the order of the document.
func (d Document) facets() ([]placed, error) {
	var all list
	for i, p := range d.Pillars {
		all.add(fmt.Sprintf("/pillars/%d", i), p, Facet{Kind: Pillar, Code: p.Slug, Position: p.Order, Name: fault.T(p.NameVI, p.NameEN),
			Short: fault.T(p.ShortVI, p.ShortEN), From: p.ValidFrom, To: p.ValidTo})
	}
	topics := 0
	for i, a := range d.Areas {
		at := fmt.Sprintf("/content_areas/%d", i)
		all.add(at, a, Facet{Kind: Area, Code: a.Slug, Position: a.No, Name: fault.T(a.LabelVI, a.LabelEN), From: a.ValidFrom, To: a.ValidTo})
		for j, t := range a.Topics {
			topics++
			all.add(fmt.Sprintf("%s/topics/%d", at, j), t, Facet{Kind: Topic, Code: t.Slug, Parent: a.Slug, Position: topics,
				Name: fault.T(t.LabelVI, t.LabelEN), From: t.ValidFrom, To: t.ValidTo})
		}
	}
	for i, a := range d.Audiences {
		all.add(fmt.Sprintf("/audiences/%d", i), a, Facet{Kind: Audience, Code: a.Slug, Position: i + 1, Name: fault.T(a.LabelVI, a.LabelEN),
			From: a.ValidFrom, To: a.ValidTo})
	}
	for i, f := range d.Forms {
		all.add(fmt.Sprintf("/forms/%d", i), f, Facet{Kind: Form, Code: f.Slug, Position: i + 1, Name: fault.T(f.LabelVI, f.LabelEN),
			From: f.ValidFrom, To: f.ValidTo})
	}
	for i, l := range d.Languages {
		all.add(fmt.Sprintf("/languages/%d", i), l, Facet{Kind: Language, Code: l.Code, Position: i + 1, Name: fault.T(l.NameVI, l.NameEN)})
	}
	for i, s := range d.MemberStates {
		all.add(fmt.Sprintf("/member_states/%d", i), s, Facet{Kind: MemberState, Code: s.Code, Position: i + 1, Name: fault.T(s.NameVI, s.NameEN)})
	}
	return all.facets, all.failed
}

// list gathers facets.
type list struct {
	facets []placed
	failed error
}

func (l *list) add(at string, entry any, f Facet) {
	if f.Short == (fault.Text{}) {
		f.Short = f.Name
	}
	var err error
	f.Attrs, err = attrs(entry)
	l.failed = errors.Join(l.failed, err)
	l.facets = append(l.facets, placed{f, at})
}

func (d Document) units() ([]Unit, error) {
	units := make([]Unit, 0, len(d.Units))
	for _, u := range d.Units {
		rest, err := attrs(u)
		if err != nil {
			return nil, err
		}
		units = append(units, Unit{Code: u.Slug, Name: fault.T(u.NameVI, u.NameEN), ShortVI: u.ShortVI, Kind: u.Type, Parent: u.Parent,
			From: u.ValidFrom, To: u.ValidTo, Successors: slices.Sorted(slices.Values(u.Successors)), Attrs: rest})
	}
	return units, nil
}

// attrs returns what a document says about an entry beyond what has a column.
func attrs(entry any) (json.RawMessage, error) {
	b, err := json.Marshal(entry)
	if err != nil {
		return nil, err
	}
	var rest map[string]any
	if err := json.Unmarshal(b, &rest); err != nil {
		return nil, err
	}
	for _, name := range []string{"slug", "name_vi", "name_en", "label_vi", "label_en", "short_vi", "short_en", "topics", "type",
		"order", "no", "parent", "valid_from", "valid_to", "successors"} {
		delete(rest, name)
	}
	if _, pillar := entry.(docPillar); !pillar { // a pillar's code is its English initials
		delete(rest, "code")
	}
	text, err := write(rest)
	return json.RawMessage(text), err
}
