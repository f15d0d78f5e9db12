package main

// following is what those who follow the stream of events are promised.
func following() []patch {
	return []patch{
		{name: "scope-of-events", file: "internal/live/live.go",
			old: "		if one == unit {", new: "		if one != \"\" {",
			pkg: "internal/live", test: "TestWhoSeesWhat"},
		{name: "resume-never-skips", file: "internal/live/hub.go",
			old: "f.reached, f.behind = after, true", new: "f.reached, f.behind = newest, true",
			pkg: "internal/live", test: "TestWhoComesBackMissesNothing/sqlite"},
		{name: "rights-of-now", file: "internal/live/follower.go",
			old: "|| about(e.Event) == f.sight.person {", new: "|| about(e.Event) == f.sight.person+\"x\" {",
			pkg: "internal/live", test: "TestARoleThatIsTakenAwayEndsWhatItShowed/sqlite"},
		{name: "words-of-a-piece-need-other-eyes", file: "internal/piece/service.go",
			old: "if v.Number > last.Number {", new: "if v.Number < last.Number {",
			pkg: "api", test: "TestWordsOfAPieceNeedOtherEyes/sqlite"},
	}
}

// moving is what a house that moves is promised.
func moving() []patch {
	return []patch{
		{name: "a-changed-act-does-not-come-in", file: "internal/app/archive.go",
			old: "for _, one := range report.Faults {", new: "for _, one := range report.Faults[:0] {",
			pkg: "internal/app", test: "TestAHouseStaysWhatItIs"},
		{name: "a-house-leaves-at-rest", file: "internal/archive/rest.go",
			old: "r.set(\"paused\", true)", new: "r.set(\"paused\", false)",
			pkg: "internal/archive", test: "TestWhatWasWrittenIsRead"},
	}
}

// telling is what those who are told of things are promised.
func telling() []patch {
	return []patch{
		{name: "a-withdrawal-is-told-at-once", file: "internal/store/deliveries/public.go",
			old: "rows, err := s.scan(ctx, recalled(q), arguments)", new: "rows, err := s.scan(ctx, recalled(q)+\" AND e.id = ''\", arguments)",
			pkg: "internal/delivery", test: "TestAWithdrawalHidesBeforeTheEngineActsAndWhateverComesNext/sqlite"},
		{name: "a-small-fix-tells-nothing", file: "internal/release/release.go",
			old: "if r.Content.Note.Kind.Shown() {", new: "if r.Content.Note.Text != \"\" {",
			pkg: "internal/render", test: "TestASmallFixTellsNothing"},
		{name: "a-formal-correction-is-called-one", file: "internal/feed/notice.go",
			old: "case it.tells(FormalCorrection):", new: "case it.tells(FormalCorrection) && it.Version == 0:",
			pkg: "internal/delivery", test: "TestTheBytesOfEachAct/sqlite"},
		{name: "nobody-is-told-of-their-own-act", file: "internal/notice/worker.go",
			old: "if one.Person.ID == e.Actor ||", new: "if one.Person.ID == e.Actor+\"x\" ||",
			pkg: "api", test: "TestWhoIsToldOfTheRest/sqlite"},
		{name: "one-notice-an-incident", file: "internal/notice/rules.go",
			old: "return string(r.Kind) + \"/\" + id", new: "return string(r.Kind) + \"/\" + id + e.ID",
			pkg: "api", test: "TestOneNoticeForAFlappingDelivery/sqlite"},
		{name: "a-notice-needs-its-right", file: "internal/store/notices/inbox.go",
			old: "or(\"n.needs = ''\", reached(\"needs\"))", new: "or(\"n.needs <> 'x'\", reached(\"needs\"))",
			pkg: "api", test: "TestAnInboxIsOnesOwnByTheRightsOfNow/sqlite"},
		{name: "a-notice-is-seen-by-the-rights-of-now", file: "internal/store/notices/inbox.go",
			old: "own := \"FALSE\"", new: "own := \"TRUE\"",
			pkg: "api", test: "TestAnInboxIsOnesOwnByTheRightsOfNow/sqlite"},
		{name: "no-title-under-embargo", file: "internal/store/notices/inbox.go",
			old: "reads := \"FALSE\"", new: "reads := \"TRUE\"",
			pkg: "api", test: "TestAnEmbargoedTitleIsKeptFromWhoMayNotReadIt/sqlite"},
		{name: "a-letter-for-who-they-are-now", file: "internal/notice/mail.go",
			old: "due, err := w.due(ctx, one, s, now)\n\tif", new: "one = account.Standing{Person: one.Person}\n\tdue, err := w.due(ctx, one, s, now)\n\tif",
			pkg: "api", test: "TestALetterIsForWhoThePersonIsNow/sqlite"},
		{name: "rounds-rest", file: "internal/notice/mail.go",
			old: "err != nil || !waits {", new: "err != nil || waits && now.IsZero() {",
			pkg: "api", test: "TestRoundsRest/sqlite"},
		{name: "quiet-hours-over-midnight", file: "internal/notice/settings.go",
			old: "return at >= from || at < until", new: "return at >= from && at < until",
			pkg: "internal/notice", test: "TestQuietHours"},
	}
}
