package api_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/lantoa/lantoa/api/problem"
	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
)

const committed = "../docs/openapi.json"

// TestTheDocumentIsCurrent compares the committed document with what the code serves;
// LANTOA_TEST_UPDATE=1 writes it anew.
func TestTheDocumentIsCurrent(t *testing.T) {
	light(t, func(w *fixture) {
		served := w.wants(http.StatusOK, call{method: "GET", path: "/openapi.json"}).body + "\n"
		if os.Getenv("LANTOA_TEST_UPDATE") == "1" {
			w.ok(os.WriteFile(committed, []byte(served), 0o644))
		}
		kept := must(os.ReadFile(committed))
		if diff := cmp.Diff(strings.Split(string(kept), "\n"), strings.Split(served, "\n")); diff != "" {
			t.Errorf("docs/openapi.json is not what the code serves; look at the change, then run: LANTOA_TEST_UPDATE=1 go test -run TestTheDocumentIsCurrent ./api\n%s", diff)
		}
	})
}

// TestTheDocumentNamesEveryValue compares the lists of values in the document, which are
// also what the edge takes, with those of the domain.
func TestTheDocumentNamesEveryValue(t *testing.T) {
	t.Parallel()
	var d struct {
		Components struct {
			Schemas map[string]struct {
				Properties map[string]struct {
					Enum  []string `json:"enum"`
					Items struct {
						Enum []string `json:"enum"`
					} `json:"items"`
				} `json:"properties"`
			} `json:"schemas"`
		} `json:"components"`
		Paths map[string]map[string]struct {
			Parameters []struct {
				Name   string `json:"name"`
				Schema struct {
					Items struct {
						Enum []string `json:"enum"`
					} `json:"items"`
				} `json:"schema"`
			} `json:"parameters"`
		} `json:"paths"`
	}
	if err := json.Unmarshal(must(os.ReadFile(committed)), &d); err != nil {
		t.Fatal(err)
	}
	parameter := func(path, name string) []string {
		for _, p := range d.Paths[path]["get"].Parameters {
			if p.Name == name {
				return p.Schema.Items.Enum
			}
		}
		return nil
	}
	schemas := d.Components.Schemas
	for what, diff := range map[string]string{
		"roles":           cmp.Diff(words(right.Roles()), schemas["Grant"].Properties["role"].Enum),
		"scopes":          cmp.Diff(words(right.Actions()), schemas["NewKey"].Properties["scopes"].Items.Enum),
		"edition states":  cmp.Diff(words(article.States()), parameter("/articles", "state")),
		"delivery states": cmp.Diff(slices.Sorted(slices.Values(words(delivery.States()))), slices.Sorted(slices.Values(parameter("/deliveries", "state")))),
	} {
		if diff != "" {
			t.Errorf("%s (-domain +document):\n%s", what, diff)
		}
	}
}

func words[S ~string](values []S) []string {
	var list []string
	for _, v := range values {
		list = append(list, string(v))
	}
	return list
}

// TestTheDocumentIsOpenAPI31 holds the document to the shape that the specification asks
// for (OpenAPI 3.1.0, sections 4.8.1 to 4.8.24) and its schemas to JSON Schema 2020-12.
func TestTheDocumentIsOpenAPI31(t *testing.T) {
	t.Parallel()
	text := must(os.ReadFile(committed))
	var d map[string]any
	if err := json.Unmarshal(text, &d); err != nil {
		t.Fatal(err)
	}
	if version, _ := d["openapi"].(string); !regexp.MustCompile(`^3\.1\.\d+$`).MatchString(version) {
		t.Errorf("openapi is %q", version)
	}
	info := d["info"].(map[string]any)
	if info["title"] == "" || info["version"] == "" {
		t.Errorf("info: %v", info)
	}
	schemas := d["components"].(map[string]any)["schemas"].(map[string]any)
	for _, ref := range regexp.MustCompile(`"\$ref": "([^"]+)"`).FindAllStringSubmatch(string(text), -1) {
		name, ok := strings.CutPrefix(ref[1], "#/components/schemas/")
		if _, there := schemas[name]; !ok || !there {
			t.Errorf("%s leads nowhere", ref[1])
		}
	}
	compiler := jsonschema.NewCompiler()
	compiler.DefaultDraft(jsonschema.Draft2020)
	if err := compiler.AddResource("document.json", d); err != nil {
		t.Fatal(err)
	}
	for name := range schemas {
		if _, err := compiler.Compile("document.json#/components/schemas/" + name); err != nil {
			t.Errorf("schema %s: %v", name, err)
		}
	}
	if _, own := schemas["ErrorModel"]; own {
		t.Error("the document names an error that no answer bears")
	}
	holdsPaths(t, d)
}

func holdsPaths(t *testing.T, d map[string]any) {
	t.Helper()
	ids := map[string]string{}
	for path, item := range d["paths"].(map[string]any) {
		for method, raw := range item.(map[string]any) {
			op, where := raw.(map[string]any), strings.ToUpper(method)+" "+path
			id, _ := op["operationId"].(string)
			if other, twice := ids[id]; twice || !regexp.MustCompile(`^[a-z][A-Za-z]+$`).MatchString(id) {
				t.Errorf("%s: the operationId %q is none, or also that of %q", where, id, other)
			}
			ids[id] = where
			if op["summary"] == "" || op["tags"] == nil || op["security"] == nil {
				t.Errorf("%s lacks a summary, tags or security", where)
			}
			declared := parameters(t, where, op)
			whole := slices.Contains([]string{"listConnectors", "listPlans", "listFacets", "listMySessions", "listSettings", "listWorkingCopies", "listVariants", "listEditions", "listMessages", "listEditionPieces", "listArticleLinks", "listNames", "listViews"}, id) // bounded by their nature
			if strings.HasPrefix(id, "list") && !whole && (!declared["query cursor"] || !declared["query limit"]) {
				t.Errorf("%s can grow, but does not come in pages", where)
			}
			for _, name := range regexp.MustCompile(`\{(\w+)\}`).FindAllStringSubmatch(path, -1) {
				if !declared["path "+name[1]] {
					t.Errorf("%s does not declare {%s}", where, name[1])
				}
			}
			responses := op["responses"].(map[string]any)
			for status, r := range responses {
				if description, _ := r.(map[string]any)["description"].(string); description == "" || !regexp.MustCompile(`^(default|2\d\d)$`).MatchString(status) {
					t.Errorf("%s: response %s", where, status)
				}
			}
			if len(responses) < 2 || responses["default"] == nil {
				t.Errorf("%s names %v", where, slices.Collect(maps.Keys(responses)))
			}
		}
	}
}

func parameters(t *testing.T, where string, op map[string]any) map[string]bool {
	t.Helper()
	declared := map[string]bool{}
	list, _ := op["parameters"].([]any)
	for _, raw := range list {
		p := raw.(map[string]any)
		in, _ := p["in"].(string)
		name, _ := p["name"].(string)
		if !slices.Contains([]string{"path", "query", "header", "cookie"}, in) || p["schema"] == nil || in == "path" && p["required"] != true {
			t.Errorf("%s: parameter %v", where, p)
		}
		declared[in+" "+name] = true
	}
	return declared
}

// TestAnswersAreAsTheDocumentSays holds real answers to the schemas that describe them.
func TestAnswersAreAsTheDocumentSays(t *testing.T) {
	light(t, func(w *fixture) {
		var d map[string]any
		w.ok(json.Unmarshal(must(os.ReadFile(committed)), &d))
		compiler := jsonschema.NewCompiler()
		compiler.DefaultDraft(jsonschema.Draft2020)
		w.ok(compiler.AddResource("document.json", d))
		id, _, delivery := w.planned()
		recurring := "/digests/" + w.digest()
		w.wants(http.StatusOK, call{as: "hoa", method: "POST", path: recurring + "/build"})
		for path, schema := range map[string]string{"/me": "Me", "/articles": "ArticleEditionList", "/articles/" + id: "Article", edition(id): "FullEdition",
			edition(id) + "/candidate": "ReleaseCandidate", edition(id) + "/revisions": "RevisionList", edition(id) + "/releases": "ReleaseList",
			"/channels": "ChannelList", "/connectors": "ConnectorList", "/deliveries": "DeliveryList", "/deliveries/" + delivery: "FullDelivery",
			"/deliveries/" + delivery + "/why": "Explanation", "/plans": "PlanList", "/plans/current/facets": "FacetList", "/units": "UnitList", "/none": "Problem",
			"/digests": "DigestList", recurring: "Digest", recurring + "/occurrences": "DigestOccurrenceList"} {
			a := w.do(call{as: "hoa", method: "GET", path: path})
			var value any
			w.ok(json.Unmarshal([]byte(a.body), &value))
			if err := must(compiler.Compile("document.json#/components/schemas/" + schema)).Validate(value); err != nil {
				t.Errorf("%s is no %s: %v", path, schema, err)
			}
		}
	})
}

// TestThePageOfTheAPINamesEveryCode keeps docs/API.md from falling behind.
func TestThePageOfTheAPINamesEveryCode(t *testing.T) {
	t.Parallel()
	page := string(must(os.ReadFile("../docs/API.md")))
	for _, d := range fault.Catalogue() {
		row := regexp.MustCompile(`(?m)^\|[^|]*\b` + strconv.Itoa(problem.Status(d.Kind)) + `\b[^|]*\|.*` + "`" + string(d.Code) + "`")
		if !row.MatchString(page) {
			t.Errorf("docs/API.md does not name %s under %d", d.Code, problem.Status(d.Kind))
		}
	}
}

// TestTheReadingPage loads nothing from outside and names every operation.
func TestTheReadingPage(t *testing.T) {
	light(t, func(w *fixture) {
		page := w.wants(http.StatusOK, call{method: "GET", path: "/docs"}).body
		for _, src := range regexp.MustCompile(`(?:src|href)="([^"]+)"`).FindAllStringSubmatch(page, -1) {
			if !strings.HasPrefix(src[1], "/") && !strings.HasPrefix(src[1], "#") && !strings.HasPrefix(src[1], public) {
				t.Errorf("the page leads outside: %s", src[1])
			}
		}
		if strings.Contains(page, "<script") || strings.Contains(page, " style=") {
			t.Error("the page holds what its policy forbids")
		}
		for _, want := range []string{"/api/v1/articles/{id}/editions/{lang}/approve", "/api/v1/deliveries/{id}/why", "four_eyes", "Idempotency-Key"} {
			if !strings.Contains(page, want) {
				t.Errorf("the page does not name %s", want)
			}
		}
		w.wants(http.StatusOK, call{method: "HEAD", path: "/docs"})
		w.wants(http.StatusNotFound, call{method: "GET", path: "//problems/none"})
	})
}
