package comment

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/text"
)

// Options are what a Service works with; all are needed.
type Options struct {
	Store    Store
	Newsroom Newsroom
	People   People
	Trail    audit.Trail
	HTML     *text.HTML
	Now      func() time.Time
	NewID    func() string
	Random   io.Reader // of the salts
}

// Service lets people comment on editions.
type Service struct {
	o      Options
	places *places
}

// New makes a Service.
func New(o Options) *Service { return &Service{o: o, places: newPlaces()} }

// Words are what somebody writes.
type Words struct {
	Body     string
	Mentions []string // people by id
}

// Draft is a thread to be started.
type Draft struct {
	Anchor Wanted
	Words
}

// At names a thread of an edition, the version of it that was read, and a comment of it where
// the act is on one.
type At struct {
	article.Ref
	Thread  string
	Remark  string
	Version int // 0 when the act does not depend on it
}

// scene is an edition as one who acts meets it.
type scene struct {
	article article.Article
	edition article.Edition
	object  right.Object
}

func (s *Service) scene(ctx context.Context, actor right.Actor, ref article.Ref) (sc scene, err error) {
	if sc.article, sc.edition, err = s.o.Newsroom.Edition(ctx, actor, ref); err != nil {
		return sc, err
	}
	sc.object, err = s.o.Newsroom.Object(ctx, sc.article, sc.edition)
	return sc, err
}

// writing is [Service.scene] for those who may comment.
func (s *Service) writing(ctx context.Context, actor right.Actor, ref article.Ref) (scene, error) {
	sc, err := s.scene(ctx, actor, ref)
	if err != nil {
		return sc, err
	}
	return sc, actor.Need(right.CommentWrite, sc.object)
}

// act is one act on a thread, as the record tells it.
type act struct {
	action string
	remark Remark // zero where it is on the thread
	was    any
	is     any
	data   map[string]any // of the event
}

// refused leaves a row for a denial; every other result passes.
func (s *Service) refused(ctx context.Context, actor right.Actor, action, thread string, err error) error {
	return audit.Refused(ctx, s.o.Trail, audit.Entry{Actor: actor.ID, Action: action, Object: audit.Object{Kind: "comment", ID: thread}}, err)
}

// tell leaves the record and the event of an act. Neither has a word of what was written.
func (s *Service) tell(ctx context.Context, actor right.Actor, sc scene, t Thread, a act) error {
	detail := map[string]any{"edition": sc.edition.ID}
	if a.remark.ID != "" {
		detail["comment"] = a.remark.ID
	}
	entry := audit.Entry{Actor: actor.ID, Action: a.action, Object: audit.Object{Kind: "comment", ID: t.ID}, Was: a.was, Is: a.is, Detail: detail}
	if err := s.o.Trail.Record(ctx, entry); err != nil {
		return err
	}
	data := map[string]any{"thread": t.ID}
	for name, value := range a.data {
		data[name] = value
	}
	return s.o.Trail.Emit(ctx, audit.Event{Kind: audit.Done(a.action), Article: sc.article.ID, Edition: sc.edition.ID, Unit: sc.article.Unit, Actor: actor.ID, Data: data})
}

// Start begins a thread with its first comment.
func (s *Service) Start(ctx context.Context, actor right.Actor, ref article.Ref, d Draft) (Thread, error) {
	t, err := s.start(ctx, actor, ref, d)
	return t, s.refused(ctx, actor, "comment.create", "", err)
}

func (s *Service) start(ctx context.Context, actor right.Actor, ref article.Ref, d Draft) (Thread, error) {
	sc, err := s.writing(ctx, actor, ref)
	if err != nil {
		return Thread{}, err
	}
	about, err := s.anchored(ctx, actor, ref, sc.edition, d.Anchor)
	if err != nil {
		return Thread{}, err
	}
	t := Thread{ID: s.o.NewID(), Edition: sc.edition.ID, Anchor: about, State: Open, Version: 1, StartedBy: actor.ID}
	err = s.o.Store.InTx(ctx, func(ctx context.Context) error {
		if sc, err = s.writing(ctx, actor, ref); err != nil {
			return err
		}
		w, err := s.wording(ctx, sc.article.Unit, d.Words, nil)
		if err != nil {
			return err
		}
		if err := s.room(ctx, sc.edition.ID); err != nil {
			return err
		}
		w.At = s.o.Now()
		first := Remark{ID: s.o.NewID(), Number: 1, Author: actor.ID, At: w.At, Wordings: []Wording{w}}
		t.CreatedAt, t.UpdatedAt, t.Remarks = w.At, w.At, []Remark{first}
		if err := s.o.Store.Add(ctx, t); err != nil {
			return err
		}
		return s.tell(ctx, actor, sc, t, act{action: "comment.create", remark: first, is: told(w), data: map[string]any{"mentions": w.Mentions}})
	})
	if err != nil {
		return Thread{}, err
	}
	return s.placed(ctx, actor, sc, t, View{})
}

// room refuses another open thread where there are many. Nothing is locked for it, so those who
// open one at the same moment may pass the bound together.
func (s *Service) room(ctx context.Context, edition string) error {
	n, err := s.o.Store.Count(ctx, edition)
	if err == nil && n.Open >= MaxOpen {
		err = fault.New(fault.StateConflict, fault.Tf("Bản này đã có %d chuỗi nhận xét đang mở; giải quyết bớt trước.", "The edition has %d open threads; resolve some first.", n.Open))
	}
	return err
}

// told is what the record hashes of a wording: a digest under a salt that leaves with it, so
// that a short one cannot be guessed.
func told(w Wording) any {
	sum := sha256.Sum256([]byte(w.Salt + "\n" + w.Body))
	return map[string]any{"words": hex.EncodeToString(sum[:]), "mentions": w.Mentions}
}

// change runs an act of somebody who may comment on a locked thread.
func (s *Service) change(ctx context.Context, actor right.Actor, at At, action string, do func(ctx context.Context, sc scene, t *Thread) (act, []Remark, error)) (Thread, error) {
	var t Thread
	var sc scene
	err := s.o.Store.InTx(ctx, func(ctx context.Context) (err error) {
		if sc, err = s.scene(ctx, actor, at.Ref); err != nil {
			return err
		}
		if t, err = s.o.Store.Lock(ctx, sc.edition.ID, at.Thread); err != nil {
			return err
		}
		a, changed, err := do(ctx, sc, &t)
		if err != nil {
			return err
		}
		t.Version++
		t.UpdatedAt = s.o.Now()
		if err := s.o.Store.Save(ctx, t, changed...); err != nil {
			return err
		}
		a.action = action
		return s.tell(ctx, actor, sc, t, a)
	})
	if err != nil {
		return Thread{}, s.refused(ctx, actor, action, at.Thread, err)
	}
	return s.placed(ctx, actor, sc, t, View{})
}

// current refuses an act on a thread that is otherwise by now.
func current(at At, t Thread) error {
	if at.Version != 0 && at.Version != t.Version {
		return fault.New(fault.StaleVersion, fault.Tf("Bản hiện tại là %d.", "The present version is %d.", t.Version))
	}
	return nil
}

// Reply adds a comment to a thread, which stays open or resolved.
func (s *Service) Reply(ctx context.Context, actor right.Actor, at At, words Words) (Thread, error) {
	return s.change(ctx, actor, at, "comment.reply", func(ctx context.Context, sc scene, t *Thread) (act, []Remark, error) {
		if err := actor.Need(right.CommentWrite, sc.object); err != nil {
			return act{}, nil, err
		}
		w, err := s.wording(ctx, sc.article.Unit, words, nil)
		if err != nil {
			return act{}, nil, err
		}
		if len(t.Remarks) >= MaxRemarks {
			return act{}, nil, fault.New(fault.StateConflict, fault.Tf("Chuỗi nhận xét này đã có %d lời; mở một chuỗi mới.", "The thread has %d comments; start another one.", len(t.Remarks)))
		}
		answered := slices.DeleteFunc(t.people(), func(id string) bool { return slices.Contains(w.Mentions, id) })
		w.At = s.o.Now()
		one := Remark{ID: s.o.NewID(), Number: len(t.Remarks) + 1, Author: actor.ID, At: w.At, Wordings: []Wording{w}}
		t.Remarks = append(t.Remarks, one)
		return act{remark: one, is: told(w), data: map[string]any{"mentions": w.Mentions, "people": answered}}, []Remark{one}, nil
	})
}

// own finds a comment that the actor wrote and may still change.
func (s *Service) own(actor right.Actor, sc scene, at At, t *Thread) (int, error) {
	if err := actor.Need(right.CommentWrite, sc.object); err != nil {
		return 0, err
	}
	i := t.index(at.Remark)
	switch {
	case i < 0:
		return 0, fault.New(fault.NotFound, fault.T("Không có lời này trong chuỗi nhận xét.", "The thread has no such comment."))
	case t.Remarks[i].Author != actor.ID:
		return 0, fault.New(fault.Denied, NotYours())
	case !t.Remarks[i].RetractedAt.IsZero():
		return 0, fault.New(fault.StateConflict, Taken())
	}
	return i, current(at, *t)
}

// NotYours says why somebody may not change a comment.
func NotYours() fault.Text {
	return fault.T("Đây là lời của người khác. Người có quyền: chính người viết lời đó.", "These are another's words. Who can: the one who wrote them.")
}

// Taken says why a comment that was taken back is not changed.
func Taken() fault.Text {
	return fault.T("Lời này đã được rút lại; viết lời mới.", "This comment was retracted; write another one.")
}

// Edit gives an own comment another wording; the earlier ones stay.
func (s *Service) Edit(ctx context.Context, actor right.Actor, at At, words Words) (Thread, error) {
	return s.change(ctx, actor, at, "comment.edit", func(ctx context.Context, sc scene, t *Thread) (act, []Remark, error) {
		i, err := s.own(actor, sc, at, t)
		if err != nil {
			return act{}, nil, err
		}
		one := t.Remarks[i]
		was := one.Now()
		w, err := s.wording(ctx, sc.article.Unit, words, was.Mentions)
		if err != nil {
			return act{}, nil, err
		}
		w.Number, w.At = was.Number+1, s.o.Now()
		one.Wordings = append(slices.Clone(one.Wordings), w)
		t.Remarks[i] = one
		asked := slices.DeleteFunc(slices.Clone(w.Mentions), func(id string) bool { return slices.Contains(was.Mentions, id) })
		return act{remark: one, was: told(was), is: told(w), data: map[string]any{"mentions": asked}}, []Remark{one}, nil
	})
}

// Retract takes an own comment back: its words are left to those who inspect.
func (s *Service) Retract(ctx context.Context, actor right.Actor, at At) (Thread, error) {
	return s.change(ctx, actor, at, "comment.retract", func(_ context.Context, sc scene, t *Thread) (act, []Remark, error) {
		i, err := s.own(actor, sc, at, t)
		if err != nil {
			return act{}, nil, err
		}
		t.Remarks[i].RetractedAt = s.o.Now()
		return act{remark: t.Remarks[i], was: told(t.Remarks[i].Now())}, []Remark{t.Remarks[i]}, nil
	})
}

// MayClose judges whether somebody may resolve or reopen a thread: who started it and may
// comment, or who may edit the text.
func MayClose(actor right.Actor, o right.Object, t Thread) right.Decision {
	if t.StartedBy == actor.ID {
		if d := actor.May(right.CommentWrite, o); d.Allowed {
			return d
		}
	}
	return actor.May(right.ArticleEdit, o)
}

// Resolve closes a thread. A resolved one is refused with [fault.StateConflict].
func (s *Service) Resolve(ctx context.Context, actor right.Actor, at At) (Thread, error) {
	return s.move(ctx, actor, at, "comment.resolve", Open, Resolved)
}

// Reopen opens a resolved thread again.
func (s *Service) Reopen(ctx context.Context, actor right.Actor, at At) (Thread, error) {
	return s.move(ctx, actor, at, "comment.reopen", Resolved, Open)
}

func (s *Service) move(ctx context.Context, actor right.Actor, at At, action string, from, to State) (Thread, error) {
	return s.change(ctx, actor, at, action, func(ctx context.Context, sc scene, t *Thread) (act, []Remark, error) {
		if d := MayClose(actor, sc.object, *t); !d.Allowed {
			return act{}, nil, fault.New(fault.Denied, d.Words())
		}
		if err := current(at, *t); err != nil {
			return act{}, nil, err
		}
		if t.State != from {
			return act{}, nil, fault.New(fault.StateConflict, Stands(t.State))
		}
		if to == Open {
			if err := s.room(ctx, sc.edition.ID); err != nil {
				return act{}, nil, err
			}
		}
		if t.State, t.ResolvedBy, t.ResolvedAt = to, "", (time.Time{}); to == Resolved {
			t.ResolvedBy, t.ResolvedAt = actor.ID, s.o.Now()
		}
		return act{was: map[string]any{"state": string(from)}, is: map[string]any{"state": string(to)}}, nil, nil
	})
}

// Stands says in which state a thread is already.
func Stands(state State) fault.Text {
	if state == Resolved {
		return fault.T("Chuỗi nhận xét này đã được giải quyết.", "The thread is resolved.")
	}
	return fault.T("Chuỗi nhận xét này đang mở.", "The thread is open.")
}

// wording brings what somebody wrote to the form in which it is kept. Those who were named
// before may stay, whatever they may read now.
func (s *Service) wording(ctx context.Context, unit string, words Words, before []string) (Wording, error) {
	body, err := manuscript.Remark("/body", words.Body, fault.T("trống; viết điều cần nhận xét", "is empty; write what there is to say"))
	if err != nil {
		return Wording{}, err
	}
	if err := s.mentioned(ctx, unit, words.Mentions, before); err != nil {
		return Wording{}, err
	}
	salt := make([]byte, 16)
	if _, err := io.ReadFull(s.o.Random, salt); err != nil {
		return Wording{}, fmt.Errorf("salt: %w", err)
	}
	return Wording{Number: 1, Body: body, Mentions: words.Mentions, Salt: base64.RawStdEncoding.EncodeToString(salt)}, nil
}

// mentioned refuses to name people who may not read what they would be called to, each by its
// place.
func (s *Service) mentioned(ctx context.Context, unit string, ids, before []string) error {
	var faults fault.Fields
	if len(ids) > MaxMentions {
		faults.Add("/mentions", fault.Tf("tối đa %d người", "at most %d people", MaxMentions))
		return faults.Err()
	}
	if len(ids) == 0 {
		return nil
	}
	standing, err := s.o.People.Standing(ctx)
	if err != nil {
		return err
	}
	reads := map[string]bool{}
	for _, one := range standing {
		reads[one.Person.ID] = one.Actor.May(right.ArticleRead, right.In(unit)).Allowed
	}
	for i, id := range ids {
		pointer := "/mentions/" + strconv.Itoa(i)
		may, known := reads[id]
		switch {
		case slices.Contains(ids[:i], id):
			faults.Add(pointer, fault.T("đã nhắc ở trên; bỏ bớt", "is named above already; leave it out"))
		case slices.Contains(before, id):
		case !known:
			faults.Add(pointer, fault.T("không có ai đăng nhập được với mã này; chọn người khác", "is nobody who can sign in; choose somebody else"))
		case !may:
			faults.Add(pointer, fault.T("người này không được xem bài; nhắc người khác, hoặc nhờ quản trị trao vai trò", "may not read the story; name somebody else, or have a role given to them"))
		}
	}
	return faults.Err()
}
