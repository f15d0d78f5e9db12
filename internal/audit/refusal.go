package audit

import (
	"context"
	"errors"
	"maps"

	"github.com/google/uuid"

	"github.com/lantoa/lantoa/internal/fault"
)

// Refused leaves a row for an act that was denied, be it a failed sign-in or a link that does not work, with the code of
// the denial, and gives err back; every other result passes. Like [Trail.Record] of a refusal it belongs outside
// the transaction of the act.
func Refused(ctx context.Context, trail Trail, e Entry, err error) error {
	denial, ok := fault.As(err)
	if !ok || denial.Kind() != fault.KindDenied && denial.Code != fault.SignInFailed && denial.Code != fault.TooManyRequests && denial.Code != fault.SetupLinkInvalid {
		return err
	}
	e.Refused, e.Detail = true, maps.Clone(e.Detail)
	if e.Detail == nil {
		e.Detail = map[string]any{}
	}
	e.Detail["code"] = string(denial.Code)
	if lost := trail.Record(ctx, e); lost != nil {
		return errors.Join(err, lost)
	}
	return err
}

// named keeps of a refused object's id what can name one of ours. It is whatever stood in
// an address, of any length, and would stay in the record for good; ids that name nothing
// would also keep repeated refusals from being counted into one row.
func named(id string) string {
	if uuid.Validate(id) != nil {
		return ""
	}
	return id
}
