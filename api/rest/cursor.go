package rest

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"maps"
	"net/url"
	"slices"
	"time"

	"github.com/lantoa/lantoa/internal/fault"
)

// Place is where a row stands in a list: its sort key, and its id among equals. Lists that
// [Sliced] pages need the id alone.
type Place struct {
	Key int64 // microseconds where the list is ordered by time, else a number
	ID  string
}

// PlaceAt is a place in a list that is ordered by time.
func PlaceAt(at time.Time, id string) Place { return Place{Key: at.UnixMicro(), ID: id} }

// At is the time of a place in a list that is ordered by time.
func (p Place) At() time.Time { return time.UnixMicro(p.Key).UTC() }

// macSize is how many bytes of the signature a cursor bears; 16 leave no room for
// guessing.
const macSize = 16

// Cursors signs places, so that a cursor can neither be made up nor taken to another
// list or filter.
type Cursors struct{ Key []byte }

// Seal makes the cursor of a place in the list of a request.
func (c Cursors) Seal(list string, p Place) string {
	payload := binary.BigEndian.AppendUint64(nil, uint64(p.Key))
	payload = append(payload, p.ID...)
	return base64.RawURLEncoding.EncodeToString(append(payload, c.mac(list, payload)...))
}

// Open reads a cursor that Seal made for the same list; anything else is
// fault.CursorInvalid.
func (c Cursors) Open(list, cursor string) (Place, error) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err != nil || len(raw) < 8+macSize {
		return Place{}, wrongCursor()
	}
	payload, mac := raw[:len(raw)-macSize], raw[len(raw)-macSize:]
	if !hmac.Equal(mac, c.mac(list, payload)) {
		return Place{}, wrongCursor()
	}
	return Place{Key: int64(binary.BigEndian.Uint64(payload)), ID: string(payload[8:])}, nil
}

func (c Cursors) mac(list string, payload []byte) []byte {
	mac := hmac.New(sha256.New, c.Key)
	mac.Write([]byte("lantoa list cursor\x00" + list + "\x00"))
	mac.Write(payload)
	return mac.Sum(nil)[:macSize]
}

func wrongCursor() error {
	return fault.New(fault.CursorInvalid, fault.T("Con trỏ này không phải của danh sách và bộ lọc này.", "This cursor does not belong to this list and filter."))
}

// Paging asks for a part of a list.
type Paging struct {
	Cursor string `query:"cursor" maxLength:"400" doc:"next_cursor of the page before; only with the same filter"`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"50" doc:"How many items at most"`
}

// Page is a part of a list.
type Page[T any] struct {
	Items      []T    `json:"items" nullable:"false"`
	NextCursor string `json:"next_cursor,omitempty" doc:"Asks for the next part; absent at the end"`
}

// List is the answer with a part of a list.
type List[T any] struct {
	Link string `header:"Link" doc:"The next part, rel=next (RFC 8288)"`
	Body Page[T]
}

// Of returns a list that is bounded by its nature, all at once.
func Of[R, T any](rows []R, shape func(R) T) *List[T] {
	items := make([]T, len(rows))
	for i, row := range rows {
		items[i] = shape(row)
	}
	return &List[T]{Body: Page[T]{Items: items}}
}

// After reads where the page begins; nil at the beginning.
func (r *Router) After(ctx context.Context, p Paging) (*Place, error) {
	if p.Cursor == "" {
		return nil, nil
	}
	place, err := r.o.Cursors.Open(listName(ctx), p.Cursor)
	if err != nil {
		return nil, err
	}
	return &place, nil
}

// Paged makes a page of rows that were asked for with one more than the limit, which
// tells whether there are further ones.
func Paged[R, T any](ctx context.Context, r *Router, rows []R, limit int, place func(R) Place, shape func(R) T) *List[T] {
	more := len(rows) > limit
	if more {
		rows = rows[:limit]
	}
	list := Of(rows, shape)
	if more {
		list.Body.NextCursor = r.o.Cursors.Seal(listName(ctx), place(rows[len(rows)-1]))
		list.Link = "<" + r.next(ctx, list.Body.NextCursor) + `>; rel="next"`
	}
	return list
}

// Sliced makes a page of a list that stands whole in memory, small as it is. The page
// begins behind the row that the cursor names, wherever that row stands by now.
func Sliced[R, T any](ctx context.Context, r *Router, p Paging, rows []R, id func(R) string, shape func(R) T) (*List[T], error) {
	after, err := r.After(ctx, p)
	if err != nil {
		return nil, err
	}
	if after != nil {
		i := slices.IndexFunc(rows, func(row R) bool { return id(row) == after.ID })
		if i < 0 {
			return nil, wrongCursor()
		}
		rows = rows[i+1:]
	}
	return Paged(ctx, r, rows, p.Limit, func(row R) Place { return Place{ID: id(row)} }, shape), nil
}

func (r *Router) next(ctx context.Context, cursor string) string {
	x := ExchangeOf(ctx)
	query := maps.Clone(x.Query)
	query.Set("cursor", cursor)
	return r.o.Public + x.Path + "?" + query.Encode()
}

// listName names a list with its filter; the size of the pages may change on the way.
func listName(ctx context.Context) string {
	x := ExchangeOf(ctx)
	filter := url.Values{}
	for name, values := range x.Query {
		if name != "cursor" && name != "limit" {
			filter[name] = values
		}
	}
	return x.Path + "?" + filter.Encode()
}
