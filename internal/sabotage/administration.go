package main

// administration is what those who run the house are promised.
func administration() []patch {
	return []patch{
		{name: "a-dry-run-writes-nothing", file: "internal/roster/import.go",
			old: "if how.DryRun {", new: "if how.DryRun && actor.Key != \"\" {",
			pkg: "internal/roster", test: "TestAFileIsTakenInWholeAndOnce/sqlite"},
		{name: "one-fault-refuses-the-file", file: "internal/roster/import.go",
			old: "if err := sheet.Refusal(report.Faults); err != nil {", new: "if err := sheet.Refusal(report.Faults); err != nil && len(report.People) == 0 {",
			pkg: "internal/roster", test: "TestEachFaultIsNamed/sqlite"},
		{name: "secrets-in-settings", file: "internal/config/load.go",
			old: "if !s.Secret {\n\t\tl.config.told", new: "if s.Env != \"\" {\n\t\tl.config.told",
			pkg: "internal/config", test: "TestNoSecretIsEverShown"},
	}
}
