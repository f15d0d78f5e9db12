package channel

import (
	"context"

	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/fault"
)

// Hold is what stops a channel in the engine's name. It stands apart from a person's pause:
// neither ends the other.
type Hold string

// The holds.
const (
	NoHold Hold = ""
	// HoldReauth: the destination refused us. Withdrawals still try.
	HoldReauth Hold = "reauth"
	// HoldUnchecked: the settings changed, and no check has said since that posts still go to
	// the channel's place.
	HoldUnchecked Hold = "unchecked"
	// HoldOtherAccount: by the present settings posts would go to another place.
	HoldOtherAccount Hold = "other_account"
)

// StopsAll reports whether nothing at all may be done at the destination, withdrawals and
// looks included, since it is not known to be the channel's own.
func (h Hold) StopsAll() bool { return h == HoldUnchecked || h == HoldOtherAccount }

// HoldWords says in plain words what the engine holds the channel for, and how it goes on.
func (c Channel) HoldWords() fault.Text {
	switch c.Hold {
	case NoHold:
		return fault.Text{}
	case HoldReauth:
		return fault.T("Nơi nhận từ chối thông tin đăng nhập hoặc quyền của kênh; sửa rồi kiểm tra lại, kênh sẽ tự chạy tiếp.",
			"The destination refused the channel's credentials or rights; mend them and check the channel, and it goes on by itself.")
	case HoldUnchecked:
		return fault.Tf("Thiết lập vừa đổi; chưa gửi gì cho đến khi một lần kiểm tra thấy vẫn là %s.",
			"The settings have changed; nothing is sent until a check finds that this is still %s.", c.PlaceName)
	case HoldOtherAccount:
		return fault.Tf("Kênh này thuộc về %s; thông tin vừa nhập là của %s: nhập lại của %s, hoặc tạo kênh mới.",
			"This channel belongs to %s; what was entered is %s: enter that of %s again, or make a new channel.", c.PlaceName, c.OtherName, c.PlaceName)
	}
	return fault.T(string(c.Hold), string(c.Hold))
}

// PauseFor stops a channel in the name of the engine, in the transaction of the delivery
// that met the reason, as the channel was in this version: an answer to settings that people
// have changed since says nothing of the present ones. A channel that the engine holds
// already keeps its first reason.
func (s *Service) PauseFor(ctx context.Context, id string, version int, reason string) error {
	return s.o.Store.InTx(ctx, func(ctx context.Context) error {
		c, err := s.o.Store.Lock(ctx, id)
		if err != nil || c.Hold != NoHold || c.Version != version {
			return err
		}
		was := c.Channel
		c.Hold, c.UpdatedAt = Hold(reason), s.now()
		if err := s.o.Store.Save(ctx, c); err != nil {
			return err
		}
		return s.tellHold(ctx, audit.System, was, c.Channel)
	})
}

// tellHold tells of a hold that began, or that ended.
func (s *Service) tellHold(ctx context.Context, actor string, was, c Channel) error {
	if c.Hold == NoHold {
		return s.tell(ctx, actor, c, told{act: "channel.resume", was: &was})
	}
	return s.tell(ctx, actor, c, told{act: "channel.pause", was: &was, detail: map[string]any{"reason": string(c.Hold)}})
}
