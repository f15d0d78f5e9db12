package main

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/lantoa/lantoa/internal/app"
	"github.com/lantoa/lantoa/internal/doctor"
	"github.com/lantoa/lantoa/internal/fault"
)

const doctorTakes = "takes `doctor`, `doctor --json` (for programs) or `doctor --offline` (no destination is asked), and the settings of the server, as serve does"

// doctorCommand looks at what lantoa stands on and says what to do; the exit code is 1 when
// something does not work.
func doctorCommand(ctx context.Context, c console) error {
	if slices.Contains(c.args, "-h") || slices.Contains(c.args, "--help") {
		c.say("%s", strings.ReplaceAll(doctorTakes, "`", ""))
		return nil
	}
	asked := map[string]bool{}
	c.args = slices.DeleteFunc(slices.Clone(c.args), func(arg string) bool {
		if arg != "--json" && arg != "--offline" {
			return false
		}
		asked[arg] = true
		return true
	})
	loaded, err := settings(c)
	if err != nil {
		return err
	}
	found := app.Examine(ctx, loaded, logger(loaded, c.err), asked["--offline"])
	write := doctor.Write
	if asked["--json"] {
		write = doctor.WriteJSON
	}
	if err := write(c.out, loaded.Language, found); err != nil {
		return err
	}
	if n := doctor.Failures(found); n > 0 {
		return errors.New(fault.Tf("số mục hỏng: %d", "checks that failed: %d", n).In(loaded.Language))
	}
	return nil
}
