package site_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/delivery/rule"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
)

// stuck is a delivery whose outcome only a person can tell.
func stuck() delivery.Why {
	return delivery.Why{
		Listed:   delivery.Listed{Delivery: delivery.Delivery{ID: "d1", State: delivery.Unsure, DueAt: now().Add(-time.Hour)}, Title: "Nam Định gặp ASEAN", Lang: "vi", ChannelName: "Kênh Telegram"},
		Sentence: fault.T("Chưa rõ đã đăng hay chưa.", "It is not known whether it was posted."),
		Rules:    []rule.Result{{Rule: rule.Due, Holds: true, Words: fault.T("Đã đến giờ.", "Its time has come.")}, {Rule: rule.Running, Words: fault.T("Kênh tạm dừng.", "The channel is paused.")}},
		Last:     &delivery.Attempt{StartAt: now().Add(-50 * time.Minute), Detail: fault.T("Mất kết nối.", "The line was cut.")},
		Guide:    &delivery.Guide{Where: fault.T("Mở @asean.", "Open @asean."), What: fault.T("Tìm bài “Nam Định”.", "Look for “Nam Định”."), From: now().Add(-50 * time.Minute), Until: now().Add(-49 * time.Minute)},
		Steps: []delivery.Step{{Action: "retry", Label: fault.T("Chưa đăng — gửi lại", "It is not there — send again"), Allowed: right.Decision{Allowed: true}},
			{Action: "mark-sent", Label: fault.T("Đã đăng — nhập liên kết", "It is there — give the link"), Allowed: right.Decision{Allowed: true}},
			{Action: "cancel", Label: fault.T("Bỏ khỏi lịch", "Take off the plan"), Allowed: right.Decision{Reason: fault.T("Cần quyền xử lý lượt phát.", "Needs the right to settle deliveries."), WhoCan: []right.Role{right.Secretary}}}},
	}
}

// TestWhyIsAPage shows all that the API tells, with what to look for and a button for each
// step that the person may take.
func TestWhyIsAPage(t *testing.T) {
	t.Parallel()
	w := newFixture(t)
	w.why["d1"], w.actor = stuck(), right.Actor{ID: "hoa", Name: "Hoa", Grants: []right.Grant{{Role: right.Editor}}}
	answer := w.get("/desk/deliveries/d1?lang=en")
	if answer.Code != http.StatusOK || answer.Header().Get("Cache-Control") != "private, no-store" {
		t.Fatalf("status %d, %v", answer.Code, answer.Header())
	}
	page := w.read(answer)
	said := words(page.one("article", "class", "why"))
	for _, part := range []string{"Nam Định gặp ASEAN", "Kênh Telegram", "Outcome unknown", "It is not known whether it was posted.", "Holds: Its time has come.", "Does not hold: The channel is paused.",
		"The line was cut.", "Open @asean.", "Look for “Nam Định”.", "07:40", "07:41", "Take off the plan: Needs the right to settle deliveries. Who can: "} {
		if !strings.Contains(said, part) {
			t.Errorf("%q is not in %s", part, said)
		}
	}
	var steps []string
	for _, one := range page.all("input", "name", "step") {
		steps = append(steps, value(one, "value"))
	}
	if !slices.Equal(steps, []string{"retry", "mark-sent"}) || len(page.all("input", "name", "address")) != 1 {
		t.Errorf("steps %v", steps)
	}
	w.deliveries = []delivery.Listed{w.why["d1"].Listed}
	if link := w.read(w.get("/?lang=en")).one("a", "href", "/desk/deliveries/d1?lang=en"); words(link) != "Kênh Telegram" {
		t.Errorf("the front page leads there by %q", words(link))
	}
}

func TestStepsFromThePage(t *testing.T) {
	t.Parallel()
	w := newFixture(t)
	w.why["d1"] = stuck()
	if stranger := w.get("/desk/deliveries/d1"); stranger.Code != http.StatusSeeOther || stranger.Header().Get("Location") != "/sign-in?next=%2Fdesk%2Fdeliveries%2Fd1" {
		t.Errorf("a stranger: %d %v", stranger.Code, stranger.Header())
	}
	if w.post("/desk/deliveries/d1", url.Values{"step": {"retry"}}); len(w.steps) != 0 {
		t.Errorf("a stranger took %v", w.steps)
	}
	w.actor = right.Actor{ID: "hoa", Name: "Hoa", Grants: []right.Grant{{Role: right.Editor}}}
	done := w.post("/desk/deliveries/d1?lang=en", url.Values{"step": {"mark-sent"}, "address": {"https://t.me/asean/7"}})
	if done.Code != http.StatusSeeOther || done.Header().Get("Location") != "/desk/deliveries/d1?lang=en" || !slices.Equal(w.steps, []string{"hoa d1 mark-sent https://t.me/asean/7"}) {
		t.Errorf("%d %s, steps %v", done.Code, done.Header().Get("Location"), w.steps)
	}
	refused := w.post("/desk/deliveries/d1?lang=en", url.Values{"step": {"cancel"}, "address": {"https://t.me/typed"}})
	page := w.read(refused)
	if refused.Code != http.StatusConflict || !strings.Contains(words(page.one("p", "role", "alert")), "It is being worked on.") || value(page.one("input", "name", "address"), "value") != "https://t.me/typed" {
		t.Errorf("%d %s", refused.Code, refused.Body)
	}
	if missing := w.get("/desk/deliveries/none"); missing.Code != http.StatusNotFound {
		t.Errorf("none: %d", missing.Code)
	}
}
