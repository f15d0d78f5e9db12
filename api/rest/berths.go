package rest

import (
	"sync"
	"time"

	"github.com/lantoa/lantoa/internal/fault"
)

// How many files may come in at once: each takes room on the disk until it is dealt with.
const (
	mostUploads = 16
	mostOfOne   = 3 // of one account
	// berthSoon is when one who was turned away may try again.
	berthSoon = 10 * time.Second
)

// berths counts the files that are coming in.
type berths struct {
	mu  sync.Mutex
	all int
	of  map[string]int
}

func newBerths() *berths { return &berths{of: map[string]int{}} }

// take makes room for one more file of an account, or says that there is none.
func (b *berths) take(who string) (leave func(), err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.of[who] >= mostOfOne:
		return nil, fault.New(fault.TooManyRequests, fault.Tf("Tài khoản này đang tải lên %d tệp, nhiều nhất cùng một lúc; đợi một tệp xong rồi tải tiếp.",
			"This account is uploading %d files, as many as it may at once; wait until one of them is done.", mostOfOne)).After(berthSoon)
	case b.all >= mostUploads:
		return nil, fault.New(fault.Unavailable, fault.Tf("Máy chủ đang nhận %d tệp, nhiều nhất cùng một lúc; thử lại sau ít giây.",
			"The server is taking in %d files, as many as it can at once; try again in a few seconds.", mostUploads)).After(berthSoon)
	}
	b.all++
	b.of[who]++
	return func() { b.leave(who) }, nil
}

func (b *berths) leave(who string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.all--
	if b.of[who]--; b.of[who] == 0 {
		delete(b.of, who)
	}
}
