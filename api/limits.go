package api

import (
	"fmt"
	"math"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
	"golang.org/x/time/rate"

	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/fault"
)

// What one account, or one address of strangers, may ask of the API and the pages.
const (
	quota  = 600
	window = time.Minute
	// forget is how long an idle caller is remembered; by then its quota is full again.
	forget = 10 * window
	// maxCallers bounds how many are remembered; whoever comes beyond it shares one quota.
	maxCallers = 100_000
	crowd      = "crowd"
)

// limits counts requests by caller. Accounts and addresses have one each: strangers, who may
// come from any number of addresses, must not use up the room that accounts need.
type limits struct {
	now     func() time.Time
	mu      sync.Mutex
	callers map[string]*caller
	swept   time.Time
}

type caller struct {
	limiter *rate.Limiter
	seen    time.Time
}

func newLimits(now func() time.Time) *limits {
	return &limits{now: now, callers: map[string]*caller{}, swept: now()}
}

// take counts one request and tells what is left and, when nothing is, how long to wait.
func (l *limits) take(who string) (left int, wait time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	one, ok := l.callers[who]
	if full := !ok && len(l.callers) >= maxCallers; now.Sub(l.swept) > forget || full && now.Sub(l.swept) > window {
		l.sweep(now)
	}
	if !ok && len(l.callers) >= maxCallers {
		who = crowd
		one, ok = l.callers[who]
	}
	if !ok {
		one = &caller{limiter: rate.NewLimiter(rate.Limit(quota/window.Seconds()), quota)}
		l.callers[who] = one
	}
	one.seen = now
	booked := one.limiter.ReserveN(now, 1)
	if wait = booked.DelayFrom(now); wait > 0 {
		booked.CancelAt(now)
		return 0, wait
	}
	return int(math.Max(0, one.limiter.TokensAt(now))), 0
}

func (l *limits) sweep(now time.Time) {
	for who, one := range l.callers {
		if now.Sub(one.seen) > forget {
			delete(l.callers, who)
		}
	}
	l.swept = now
}

// count takes one request from the quota of who asks; the error says that it is used up.
func (s *Server) count(c *gin.Context) (left int, wait time.Duration, err error) {
	x := rest.ExchangeOf(c.Request.Context())
	if x.Actor.Known() {
		left, wait = s.people.take(x.Actor.ID)
	} else {
		left, wait = s.strangers.take(account.Network(x.Address))
	}
	if wait > 0 {
		err = fault.New(fault.TooManyRequests, fault.Tf("Mỗi phút nhiều nhất %d yêu cầu.", "At most %d requests a minute.", quota)).After(wait)
	}
	return left, wait, err
}

// limitPages keeps to the same quota without its fields: a page that must look like one
// that never was would differ by what is left.
func (s *Server) limitPages(c *gin.Context) {
	if _, _, err := s.count(c); err != nil {
		s.refuse(c, err)
	}
}

// limit answers too many requests with 429; the fields are those of the IETF draft
// "RateLimit header fields for HTTP", revision 10.
func (s *Server) limit(c *gin.Context) {
	left, wait, err := s.count(c)
	c.Header("RateLimit-Policy", fmt.Sprintf(`"default";q=%d;w=%d`, quota, int(window.Seconds())))
	c.Header("RateLimit", fmt.Sprintf(`"default";r=%d;t=%d`, left, int(math.Ceil(math.Max(wait.Seconds(), window.Seconds()/quota)))))
	if err != nil {
		s.refuse(c, err)
	}
}
