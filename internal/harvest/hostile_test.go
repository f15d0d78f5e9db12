package harvest_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/harvest"
)

// allocated tells how many bytes something asks for.
func allocated(do func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	do()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// A base that each element below would copy must not make gigabytes of a small feed. It runs
// alone, since it counts what the program asks for.
func TestALongBaseTakesNoRoom(t *testing.T) {
	long := "https://bo.example/" + strings.Repeat("a", 200_000) + "/"
	document := `<feed xmlns="http://www.w3.org/2005/Atom" xml:base="` + long + `"><entry><id>a</id><title>A</title>` + strings.Repeat(`<x xml:base="b"/>`, 5000) + `</entry></feed>`
	nested := `<feed xmlns="http://www.w3.org/2005/Atom">` + strings.Repeat(`<x xml:base="`+strings.Repeat("b/", 1000)+`">`, 90) + strings.Repeat("</x>", 90) + `<entry><id>a</id><title>A</title></entry></feed>`
	for _, one := range []string{document, nested} {
		if got := allocated(func() { read(t, one) }); got > 100<<20 {
			t.Errorf("%d bytes for a feed of %d", got, len(one))
		}
	}
}

// What no export has is not kept, and attributes and items are counted.
func TestAnExportTakesRoomInProportion(t *testing.T) {
	junk := strings.Replace(export, "<item>", strings.Repeat("<x/>", 200_000)+"<item>", 1)
	held := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before, posts := held(), 0
	_, err := harvest.ReadWordPress(strings.NewReader(junk), options(), false, func(harvest.Post) error {
		if posts++; posts == 1 {
			if now := held(); now > before+10<<20 {
				t.Errorf("%d bytes are held", now-before)
			}
		}
		return nil
	})
	if err != nil || posts != 7 {
		t.Errorf("%d posts, %v", posts, err)
	}
	for name, one := range map[string]struct {
		file string
		code fault.Code
	}{
		"attributes": {strings.Replace(export, "<item>", "<item"+strings.Repeat(` a=""`, 1200)+">", 1), fault.MalformedBody},
		"items":      {strings.Replace(export, "</channel>", strings.Repeat("<item></item>", 100_001)+"</channel>", 1), fault.BodyTooLarge},
	} {
		if _, err := harvest.ReadWordPress(strings.NewReader(one.file), options(), false, func(harvest.Post) error { return nil }); !fault.Is(err, one.code) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := harvest.Read([]byte(rss("<item"+strings.Repeat(` a=""`, 1200)+"/>")), options()); !fault.Is(err, fault.MalformedBody) {
		t.Errorf("a feed: %v", err)
	}
}

// Several items under one id are several all the same where their addresses tell them apart.
func TestAnIDThatIsShared(t *testing.T) {
	t.Parallel()
	item := func(id, link, title string) string {
		return fmt.Sprintf(`<item><guid isPermaLink="false">%s</guid><link>%s</link><title>%s</title></item>`, id, link, title)
	}
	f := read(t, rss(item("x", "/1", "Một")+item("x", "/2", "Hai")+item("y", "/3", "Ba")+item("y", "/3", "Ba lần nữa")))
	if len(f.Entries) != 3 {
		t.Fatalf("%d entries", len(f.Entries))
	}
	for i, want := range []string{"x", "x", "-"} {
		if got := detail(f.Entries[i].Findings, harvest.IDShared); got != want {
			t.Errorf("%d: %q", i, got)
		}
	}
	if f.Entries[0].Identity() == f.Entries[1].Identity() || detail(f.Entries[2].Findings, harvest.Duplicate) != "Ba lần nữa" {
		t.Errorf("%+v", f.Entries)
	}
}
