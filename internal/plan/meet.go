package plan

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/lantoa/lantoa/internal/fault"
)

// meeting is where a document meets the units that are there, some of which people have
// changed since a document last spoke of them. Field by field three things are compared: what
// the last document said, what is, and what this one says. Whoever of both changed something
// has it; where both did, and differently, the document is refused, since nobody can know
// which of them is right (docs/decisions/0023-units-beside-the-plan.md).
type meeting struct {
	there map[string]Unit
	said  map[string]Unit // by the newest document that names the unit
	today Date
}

// Changed is a unit that a document has changed; Was is zero for one that it brought.
type Changed struct{ Was, Is Unit }

// meet returns the units that a document adds or changes, as they were and as they will be.
func (s *Service) meet(ctx context.Context, d Document) (put []Changed, first bool, err error) {
	theirs, err := d.units()
	if err != nil {
		return nil, false, err
	}
	all, err := s.store.LockUnits(ctx)
	if err != nil {
		return nil, false, err
	}
	m := meeting{there: map[string]Unit{}, today: s.Day(s.now())}
	for _, u := range all {
		m.there[u.Code] = u
	}
	if m.said, err = s.said(ctx, d.Plan.Slug); err != nil {
		return nil, false, err
	}
	var faults fault.Fields
	for i, u := range theirs {
		mine, known := m.there[u.Code]
		if !known {
			u.Version = 1
			put = append(put, Changed{Is: u})
			continue
		}
		is, changed := m.merge(fmt.Sprintf("/units/%d", i), mine, u, &faults)
		if changed {
			is.Version++
			put = append(put, Changed{mine, is})
		}
	}
	if err := faults.Err(); err != nil {
		return nil, false, err
	}
	return put, len(all) == 0, m.whole(all, put, theirs)
}

// said reads what documents said of units: of each the newest of the same plan that names it,
// and where none does, the newest of another.
func (s *Service) said(ctx context.Context, slug string) (map[string]Unit, error) {
	texts, err := s.store.Documents(ctx)
	if err != nil {
		return nil, err
	}
	said, others := map[string]Unit{}, map[string]Unit{}
	for _, one := range texts {
		var d Document // which was judged when it came
		if err := json.Unmarshal([]byte(one), &d); err != nil {
			return nil, err
		}
		units, err := d.units()
		if err != nil {
			return nil, err
		}
		by := others
		if d.Plan.Slug == slug {
			by = said
		}
		for _, u := range units {
			if _, newer := by[u.Code]; !newer {
				by[u.Code] = u
			}
		}
	}
	for code, u := range others {
		if _, spoken := said[code]; !spoken {
			said[code] = u
		}
	}
	return said, nil
}

// merge is one unit after both; changed tells that it is not as it was.
func (m meeting) merge(at string, mine, theirs Unit, faults *fault.Fields) (is Unit, changed bool) {
	said, spoken := m.said[mine.Code]
	if !spoken { // people made it; what they cannot write is the document's
		said = mine.Newest()
		said.Name, said.ShortVI, said.Kind, said.Parent, said.From, said.To, said.Successors = fault.Text{}, nothing, nothing, nothing, nothing, nothing, []string{nothing}
	}
	is = mine
	now := mine.Newest()
	clash := func(field string, here, there any) {
		faults.Add(at+"/"+field, fault.Tf("Đơn vị “%s” đã được sửa ở đây sau lần nạp kế hoạch trước: ở đây là “%v”, tài liệu ghi “%v”. Hãy sửa tài liệu cho khớp, hoặc sửa đơn vị, rồi nạp lại.",
			"The unit “%s” was changed here since the plan was last loaded: here it is “%v”, the document says “%v”. Bring the document in line, or change the unit, and load again.", mine.Code, here, there))
	}
	var ok bool
	if is.To, ok = pick(said.To, mine.To, theirs.To); !ok {
		clash("valid_to", mine.To, theirs.To)
	}
	begin := m.today
	switch all := mine.phases(); {
	case mine.Begins(m.today):
		begin = ""
	case is.EndedBy(m.today): // no name begins after the end: that of its last days is set right
		begin = all[len(all)-1].From
	}
	set := func(p *Phase) {
		// What stays as it is may be planned for a later day, and is not set on this one.
		if v, ok := pick(said.Name, now.Name, theirs.Name); !ok {
			clash("name_vi", now.Name.VI, theirs.Name.VI)
		} else if v != now.Name {
			p.Name = v
		}
		for _, one := range []struct {
			field             string
			base, here, there string
			to                *string
		}{{"short_vi", said.ShortVI, now.ShortVI, theirs.ShortVI, &p.ShortVI}, {"type", said.Kind, now.Kind, theirs.Kind, &p.Kind}, {"parent", said.Parent, now.Parent, theirs.Parent, &p.Parent}} {
			v, ok := pick(one.base, one.here, one.there)
			if !ok {
				clash(one.field, one.here, one.there)
			} else if v != one.here {
				*one.to = v
			}
		}
	}
	is = is.Since(begin, set)
	if is.From, ok = pick(said.From, mine.From, theirs.From); !ok {
		clash("valid_from", mine.From, theirs.From)
	}
	if !slices.Equal(theirs.Successors, said.Successors) && !slices.Equal(theirs.Successors, mine.Successors) {
		if is.Successors = theirs.Successors; !slices.Equal(mine.Successors, said.Successors) {
			clash("successors", mine.Successors, theirs.Successors)
		}
	}
	is.Attrs = theirs.Attrs // which people do not change
	return is, !Same(is, mine)
}

// nothing is a value that no document and nobody writes.
const nothing = "\x00"

// pick is what holds of what was said, what is, and what is said now; false where both changed.
func pick[V comparable](said, mine, theirs V) (V, bool) {
	switch {
	case mine == theirs, said == theirs:
		return mine, true
	case said == mine:
		return theirs, true
	}
	return mine, false
}

// Same reports whether two units differ in nothing but their version.
func Same(u, o Unit) bool {
	return u.Code == o.Code && u.From == o.From && u.To == o.To && slices.Equal(u.Successors, o.Successors) &&
		string(u.Attrs) == string(o.Attrs) && slices.Equal(u.phases(), o.phases())
}
