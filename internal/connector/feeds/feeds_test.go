package feeds_test

import (
	"testing"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/connector/connectortest"
	"github.com/lantoa/lantoa/internal/connector/feeds"
)

func TestConformance(t *testing.T) {
	connectortest.Run(t, connectortest.Harness{
		Spec:  feeds.Spec(),
		Reach: map[connector.Class]connectortest.Way{connector.OK: {}},
	})
}

func TestReceiptIsThePermanentAddress(t *testing.T) {
	t.Parallel()
	built, err := feeds.Spec().New(connector.Values{}, connector.Deps{})
	if err != nil {
		t.Fatal(err)
	}
	for link, want := range map[string]string{
		"https://tin.example/a/1/vi?utm_content=k":                     "https://tin.example/a/1/vi",
		"https://tin.example/a/1/vi?page=2&utm_content=k&utm_source=x": "https://tin.example/a/1/vi?page=2",
		"https://tin.example/a/1/vi":                                   "https://tin.example/a/1/vi",
		"":                                                             "",
		"/a/1/vi":                                                      "",
		"https://tin.example/%zz":                                      "",
	} {
		call := connectortest.Publish()
		call.Post.Link = link
		outcome := built.Send(t.Context(), call)
		class := connector.OK
		if want == "" {
			class = connector.Rejected
		}
		if outcome.Class != class || outcome.Receipt.Address != want {
			t.Errorf("%q: got %s %q, want %s %q", link, outcome.Class, outcome.Receipt.Address, class, want)
		}
		if want != "" && outcome.Receipt.RemoteID != call.Post.Edition {
			t.Errorf("%q: remote id %q", link, outcome.Receipt.RemoteID)
		}
	}
}
