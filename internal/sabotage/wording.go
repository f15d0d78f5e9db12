package main

// wording is what is promised of own words for channels, and of words that are changed.
func wording() []patch {
	return []patch{
		{name: "own-words-under-the-hash", file: "internal/candidate/candidate.go",
			old: "Variants: variants, Corrects: corrects}", new: "Variants: variants[:0], Corrects: corrects}",
			pkg: "internal/article", test: "TestWordsForAChannelAreUnderTheHash/sqlite"},
		{name: "four-eyes-on-own-words", file: "internal/article/variants.go",
			old: "if err := s.contribute(ctx, actor, *e, eyes.Variant); err != nil {", new: "if _ = eyes.Variant; ctx.Err() != nil {",
			pkg: "internal/article", test: "TestNobodyApprovesOwnWordsForAChannel/words_taken_away/sqlite"},
		{name: "own-words-that-come-late", file: "internal/eyes/part.go",
			old: "return p.worded(who, says)", new: "return nil",
			pkg: "internal/article", test: "TestNobodyApprovesOwnWordsForAChannel/words_of_a_channel_that_took_another_language_when_they_were_written/sqlite"},
		{name: "own-words-of-the-very-channel", file: "internal/release/release.go",
			old: "if one.Channel == channel {", new: "if one.Channel != \"\" {",
			pkg: "internal/delivery", test: "TestThePreviewIsWhatGoesOut/sqlite"},
		{name: "a-dropped-correction-leaves-no-words", file: "internal/variant/book.go",
			old: "if v.Release <= release {", new: "if v.Release > 0 {",
			pkg: "internal/article", test: "TestADroppedCorrectionBringsTheWordsForChannelsBack/sqlite"},
		{name: "no-note-of-ones-own", file: "internal/variant/words.go",
			old: "if slices.Contains(headings(), text.Exact(head)) {", new: "if slices.Contains(headings(), head) {",
			pkg: "internal/variant", test: "TestWordsThatOnlyTheNewsroomSays"},
		{name: "a-number-is-no-small-fix", file: "internal/amend/words.go",
			old: "f.numbers = append(f.numbers, word)", new: "f.words = append(f.words, word)",
			pkg: "internal/amend", test: "TestWhatIsMoreThanASmallFix/a_number"},
	}
}
