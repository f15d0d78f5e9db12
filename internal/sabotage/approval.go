package main

// approval is what the flow of approval promises.
func approval() []patch {
	return []patch{
		{name: "second-pair-of-eyes", file: "internal/eyes/turn.go",
			old: "if t.Of > 1 && !t.Urgent && slices.Contains(one.Eyes(), who.ID) {", new: "if t.Of > 2 && !t.Urgent && slices.Contains(one.Eyes(), who.ID) {",
			pkg: "internal/article", test: "TestTheSecondLookIsAnothers/sqlite"},
		{name: "hash-of-the-first-approval", file: "internal/article/turn.go",
			old: "return one.Hash != hash })", new: "return one.Hash == \"\" && hash != \"\" })",
			pkg: "internal/article", test: "TestAFirstApprovalIsOfWhatWasShown/sqlite"},
		{name: "reason-of-a-forced-publication", file: "internal/article/approve.go",
			old: "said[\"forced\"], said[\"force_reason\"] = one.Forced, one.ForceReason", new: "said[\"forced\"] = one.Forced",
			pkg: "api", test: "TestForcedPublication/sqlite"},
		{name: "what-is-never-forced", file: "internal/checklist/checklist.go",
			old: "return slices.Compact(forced), Blocked(hard)", new: "return slices.Compact(forced), Blocked(hard[:0])",
			pkg: "internal/article", test: "TestWhatIsNeverForced/sqlite"},
		{name: "reopening-names-its-posts", file: "api/articles/acts.go",
			old: "h.stopped(ctx, e.ID, effect.Voided)", new: "h.stopped(ctx, e.ID, effect.Offered)",
			pkg: "api", test: "TestAReopeningNamesThePostsItStops/sqlite"},
		{name: "a-looser-flow-by-one-unit", file: "internal/flow/check.go",
			old: "for _, pointer := range Looser(was.InForce.Rules, rules) {", new: "for _, pointer := range Looser(rules, rules) {",
			pkg: "api", test: "TestAFlowIsSet/sqlite"},
		{name: "checked-by-who-approved", file: "internal/review/recheck.go",
			old: "case person == o.ApprovedBy:", new: "case person == \"\" && o.ApprovedBy == \"\":",
			pkg: "api", test: "TestAnUrgentStoryIsCheckedAfterwards/sqlite"},
	}
}
