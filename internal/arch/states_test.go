package arch_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/delivery"
)

// The tables of moves that people read are those that the program obeys.
func TestArchitectureShowsTheMoves(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/ARCHITECTURE.md")
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"editions": editions(), "deliveries": deliveries()} {
		_, rest, _ := strings.Cut(string(page), "<!-- "+name+" -->\n")
		got, _, _ := strings.Cut(rest, "<!-- /"+name+" -->")
		if got != want {
			t.Errorf("docs/ARCHITECTURE.md, table of %s: it should read\n%s", name, want)
		}
	}
}

const head = "| from | may become |\n|---|---|\n"

func editions() string {
	table := head
	for _, from := range article.States() {
		var moves []string
		for _, move := range article.AllMoves() {
			if to, ok := article.Moves()[from][move]; ok {
				moves = append(moves, fmt.Sprintf("%s (%s)", to, move))
			}
		}
		table += row(string(from), moves)
	}
	return table
}

func deliveries() string {
	table := head
	for _, from := range delivery.States() {
		var moves []string
		for _, to := range delivery.Moves()[from] {
			moves = append(moves, string(to))
		}
		table += row(string(from), moves)
	}
	return table
}

func row(from string, moves []string) string {
	return strings.TrimRight("| "+from+" | "+strings.Join(slices.Clone(moves), ", "), " ") + " |\n"
}
