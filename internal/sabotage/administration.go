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
		{name: "a-name-of-yesterday", file: "internal/unit/book.go",
			old: "case day < b.today:", new: "case day < b.today && u.To != \"\":",
			pkg: "internal/unit", test: "TestANewNameKeepsTheOldOne/sqlite"},
		{name: "an-end-without-heirs", file: "internal/unit/book.go",
			old: "if left := h.words(lead); !left.IsZero() {", new: "if left := h.words(lead); !left.IsZero() && lead {",
			pkg: "internal/unit", test: "TestAnEndLeavesNothingToNobody/sqlite"},
		{name: "a-loop-by-a-file", file: "internal/unit/book.go",
			old: "range plan.Knots(b.list())", new: "range plan.Knots(before)",
			pkg: "internal/unit", test: "TestEachFaultOfAFileIsNamed/sqlite"},
		{name: "a-document-undoes-people", file: "internal/plan/meet.go",
			old: "case mine == theirs, said == theirs:", new: "case mine == theirs:",
			pkg: "internal/plan", test: "TestADocumentMeetsWhatPeopleChanged/sqlite"},
	}
}
