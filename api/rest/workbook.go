package rest

import (
	"context"
	"io"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lantoa/lantoa/internal/sheet"
)

// Workbook answers with a spreadsheet to be kept under a name.
func Workbook(ctx context.Context, book io.WriterTo, name string) *huma.StreamResponse {
	return &huma.StreamResponse{Body: func(out huma.Context) {
		out.SetHeader("Content-Type", sheet.WorkbookType)
		out.SetHeader("Content-Disposition", `attachment; filename="`+name+`"`)
		if _, err := book.WriteTo(out.BodyWriter()); err != nil {
			BreakOff(ctx, err)
		}
	}}
}
