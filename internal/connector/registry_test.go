package connector_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lantoa/lantoa/internal/connector"
)

func spec(kind string) connector.Spec {
	return connector.Spec{Kind: kind, New: func(connector.Values, connector.Deps) (connector.Connector, error) { return nil, nil }}
}

func TestRegistryListsKindsSorted(t *testing.T) {
	t.Parallel()
	given := []connector.Spec{spec("webhook"), spec("feeds"), spec("sandbox")}
	registry, err := connector.NewRegistry(given...)
	if err != nil {
		t.Fatal(err)
	}
	var kinds []string
	for _, s := range registry.List() {
		kinds = append(kinds, s.Kind)
	}
	if diff := cmp.Diff([]string{"feeds", "sandbox", "webhook"}, kinds); diff != "" {
		t.Errorf("kinds (-want +got):\n%s", diff)
	}
	if given[0].Kind != "webhook" {
		t.Error("the caller's list was reordered")
	}
	registry.List()[0].Kind = "changed"
	for kind, want := range map[string]bool{"feeds": true, "sandbox": true, "webhook": true, "changed": false, "": false, "zalo": false} {
		found, ok := registry.Lookup(kind)
		if ok != want || (ok && found.Kind != kind) {
			t.Errorf("Lookup(%q) = %q, %v; want found %v", kind, found.Kind, ok, want)
		}
	}
}

func TestRegistryRefusesDoubtfulKinds(t *testing.T) {
	t.Parallel()
	for name, specs := range map[string][]connector.Spec{
		"twice":          {spec("feeds"), spec("webhook"), spec("feeds")},
		"nameless":       {spec("")},
		"no constructor": {{Kind: "feeds"}},
	} {
		if _, err := connector.NewRegistry(specs...); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
