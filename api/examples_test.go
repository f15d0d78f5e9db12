package api_test

import (
	"encoding/json"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// TestThePageOfTheAPIShowsWhatThereIs holds every call of docs/API.md to the document: its
// path and method are there, and its body is what the operation takes.
func TestThePageOfTheAPIShowsWhatThereIs(t *testing.T) {
	t.Parallel()
	var d map[string]any
	if err := json.Unmarshal(must(os.ReadFile(committed)), &d); err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("document.json", d); err != nil {
		t.Fatal(err)
	}
	page := strings.ReplaceAll(string(must(os.ReadFile("../docs/API.md"))), "$VI", "$API/articles/$ID/editions/vi")
	call := regexp.MustCompile(`as "\$[A-Z]+" ((?:-\S+ (?:'[^']*'|"[^"]*"|\S+) )*)"?\$API(/[^\s"')?]*)[^\s')]*(?: -d (?:'([^']*)'|"((?:[^"\\]|\\.)*)"))?`)
	calls := call.FindAllStringSubmatch(page, -1)
	for _, one := range calls {
		flags, path, body := one[1], one[2], one[3]+strings.ReplaceAll(one[4], `\"`, `"`)
		method := http.MethodGet
		if named := regexp.MustCompile(`-X ([A-Z]+)`).FindStringSubmatch(flags); named != nil {
			method = named[1]
		} else if body != "" {
			method = http.MethodPost
		}
		op, ok := operationAt(d, method, path)
		if !ok {
			t.Errorf("the document has no %s %s", method, path)
			continue
		}
		if body == "" {
			continue
		}
		var value any
		if err := json.Unmarshal([]byte(body), &value); err != nil {
			t.Errorf("%s %s: %v: %s", method, path, err, body)
		}
		schema := op["requestBody"].(map[string]any)["content"].(map[string]any)["application/json"].(map[string]any)["schema"].(map[string]any)["$ref"].(string)
		if err := must(compiler.Compile("document.json" + schema)).Validate(value); err != nil {
			t.Errorf("%s %s: %v", method, path, err)
		}
	}
	if want := strings.Count(page, `as "$`); len(calls) != want {
		t.Errorf("%d calls were understood, the page has %d", len(calls), want)
	}
}

// operationAt finds the operation of a path that has values in the place of parameters.
func operationAt(d map[string]any, method, path string) (map[string]any, bool) {
	for template, item := range d["paths"].(map[string]any) {
		pattern := regexp.MustCompile(`\{\w+\}`).ReplaceAllString(template, `[^/]+`)
		if regexp.MustCompile("^" + pattern + "$").MatchString(path) {
			op, ok := item.(map[string]any)[strings.ToLower(method)].(map[string]any)
			return op, ok
		}
	}
	return nil, false
}
