package app

import (
	"flag"
	"os"
	"testing"
)

// The committed description is the one that the program serves:
//
//	go test ./internal/app -run OpenAPI -update
func TestOpenAPIIsTheCommittedOne(t *testing.T) {
	each(t, func(h *house) {
		const file = "../../docs/openapi.json"
		served := h.stranger().ask("GET", "/api/v1/openapi.json", nil).want(200).body
		if update := flag.Lookup("update"); update != nil && update.Value.String() == "true" {
			must(h.T, os.WriteFile(file, []byte(served), 0o600))
		}
		committed, err := os.ReadFile(file)
		must(h.T, err)
		if string(committed) != served {
			h.Error("docs/openapi.json is not what is served; run the test with -update and look at the difference")
		}
	})
}

func TestMain(m *testing.M) {
	flag.Bool("update", false, "write docs/openapi.json")
	flag.Parse()
	os.Exit(m.Run())
}
