package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A house moves: what was planned stands there as planned, nothing is sent, and the record proves.
func TestAHouseMoves(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t)
	id := n.planned("Kênh thử", "ok", farOff())
	file := filepath.Join(t.TempDir(), "nha.zip")
	n.fails("takes `export", "export", file)
	code, out, errs := n.run("export", file, "--reason=chuyển máy chủ", "--language=en")
	if code != 0 || !strings.Contains(out, "SHA-256 of manifest.json: ") || strings.Contains(errs, "\x1b") {
		t.Fatalf("code %d, %s, %s", code, out, errs)
	}
	_, manifest, _ := strings.Cut(strings.TrimSpace(out), "manifest.json: ")
	n.recorded("archive.export", "")
	if _, _, errs := n.run("export", file, "--reason=x"); !strings.Contains(errs, "is there already") {
		t.Error(errs)
	}
	if left, err := filepath.Glob(file + ".*"); err != nil || len(left) > 0 {
		t.Errorf("left beside it: %v, %v", left, err)
	}
	n.fails("an empty house alone", "import", "archive", file, "--reason=x", "--language=en")

	away := &newsroom{terminal: newTerminal(t), story: n.story}
	away.environ = append(away.environ, "USER=vanhanh")
	away.fails("takes `import archive", "import", "archive", file)
	away.fails("not the archive that you noted", "import", "archive", file, "--reason=x", "--manifest=00")
	if _, err := os.Stat(filepath.Join(strings.TrimPrefix(away.environ[0], "LANTOA_DATA="), "lantoa.db")); err == nil {
		t.Error("a refused archive makes a database")
	}
	away.says("lantoa user link <login>", "import", "archive", file, "--reason=chuyển máy chủ", "--manifest="+manifest, "--language=en")
	away.says("audit: ", "audit", "verify")
	away.recorded("archive.import", "")
	if got := away.shown(id); got.State != "waiting" {
		t.Errorf("%+v", got)
	}
	away.says("", "deliveries", "why", id)
	away.says("setup?token=", "user", "link", "quan.tri")
	away.fails("an empty house alone", "import", "archive", file, "--reason=x", "--language=en")
}
