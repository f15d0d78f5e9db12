package bluesky

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/outbound"
)

// place is where one record stands.
type place struct{ did, rkey string }

func (p place) uri() string { return "at://" + p.did + "/" + collection + "/" + p.rkey }

// receipt names a record for good. Its address holds the account's permanent name, so that
// it leads there also when the account gets another handle.
func (a *account) receipt(p place) connector.Receipt {
	return connector.Receipt{RemoteID: p.uri(), Address: a.web + "/profile/" + p.did + "/post/" + p.rkey}
}

// locate says which record is meant: by its receipt, by the address that a person gave, or,
// when there is neither because the answer to a publish was lost, by what the newest posts
// lead to.
func (t *talk) locate(ctx context.Context, call connector.Call) (place, connector.Outcome) {
	var (
		there place
		ok    bool
	)
	switch {
	case call.Earlier.RemoteID != "":
		there, ok = t.named(call.Earlier.RemoteID)
	case call.Earlier.Address != "":
		there, ok = t.addressed(call.Earlier.Address)
	default:
		return t.search(ctx, call)
	}
	if !ok {
		return place{}, which()
	}
	return there, connector.Outcome{Class: connector.OK}
}

func which() connector.Outcome {
	return connector.Outcome{Class: connector.Rejected, Reason: "which_post",
		Detail: fault.T("Bài không thuộc tài khoản Bluesky của kênh; xác nhận lượt đăng bằng liên kết của bài, hoặc làm trên Bluesky rồi xác nhận.",
			"The post is not one of the channel's Bluesky account; confirm it with the post's link, or do it on Bluesky and say so.")}
}

// named reads a record's own address, which must be one of this account.
func (t *talk) named(uri string) (place, bool) {
	rkey, ok := strings.CutPrefix(uri, "at://"+t.session.DID+"/"+collection+"/")
	return place{t.session.DID, rkey}, ok && isTID(rkey)
}

// addressed reads a web address as people copy it: with the account's handle or its
// permanent name.
func (t *talk) addressed(address string) (place, bool) {
	u, err := url.Parse(address)
	if err != nil || !connector.SameSite(u.Host, hostOf(t.web)) && !connector.SameSite(u.Host, hostOf(defaultWeb)) {
		return place{}, false
	}
	parts := strings.Split(strings.Trim(u.Path, "/"), "/")
	if len(parts) != 4 || parts[0] != "profile" || parts[2] != "post" {
		return place{}, false
	}
	ours := parts[1] == t.session.DID || strings.EqualFold(parts[1], t.session.Handle)
	return place{t.session.DID, parts[3]}, ours && isTID(parts[3])
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
}

const (
	perPage   = 100 // the most that a page of records holds
	mostPages = 10
	slack     = time.Hour // how far the clocks that made two ids may be apart
)

// search looks through the account's posts for the one of a publish whose answer never came,
// back to before its edition was begun. The marked link of a publish holds its delivery's id,
// the end of which is the end of the id that we chose for the story's post.
func (t *talk) search(ctx context.Context, call connector.Call) (place, connector.Outcome) {
	if len(call.Post.ChosenID) < tail {
		return place{}, which()
	}
	list, whole, outcome := t.since(ctx, begun(call.Post))
	if outcome.Class != connector.OK {
		return place{}, outcome
	}
	var found []place
	for _, one := range list {
		if there, ok := t.named(one.URI); ok && one.marked(call.Post) {
			found = append(found, there)
		}
	}
	switch {
	case len(found) == 1:
		return found[0], outcome
	case len(found) > 1:
		return place{}, connector.Outcome{Class: connector.Rejected, Reason: "which_post",
			Detail: fault.Tf("Tài khoản Bluesky có %d bài dẫn tới bài này; gỡ trên Bluesky rồi xác nhận.", "The Bluesky account has %d posts that lead to this story; remove them there, then say so.", len(found))}
	case !whole:
		return place{}, connector.Outcome{Class: connector.Rejected, Reason: "too_many_posts",
			Detail: fault.Tf("Không thấy bài trong %d bài mới nhất của tài khoản Bluesky, và còn những bài chưa xem tới; xem trên Bluesky, gỡ nếu có, rồi xác nhận.",
				"The post is not among the newest %d of the Bluesky account, and not all were seen; look there, remove it if it is there, then say so.", len(list))}
	}
	return place{}, connector.Outcome{Class: connector.Rejected, Reason: errNotFound,
		Detail: fault.T("Tài khoản Bluesky không có bài này; xem trên Bluesky, gỡ nếu có, rồi xác nhận.",
			"The post is not there on the Bluesky account; look there, remove it if it is there, then say so.")}
}

// since lists the account's posts, the newest first, back to an instant; whole is false where
// they are more than are read.
func (t *talk) since(ctx context.Context, at time.Time) (list []kept, whole bool, outcome connector.Outcome) {
	query := url.Values{"repo": {t.session.DID}, "collection": {collection}, "limit": {strconv.Itoa(perPage)}}
	for range mostPages {
		var page struct {
			Records []kept `json:"records"`
			Cursor  string `json:"cursor"`
		}
		outcome = ofAccount(before(t.ask(ctx, request{method: http.MethodGet, name: "com.atproto.repo.listRecords", query: query}, &page)))
		if outcome.Class != connector.OK {
			return nil, false, outcome
		}
		list = append(list, page.Records...)
		if page.Cursor == "" || len(page.Records) == 0 {
			return list, true, outcome
		}
		if last, ok := t.named(page.Records[len(page.Records)-1].URI); ok && tidTime(last.rkey).Before(at) {
			return list, true, outcome
		}
		query.Set("cursor", page.Cursor)
	}
	return list, false, outcome
}

// begun is when the story's edition was begun, before which it cannot have been posted: the
// time of its id (RFC 9562, UUID version 7), or none. The post's own time is of no use here,
// since that of a withdrawal may be now.
func begun(post connector.Post) time.Time {
	const signs, whole = 12, 32 // 48 bits of milliseconds come first, and the version after them
	id := strings.ReplaceAll(post.Edition, "-", "")
	if len(id) != whole || id[signs] != '7' {
		return time.Time{}
	}
	ms, err := strconv.ParseInt(id[:signs], 16, 64)
	if err != nil {
		return time.Time{}
	}
	return time.UnixMilli(ms).Add(-slack)
}

// tail is how much of a chosen id is the end of its delivery's.
const tail = 12

// marked reports whether a record leads to the story of a post by the link of the publish
// that the post's chosen id comes from.
func (k kept) marked(post connector.Post) bool {
	if len(post.ChosenID) < tail {
		return false
	}
	end := post.ChosenID[len(post.ChosenID)-tail:]
	for _, link := range k.leads() {
		u, err := url.Parse(link)
		if err == nil && strings.HasSuffix(u.Query().Get("utm_content"), end) {
			return true
		}
	}
	return false
}

// Prove reads the record back from the account's server.
func (a *account) Prove(ctx context.Context, call connector.Call) connector.Sighting {
	t, outcome := a.open(ctx)
	if outcome.Class != connector.OK {
		return outbound.Blind(outcome)
	}
	there, outcome := t.locate(ctx, call)
	switch {
	case outcome.Reason == errNotFound:
		return connector.Sighting{Finding: connector.Missing}
	case outcome.Class == connector.Rejected: // where it is not known which post, nothing is proved
		return connector.Sighting{Finding: connector.Unclear, Problem: outcome}
	case outcome.Class != connector.OK:
		return outbound.Blind(outcome)
	}
	switch _, outcome = t.get(ctx, there); {
	case outcome.Class == connector.OK:
		return connector.Sighting{Finding: connector.Found, Receipts: []connector.Receipt{t.receipt(there)}}
	case outcome.Reason == errNoRecord:
		return connector.Sighting{Finding: connector.Missing}
	}
	return outbound.Blind(ofAccount(outcome))
}
