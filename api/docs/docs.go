// Package docs serves the API's description: the OpenAPI document for programs, and for
// people a page that is drawn from it and a page for each code of a problem. Nothing is
// loaded from outside.
package docs

import (
	"cmp"
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"github.com/lantoa/lantoa/api/problem"
	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/fault"
)

//go:embed pages/*.html pages/docs.css
var pages embed.FS

// Docs serves the description of one API.
type Docs struct {
	document []byte // OpenAPI 3.1, JSON
	style    []byte
	page     *template.Template
	view     view
}

// New makes Docs of a finished document.
func New(document *huma.OpenAPI, public string) (*Docs, error) {
	text, err := json.MarshalIndent(document, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write the OpenAPI document: %w", err)
	}
	page, err := template.ParseFS(pages, "pages/*.html")
	if err != nil {
		return nil, err
	}
	style, err := pages.ReadFile("pages/docs.css")
	if err != nil {
		return nil, err
	}
	return &Docs{document: text, style: style, page: page, view: look(document, public)}, nil
}

// Mount adds the document and the reading page below the API.
func (d *Docs) Mount(r gin.IRoutes) {
	serve := func(path, media string, body []byte) {
		handle := func(c *gin.Context) { c.Data(http.StatusOK, media, body) }
		r.GET(path, handle)
		r.HEAD(path, handle)
	}
	serve("/openapi.json", "application/openapi+json;version=3.1", d.document)
	serve("/docs.css", "text/css; charset=utf-8", d.style)
	show := func(c *gin.Context) { d.render(c, "docs.html", d.view) }
	r.GET("/docs", show)
	r.HEAD("/docs", show)
}

// MountProblems adds a page for each code, where the type of a problem points.
func (d *Docs) MountProblems(r gin.IRoutes) {
	show := func(c *gin.Context) {
		one := fault.Code(c.Param("code")).Definition()
		if string(one.Code) != c.Param("code") {
			c.Status(http.StatusNotFound)
			one = fault.NotFound.Definition()
		}
		d.render(c, "problem.html", struct {
			fault.Definition
			Status int
		}{one, problem.Status(one.Kind)})
	}
	r.GET(problem.Path+":code", show)
	r.HEAD(problem.Path+":code", show)
}

func (d *Docs) render(c *gin.Context, name string, data any) {
	c.Header("Content-Type", "text/html; charset=utf-8")
	if err := d.page.ExecuteTemplate(c.Writer, name, data); err != nil {
		_ = c.Error(err)
	}
}

// view is the document as the page shows it.
type view struct {
	Public      string
	Description string
	Groups      []group
	Schemas     []schema
	Codes       []code
}

type group struct {
	Tag        string
	Operations []operation
}

type operation struct {
	Method, Path, Summary, Text string
	Open                        bool
	Parameters                  []parameter
	Takes, Gives                string // names of schemas
}

type parameter struct {
	Name, In, Kind, Text string
	Required             bool
}

type schema struct {
	Name   string
	Fields []parameter
}

type code struct {
	fault.Definition
	Status int
}

func look(document *huma.OpenAPI, public string) view {
	v := view{Public: public, Description: document.Info.Description}
	byTag := map[string][]operation{}
	for path, item := range document.Paths {
		for _, one := range []*huma.Operation{item.Get, item.Post, item.Put, item.Patch, item.Delete} {
			if one != nil {
				byTag[one.Tags[0]] = append(byTag[one.Tags[0]], operationOf(path, one))
			}
		}
	}
	for _, tag := range slices.Sorted(maps.Keys(byTag)) {
		slices.SortFunc(byTag[tag], func(a, b operation) int { return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Method, b.Method)) })
		v.Groups = append(v.Groups, group{tag, byTag[tag]})
	}
	schemas := document.Components.Schemas.Map()
	for _, name := range slices.Sorted(maps.Keys(schemas)) {
		v.Schemas = append(v.Schemas, schema{name, fields(schemas[name])})
	}
	for _, d := range fault.Catalogue() {
		v.Codes = append(v.Codes, code{d, problem.Status(d.Kind)})
	}
	return v
}

func operationOf(path string, o *huma.Operation) operation {
	one := operation{Method: o.Method, Path: rest.Base + path, Summary: o.Summary, Text: o.Description, Open: len(o.Security) == 0}
	for _, p := range o.Parameters {
		one.Parameters = append(one.Parameters, parameter{Name: p.Name, In: p.In, Kind: kind(p.Schema), Text: p.Description, Required: p.Required})
	}
	if o.RequestBody != nil {
		one.Takes = content(o.RequestBody.Content)
	}
	for status, r := range o.Responses {
		if strings.HasPrefix(status, "2") && len(r.Content) > 0 {
			one.Gives = content(r.Content)
		}
	}
	return one
}

func content(media map[string]*huma.MediaType) string {
	for _, one := range media {
		return kind(one.Schema)
	}
	return ""
}

// kind words a schema in a few words; a named one by its name.
func kind(s *huma.Schema) string {
	switch {
	case s == nil:
		return ""
	case s.Ref != "":
		return s.Ref[strings.LastIndex(s.Ref, "/")+1:]
	case s.Type == "array":
		return kind(s.Items) + "[]"
	case len(s.Enum) > 0:
		values := make([]string, len(s.Enum))
		for i, one := range s.Enum {
			values[i] = fmt.Sprint(one)
		}
		return strings.Join(values, " | ")
	case s.Format != "":
		return s.Type + " (" + s.Format + ")"
	}
	return s.Type
}

func fields(s *huma.Schema) []parameter {
	var all []parameter
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		one := s.Properties[name]
		all = append(all, parameter{Name: name, Kind: kind(one), Text: one.Description, Required: slices.Contains(s.Required, name)})
	}
	return all
}
