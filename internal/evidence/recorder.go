package evidence

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"hash"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"
)

// Recorder takes the exchanges of one try. It may be used by several goroutines: a request
// is still being written when its answer comes.
type Recorder struct {
	keeper *Keeper

	mu      sync.Mutex
	list    []*Record
	count   int
	secrets map[string]bool
}

// Hide names texts that must stand nowhere in what is kept, in none of the spellings in
// which a destination may repeat them. Shorter ones than four bytes are passed by, because
// they would hit plain words.
func (r *Recorder) Hide(texts ...string) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, text := range texts {
		r.hide(text)
	}
}

func (r *Recorder) hide(text string) {
	text = strings.TrimSpace(text) // as it is used, whatever stood around it when it was entered
	if len(text) < minSecret {
		return
	}
	r.secrets[text] = true
}

// Begin opens the record of a request. Its body is written into the record's Asked.
func (r *Recorder) Begin(req *http.Request, at time.Time) *Record {
	if r == nil {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.count++
	x := &Record{r: r, at: at, end: at, method: req.Method, address: *req.URL, asked: req.Header.Clone()}
	r.learn(req.Header)
	if password, ok := req.URL.User.Password(); ok {
		r.hide(password)
	}
	if len(r.list) < MaxExchanges {
		r.list = append(r.list, x)
	}
	return x
}

// learn hides the credentials that headers bear.
func (r *Recorder) learn(header http.Header) {
	for _, name := range []string{"Authorization", "Proxy-Authorization"} {
		for _, value := range header[name] {
			r.hide(value)
			_, credential, _ := strings.Cut(value, " ")
			r.hide(credential)
			if pair, err := base64.StdEncoding.DecodeString(credential); err == nil && utf8.Valid(pair) {
				_, password, _ := strings.Cut(string(pair), ":")
				r.hide(password)
			}
		}
	}
	for _, cookie := range (&http.Request{Header: header}).Cookies() {
		r.hide(cookie.Value)
	}
	for _, cookie := range (&http.Response{Header: header}).Cookies() {
		r.hide(cookie.Value)
	}
}

// Record is one exchange that is under way.
type Record struct {
	r          *Recorder
	at, end    time.Time
	method     string
	address    url.URL
	asked      http.Header
	request    body
	status     int
	answered   http.Header
	answer     body
	problem    string
	unfinished bool // the answer's body was not read to its end
}

// Asked takes bytes of the request's body.
func (x *Record) Asked(p []byte) { x.take(&x.request, p) }

// Answered takes the head of the answer.
func (x *Record) Answered(status int, header http.Header, at time.Time) {
	x.r.mu.Lock()
	defer x.r.mu.Unlock()
	x.status, x.answered, x.end, x.unfinished = status, header.Clone(), at, true
	x.r.learn(header)
}

// Heard takes bytes of the answer's body.
func (x *Record) Heard(p []byte, at time.Time) {
	x.take(&x.answer, p)
	x.r.mu.Lock()
	defer x.r.mu.Unlock()
	x.end = at
}

// Ended says that the answer was read to its end.
func (x *Record) Ended() {
	x.r.mu.Lock()
	defer x.r.mu.Unlock()
	x.unfinished = false
}

// Failed says by a machine word why there is no answer, or no more of it.
func (x *Record) Failed(problem string, at time.Time) {
	x.r.mu.Lock()
	defer x.r.mu.Unlock()
	x.problem, x.end = problem, at
}

func (x *Record) take(b *body, p []byte) {
	x.r.mu.Lock()
	defer x.r.mu.Unlock()
	b.write(p)
}

// body is what is known of a body that passes by.
type body struct {
	kept []byte
	n    int64
	sum  hash.Hash
}

// overlap is how much more of a body is held than is kept, so that a secret across the edge
// of what is kept can be told.
const overlap = 4 << 10

func (b *body) write(p []byte) {
	if len(p) == 0 {
		return
	}
	if b.sum == nil {
		b.sum = sha256.New()
	}
	_, _ = b.sum.Write(p) // never fails
	b.n += int64(len(p))
	b.kept = append(b.kept, p[:min(len(p), MaxBody+overlap-len(b.kept))]...)
}

// text is the beginning of a body as far as it is text.
func (b *body) text(header http.Header) string {
	kind, _, _ := mime.ParseMediaType(header.Get("Content-Type"))
	family, _, _ := strings.Cut(kind, "/")
	if slices.Contains([]string{"image", "audio", "video", "font"}, family) || kind == "application/octet-stream" {
		return ""
	}
	for i := 0; i < len(b.kept); {
		r, size := utf8.DecodeRune(b.kept[i:])
		if r == utf8.RuneError && size <= 1 || r < ' ' && r != '\n' && r != '\r' && r != '\t' {
			return string(b.kept[:i])
		}
		i += size
	}
	return string(b.kept)
}

// Exchanges returns what is kept of all exchanges so far, in order, and how many there were.
func (r *Recorder) Exchanges() (kept []Exchange, count int) {
	if r == nil {
		return nil, 0
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, x := range r.list {
		for _, text := range []string{x.address.RawQuery, x.request.text(x.asked), x.answer.text(x.answered), x.answered.Get("Location")} {
			for _, secret := range named(text, r.keeper.patterns) {
				r.hide(secret)
			}
		}
	}
	m, left := r.keeper.mask(r.secrets), MaxBodies
	for _, x := range r.list {
		kept = append(kept, x.exchange(m, &left))
	}
	return kept, r.count
}

func (x *Record) exchange(m mask, left *int) Exchange {
	address := x.address
	address.User, address.Fragment, address.RawFragment = nil, "", ""
	shown, _ := m.clean(address.String())
	return Exchange{At: x.at.UTC(), Took: x.end.Sub(x.at).Milliseconds(), Method: x.method, Address: short(shown, maxAddress),
		Request: x.request.part(m, x.asked, requestHeaders(), false, left), Status: x.status,
		Answer: x.answer.part(m, x.answered, answerHeaders(), x.unfinished, left), Problem: x.problem}
}

// part is what is shown of one direction.
func (b *body) part(m mask, header http.Header, names []string, unfinished bool, left *int) Part {
	p := Part{Bytes: b.n}
	for _, name := range names {
		for _, value := range header.Values(name) {
			shown, _ := m.clean(strings.ToValidUTF8(value, "\uFFFD"))
			p.Header = append(p.Header, Header{Name: name, Value: short(shown, maxValue)})
		}
	}
	text := b.text(header)
	whole := int64(len(text)) == b.n
	shown, masked := m.clean(text)
	if !whole { // the end may hold the first half of a secret
		shown = short(shown, max(len(shown)-m.longest, 0))
	}
	p.Body = short(shown, min(MaxBody, *left))
	*left -= len(p.Body)
	p.Cut = unfinished || !whole || len(p.Body) < len(shown)
	if b.sum != nil && !masked {
		p.SHA256 = hex.EncodeToString(b.sum.Sum(nil))
	}
	return p
}

// short cuts a text to a number of bytes, between characters.
func short(text string, most int) string {
	if len(text) <= most {
		return text
	}
	for most > 0 && !utf8.RuneStart(text[most]) {
		most--
	}
	return text[:most]
}

// requestHeaders and answerHeaders are those that say something and are no secret.
func requestHeaders() []string {
	return []string{"Accept", "Content-Type", "If-Match", "User-Agent", "Webhook-Id", "Webhook-Timestamp"}
}

func answerHeaders() []string {
	return []string{"Content-Type", "Date", "Etag", "Last-Modified", "Location", "Ratelimit-Limit", "Ratelimit-Remaining", "Ratelimit-Reset",
		"Retry-After", "Server", "X-App-Usage", "X-Fb-Trace-Id", "X-Request-Id"}
}
