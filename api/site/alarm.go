package site

import (
	"context"
	"strconv"

	"github.com/lantoa/lantoa/internal/channel"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
)

// alarm is a channel that people must look after.
type alarm struct {
	Name, Why string
	Posts     []string // titles of what is planned past the end of its credential
}

// mostLate is how many posts are named for each channel.
const mostLate = 5

// alarms lists channels that the engine holds, and those whose credential comes to its end.
func (s *Site) alarms(ctx context.Context, p *page, actor right.Actor) ([]alarm, error) {
	all, err := s.o.Channels.List(ctx, actor)
	if fault.Is(err, fault.Denied) {
		return nil, nil
	}
	var list []alarm
	for _, c := range all {
		if c.Hold != channel.NoHold {
			list = append(list, alarm{Name: c.Name, Why: p.say(c.HoldWords())})
		}
		e, near := s.o.Channels.Expiring(c)
		if !near {
			continue
		}
		one := alarm{Name: c.Name, Why: p.say(expiryWords(e, p.When(e.At)))}
		planned, err := s.o.Desk.List(ctx, actor, delivery.PlannedPast(c.ID, e.At, mostLate))
		if err != nil {
			return nil, err
		}
		for _, d := range planned {
			one.Posts = append(one.Posts, d.Title)
		}
		list = append(list, one)
	}
	return list, err
}

func expiryWords(e channel.Expiring, at string) fault.Text {
	if e.Over {
		return fault.Tf("Thông tin đăng nhập đã hết hạn (%s); nhập lại rồi kiểm tra kênh.", "The credentials have expired (%s); enter new ones and check the channel.", at)
	}
	days := strconv.Itoa(e.Days)
	return fault.Tf("Thông tin đăng nhập hết hạn sau %s ngày (%s).", "The credentials expire in %s days (%s).", days, at)
}
