package bluesky

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
)

// Send writes or removes the record.
func (a *account) Send(ctx context.Context, call connector.Call) connector.Outcome {
	switch call.Post.Intent {
	case connector.Publish:
		return a.publish(ctx, call)
	case connector.Withdraw:
		return a.withdraw(ctx, call)
	}
	return connector.Outcome{Class: connector.Rejected, Reason: "not_editable",
		Detail: fault.T("Bài trên Bluesky không sửa được; gỡ bài hoặc đăng lời đính chính trên Bluesky.", "A post on Bluesky cannot be edited; take it down, or post the correction on Bluesky.")}
}

// rkeyName is the name under which a delivery keeps the key of its record.
const rkeyName = "rkey"

// publish writes the record where none stands. The key is kept first: a try that comes after
// a lost answer meets what that one wrote.
func (a *account) publish(ctx context.Context, call connector.Call) connector.Outcome {
	if size := len(call.Post.Text); size > mostBytes {
		return connector.Outcome{Class: connector.Rejected, Reason: "too_long",
			Detail: fault.Tf("Bài dài %d byte; Bluesky nhận nhiều nhất %d.", "The text has %d bytes; Bluesky takes %d at most.", size, mostBytes)}
	}
	rkey := call.Progress.Get(rkeyName)
	call.Post.At = shown(call.Post, a.deps.Now())
	if rkey == "" {
		rkey = tid(call.Post.At, call.Key)
		if call.Progress.Put(ctx, rkeyName, rkey) != nil {
			return connector.NotKept()
		}
	}
	t, outcome := a.open(ctx)
	if outcome.Class != connector.OK {
		return outcome
	}
	blobs, outcome := t.blobs(ctx, call)
	if outcome.Class != connector.OK {
		return outcome
	}
	return orDoubt(t.put(ctx, call, rkey, t.compose(call.Post, blobs)))
}

// orDoubt calls doubt what may have been applied although a repeat is harmless: the next
// release is a post of its own under a key of its own, and would stand beside this one.
func orDoubt(o connector.Outcome) connector.Outcome {
	if o.Class == connector.Transient && o.Maybe {
		o.Class, o.Maybe, o.Until = connector.Ambiguous, false, time.Time{}
	}
	return o
}

// put writes the record unless one stands at its key. What stands there with the same
// content is success; with other content the server says InvalidSwap.
func (t *talk) put(ctx context.Context, call connector.Call, rkey string, r record) connector.Outcome {
	var made struct {
		URI string `json:"uri"`
	}
	outcome := t.ask(ctx, request{method: http.MethodPost, name: "com.atproto.repo.putRecord",
		body: map[string]any{"repo": t.session.DID, "collection": collection, "rkey": rkey, "record": r, "swapRecord": nil}}, &made)
	there := place{did: t.session.DID, rkey: rkey}
	switch {
	case outcome.Reason == errSwap:
		return t.reconcile(ctx, call, there)
	case outcome.Reason == errNoBlob:
		return t.forget(ctx, call, outcome)
	case outcome.Class != connector.OK:
		return outcome
	case made.URI != there.uri():
		return connector.Outcome{Class: connector.Ambiguous, Reason: "unreadable",
			Detail: fault.T("Bluesky trả lời thành công nhưng không đọc được nội dung.", "Bluesky reported success, but its answer cannot be read.")}
	}
	outcome.Receipt = t.receipt(there)
	return outcome
}

// reconcile looks at what stands at our key with other content: ours, if its text is the
// post's or it leads to the post's marked link. A server may write a post otherwise than it
// came, and somebody may have edited it there.
func (t *talk) reconcile(ctx context.Context, call connector.Call, there place) connector.Outcome {
	found, outcome := t.get(ctx, there)
	switch {
	case outcome.Reason == errNoRecord: // removed between the two requests
		return connector.Outcome{Class: connector.Transient, Reason: errSwap,
			Detail: fault.T("Bài trên Bluesky vừa bị gỡ trong lúc gửi.", "The post on Bluesky was removed while this was sent.")}
	case outcome.Class != connector.OK:
		outcome = before(ofAccount(outcome))
		outcome.Maybe = outcome.Class == connector.Transient
		return outcome
	case found.Value.Text == call.Post.Text, slices.Contains(found.leads(), call.Post.Link):
		outcome.Receipt = t.receipt(there)
		return outcome
	}
	return connector.Outcome{Class: connector.Rejected, Reason: "record_taken",
		Detail: fault.T("Khóa của bài trên Bluesky đã thuộc về một bài khác.", "The post's key on Bluesky belongs to another post.")}
}

// withdraw removes the record; what is gone already is done.
func (a *account) withdraw(ctx context.Context, call connector.Call) connector.Outcome {
	t, outcome := a.open(ctx)
	if outcome.Class != connector.OK {
		return outcome
	}
	there, outcome := t.locate(ctx, call)
	if outcome.Class != connector.OK {
		return outcome
	}
	outcome = t.ask(ctx, request{method: http.MethodPost, name: "com.atproto.repo.deleteRecord",
		body: map[string]string{"repo": there.did, "collection": collection, "rkey": there.rkey}}, &struct{}{})
	if outcome.Class == connector.OK {
		outcome.Receipt = t.receipt(there)
	}
	return outcome
}

// get reads one record.
func (t *talk) get(ctx context.Context, there place) (kept, connector.Outcome) {
	var found kept
	outcome := t.ask(ctx, request{method: http.MethodGet, name: "com.atproto.repo.getRecord",
		query: url.Values{"repo": {there.did}, "collection": {collection}, "rkey": {there.rkey}}}, &found)
	return found, outcome
}
