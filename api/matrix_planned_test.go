package api_test

import "strings"

const everyReader = "contributor* author* editor* approver* secretary* translator* lead_officer* inspector*"

// plannedLines are those of what there is to write: the calendar, planned stories, requests of the
// press.
func plannedLines() map[string]line {
	act := func(may string, one line) line { one.may = may; return one }
	unit := func(who, body string) line { return line{on: "unit", who: who, body: body} }
	alive := func(one line) line { one.ended = "validation_failed"; return one }
	return map[string]line{
		"getCalendar":         {who: readers},
		"exportCalendar":      {who: readers},
		"getCalendarCoverage": {who: readers},
		"getCalendarPosts":    {who: "author* editor* approver* secretary* translator* lead_officer* inspector* technical_admin*"},
		"getCoverage":         {who: readers},
		"createCalendarEntry": alive(unit("editor secretary lead_officer*", strings.Replace(fair, ours, "{unit}", 1))),
		"getCalendarEntry":    unit(everyReader, ""),
		"updateCalendarEntry": act("update", unit("editor secretary lead_officer*", `{"place":"Hội trường"}`)),
		"cancelCalendarEntry": act("cancel", unit("editor secretary lead_officer*", `{"reason":"Hoãn"}`)),
		"listPlanned":         {on: "list", who: readers},
		"createPlanned":       alive(unit("contributor author editor approver secretary lead_officer*", strings.Replace(idea, ours, "{unit}", 1))),
		"getPlanned":          unit(readers, ""),
		"updatePlanned":       act("update", unit("editor approver secretary lead_officer*", `{"note":"Thêm ảnh"}`)),
		"assignPlanned":       alive(unit("editor approver secretary lead_officer*", `{"due":{"time":"2099-11-23"}}`)),
		"beginPlanned":        alive(unit("contributor author editor", "")),
		"dropPlanned":         act("drop", unit("editor approver secretary lead_officer*", `{"reason":"Trùng"}`)),
		// Everybody sees the own requests, and who answers those that the own unit was asked.
		"listRequests":    {who: "editor approver secretary lead_officer* inspector* press*"},
		"createRequest":   {who: "secretary lead_officer* press*", body: wanted},
		"getRequest":      unit("editor approver secretary lead_officer* inspector*", ""),
		"updateRequest":   unit("lead_officer*", `{"subject":"Khác"}`),
		"routeRequest":    alive(unit("secretary lead_officer*", `{"units":["{unit}"]}`)),
		"takeRequest":     alive(unit("editor approver secretary", `{"unit":"{unit}"}`)),
		"answerRequest":   unit("editor approver secretary", `{"unit":"{unit}","words":"Có ở cổng tỉnh."}`),
		"declineRequest":  unit("editor approver secretary", `{"unit":"{unit}","reason":"Không có số liệu"}`),
		"withdrawRequest": unit("lead_officer*", ""),
	}
}
