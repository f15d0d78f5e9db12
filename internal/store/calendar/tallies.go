package calendar

import (
	"context"
	"time"

	"github.com/lantoa/lantoa/internal/calendar"
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/store"
)

// dayOf numbers the day of an instant from 1 January 1970 on, where clocks are some microseconds
// ahead of UTC.
func dayOf(column string) string { return "(" + column + " + ?) / 86400000000" }

const joined = ` FROM delivery d JOIN edition e ON e.id = d.edition_id JOIN article a ON a.id = e.article_id JOIN channel c ON c.id = d.channel_id
WHERE d.intent = 'publish' AND c.kind <> '` + connector.TrialKind + `' AND `

// first is true of a delivery by which a story went out before any other.
const first = `d.state IN ('sent', 'confirmed') AND d.sent_at >= ? AND d.sent_at < ? AND NOT EXISTS (
SELECT 1 FROM edition oe JOIN delivery o ON o.edition_id = oe.id JOIN channel oc ON oc.id = o.channel_id
WHERE oe.article_id = e.article_id AND o.intent = 'publish' AND o.state IN ('sent', 'confirmed') AND o.sent_at < d.sent_at AND oc.kind <> '` + connector.TrialKind + `')`

const waiting = `d.state IN ('waiting', 'retrying') AND d.due_at >= ? AND d.due_at < ?`

// ofUnits narrows to the stories that somebody may read.
func ofUnits(units []string, args []any) (string, []any) {
	if units == nil {
		return "", args
	}
	return " AND a.unit_code IN ?", append(args, units)
}

// Stories implements [calendar.Tallies].
func (s *Store) Stories(ctx context.Context, units []string, in calendar.Stretch) ([]calendar.Count, error) {
	at := map[calendar.Count]*calendar.Count{}
	var order []*calendar.Count
	for _, one := range []struct {
		column, where string
		add           func(c *calendar.Count, n int)
	}{
		{"d.due_at", waiting, func(c *calendar.Count, n int) { c.Scheduled += n }},
		{"d.sent_at", first, func(c *calendar.Count, n int) { c.Published += n }},
	} {
		narrowed, args := ofUnits(units, []any{in.Offset.Microseconds(), in.From.UnixMicro(), in.To.UnixMicro()})
		query := `SELECT unit, day, COUNT(DISTINCT article) AS number FROM (SELECT a.unit_code AS unit, ` + dayOf(one.column) + ` AS day, a.id AS article` +
			joined + one.where + narrowed + `) x GROUP BY unit, day ORDER BY day, unit`
		var rows []struct {
			Unit   string
			Day    int64
			Number int
		}
		if err := s.db.Read(ctx).Raw(query, args...).Scan(&rows).Error; err != nil {
			return nil, store.Translate(err)
		}
		for _, row := range rows {
			key := calendar.Count{Day: day(row.Day), Unit: row.Unit}
			if at[key] == nil {
				at[key] = &calendar.Count{Day: key.Day, Unit: key.Unit}
				order = append(order, at[key])
			}
			one.add(at[key], row.Number)
		}
	}
	counts := make([]calendar.Count, len(order))
	for i, c := range order {
		counts[i] = *c
	}
	return counts, nil
}

// Facets implements [calendar.Tallies].
func (s *Store) Facets(ctx context.Context, units []string, in calendar.Stretch) ([]calendar.FacetCount, error) {
	narrowed, args := ofUnits(units, []any{in.Offset.Microseconds(), in.From.UnixMicro(), in.To.UnixMicro()})
	query := `SELECT f.kind, f.code, x.day, COUNT(DISTINCT x.article) AS number FROM (SELECT ` + dayOf("d.sent_at") + ` AS day, a.id AS article` + joined + first + narrowed +
		`) x JOIN article_facet f ON f.article_id = x.article WHERE f.kind IN ('pillar', 'area') GROUP BY f.kind, f.code, x.day ORDER BY x.day, f.kind, f.code`
	var rows []struct {
		Kind   string
		Code   string
		Day    int64
		Number int
	}
	if err := s.db.Read(ctx).Raw(query, args...).Scan(&rows).Error; err != nil {
		return nil, store.Translate(err)
	}
	counts := make([]calendar.FacetCount, len(rows))
	for i, row := range rows {
		counts[i] = calendar.FacetCount{Day: day(row.Day), Kind: plan.Kind(row.Kind), Code: row.Code, Count: row.Number}
	}
	return counts, nil
}

func day(number int64) plan.Date {
	return plan.Date(time.Unix(number*86400, 0).UTC().Format(time.DateOnly))
}
