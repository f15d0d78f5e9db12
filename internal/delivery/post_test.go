package delivery

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/feed"
)

func released(number int) article.Release {
	return article.Release{Number: number, ApprovedAt: noon(), Content: article.Content{Article: "a", Edition: "e", Lang: "vi",
		Revision: article.ContentRevision{Text: article.Text{Title: "Bài", Lead: "Dẫn", Body: "<p>Thân</p>"}}, Keywords: []string{"ATIGA"}}}
}

// version renders a post as an event and reads the version that its receiver goes by.
func version(t *testing.T, number int, intent connector.Intent) int {
	t.Helper()
	r := Renderer{Addresses: Addresses{Public: "https://lantoa.example"}, Zone: time.UTC}
	post, err := r.Post(Form{Delivery: Delivery{ID: "d", Intent: intent}, Release: released(number), Spec: connector.Spec{Body: connector.BodyEvent}, Now: noon()})
	if err != nil {
		t.Fatal(err)
	}
	var body struct {
		Data struct {
			Version int         `json:"version"`
			Status  feed.Status `json:"status"`
		} `json:"data"`
	}
	if err := json.Unmarshal([]byte(post.Body), &body); err != nil {
		t.Fatal(err)
	}
	if gone := intent == connector.Withdraw; gone != (body.Data.Status == feed.Canceled) {
		t.Errorf("a %s is %s", intent, body.Data.Status)
	}
	return body.Data.Version
}

// Order is not guaranteed on the way, and receivers drop a version that is not higher.
func TestVersionsRiseWithEveryStep(t *testing.T) {
	t.Parallel()
	last := 0
	for _, step := range []struct {
		number int
		intent connector.Intent
	}{{1, connector.Publish}, {2, connector.Correct}, {2, connector.Withdraw}, {3, connector.Publish}, {3, connector.Withdraw}} {
		v := version(t, step.number, step.intent)
		if v <= last {
			t.Errorf("a %s of release %d has version %d after %d", step.intent, step.number, v, last)
		}
		last = v
	}
}
