package factor

import (
	"fmt"
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/secret"
)

// modules reads the dark ones of a drawing, row by row.
func modules(t *testing.T, d Drawing) [][]bool {
	t.Helper()
	rows := make([][]bool, d.Side)
	for y := range rows {
		rows[y] = make([]bool, d.Side)
	}
	for run := range strings.SplitSeq(strings.TrimSuffix(d.Path, "z"), "z") {
		var x, y, n, back int
		if _, err := fmt.Sscanf(run, "M%d %dh%dv1H%d", &x, &y, &n, &back); err != nil || back != x {
			t.Fatalf("run %q: %v", run, err)
		}
		for i := range n {
			rows[y][x+i] = true
		}
	}
	return rows
}

// A camera finds the code by its three corners, inside a light margin (ISO/IEC 18004).
func TestDraw(t *testing.T) {
	t.Parallel()
	uri := "otpauth://totp/Truy%E1%BB%81n%20th%C3%B4ng:lan?algorithm=SHA1&digits=6&issuer=lantoa&period=30&secret=GEZDGNBVGY3TQOJQ"
	d, err := Enrolment{URI: secret.New(uri)}.Draw()
	if err != nil {
		t.Fatal(err)
	}
	rows := modules(t, d)
	finder := []string{"#######", "#     #", "# ### #", "# ### #", "# ### #", "#     #", "#######"}
	for _, corner := range [][2]int{{quiet, quiet}, {d.Side - quiet - 7, quiet}, {quiet, d.Side - quiet - 7}} {
		for y, line := range finder {
			for x, module := range line {
				if rows[corner[1]+y][corner[0]+x] != (module == '#') {
					t.Fatalf("the corner at %v is broken at %d, %d", corner, x, y)
				}
			}
		}
	}
	for i := range d.Side {
		for m := range quiet {
			if rows[m][i] || rows[d.Side-1-m][i] || rows[i][m] || rows[i][d.Side-1-m] {
				t.Fatalf("the margin is dark at %d, %d", m, i)
			}
		}
	}
	other, err := Enrolment{URI: secret.New(strings.Replace(uri, "GEZD", "GEZE", 1))}.Draw()
	if err != nil || other.Path == d.Path {
		t.Errorf("another secret has the same picture, %v", err)
	}
	if _, err := (Enrolment{URI: secret.New(strings.Repeat("x", 5000))}).Draw(); err == nil {
		t.Error("what no code holds was drawn")
	}
}
