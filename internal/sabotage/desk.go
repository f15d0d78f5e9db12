package main

// desk is what those are promised who work beside the texts: in remarks, in the box of outside
// items, with the press.
func desk() []patch {
	return []patch{
		{name: "no-place-rather-than-a-wrong-one", file: "internal/anchor/align.go",
			old: "if score := edge(tokens, lo-n) + edge(tokens, hi-n); score > top {", new: "if score := edge(tokens, lo-n) + edge(tokens, hi-n); score > top+9 {",
			pkg: "internal/anchor", test: "TestASelectionIsFoundAgain"},
		{name: "only-readers-are-mentioned", file: "internal/comment/service.go",
			old: "case !may:", new: "case !may && !known:",
			pkg: "api", test: "TestWrongComments/sqlite"},
		{name: "taken-before-its-time", file: "internal/intake/box.go",
			old: "if !now.Before(i.FreeAt) {", new: "if !now.Before(i.FirstSeen) {",
			pkg: "internal/intake", test: "TestAnItemBecomesADraftWithItsCredit/sqlite"},
		{name: "the-press-sees-own-requests-alone", file: "internal/request/service.go",
			old: "if r.CreatedBy == actor.ID {", new: "if r.CreatedBy != \"\" {",
			pkg: "api", test: "TestThePressSeesOwnRequestsAlone/sqlite"},
	}
}
