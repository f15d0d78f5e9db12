package main

import (
	"context"

	"github.com/lantoa/lantoa/internal/operator"
)

const importTakes = "takes `import wordpress <file.xml> --unit=<code> [--dry-run --pages --lang=vi]`: posts of an export of WordPress come into the box of what may be taken, none is published; " +
	"--json and --as=<login> as well; or " + importArchiveTakes

// importCommand reads in what was published elsewhere, beside a running server.
func importCommand(ctx context.Context, c console) error {
	if verb, rest := verbOf(c.args); verb == "archive" {
		return importArchive(ctx, c, rest)
	}
	return operate(ctx, c, importTakes, map[string]verb{
		"wordpress": {1, 1, []string{"unit", "dry-run", "pages", "lang"}, func(ctx context.Context, o operation, on *operator.Console) error {
			return on.ImportWordPress(ctx, o.words[0], operator.ExportReading{Unit: o.inUnit, Lang: o.lang, Pages: o.pages, DryRun: o.dryRun})
		}},
	})
}
