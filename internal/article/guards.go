package article

import (
	"context"
	"slices"

	"github.com/lantoa/lantoa/internal/eyes"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/right"
)

// Obstacles says, act by act, what stands against it besides the want of a right: the
// edition's state, the four eyes, what is out and what is not. Acts are named as moves;
// "edit", "embargo" and "schedule" are those that move nothing.
type Obstacles map[string]fault.Text

// Obstacles judges every act on an edition by the guards that the acts themselves ask. It
// locks nothing: the act asks again. It also tells whose turn it is, and in whose place the actor would approve,
// which nobody is where the own right is enough.
func (s *Service) Obstacles(ctx context.Context, actor right.Actor, a Article, e Edition) (Obstacles, eyes.Turn, right.Principal, error) {
	reach, err := s.o.Deliveries.ReachedSoFar(ctx, e.ID)
	if err != nil {
		return nil, eyes.Turn{}, right.Principal{}, err
	}
	t, err := s.turn(ctx, a, e)
	if err != nil {
		return nil, eyes.Turn{}, right.Principal{}, err
	}
	against := map[string]error{
		"edit": e.editable(), "embargo": embargoable(reach),
		string(Submit): e.can(Submit), string(Recall): e.can(Recall), string(RequestChanges): e.can(RequestChanges), string(Reopen): e.reopenable(reach),
		string(Correct): e.correctable(reach), string(DiscardCorrection): e.discardable(),
		string(Withdraw): e.withdrawable(reach), string(Archive): e.archivable(reach), string(Approve): e.can(Approve),
	}
	var behalf right.Principal
	if against[string(Approve)] == nil {
		behalf, against[string(Approve)] = s.eyes(ctx, actor, e, t)
	}
	if err := s.againstUnit(ctx, a, e, against); err != nil {
		return nil, eyes.Turn{}, right.Principal{}, err
	}
	obstacles := Obstacles{}
	for act, err := range against {
		if err == nil {
			continue
		}
		refusal, ok := fault.As(err)
		if ok && refusal.Code == fault.ValidationFailed && len(refusal.Fields) > 0 {
			obstacles[act] = refusal.Fields[0].Detail // of its unit
			continue
		}
		if !ok || !slices.Contains([]fault.Code{fault.StateConflict, fault.AlreadySent, fault.ReadOnly, fault.FourEyes}, refusal.Code) {
			return nil, t, behalf, err // of the house, not of a guard
		}
		obstacles[act] = refusal.Detail
	}
	return obstacles, t, behalf, nil
}

func (e Edition) can(move Move) error {
	_, err := e.State.to(move)
	return err
}

func (e Edition) editable() error {
	switch {
	case e.State == Approved:
		return readOnly(e)
	case !e.State.Editable():
		return fault.New(fault.StateConflict, fault.T("Bản đã gỡ hoặc lưu trữ; mở lại trước khi sửa.", "The edition is withdrawn or archived; reopen it before editing."))
	}
	return nil
}

// reopenable: what is out is corrected instead.
func (e Edition) reopenable(reach Reach) error {
	if e.State == Approved && reach.Out {
		return fault.New(fault.AlreadySent, fault.T("Bản này đã tới ít nhất một kênh.", "The edition has reached at least one channel."))
	}
	return e.can(Reopen)
}

// correctable: a correction that is open already may be given another note.
func (e Edition) correctable(reach Reach) error {
	if !reach.Out {
		return fault.New(fault.StateConflict, fault.T("Bản này chưa tới kênh nào; dùng mở lại (reopen).", "The edition has reached no channel yet; reopen it instead."))
	}
	if e.noting() {
		return nil
	}
	return e.can(Correct)
}

// noting reports whether a correction is open whose note may be changed.
func (e Edition) noting() bool {
	return e.NextAct == release.ActCorrect && (e.State == Draft || e.State == ChangesRequested)
}

func (e Edition) discardable() error {
	if err := e.can(DiscardCorrection); err != nil {
		return err
	}
	if e.ApprovedRelease == "" {
		return fault.New(fault.StateConflict, fault.T("Không có đính chính nào đang mở: bản này chưa có bản phát hành còn hiệu lực.",
			"No correction is open: the edition has no release in force."))
	}
	return nil
}

func (e Edition) withdrawable(reach Reach) error {
	if e.ApprovedRelease == "" && !reach.Any() {
		return fault.New(fault.StateConflict, fault.T("Bản này chưa được duyệt lần nào nên không có gì để gỡ; có thể lưu trữ.",
			"The edition has no approved release, so there is nothing to withdraw; it can be archived."))
	}
	return e.can(Withdraw)
}

// archivable: what is published, or may become so by a delivery whose outcome is open, is
// withdrawn first.
func (e Edition) archivable(reach Reach) error {
	switch {
	case e.State == Approved:
	case e.ApprovedRelease != "":
		return fault.New(fault.AlreadySent, fault.T("Bản phát hành trước vẫn còn hiệu lực; gỡ bài trước khi lưu trữ.",
			"An earlier release is still in force; withdraw the story before archiving it."))
	case reach.Any() && e.State != Withdrawn:
		return fault.New(fault.AlreadySent, fault.T("Bài đã hoặc có thể đã ra ngoài; gỡ bài trước khi lưu trữ.",
			"The story is out, or may be; withdraw it before archiving it."))
	}
	return e.can(Archive)
}

func embargoable(reach Reach) error {
	if !reach.Any() {
		return nil
	}
	return fault.New(fault.AlreadySent, fault.T("Bài đã ra ngoài nên không đặt cấm phát được nữa; nếu cần, hãy gỡ bài.",
		"The story is out already, so it cannot be embargoed; withdraw it if need be."))
}

// MayApprove judges whether somebody may approve an edition as it stands: its state, the
// right to the approval that it needs next, own or lent, and the four eyes. The act asks again.
func (s *Service) MayApprove(ctx context.Context, actor right.Actor, a Article, e Edition) (bool, error) {
	if !e.State.allows(Approve) {
		return false, nil
	}
	t, err := s.turn(ctx, a, e)
	if err == nil && !t.May(actor).Allowed {
		return false, nil
	}
	if err == nil {
		_, err = s.eyes(ctx, actor, e, t)
	}
	if refused, is := fault.As(err); is && refused.Code != fault.Unavailable { // whatever is said to them when they ask
		return false, nil
	}
	return err == nil, err
}
