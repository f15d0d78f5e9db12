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
		{name: "sealed-letters", file: "internal/mail/outbox.go",
			old: "if m.Sealed, err = b.o.Box.Seal(plain, place(m.ID)); err != nil {", new: "if m.Sealed = plain; err != nil {",
			pkg: "internal/mail", test: "TestWhatALetterSaysIsSealed/sqlite"},
		{name: "one-letter-a-key", file: "internal/mail/outbox.go",
			old: "Key: l.Key, Kind: l.Kind, Person", new: "Key: l.Key + b.o.NewID(), Kind: l.Kind, Person",
			pkg: "internal/mail", test: "TestOneLetterAKey/sqlite"},
		{name: "expired-letters-stay", file: "internal/store/mails/mails.go",
			old: "m.due_at <= ? AND m.expires_at > ?", new: "m.due_at <= ? AND m.expires_at > ? - 86400000000",
			pkg: "internal/mail", test: "TestAnExpiredLetterIsNotSent/sqlite"},
		{name: "mailed-links-are-not-shown", file: "internal/account/links.go",
			old: "if !w.Show {", new: "if !w.Show && link.Purpose == Setup {",
			pkg: "internal/account", test: "TestALinkGoesByMailAndIsNotShown/sqlite"},
		{name: "secrets-in-settings", file: "internal/config/load.go",
			old: "if !s.Secret {\n\t\tl.config.told", new: "if s.Env != \"\" {\n\t\tl.config.told",
			pkg: "internal/config", test: "TestNoSecretIsEverShown"},
	}
}
