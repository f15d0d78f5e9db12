package events

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/live"
)

const (
	// retry is after how long a browser comes back when the line broke.
	retry = 2 * time.Second
	// stalled is how long one write may take; the line of who takes nothing for so long is
	// broken.
	stalled = 10 * time.Second
)

// Event is an event as followers are told it.
type Event struct {
	ID       string         `json:"id"`
	At       time.Time      `json:"at"`
	Article  string         `json:"article,omitempty"`
	Edition  string         `json:"edition,omitempty"`
	Delivery string         `json:"delivery,omitempty"`
	Channel  string         `json:"channel,omitempty"`
	Unit     string         `json:"unit,omitempty"`
	Data     map[string]any `json:"data,omitempty"`
}

// notice is an event without a place in the stream: why it begins anew, or ends.
type notice struct {
	Reason string             `json:"reason"`
	Detail rest.LocalizedText `json:"detail"`
}

// stream tells turn after turn until the line breaks or the stream ends.
func (h *handlers) stream(c *gin.Context, f *live.Follower) {
	header := c.Writer.Header()
	header.Set("Content-Type", "text/event-stream")
	header.Set("Cache-Control", "no-store, no-transform") // no proxy may compress it, and so hold it back
	header.Set("X-Accel-Buffering", "no")
	c.Status(http.StatusOK)
	if c.Request.Method == http.MethodHead {
		return
	}
	t := &teller{line: http.NewResponseController(c.Writer), w: c.Writer, h: h}
	_ = t.line.SetReadDeadline(time.Time{}) // the server's own would end the stream; a test's writer has none
	t.text.WriteString("retry: " + strconv.FormatInt(retry.Milliseconds(), 10) + "\n")
	t.place(f.Reached())
	ctx := c.Request.Context()
	for t.flush() == nil {
		turn, err := f.Next(ctx)
		if err != nil {
			t.end(ctx, err)
			return
		}
		t.tell(turn)
	}
}

// teller writes events onto the line of one follower.
type teller struct {
	line *http.ResponseController
	w    http.ResponseWriter
	h    *handlers
	text bytes.Buffer
}

// place moves the client's cursor on without an event: a block without data is dispatched to
// nobody, and its id is kept (WHATWG HTML, section 9.2.6).
func (t *teller) place(number int64) {
	t.text.WriteString("id: " + t.h.o.Cursors.Seal(number) + "\n\n")
}

func (t *teller) event(kind string, data any) {
	text, err := json.Marshal(data)
	if err != nil { // made of strings and numbers alone
		text = []byte("{}")
	}
	t.text.WriteString("event: " + kind + "\ndata: ")
	t.text.Write(text)
	t.text.WriteString("\n\n")
}

func (t *teller) tell(turn live.Turn) {
	if turn.Reset != "" {
		t.text.WriteString("id: " + t.h.o.Cursors.Seal(turn.Reached) + "\n")
		t.event("reset", notice{string(turn.Reset), rest.Localized(resetWords(turn.Reset))})
	}
	for _, e := range turn.Events {
		t.text.WriteString("id: " + t.h.o.Cursors.Seal(e.Number) + "\n")
		t.event(e.Kind, eventOf(e))
	}
	for _, room := range turn.Rooms {
		t.event("presence", roomOf(room))
	}
	if turn.Inbox != nil {
		t.event(live.InboxKind, inbox{turn.Inbox.Unread})
	}
	if t.text.Len() == 0 {
		t.text.WriteString(": still here\n")
		t.place(turn.Reached)
	}
}

// inbox is what is told of the follower's own.
type inbox struct {
	Unread int `json:"unread"`
}

func eventOf(e audit.SealedEvent) Event {
	return Event{ID: e.ID, At: e.At.UTC(), Article: e.Article, Edition: e.Edition, Delivery: e.Delivery, Channel: e.Channel, Unit: e.Unit, Data: e.Data}
}

// flush sends what was told, all at once. The time for it runs by a timer and not by a clock,
// which may be set while the stream is open.
func (t *teller) flush() error {
	patience := time.AfterFunc(stalled, func() { _ = t.line.SetWriteDeadline(time.Unix(1, 0)) }) // cuts the write off
	_, err := t.w.Write(t.text.Bytes())
	if err == nil {
		err = t.line.Flush()
	}
	if !patience.Stop() && err == nil {
		err = os.ErrDeadlineExceeded
	}
	if t.text.Reset(); t.text.Cap() > 64<<10 { // of one long turn
		t.text = bytes.Buffer{}
	}
	return err
}

// end says why the stream ends; nobody hears it when the line is broken.
func (t *teller) end(ctx context.Context, err error) {
	if ctx.Err() != nil {
		return
	}
	why := ending(err)
	if why.Reason == "unavailable" {
		rest.ExchangeOf(ctx).Failed = err
	}
	t.event("end", why)
	_ = t.flush()
}

func ending(err error) notice {
	refused, _ := fault.As(err)
	say := func(reason string, t fault.Text) notice { return notice{reason, rest.Localized(t)} }
	switch {
	case errors.Is(err, live.ErrStopping):
		return say("stopping", fault.T("Máy chủ đang dừng; kết nối lại.", "The server is stopping; reconnect."))
	case errors.Is(err, live.ErrSlow):
		return say("slow", fault.T("Sự kiện đến nhanh hơn bạn nhận; kết nối lại để nhận tiếp từ chỗ đã dừng.", "Events come faster than you take them; reconnect to go on from where you were."))
	case fault.Is(err, fault.Unauthenticated), fault.Is(err, fault.SessionExpired):
		return say("signed_out", refused.Detail)
	case fault.Is(err, fault.Denied), fault.Is(err, fault.SecondFactorMissing):
		return say("denied", refused.Detail)
	}
	return say("unavailable", fault.T("Không đọc được dữ liệu lúc này; kết nối lại.", "The data cannot be read at the moment; reconnect."))
}

func resetWords(r live.Reset) fault.Text {
	if r == live.ResetOld {
		return fault.T("Con trỏ đã cũ hơn một ngày; hãy đọc lại các danh sách. Luồng tiếp tục từ bây giờ.", "The cursor is older than a day; read your lists again. The stream goes on from now.")
	}
	return fault.T("Không nhận ra con trỏ này; hãy đọc lại các danh sách. Luồng bắt đầu từ bây giờ.", "This cursor is not known; read your lists again. The stream begins now.")
}
