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

const doctorTakes = "takes `doctor`, `doctor --json` (for programs), `doctor --offline` (no destination is asked) or `doctor --mail-to=<address>` (a test letter is sent), and the settings of the server, as serve does"

// doctorCommand looks at what lantoa stands on and says what to do; the exit code is 1 when
// something does not work.
func doctorCommand(ctx context.Context, c console) error {
	if slices.Contains(c.args, "-h") || slices.Contains(c.args, "--help") {
		c.say("%s", strings.ReplaceAll(doctorTakes, "`", ""))
		return nil
	}
	asked := map[string]bool{}
	look := app.Look{}
	var err error
	if look.MailTo, c.args, err = mailTo(c.args); err != nil {
		return err
	}
	c.args = slices.DeleteFunc(c.args, func(arg string) bool {
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
	look.Offline = asked["--offline"]
	if look.Offline && look.MailTo != "" {
		return errors.New("--offline and --mail-to do not go together")
	}
	found := app.Examine(ctx, loaded, logger(loaded, c.err), look)
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

// mailTo takes the address of a test letter out of the arguments.
func mailTo(args []string) (to string, rest []string, err error) {
	const option = "--mail-to"
	rest = slices.Clone(args)
	at := slices.IndexFunc(rest, func(arg string) bool { return arg == option || strings.HasPrefix(arg, option+"=") })
	if at < 0 {
		return "", rest, nil
	}
	_, to, inline := strings.Cut(rest[at], "=")
	end := at + 1
	if !inline && end < len(rest) {
		to, end = rest[end], end+1
	}
	if to == "" || strings.HasPrefix(to, "-") {
		return "", nil, errors.New(option + " is written as " + option + "=<address>")
	}
	return to, slices.Delete(rest, at, end), nil
}
