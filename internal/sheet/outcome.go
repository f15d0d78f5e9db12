package sheet

import "github.com/lantoa/lantoa/internal/fault"

// Outcome is what an import does with what a row tells, or would do.
type Outcome string

// The outcomes.
const (
	Make   Outcome = "make"   // there is none yet
	Change Outcome = "change" // there is one, and the row tells more or otherwise
	Keep   Outcome = "keep"   // it is so already
)

// Words name an outcome to people; dry tells that it has not come yet.
func (o Outcome) Words(dry bool) fault.Text {
	switch {
	case o == Make && dry:
		return fault.T("sẽ tạo", "would be made")
	case o == Make:
		return fault.T("đã tạo", "made")
	case o == Change && dry:
		return fault.T("sẽ đổi", "would be changed")
	case o == Change:
		return fault.T("đã đổi", "changed")
	}
	return fault.T("giữ nguyên", "left as it is")
}
