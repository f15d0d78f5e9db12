package telegram_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/connector/connectortest"
	"github.com/lantoa/lantoa/internal/connector/telegram"
)

// pictured is a publish with so many of the suite's pictures, 0 to 2.
func pictured(n int) connector.Call {
	call := connectortest.Illustrate(connectortest.Publish())
	call.Post.Pictures = call.Post.Pictures[:n]
	return call
}

// A receipt remembers every message of an album and that its text is a caption: both are
// needed to correct it and to take it down.
func TestPicturesAreCorrectedAndTakenDown(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{0: "-1001234567890/42", 1: "-1001234567890/c42", 2: "-1001234567890/c42,43"} {
		c := newCloud(t)
		b := open(t, c, nil)
		sent := b.Send(t.Context(), pictured(n))
		if sent.Class != connector.OK || sent.Receipt != (connector.Receipt{RemoteID: want, Address: "https://t.me/asean_namdinh/42"}) {
			t.Fatalf("%d pictures: %+v", n, sent)
		}
		if e := c.sent.Entities; len(e) != 1 || e[0].Type != "bold" || e[0].Length != len([]rune(connectortest.Publish().Post.Title)) {
			t.Errorf("%d pictures: entities %+v", n, e)
		}
		corrected := connectortest.Correct(sent.Receipt)
		if outcome := b.Send(t.Context(), corrected); outcome.Class != connector.OK || outcome.Receipt != sent.Receipt || c.there[42] != corrected.Post.Text {
			t.Errorf("%d pictures corrected: %+v, %q", n, outcome, c.there[42])
		}
		if outcome := b.Send(t.Context(), connectortest.Withdraw(sent.Receipt)); outcome.Class != connector.OK || c.messages() != "" {
			t.Errorf("%d pictures withdrawn: %+v, left %s", n, outcome, c.messages())
		}
	}
}

// Whoever confirmed a post by its link said nothing of its kind: the other one is tried.
// Pictures are never exchanged: a correcting release may have others, or none.
func TestEveryMixOfPictures(t *testing.T) {
	t.Parallel()
	for posted := range 3 {
		for correcting := range 3 {
			for _, byLink := range []bool{false, true} {
				c := newCloud(t)
				b := open(t, c, nil)
				receipt := b.Send(t.Context(), pictured(posted)).Receipt
				if byLink {
					receipt.RemoteID = ""
				}
				before := c.Pictures(connectortest.PublishKey)
				corrected := connectortest.Correct(receipt)
				corrected.Post.Pictures = pictured(correcting).Post.Pictures
				outcome := b.Send(t.Context(), corrected)
				if outcome.Class != connector.OK || outcome.Receipt != receipt || c.there[42] != corrected.Post.Text {
					t.Errorf("%d pictures, corrected by a release with %d, by link %v: %+v", posted, correcting, byLink, outcome)
				}
				if diff := cmp.Diff(before, c.Pictures(connectortest.PublishKey)); diff != "" {
					t.Errorf("%d pictures, corrected by a release with %d: other pictures (-before +after):\n%s", posted, correcting, diff)
				}
			}
		}
	}
}

// A withdrawal by a person's link takes down what stands alone; of an album it empties the
// words and hands the rest to a person, in a repeat too.
func TestAWithdrawalByAPersonsLink(t *testing.T) {
	t.Parallel()
	for posted, left := range map[int]string{0: "", 1: "", 2: "42,43"} {
		c := newCloud(t)
		b := open(t, c, nil)
		b.Send(t.Context(), pictured(posted))
		call := connectortest.Withdraw(connector.Receipt{Address: "https://t.me/asean_namdinh/42"})
		for range 2 {
			outcome := b.Send(t.Context(), call)
			album := outcome.Class == connector.Rejected && outcome.Reason == "which_messages" && strings.Contains(outcome.Detail.EN, "whole album")
			if album != (posted == 2) || !album && outcome.Class != connector.OK || c.messages() != left || strings.Contains(c.there[42], "Phủ Dầy") {
				t.Errorf("%d pictures: %+v, left %s %q", posted, outcome, c.messages(), c.there[42])
			}
		}
	}
}

// What a person has taken down meanwhile is done.
func TestAWithdrawalOfWhatIsGone(t *testing.T) {
	t.Parallel()
	c := newCloud(t)
	if outcome := open(t, c, nil).Send(t.Context(), connectortest.Withdraw(connector.Receipt{Address: "https://t.me/asean_namdinh/42"})); outcome.Class != connector.OK {
		t.Errorf("%+v", outcome)
	}
}

// Where the caption is empty already, by an answer that was lost or by the link of another
// picture of the album, the message is asked by a sign.
func TestAWithdrawalOfWhatSaysNothing(t *testing.T) {
	t.Parallel()
	for _, number := range []string{"42", "43"} {
		c := newCloud(t)
		b := open(t, c, nil)
		b.Send(t.Context(), pictured(2))
		call := connectortest.Withdraw(connector.Receipt{Address: "https://t.me/asean_namdinh/" + number})
		c.Break(connectortest.Fault{Applied: true, Lost: true})
		if outcome := b.Send(t.Context(), call); outcome.Class != connector.Ambiguous {
			t.Errorf("message %s, a lost answer: %+v", number, outcome)
		}
		if outcome := b.Send(t.Context(), call); outcome.Class != connector.Rejected || outcome.Reason != "which_messages" || c.messages() != "42,43" {
			t.Errorf("message %s, again: %+v, left %s", number, outcome, c.messages())
		}
	}
}

// What was found out of a single picture is kept: a deletion that failed goes on.
func TestAWithdrawalGoesOn(t *testing.T) {
	t.Parallel()
	c := newCloud(t)
	b := open(t, c, nil)
	b.Send(t.Context(), pictured(1))
	call := connectortest.Withdraw(connector.Receipt{Address: "https://t.me/asean_namdinh/42"})
	c.rights["can_delete_messages"] = false
	if outcome := b.Send(t.Context(), call); outcome.Class != connector.Reauth {
		t.Fatalf("without the right: %+v", outcome)
	}
	c.rights["can_delete_messages"] = true
	before := len(c.methods)
	if outcome := b.Send(t.Context(), call); outcome.Class != connector.OK || c.messages() != "" {
		t.Errorf("%+v, left %s", outcome, c.messages())
	}
	if diff := cmp.Diff([]string{"deleteMessage"}, c.methods[before:]); diff != "" {
		t.Errorf("asked (-want +got):\n%s", diff)
	}
	call.Progress = deaf{}
	b.Send(t.Context(), pictured(1))
	call.Earlier.Address = "https://t.me/asean_namdinh/43"
	if outcome := b.Send(t.Context(), call); outcome.Class != connector.Transient || outcome.Maybe || c.messages() != "43" {
		t.Errorf("what cannot be kept: %+v, left %s", outcome, c.messages())
	}
}

// deaf is a Progress that cannot be written.
type deaf struct{}

func (deaf) Get(string) string                         { return "" }
func (deaf) Put(context.Context, string, string) error { return context.Canceled }

// A person who names every message of an album gets all of it corrected and taken down.
func TestAnAlbumThatAPersonNamedWhole(t *testing.T) {
	t.Parallel()
	c := newCloud(t)
	b := open(t, c, nil)
	b.Send(t.Context(), pictured(2))
	whole := connector.Receipt{Address: "https://t.me/asean_namdinh/42?single#43"}
	corrected := connectortest.Correct(whole)
	if outcome := b.Send(t.Context(), corrected); outcome.Class != connector.OK || c.there[42] != corrected.Post.Text {
		t.Errorf("corrected: %+v, %q", outcome, c.there[42])
	}
	if outcome := b.Send(t.Context(), connectortest.Withdraw(whole)); outcome.Class != connector.OK || c.messages() != "" {
		t.Errorf("%+v, left %s", outcome, c.messages())
	}
	b.Send(t.Context(), pictured(2))
	for address, want := range map[string]string{"https://t.me/asean_namdinh/44#45;46": "which_messages", "https://t.me/asean_namdinh/x#45": "which_message"} {
		if outcome := b.Send(t.Context(), connectortest.Withdraw(connector.Receipt{Address: address})); outcome.Class != connector.Rejected || outcome.Reason != want {
			t.Errorf("%s: %+v, want %s", address, outcome, want)
		}
	}
}

// One picture of an album that cannot be sent says nothing of the others: some may be out.
func TestAnAlbumThatWentOutInPart(t *testing.T) {
	t.Parallel()
	c := newCloud(t)
	c.failing = 1
	outcome := open(t, c, nil).Send(t.Context(), pictured(2))
	if outcome.Class != connector.Ambiguous || outcome.Reason != "album_in_part" || outcome.Detail.VI == "" || c.messages() != "42" {
		t.Errorf("%+v, in the channel: %s", outcome, c.messages())
	}
	for _, inner := range []string{"wrong file identifier/HTTP URL specified", "PHOTO_INVALID_DIMENSIONS", "not enough rights"} {
		c := newCloud(t)
		c.Break(connectortest.Fault{Status: 400, Body: `{"ok":false,"error_code":400,"description":"Bad Request: failed to send message #2 with the error message \"` + inner + `\""}`})
		if outcome := open(t, c, nil).Send(t.Context(), pictured(2)); outcome.Class != connector.Ambiguous || outcome.Reason != "album_in_part" {
			t.Errorf("%s: %+v", inner, outcome)
		}
	}
}

// A refusal whose words did not come may have been one in part.
func TestARefusalThatIsCutOff(t *testing.T) {
	t.Parallel()
	const words = `{"ok":false,"error_code":400,"description":"Bad Request: chat not found"}`
	for name, fault := range map[string]connectortest.Fault{
		"cut off":    {Status: 400, Body: words, Short: true},
		"half":       {Status: 400, Body: words[:30]},
		"no words":   {Status: 400},
		"a web page": {Status: 400, Body: "<html>Bad Request</html>"},
	} {
		want := connector.Ambiguous
		if name == "a web page" { // not of Telegram: it did not get there
			want = connector.Rejected
		}
		c := newCloud(t)
		c.Break(fault)
		if outcome := open(t, c, nil).Send(t.Context(), pictured(2)); outcome.Class != want || outcome.Detail.VI == "" {
			t.Errorf("%s: %+v, want %s", name, outcome, want)
		}
	}
}

// A deletion that is cut off in the middle of an album goes on where it was.
func TestAnAlbumThatWasTakenDownInPart(t *testing.T) {
	t.Parallel()
	c := newCloud(t)
	b := open(t, c, nil)
	sent := b.Send(t.Context(), pictured(2))
	c.mu.Lock()
	delete(c.there, 42)
	c.mu.Unlock()
	if outcome := b.Send(t.Context(), connectortest.Withdraw(sent.Receipt)); outcome.Class != connector.OK || c.messages() != "" {
		t.Errorf("%+v, left %s", outcome, c.messages())
	}
	c.Break(connectortest.Fault{Applied: true, Lost: true})
	if outcome := b.Send(t.Context(), connectortest.Withdraw(connector.Receipt{RemoteID: "-1001234567890/c42,43"})); outcome.Class != connector.Ambiguous {
		t.Errorf("a lost answer: %+v", outcome)
	}
	for _, broken := range []string{"-1001234567890/c", "-1001234567890/c42,", "-1001234567890/c42,x", "/42", "-1001234567890/cc42", "-1001234567890/42,-43"} {
		if outcome := b.Send(t.Context(), connectortest.Withdraw(connector.Receipt{RemoteID: broken})); outcome.Class != connector.Rejected {
			t.Errorf("receipt %q: %+v", broken, outcome)
		}
	}
}

// Texts that are too long for what they are to become are refused in words, and nothing is
// sent: a release without pictures has a longer text than a caption may be.
func TestWhatIsTooLong(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		posted, correcting int
		byLink             bool
		units              int
		class              connector.Class
		methods            int
	}{
		"a caption that fits": {1, 0, false, 1024, connector.OK, 1},
		"a caption":           {1, 0, false, 1025, connector.Rejected, 0},
		"an album's":          {2, 0, false, 4096, connector.Rejected, 0},
		"a text that fits":    {0, 1, false, 4096, connector.OK, 1},
		"a text":              {0, 1, false, 4097, connector.Rejected, 0},
		"a caption, by link":  {1, 0, true, 1025, connector.Rejected, 1},
		"a caption, by link, release with picture": {1, 1, true, 1025, connector.Rejected, 1},
		"a text, by link, release with picture":    {0, 1, true, 1025, connector.OK, 1},
		"neither":                                  {0, 1, true, 4097, connector.Rejected, 0},
	} {
		simulated := newCloud(t)
		b := open(t, simulated, nil)
		receipt := b.Send(t.Context(), pictured(c.posted)).Receipt
		if c.byLink {
			receipt.RemoteID = ""
		}
		call := connectortest.Correct(receipt)
		call.Post.Pictures = pictured(c.correcting).Post.Pictures
		call.Post.Text, call.Post.Spans = strings.Repeat("ệ", c.units-2)+"😀", nil
		before := len(simulated.methods)
		outcome := b.Send(t.Context(), call)
		if outcome.Class != c.class || len(simulated.methods)-before != c.methods || c.class == connector.Rejected && (outcome.Reason != "too_long" || !strings.Contains(outcome.Detail.VI, strconv.Itoa(c.units))) {
			t.Errorf("%s: %+v after %v", name, outcome, simulated.methods[before:])
		}
	}
	for n, most := range map[int]int{0: 4096, 1: 1024, 2: 1024} {
		c := newCloud(t)
		call := pictured(n)
		call.Post.Text, call.Post.Spans = strings.Repeat("ệ", most+1), nil
		if outcome := open(t, c, nil).Send(t.Context(), call); outcome.Class != connector.Rejected || outcome.Reason != "too_long" || len(c.methods) != 0 {
			t.Errorf("published with %d pictures: %+v after %v", n, outcome, c.methods)
		}
	}
}

// Pictures that are too large together are refused in words before one of them is read.
func TestPicturesThatAreTooLargeTogether(t *testing.T) {
	t.Parallel()
	c := newCloud(t)
	call := pictured(2)
	call.Media = connectortest.Shelf{} // whoever reads finds nothing
	call.Post.Pictures[0].Size, call.Post.Pictures[1].Size = 26<<20, 25<<20
	outcome := open(t, c, nil).Send(t.Context(), call)
	if outcome.Class != connector.Rejected || outcome.Reason != "pictures_too_large" || !strings.Contains(outcome.Detail.VI, "51 MB") || len(c.methods) != 0 {
		t.Errorf("%+v", outcome)
	}
	call.Post.Pictures[0].Size = 25 << 20
	if outcome := open(t, c, nil).Send(t.Context(), call); outcome.Reason != "picture_unreadable" {
		t.Errorf("just fitting: %+v", outcome)
	}
}

// An album takes the memory of its pictures, and hardly more.
func TestTheMemoryOfAnAlbum(t *testing.T) {
	const size = 10 << 20
	call := connectortest.Publish()
	shelf := connectortest.Shelf{}
	for i := range 2 {
		hash := strconv.Itoa(i)
		shelf[hash] = bytes.Repeat([]byte{byte(i)}, size)
		call.Post.Pictures = append(call.Post.Pictures, connector.Picture{Hash: hash, Type: "image/jpeg", Size: size, Name: hash + ".jpg"})
	}
	call.Media = shelf
	full, err := telegram.Spec().Validate(connector.Values{"token": cloudToken, "chat": cloudChannel})
	if err != nil {
		t.Fatal(err)
	}
	b, err := telegram.Spec().New(full, connector.Deps{HTTP: absorber{}, Now: connectortest.Noon})
	if err != nil {
		t.Fatal(err)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	outcome := b.Send(t.Context(), call)
	runtime.ReadMemStats(&after)
	if took := after.TotalAlloc - before.TotalAlloc; took > 22<<20 || outcome.Class != connector.OK {
		t.Errorf("%d MiB for two pictures of 10; %+v", took>>20, outcome)
	}
	t.Logf("%d KiB for two pictures of 10 MiB", (after.TotalAlloc-before.TotalAlloc)>>10)
}

// absorber is a destination that takes everything and keeps nothing.
type absorber struct{}

func (absorber) Do(req *http.Request) (*http.Response, error) {
	_, err := io.Copy(io.Discard, req.Body)
	body := `{"ok":true,"result":[{"message_id":42,"chat":{"id":-1001234567890}},{"message_id":43,"chat":{"id":-1001234567890}}]}`
	return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader(body))}, err
}

func TestPicturesStay(t *testing.T) {
	t.Parallel()
	if !telegram.Spec().Pictures.Stays(nil) {
		t.Error("a correction is said to exchange pictures")
	}
}
