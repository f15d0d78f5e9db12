// Package connectortest is the suite that every connector passes. It drives the
// connector through the real outbound client against a simulator of its destination
// that misbehaves on demand, and asks what the delivery engine relies on: nothing is
// doubled, doubt is called doubt, certainty is certain, and no secret shows.
package connectortest

import (
	"strings"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/connector"
)

// Destination is a simulator as the suite drives it. It keeps its own types and its own
// idea of the platform, made from the platform's documents and not from the connector.
type Destination interface {
	// Settings are right settings; the values of secrets are unmistakable.
	Settings() connector.Values
	// Break makes the next request that would change a post meet the fault.
	Break(fault Fault)
	// Lag hides posts made from now on from so many look-ups.
	Lag(reads int)
	// Copies counts the posts that are there and were ever written under the key.
	Copies(key string) int
	// Text is all that readers see now of the posts that Copies counts, as it is kept there.
	Text(key string) string
	// Keys lists the keys under which requests to change a post came, in order.
	Keys() []string
	// Writes counts the requests to change a post, whatever came of them.
	Writes() int
	// Close makes the destination refuse connections.
	Close()
}

// Seen is a [Destination] whose posts only a person can look for: Address is what such a
// person copies from there, "" when the post is not there.
type Seen interface{ Address(key string) string }

// Way is how to bring a class of outcome about.
type Way struct {
	Settings connector.Values // replace the right ones of the same name
	Fault    *Fault
}

// BadSetting is a value that looks well formed and that Spec.New refuses.
type BadSetting struct{ Name, Value string }

// Harness tells the suite about one kind.
type Harness struct {
	Spec connector.Spec
	// Start starts a simulator that takes its time from now; nil for kinds that send nowhere.
	Start func(t *testing.T, now func() time.Time) Destination
	// Settings are right settings for a kind that sends nowhere.
	Settings connector.Values
	Bad      []BadSetting
	// Reach holds a way to every class that Send may give for a publish.
	Reach map[connector.Class]Way
	// AfterWithdraw is how many copies of a post are left by a withdrawal: none, but
	// for destinations that only take messages.
	AfterWithdraw int
	// NoPlace tells that nothing at the destination says to which place posts go.
	NoPlace bool
	// NoAlt tells that the destination takes no words for those who cannot see a picture.
	NoAlt bool
	// False are failures in the destination's own words that it answers for what it has done.
	False []Fault
	// Slower are its own ways to ask for less.
	Slower []Slower
	// Expire ends the credentials at a running destination; nil where they have no end.
	Expire func(Destination)
	// Apart tells that every release is published as a post of its own, although a repeat is
	// guarded by key: a 503 to a publish is doubt, or the next release would double it.
	Apart bool
	// CutIsDone tells that an answer cut after its status still says "applied".
	CutIsDone bool
}

// Noon is the instant at which the suite plays: 12:00 in Hà Nội.
func Noon() time.Time { return time.Date(2026, 11, 23, 5, 0, 0, 0, time.UTC) }

// The keys of the deliveries that the suite plays.
const (
	PublishKey  = "019ab000-0000-7000-8000-0123456789ab"
	CorrectKey  = "019ab000-0000-7000-8000-0123456789ac"
	WithdrawKey = "019ab000-0000-7000-8000-0123456789ad"
)

// Publish is a call that publishes a story in Vietnamese.
func Publish() connector.Call {
	call := published()
	call.Post.Spans = spans(call.Post)
	return call
}

// spans are those of a post whose text begins with its title and ends with its link.
func spans(p connector.Post) []connector.Span {
	return []connector.Span{
		{Kind: connector.SpanTitle, End: len(p.Title)},
		{Kind: connector.SpanLink, Start: len(p.Text) - len(p.Link), End: len(p.Text), Value: p.Link},
	}
}

func published() connector.Call {
	return connector.Call{Key: PublishKey, Attempt: 1, Progress: Memory{}, Post: connector.Post{
		Schema: connector.PostSchema, Intent: connector.Publish,
		Article: "019ab000-0000-7000-8000-00000000000a", Edition: "019ab000-0000-7000-8000-00000000000e",
		Release: 1, Lang: "vi",
		Title:    "Giao lưu hữu nghị “Nam Định – ASEAN” & những nhịp cầu",
		Lead:     "Đoàn đại biểu các nước ASEAN thăm Phủ Dầy.",
		HTML:     "<p>Sáng 23/11, đoàn đại biểu thăm <strong>Phủ Dầy</strong>.</p>",
		Link:     "https://lantoa.example/a/019ab000-0000-7000-8000-00000000000a/vi?utm_content=" + PublishKey,
		ChosenID: "giao-luu-huu-nghi-0123456789ab",
		At:       Noon().Add(-10 * time.Second),
		Terms: []connector.Term{
			{Kind: "pillar", Code: "ASCC", Name: "Văn hóa – Xã hội"},
			{Kind: "area", Code: "culture", Name: "Bản sắc ASEAN"},
			{Kind: "audience", Code: "youth", Name: "Thanh niên"},
		},
		Unit: connector.Term{Kind: "unit", Code: "so-ngoai-vu", Name: "Sở Ngoại vụ"},
		Text: "Giao lưu hữu nghị “Nam Định – ASEAN” & những nhịp cầu\n\nĐoàn đại biểu các nước ASEAN thăm Phủ Dầy.\n\n" +
			"https://lantoa.example/a/019ab000-0000-7000-8000-00000000000a/vi?utm_content=" + PublishKey,
		Body: `{"type":"article.published","timestamp":"2026-11-23T05:00:00Z","data":{"title":"Phủ Dầy"}}`, BodyType: "application/json",
	}}
}

// What a correction says first, wherever a kind takes its words from, and what stands there
// before and after.
const (
	newWords = "22/11"
	oldWords = "Phủ Dầy"
)

// Correct is a call that corrects the story of [Publish], whose receipt it takes.
func Correct(earlier connector.Receipt) connector.Call {
	call := Publish()
	call.Key, call.Earlier = CorrectKey, earlier
	call.Post.Intent, call.Post.Release = connector.Correct, 2
	call.Post.HTML = "<p>Sáng 22/11, đoàn đại biểu thăm <strong>Phủ Dầy</strong>.</p>"
	call.Post.Notes = []connector.Note{{Kind: "correction", Label: "Đính chính", Text: "Ngày thăm là 22/11, không phải 23/11.", At: Noon()}}
	call.Post.Text = strings.Replace(call.Post.Text, "Đoàn đại biểu", "Đính chính: ngày thăm là 22/11.\n\nĐoàn đại biểu", 1)
	call.Post.Spans = spans(call.Post)
	call.Post.Body = `{"type":"article.corrected","timestamp":"2026-11-23T05:00:00Z","data":{"title":"Phủ Dầy, 22/11"}}`
	return call
}

// Withdraw is a call that withdraws the story of [Publish], whose receipt it takes.
func Withdraw(earlier connector.Receipt) connector.Call {
	call := Publish()
	call.Key, call.Earlier = WithdrawKey, earlier
	call.Post.Intent, call.Post.Text, call.Post.Spans = connector.Withdraw, "", nil
	call.Post.Notes = []connector.Note{{Kind: "withdrawal", Label: "Gỡ bài", Text: "Bài được gỡ để kiểm tra.", At: Noon()}}
	call.Post.Body = `{"type":"article.withdrawn","timestamp":"2026-11-23T05:00:00Z","data":{"title":"Phủ Dầy"}}`
	return call
}
