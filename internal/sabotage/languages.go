package main

// languages is what a story in several languages is promised, and several stories in one series.
func languages() []patch {
	return []patch{
		{name: "published-together", file: "internal/store/deliveries/rules.go",
			old: "rule.Portal, rule.Together, rule.Language, rule.Running", new: "rule.Portal, rule.Language, rule.Running",
			pkg: "internal/delivery", test: "TestNoLanguageLeavesBeforeAllAreReady/sqlite"},
		{name: "together-until-the-first-byte", file: "internal/dispatch/run.go",
			old: "if slices.Contains(s.Held, row.ID) {", new: "if slices.Contains(s.Held, row.ID+\"x\") {",
			pkg: "internal/delivery", test: "TestALanguageReopenedAfterTheClaimHoldsTheOther/sqlite"},
		{name: "a-wait-for-languages-is-no-lateness", file: "internal/dispatch/ask.go",
			old: "if reason == delivery.ReasonTogether {", new: "if reason == delivery.ReasonNone {",
			pkg: "internal/delivery", test: "TestAWaitForLanguagesIsNoLateness/sqlite"},
		{name: "a-failed-language-is-told", file: "internal/store/deliveries/overdue.go",
			old: "return delivery.ReasonSiblingFailed, nil", new: "return delivery.ReasonLate, nil",
			pkg: "internal/delivery", test: "TestAFailedLanguageIsToldToTheOthers/sqlite"},
		{name: "outdated-translation", file: "internal/article/source.go",
			old: "return was.Text.Equal(is.Text), err", new: "return was.Text.Equal(was.Text) && is.ID != \"\", err",
			pkg: "internal/article", test: "TestATranslationKnowsItsSource/sqlite"},
		{name: "an-address-that-never-was", file: "api/site/named.go",
			old: "return slugOf(title) == slug })", new: "return slugOf(title) != slug+\"x\" })",
			pkg: "api/site", test: "TestAnAddressWithATitle"},
		{name: "reused-words-stay-their-writers", file: "internal/link/service.go",
			old: "Borrowed: article.Borrowed{Authors: authors}}", new: "Borrowed: article.Borrowed{Authors: authors[:0]}}",
			pkg: "api", test: "TestTheWriterOfTheOriginalDoesNotApproveTheCopy/sqlite"},
		{name: "series-of-what-is-out", file: "internal/store/deliveries/series.go",
			old: "AND +d.sent_at IS NOT NULL AND", new: "AND d.due_at > 0 AND",
			pkg: "internal/delivery", test: "TestASeriesShowsOnlyWhatIsPublished/sqlite"},
	}
}
