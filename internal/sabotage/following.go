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
			old: "if about(e.Event) == f.sight.person {", new: "if about(e.Event) == f.sight.person+\"x\" {",
			pkg: "internal/live", test: "TestARoleThatIsTakenAwayEndsWhatItShowed/sqlite"},
	}
}
