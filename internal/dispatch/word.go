package dispatch

import (
	"slices"
	"strings"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
)

// What a destination says goes into rows, and no database need take every byte of it:
// PostgreSQL refuses NUL and what is not UTF-8.

func clean(word string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(word, "\uFFFD"), "\x00", "")
}

func cleanText(t fault.Text) fault.Text { return fault.T(clean(t.VI), clean(t.EN)) }

func cleanReceipt(r connector.Receipt) connector.Receipt {
	return connector.Receipt{RemoteID: clean(r.RemoteID), Address: clean(r.Address)}
}

func cleanOutcome(o connector.Outcome) connector.Outcome {
	o.Class, o.Receipt, o.Handle = connector.Class(clean(string(o.Class))), cleanReceipt(o.Receipt), clean(o.Handle)
	o.Reason, o.Detail = clean(o.Reason), cleanText(o.Detail)
	return o
}

func cleanSighting(s connector.Sighting) connector.Sighting {
	s.Finding, s.Problem = connector.Finding(clean(string(s.Finding))), cleanOutcome(s.Problem)
	s.Receipts = slices.Clone(s.Receipts)
	for i, one := range s.Receipts {
		s.Receipts[i] = cleanReceipt(one)
	}
	return s
}
