package main

// files is what those are promised who send a Word file.
func files() []patch {
	return []patch{
		{name: "the-original-is-kept", file: "internal/word/word.go",
			old: "s.o.Attachments.Keep(ctx, in.File)", new: "s.o.Attachments.Keep(ctx, in.File[1:])",
			pkg: "api", test: "TestAWordFileComesIn/sqlite"},
		{name: "nothing-unpacks-without-end", file: "internal/docx/part/tree.go",
			old: "count > maxNodes || len(open) > maxDepth {", new: "count > maxNodes {",
			pkg: "internal/docx", test: "TestFilesThatAreRefused"},
		{name: "what-was-typed-stays", file: "internal/line/typing.go",
			old: "if version > 0 && !w.Text.Equal(clean) {", new: "if version > 0 && w.Text.Equal(clean) {",
			pkg: "api", test: "TestTheSameFileAgain"},
	}
}
