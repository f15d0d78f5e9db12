package all_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/connector/all"
)

// The public reader tells trial channels by their kind, since their rows say nothing else of it.
func TestTheTrialKindIsTheOnlyTrial(t *testing.T) {
	t.Parallel()
	for _, spec := range all.Specs() {
		if spec.Trial != (spec.Kind == connector.TrialKind) {
			t.Errorf("%s: trial is %v", spec.Kind, spec.Trial)
		}
	}
}

// TestEveryConnectorFolderIsListedAndTested holds the list against the folders beside
// it, each of which must also pass the suite.
func TestEveryConnectorFolderIsListedAndTested(t *testing.T) {
	t.Parallel()
	registry, err := all.Registry()
	if err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir("..")
	if err != nil {
		t.Fatal(err)
	}
	var folders []string
	for _, entry := range entries {
		if entry.IsDir() && entry.Name() != "all" && entry.Name() != "connectortest" {
			folders = append(folders, entry.Name())
		}
	}
	var kinds []string
	for _, spec := range registry.List() {
		kinds = append(kinds, spec.Kind)
	}
	if !slices.Equal(folders, kinds) {
		t.Errorf("folders %v, kinds %v", folders, kinds)
	}
	for _, folder := range folders {
		if !callsTheSuite(t, folder) {
			t.Errorf("%s does not run connectortest", folder)
		}
	}
}

func callsTheSuite(t *testing.T, folder string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", folder, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	return slices.ContainsFunc(files, func(file string) bool {
		source, err := os.ReadFile(file)
		return err == nil && strings.Contains(string(source), "connectortest.Run(t,")
	})
}

// TestSettingsAreDocumented wants each kind and each of its settings in the document.
func TestSettingsAreDocumented(t *testing.T) {
	t.Parallel()
	document, err := os.ReadFile("../../../docs/CONNECTORS.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, spec := range all.Specs() {
		_, section, found := strings.Cut(string(document), "\n### "+spec.Kind+"\n")
		if !found {
			t.Errorf("no section on %s", spec.Kind)
		}
		section, _, _ = strings.Cut(section, "\n##")
		for _, setting := range spec.Settings {
			if !strings.Contains(section, "| `"+setting.Name+"` |") {
				t.Errorf("%s: nothing on %s", spec.Kind, setting.Name)
			}
		}
		for _, guard := range spec.Guards {
			line := "| `" + spec.Kind + "` | "
			_, rest, _ := strings.Cut(string(document), line)
			rest, _, _ = strings.Cut(rest, "\n")
			if !strings.Contains(rest, string(guard)) || !strings.HasSuffix(rest, "| "+string(spec.Proof)+" |") {
				t.Errorf("%s: its guards or proof are not told: %q", spec.Kind, rest)
			}
		}
	}
}
