package demo

import (
	"context"
	"fmt"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/series"
)

// series puts four stories into a series; the last of them is a draft yet.
func (s stage) series(ctx context.Context) error {
	month := s.Now().In(s.Zone)
	made, err := s.Series.Create(ctx, s.actors["editor"], series.Input{Code: "nam-dinh-va-asean", Unit: newsdesk, Patch: series.Patch{
		Title:  &fault.Text{VI: "Nam Định và ASEAN", EN: "Nam Định and ASEAN"},
		Lead:   &fault.Text{VI: "Từ bãi ngao, xưởng dệt, làng nghề tới thị trường và bạn bè khu vực.", EN: "From clam beds, mills and craft villages to the markets and friends of the region."},
		Months: &series.Months{First: month.Format("2006-01"), Last: month.AddDate(0, 2, 1-month.Day()).Format("2006-01")}}})
	if err == nil {
		_, err = s.Series.Arrange(ctx, s.actors["editor"], made.ID, made.Version, []string{s.written["S02"], s.written["S01"], s.written["S04"], s.written["S09"]})
	}
	if err != nil {
		return fmt.Errorf("make the series: %w", err)
	}
	return nil
}
