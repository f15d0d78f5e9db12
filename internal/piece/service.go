package piece

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/text"
)

// Options are what a Service works with; all are needed.
type Options struct {
	Store    Store
	Plans    Plans
	Articles Articles
	Lines    Lines
	Trail    audit.Trail
	HTML     *text.HTML
	Zone     *time.Location // of the house
	Now      func() time.Time
	NewID    func() string
}

// Service keeps shared pieces. Whoever reads stories in any unit sees all of them, since all are to
// say the same. Whoever may make a story in the unit may propose words; they are in force once
// another approves them who may approve there, and of message lines in the lead unit. Each act is
// one transaction with its audit row and its event in it.
type Service struct{ o Options }

// New makes a Service.
func New(o Options) *Service { return &Service{o: o} }

// Words is what somebody proposes that a piece says.
type Words struct {
	Words    map[string]string
	Source   string
	ReviewOn plan.Date
}

// Input is a new piece with its first version.
type Input struct {
	Kind                Kind
	Unit                string
	Pillar, Area, Topic string
	Title               string
	Words
}

func (s *Service) today() plan.Date { return plan.DayOf(s.o.Now(), s.o.Zone) }

// Create makes a piece whose first version is proposed.
func (s *Service) Create(ctx context.Context, actor right.Actor, in Input) (Piece, error) {
	now := s.o.Now()
	p := Piece{ID: s.o.NewID(), Kind: in.Kind, Unit: in.Unit, Pillar: in.Pillar, Area: in.Area, Topic: in.Topic, Newest: 1, Version: 1, CreatedBy: actor.ID, CreatedAt: now, UpdatedAt: now}
	if err := s.refused(ctx, actor, right.ArticleCreate, "", actor.Need(right.ArticleCreate, right.In(in.Unit))); err != nil {
		return Piece{}, err
	}
	err := s.o.Store.InTx(ctx, func(ctx context.Context) error {
		var faults fault.Fields
		p.Title = manuscript.Line(&faults, "/title", in.Title, MaxTitle, true)
		if in.Kind != Fact && in.Kind != Message {
			faults.Add("/kind", fault.T("chỉ nhận fact (dữ kiện) hoặc message (thông điệp)", "takes fact or message"))
		}
		if err := faults.AddError("", s.o.Plans.CheckUnit(ctx, in.Unit, s.today())); err != nil {
			return err
		}
		current, err := s.o.Plans.Current(ctx, s.today())
		if err != nil {
			return err
		}
		p.Plan = current.ID
		if err := s.checkPlace(ctx, p, &faults); err != nil {
			return err
		}
		v, err := s.version(ctx, actor, in.Words, &faults)
		if err != nil {
			return err
		}
		if err := faults.Err(); err != nil {
			return err
		}
		v.Number = 1
		p.Versions = []Version{v}
		if err := s.o.Store.Add(ctx, p, v, folded(p)); err != nil {
			return err
		}
		return s.tell(ctx, actor, "piece.create", "", nil, p)
	})
	return p, err
}

// checkPlace holds what a piece is about to the plan.
func (s *Service) checkPlace(ctx context.Context, p Piece, faults *fault.Fields) error {
	if p.Kind == Message && p.Pillar == "" {
		faults.Add("/pillar", fault.T("thông điệp thuộc một trụ cột; chọn trụ cột", "a message is that of a pillar; name it"))
	}
	err := s.o.Plans.CheckFacets(ctx, p.Plan, plan.Facets{Pillars: some(p.Pillar), Areas: some(p.Area), Topics: some(p.Topic)})
	wrong, ok := fault.As(err)
	if !ok || wrong.Code != fault.ValidationFailed {
		return err
	}
	for _, one := range wrong.Fields {
		at := map[string]string{"/facets/pillars/0": "/pillar", "/facets/areas/0": "/area", "/facets/topics/0": "/topic"}[one.Pointer]
		faults.Add(at, one.Detail)
	}
	return nil
}

func some(code string) []string {
	if code == "" {
		return nil
	}
	return []string{code}
}

// version brings words to the form in which they are kept.
func (s *Service) version(ctx context.Context, actor right.Actor, in Words, faults *fault.Fields) (Version, error) {
	v := Version{Words: map[string]string{}, ReviewOn: in.ReviewOn, State: Proposed, ProposedBy: actor.ID, ProposedAt: s.o.Now()}
	if len(in.Words) == 0 || len(in.Words) > MaxLangs {
		faults.Add("/words", fault.Tf("cần lời bằng ít nhất một ngôn ngữ, nhiều nhất %d", "needs words in at least one language, at most %d", MaxLangs))
	}
	for _, lang := range slices.Sorted(maps.Keys(in.Words)) {
		at := "/words/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(lang)
		if err := s.o.Plans.CheckCodes(ctx, plan.Codes{Lang: lang}); lang == "" || fault.Is(err, fault.ValidationFailed) {
			faults.Add(at, fault.T("không có ngôn ngữ này trong kế hoạch", "the plan knows no such language"))
			continue
		} else if err != nil {
			return Version{}, err
		}
		given := manuscript.Words(faults, at, in.Words[lang], MaxWords, true)
		if v.Words[lang] = s.o.HTML.Plain(s.o.HTML.FromPlain(given)); v.Words[lang] == "" && given != "" {
			faults.Add(at, fault.T("không có chữ nào đọc được", "has nothing that can be read"))
		}
	}
	v.Source = manuscript.Words(faults, "/source", in.Source, MaxSource, false)
	if in.ReviewOn != "" && !in.ReviewOn.Real() {
		faults.Add("/review_on", fault.T("phải là một ngày, như 2026-08-31", "must be a day, such as 2026-08-31"))
	} else if in.ReviewOn != "" && in.ReviewOn <= s.today() {
		faults.Add("/review_on", fault.T("phải sau hôm nay", "must be after today"))
	}
	return v, nil
}

// folded is what search looks at: the title, the last approved words and the newest.
func folded(p Piece) string {
	words := []string{p.Title}
	last, _ := p.last()
	for _, v := range p.Versions {
		if v.Number != last.Number && v.Number != p.Newest {
			continue
		}
		for _, lang := range slices.Sorted(maps.Keys(v.Words)) {
			words = append(words, v.Words[lang])
		}
	}
	return text.Fold(strings.Join(words, " "))
}

// Propose adds a version to a piece; one that waits for a decision is replaced by it. version is
// the one that was read, 0 for any.
func (s *Service) Propose(ctx context.Context, actor right.Actor, id string, version int, in Words) (Piece, error) {
	return s.on(ctx, actor, change{id, version, right.ArticleCreate, "piece.propose"}, func(ctx context.Context, p *Piece) (string, error) {
		var faults fault.Fields
		v, err := s.version(ctx, actor, in, &faults)
		if err != nil {
			return "", err
		}
		if err := faults.Err(); err != nil {
			return "", err
		}
		if last := &p.Versions[0]; last.State == Proposed {
			last.State, last.DecidedBy, last.DecidedAt = Replaced, actor.ID, s.o.Now()
			if err := s.o.Store.Decide(ctx, p.ID, *last); err != nil {
				return "", err
			}
		}
		p.Newest++
		v.Number = p.Newest
		p.Versions = append([]Version{v}, p.Versions...)
		return "", s.o.Store.AddVersion(ctx, p.ID, v)
	})
}

// Approve puts the newest version in force. It takes the right to approve, and eyes that have
// proposed nothing since the version in force. shown is the number of the version that was read.
func (s *Service) Approve(ctx context.Context, actor right.Actor, id string, shown int) (Piece, error) {
	return s.on(ctx, actor, change{id, 0, right.EditionApprove, "piece.approve"}, func(ctx context.Context, p *Piece) (string, error) {
		o, err := s.decides(ctx, actor, *p)
		if err != nil {
			return "", err
		}
		v, err := waiting(p, shown)
		if err != nil {
			return "", err
		}
		behalf, err := otherEyes(actor, o, *p)
		if err != nil {
			return "", err
		}
		v.State, v.DecidedBy, v.DecidedFor, v.DecidedAt = Approved, actor.ID, behalf, s.o.Now()
		p.Approved, p.ReviewOn = v.Number, v.ReviewOn
		return behalf, s.o.Store.Decide(ctx, p.ID, *v)
	})
}

// Return sends the newest version back with a reason; what was in force stays so.
func (s *Service) Return(ctx context.Context, actor right.Actor, id string, shown int, reason string) (Piece, error) {
	return s.on(ctx, actor, change{id, 0, right.EditionApprove, "piece.return"}, func(ctx context.Context, p *Piece) (string, error) {
		var faults fault.Fields
		reason := manuscript.Words(&faults, "/reason", reason, MaxReason, true)
		if err := faults.Err(); err != nil {
			return "", err
		}
		v, err := waiting(p, shown)
		if err != nil {
			return "", err
		}
		v.State, v.Reason, v.DecidedBy, v.DecidedAt = Returned, reason, actor.ID, s.o.Now()
		return "", s.o.Store.Decide(ctx, p.ID, *v)
	})
}

// Patch changes what it names; nil leaves a thing as it is.
type Patch struct {
	Title *string // by which people find the piece
}

// Change changes what is no words of a piece; version is the one that was read.
func (s *Service) Change(ctx context.Context, actor right.Actor, id string, version int, patch Patch) (Piece, error) {
	return s.on(ctx, actor, change{id, version, right.ArticleCreate, "piece.update"}, func(_ context.Context, p *Piece) (string, error) {
		var faults fault.Fields
		if patch.Title != nil {
			p.Title = manuscript.Line(&faults, "/title", *patch.Title, MaxTitle, true)
		}
		return "", faults.Err()
	})
}

// endable tells why a piece cannot be ended; nil while it can.
func (p Piece) endable() error {
	switch {
	case p.Versions[0].State == Proposed:
		return fault.New(fault.StateConflict, fault.T("Có lời đang chờ duyệt; duyệt hoặc trả lại trước.", "Words wait for a decision; approve or return them first."))
	case p.Approved == 0:
		return fault.New(fault.StateConflict, fault.T("Đoạn này không có lời nào đang dùng.", "No words of this piece are in force."))
	}
	return nil
}

// End takes the words of a piece out of force, with a reason. Texts that hold them keep them, and are
// told; what is approved anew is in force again. version is the one that was read, 0 for any.
func (s *Service) End(ctx context.Context, actor right.Actor, id string, version int, reason string) (Piece, error) {
	return s.on(ctx, actor, change{id, version, right.EditionApprove, "piece.end"}, func(ctx context.Context, p *Piece) (string, error) {
		var faults fault.Fields
		reason := manuscript.Words(&faults, "/reason", reason, MaxReason, true)
		if err := faults.Err(); err != nil {
			return "", err
		}
		if err := p.endable(); err != nil {
			return "", err
		}
		v := &p.Versions[slices.IndexFunc(p.Versions, func(v Version) bool { return v.Number == p.Approved })]
		v.Reason, p.Approved, p.ReviewOn = reason, 0, ""
		return "", s.o.Store.Decide(ctx, p.ID, *v)
	})
}

// decides is where somebody approves a piece: in its unit, and a message line in the lead unit, or
// in one of those to which that passed.
func (s *Service) decides(ctx context.Context, actor right.Actor, p Piece) (right.Object, error) {
	if p.Kind != Message {
		return right.In(p.Unit), nil
	}
	current, err := s.o.Plans.Current(ctx, s.today())
	if err != nil {
		return right.Object{}, err
	}
	succession, err := s.o.Plans.Succession(ctx, s.today())
	for _, heir := range succession.Heirs(current.LeadUnit) {
		if o := right.In(heir.Code); actor.May(right.EditionApprove, o).Allowed {
			return o, err
		}
	}
	return right.In(current.LeadUnit), err
}

// waiting is the version that waits for a decision, which must be the one that was shown.
func waiting(p *Piece, shown int) (*Version, error) {
	v := &p.Versions[0]
	switch {
	case v.Number != shown:
		return nil, fault.New(fault.StaleVersion, fault.Tf("Lời mới nhất là phiên bản %d; đọc lại trước khi quyết định.", "The newest words are version %d; read them before you decide.", v.Number))
	case v.State == Proposed:
		return v, nil
	}
	return nil, fault.New(fault.StateConflict, fault.T("Không có lời nào đang chờ duyệt; đề xuất phiên bản mới trước.", "No words wait for a decision; propose a version first."))
}

// otherEyes holds an approval to the four eyes and tells in whose place it is given, by id; "" for
// nobody's. A lent right never makes two pairs of eyes one.
func otherEyes(actor right.Actor, o right.Object, p Piece) (string, error) {
	wrote := map[string]bool{}
	last, _ := p.last()
	for _, v := range p.Versions {
		if v.Number > last.Number {
			wrote[v.ProposedBy] = true
		}
	}
	if wrote[actor.ID] {
		return "", fault.New(fault.FourEyes, fault.T("Bạn đã đề xuất lời của đoạn này từ bản đang dùng; người khác duyệt.", "You have proposed words of this piece since the version in force; somebody else approves."))
	}
	for _, one := range actor.InPlaceOf(right.EditionApprove, o) {
		if !wrote[one.ID] {
			return one.ID, nil
		}
	}
	return "", fault.New(fault.FourEyes, fault.T("Người ủy quyền cho bạn đã đề xuất lời của đoạn này; người khác duyệt.", "Those in whose place you act have proposed words of this piece; somebody else approves."))
}

type change struct {
	id      string
	version int
	action  right.Action
	act     string
}

func (s *Service) on(ctx context.Context, actor right.Actor, c change, fn func(ctx context.Context, p *Piece) (string, error)) (Piece, error) {
	if err := s.refused(ctx, actor, c.action, c.id, reads(actor)); err != nil {
		return Piece{}, err
	}
	var p Piece
	err := s.o.Store.InTx(ctx, func(ctx context.Context) error {
		var err error
		if p, err = s.o.Store.Lock(ctx, c.id); err != nil {
			return err
		}
		was := p
		was.Versions = slices.Clone(p.Versions)
		if err := s.may(ctx, actor, c.action, p); err != nil {
			return err
		}
		if c.version != 0 && c.version != p.Version {
			return fault.New(fault.StaleVersion, fault.Tf("Bản hiện tại là %d.", "The present version is %d.", p.Version))
		}
		behalf, err := fn(ctx, &p)
		if err != nil {
			return err
		}
		p.Version++
		p.UpdatedAt = s.o.Now()
		if err := s.o.Store.Save(ctx, p, folded(p)); err != nil {
			return err
		}
		return s.tell(ctx, actor, c.act, behalf, &was, p)
	})
	if err != nil {
		return Piece{}, s.refused(ctx, actor, c.action, c.id, err)
	}
	return p, nil
}

// may judges by right alone whether somebody may do something with a piece.
func (s *Service) may(ctx context.Context, actor right.Actor, action right.Action, p Piece) error {
	o := right.In(p.Unit)
	if action == right.EditionApprove {
		var err error
		if o, err = s.decides(ctx, actor, p); err != nil {
			return err
		}
	}
	return actor.Need(action, o)
}

// May tells what somebody may do with a piece, by right; that it ends, also by where it stands.
func (s *Service) May(ctx context.Context, actor right.Actor, p Piece) (map[string]right.Decision, error) {
	o, err := s.decides(ctx, actor, p)
	end, propose, approve := actor.May(right.EditionApprove, o), actor.May(right.ArticleCreate, right.In(p.Unit)), actor.May(right.EditionApprove, o)
	if told, no := fault.As(p.endable()); no && end.Allowed {
		end = right.Decision{Reason: told.Detail}
	}
	return map[string]right.Decision{"propose": propose, "update": propose, "approve": approve, "return": approve, "end": end}, err
}

// reads turns away those who read stories in no unit at all.
func reads(actor right.Actor) error {
	if every, units := actor.Scope(right.ArticleRead); !every && len(units) == 0 {
		return actor.Need(right.ArticleRead, right.In(""))
	}
	return nil
}

func (s *Service) tell(ctx context.Context, actor right.Actor, act, behalf string, was *Piece, is Piece) error {
	entry := audit.Entry{Actor: actor.ID, OnBehalf: behalf, Action: act, Object: audit.Object{Kind: "piece", ID: is.ID}, Is: is.defined(), Detail: map[string]any{"version": is.Newest}}
	if was != nil {
		entry.Was = was.defined()
	}
	if err := s.o.Trail.Record(ctx, entry); err != nil {
		return err
	}
	return s.o.Trail.Emit(ctx, audit.Event{Kind: audit.Done(act), Unit: is.Unit, Data: map[string]any{"piece": is.ID, "version": is.Newest}, Actor: actor.ID})
}

// refused leaves a row for a denial; every other result passes.
func (s *Service) refused(ctx context.Context, actor right.Actor, action right.Action, id string, err error) error {
	return audit.Refused(ctx, s.o.Trail, audit.Entry{Actor: actor.ID, Action: string(action), Object: audit.Object{Kind: "piece", ID: id}}, err)
}
