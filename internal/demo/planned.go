package demo

import (
	"context"
	"fmt"
	"time"

	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/planning"
	"github.com/lantoa/lantoa/internal/request"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/walltime"
)

// planned leaves three stories to be written, one of them an idea and one late soon, and a request
// of the press that waits for an answer.
func (h House) planned(ctx context.Context, actors map[string]right.Actor) error {
	day := func(days int) *walltime.Wall {
		return &walltime.Wall{Time: h.Now().In(h.Zone).AddDate(0, 0, days).Format(time.DateOnly)}
	}
	facets := func(pillar, area string) *plan.Facets {
		return &plan.Facets{Pillars: []string{pillar}, Areas: []string{area}}
	}
	for _, one := range []struct {
		title  string
		facets *plan.Facets
		due    *walltime.Wall
	}{
		{"Làng nghề Nam Định và du khách ASEAN", facets("ascc", "quang-ba-viet-nam-va-dia-phuong-toi-asean"), nil},
		{"Doanh nghiệp trong tỉnh dùng chứng nhận xuất xứ ASEAN thế nào", facets("aec", "loi-ich-thiet-thuc-va-chuyen-de-chinh-sach"), day(7)},
		{"Việt Nam và an ninh biển trong ASEAN", facets("apsc", "viet-nam-tren-ba-tru-cot"), day(0)},
	} {
		langs := []string{"vi", "en"}
		s, err := h.Planning.Propose(ctx, actors["author"], planning.Input{Unit: newsdesk, Patch: planning.Patch{Title: &one.title, Facets: one.facets, Langs: &langs}})
		if err == nil && one.due != nil {
			_, err = h.Planning.Assign(ctx, actors["editor"], s.ID, s.Version, planning.Assignment{Person: new(actors["author"].ID), Due: one.due})
		}
		if err != nil {
			return fmt.Errorf("plan a story: %w", err)
		}
	}
	r, err := h.Requests.Enter(ctx, actors["press"], request.Patch{Subject: new("Số liệu xuất khẩu sang các nước ASEAN"), Need: new("Ba năm gần đây, theo mặt hàng, và một người trả lời phỏng vấn."),
		Organisation: new("Báo Nam Định (bản thử)"), Due: day(3), Facets: facets("aec", "loi-ich-thiet-thuc-va-chuyen-de-chinh-sach")})
	if err != nil {
		return fmt.Errorf("enter a request: %w", err)
	}
	if _, err := h.Requests.Route(ctx, right.System(), r.ID, []string{newsdesk}); err != nil { // the demo has no officer of the lead unit
		return fmt.Errorf("route a request: %w", err)
	}
	return nil
}
