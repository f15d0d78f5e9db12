package intake

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/text"
)

// Input is a new source.
type Input struct {
	Unit string
	Patch
}

// Patch changes what it names; nil leaves a thing as it is.
type Patch struct {
	Name, Address, Credit, Terms, Basis, Lang *string
	Facets                                    *plan.Facets
	Wait, Every                               *int
	On                                        *bool
}

// change is a patch on its way into a source.
type change struct {
	faults  fault.Fields
	changed []string // JSON pointers of what differs from before
}

func put[T comparable](ch *change, pointer string, at, value *T) {
	if value == nil || *value == *at {
		return
	}
	*at = *value
	ch.changed = append(ch.changed, pointer)
}

// words puts one text where it is given, in the form that tidy brings it to.
func (ch *change) words(pointer string, at, value *string, most int, tidy func(string) (string, error)) {
	if value == nil {
		return
	}
	clean, err := tidy(*value)
	switch n := text.Graphemes(clean); {
	case err != nil:
		ch.faults.Add(pointer, fault.T("không phải UTF-8", "is not UTF-8"))
		clean = *at
	case n > most:
		ch.faults.Add(pointer, fault.Tf("dài %d ký tự, tối đa %d", "is %d characters, at most %d", n, most))
	}
	put(ch, pointer, at, &clean)
}

// apply brings a patch into a source, or reports all of its faults at once.
func (s *Service) apply(ctx context.Context, one *Source, p Patch, fresh bool) ([]string, error) {
	var ch change
	ch.words("/name", &one.Name, p.Name, MaxName, text.Line)
	ch.words("/credit", &one.Credit, p.Credit, MaxName, text.Line)
	ch.words("/terms", &one.Terms, p.Terms, MaxTerms, text.Clean)
	ch.words("/basis", &one.Basis, p.Basis, MaxTerms, text.Clean)
	put(&ch, "/address", &one.Address, p.Address)
	put(&ch, "/wait_minutes", &one.Wait, p.Wait)
	put(&ch, "/every_minutes", &one.Every, p.Every)
	put(&ch, "/lang", &one.Lang, p.Lang)
	if p.Facets != nil && !same(*p.Facets, one.Facets) {
		one.Facets = *p.Facets
		ch.changed = append(ch.changed, "/facets")
	}
	if p.On != nil {
		state := Off
		if *p.On {
			state = On
		}
		put(&ch, "/on", &one.State, &state)
	}
	ch.judge(*one)
	if err := s.checkCodes(ctx, &ch, *one, fresh); err != nil {
		return nil, err
	}
	return ch.changed, ch.faults.Err()
}

func same(a, b plan.Facets) bool {
	return slices.Equal(a.Pillars, b.Pillars) && slices.Equal(a.Areas, b.Areas) && slices.Equal(a.Topics, b.Topics) &&
		slices.Equal(a.Audiences, b.Audiences) && slices.Equal(a.MemberStates, b.MemberStates) && a.Form == b.Form
}

// judge holds a source against its own rules.
func (ch *change) judge(s Source) {
	required := fault.T("bắt buộc", "required")
	if s.Name == "" {
		ch.faults.Add("/name", required)
	}
	if s.Credit == "" {
		ch.faults.Add("/credit", fault.T("bắt buộc: dòng ghi nguồn mà bạn đọc thấy, ví dụ “Theo Cổng TTĐT Bộ Ngoại giao”", "required: the line of credit that readers see"))
	}
	if s.Kind == Feed || s.Address != "" && slices.Contains(ch.changed, "/address") {
		if detail := wrongAddress(s.Address); !detail.IsZero() {
			ch.faults.Add("/address", detail)
		}
	}
	switch {
	case s.Wait < 0 || s.Wait > MaxWait:
		ch.faults.Add("/wait_minutes", fault.Tf("cần trong khoảng 0–%d", "must be within 0–%d", MaxWait))
	case s.Wait == 0 && s.Terms == "":
		ch.faults.Add("/wait_minutes", fault.T("không chờ chỉ khi nguồn đã đồng ý; ghi thỏa thuận ở terms", "no wait takes the source's consent; write the agreement into terms"))
	case s.Wait > 0 && s.Basis == "":
		ch.faults.Add("/basis", fault.T("cần căn cứ của thời gian chờ", "needs what the waiting time rests on"))
	}
	if s.Every < MinEvery || s.Every > MaxEvery {
		ch.faults.Add("/every_minutes", fault.Tf("cần trong khoảng %d–%d", "must be within %d–%d", MinEvery, MaxEvery))
	}
}

// wrongAddress tells why an address cannot be that of a feed; zero where it can. Whether it leads
// into a private network is seen when it is dialled, since names move.
func wrongAddress(raw string) fault.Text {
	u, err := url.Parse(raw)
	switch {
	case raw == "":
		return fault.T("bắt buộc", "required")
	case err != nil || len(raw) > MaxAddress || strings.ContainsFunc(raw, func(r rune) bool { return r <= ' ' || r == 0x7f }):
		return fault.T("không phải địa chỉ hợp lệ", "is no valid address")
	case u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "":
		return fault.T("cần bắt đầu bằng https:// hoặc http://", "must begin with https:// or http://")
	case u.User != nil:
		return fault.T("không được chứa tên và mật khẩu: chúng sẽ nằm trong nhật ký của nhiều máy", "must hold no user and password: they would end in logs")
	case u.Fragment != "":
		return fault.T("không được có phần sau dấu #", "must have nothing after #")
	}
	return fault.Text{}
}

// checkCodes holds what is given anew against the plan and the units of today.
func (s *Service) checkCodes(ctx context.Context, ch *change, one Source, fresh bool) error {
	current, err := s.o.Plans.Current(ctx, s.today())
	if err != nil {
		return err
	}
	if fresh {
		if err := ch.faults.AddError("", s.o.Plans.CheckUnit(ctx, one.Unit, s.today())); err != nil {
			return err
		}
	}
	if fresh || slices.Contains(ch.changed, "/lang") {
		if err := s.checkLang(ctx, ch, one.Lang, current.ID); err != nil {
			return err
		}
	}
	if slices.Contains(ch.changed, "/facets") {
		return ch.faults.AddError("", s.o.Plans.CheckFacets(ctx, current.ID, one.Facets))
	}
	return nil
}

func (s *Service) checkLang(ctx context.Context, ch *change, lang, planID string) error {
	known, err := s.o.Plans.Facets(ctx, planID)
	if err != nil {
		return err
	}
	var codes []string
	for _, f := range known {
		if f.Kind == plan.Language {
			codes = append(codes, f.Code)
		}
	}
	if !slices.Contains(codes, lang) {
		list := strings.Join(codes, ", ")
		ch.faults.Add("/lang", fault.Tf("không có ngôn ngữ này; có: %s", "is not a known language; known: %s", list))
	}
	return nil
}
