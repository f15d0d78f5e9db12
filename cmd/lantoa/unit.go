package main

import (
	"context"
	"strings"

	"github.com/lantoa/lantoa/internal/operator"
)

const unitTakes = "takes\n" +
	"  `unit list [--on=2025-07-01]`                 all units, as they are today or on a day\n" +
	"  `unit add <code> <name> --kind=… [--name-en=… --short=… --parent=… --from=2025-07-01]`  a new unit\n" +
	"  `unit end <code> <last day> [<successor>]…`   end a unit; from the day after, what it had belongs to its successors\n" +
	"  `unit import <file.xlsx|file.csv> [--dry-run]` units from a spreadsheet, all or none\n" +
	"  `unit template <new.xlsx>`                    that spreadsheet, to be filled in\n" +
	"all take --json and --as=<login>"

// unitCommand manages units beside a running server.
func unitCommand(ctx context.Context, c console) error {
	return operate(ctx, c, unitTakes, map[string]verb{
		"list": {0, 0, []string{"on"}, func(ctx context.Context, o operation, on *operator.Console) error { return on.ListUnits(ctx, o.on) }},
		"add": {2, 2, []string{"kind", "name-en", "short", "parent", "from"}, func(ctx context.Context, o operation, on *operator.Console) error {
			n := o.unit
			n.Code, n.Name = o.words[0], o.words[1]
			return on.AddUnit(ctx, n)
		}},
		"end": {2, mostListed, nil, func(ctx context.Context, o operation, on *operator.Console) error {
			return on.EndUnit(ctx, o.words[0], o.words[1], o.words[2:])
		}},
		"import": {1, 1, []string{"dry-run"}, func(ctx context.Context, o operation, on *operator.Console) error {
			return on.ImportUnits(ctx, o.words[0], o.dryRun)
		}},
		"template": {1, 1, nil, func(ctx context.Context, o operation, on *operator.Console) error {
			return on.UnitTemplate(ctx, strings.Join(o.words, ""))
		}},
	})
}
