// Package audit is the API of the record of acts, for those who may read it.
package audit

import (
	"bufio"
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/inspection"
	"github.com/lantoa/lantoa/internal/right"
)

type handlers struct {
	r      *rest.Router
	record *inspection.Service
}

const tag = "audit"

// Register adds the resource to the API.
func Register(r *rest.Router, record *inspection.Service) {
	h := &handlers{r: r, record: record}
	rest.Add(r, rest.Op{ID: "listAudit", Method: http.MethodGet, Path: "/audit", Tag: tag, Summary: "List the record of acts and refusals, newest first",
		Text: "A row is in the list once it is sealed, a second or so after the act; a refusal after a minute, with how often it was met."}, h.list)
	rest.Add(r, rest.Op{ID: "exportAudit", Method: http.MethodGet, Path: "/audit/export", Tag: tag, Summary: "Export the record with its proof, oldest first",
		Text: "As lines of JSON or as a table; OPERATIONS.md describes both. `lantoa audit verify --file` proves the file without a database. Each export is itself recorded."}, h.export)
}

// search narrows the list; empty fields do not.
type search struct {
	rest.Paging
	Actor      string    `query:"actor" maxLength:"100" doc:"Id of a person, or system"`
	Action     string    `query:"action" maxLength:"100" doc:"Such as edition.approve"`
	ObjectKind string    `query:"object_kind" maxLength:"100" doc:"Such as edition"`
	Object     string    `query:"object" maxLength:"100" doc:"Id of the object"`
	Refused    string    `query:"refused" enum:"true,false" doc:"Only refusals, or only what was done"`
	From       time.Time `query:"from" doc:"RFC 3339"`
	Until      time.Time `query:"until" doc:"RFC 3339; rows of before it"`
}

func (in search) filter() audit.Filter {
	f := audit.Filter{Actor: in.Actor, Action: in.Action, Object: audit.Object{Kind: in.ObjectKind, ID: in.Object}, From: in.From, Until: in.Until, Limit: in.Limit + 1}
	if in.Refused != "" {
		refused := in.Refused == "true"
		f.Refused = &refused
	}
	return f
}

// RecordPage is a part of the record, and what may be done with it.
type RecordPage struct {
	rest.Page[Record]
	May rest.May `json:"may"`
}

type listed struct {
	Link string `header:"Link" doc:"The next part, rel=next (RFC 8288)"`
	Body RecordPage
}

func (h *handlers) list(ctx context.Context, in *search) (*listed, error) {
	after, err := h.r.After(ctx, in.Paging)
	if err != nil {
		return nil, err
	}
	filter := in.filter()
	if after != nil {
		filter.Below = after.Key
	}
	actor := rest.Actor(ctx)
	rows, err := h.record.Records(ctx, actor, filter)
	if err != nil {
		return nil, rest.InQuery(err)
	}
	page := rest.Paged(ctx, h.r, rows, in.Limit, func(r audit.Record) rest.Place { return rest.Place{Key: r.Number, ID: r.ID} }, recordOf)
	may := rest.MayOf(actor, right.In(""), map[string]right.Action{"export": right.AuditRead})
	return &listed{Link: page.Link, Body: RecordPage{Page: page.Body, May: may}}, nil
}

type wanted struct {
	Format  string `query:"format" enum:"ndjson,csv" default:"ndjson"`
	Above   int64  `query:"above" minimum:"0" doc:"The number before the first row; absent means from the oldest that is kept"`
	Through int64  `query:"through" minimum:"0" doc:"The number of the last row; absent means to the newest"`
}

func (h *handlers) export(ctx context.Context, in *wanted) (*huma.StreamResponse, error) {
	e, err := h.record.Export(ctx, rest.Actor(ctx), inspection.Wanted{Format: audit.Format(in.Format), Above: in.Above, Through: in.Through})
	if err != nil {
		return nil, rest.InQuery(err)
	}
	return &huma.StreamResponse{Body: func(out huma.Context) {
		out.SetHeader("Content-Type", mediaTypes()[e.Format])
		out.SetHeader("Content-Disposition", `attachment; filename="lantoa-audit.`+string(e.Format)+`"`)
		buffered := bufio.NewWriterSize(out.BodyWriter(), 64<<10)
		err := e.Write(ctx, buffered)
		if err == nil {
			err = buffered.Flush()
		}
		if err != nil && !errors.Is(err, http.ErrBodyNotAllowed) {
			rest.BreakOff(ctx, err)
		}
	}}, nil
}

func mediaTypes() map[audit.Format]string {
	return map[audit.Format]string{audit.NDJSON: "application/x-ndjson", audit.CSV: "text/csv; charset=utf-8"}
}
