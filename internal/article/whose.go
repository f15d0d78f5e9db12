package article

import (
	"context"
	"slices"
	"strconv"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
)

// MaxCoauthors is how many co-authors a story may have.
const MaxCoauthors = 20

// People is what the newsroom asks of accounts.
type People interface {
	// Person returns an account by id; fault.NotFound when there is none.
	Person(ctx context.Context, id string) (account.Person, error)
}

// Object is the story as a whole, as rights see it: it is its maker's and its co-authors'.
func (a Article) Object() right.Object {
	return right.Object{Unit: a.Unit, Owners: append([]string{a.CreatedBy}, a.Coauthors...)}
}

// written is an edition of a story as rights see it: it is theirs whose the story is, and
// theirs whose words are in its newest saved text.
func (a Article) written(e Edition, by []string) right.Object {
	o := a.Object()
	o.Translation, o.Sent, o.Owners = e.Lang != a.Lang, e.State == InReview, append(o.Owners, by...)
	return o
}

// Object is an edition of a story as rights see it.
func (s *Service) Object(ctx context.Context, a Article, e Edition) (right.Object, error) {
	if e.HeadRevision == "" {
		return a.written(e, nil), nil
	}
	authors, err := s.o.Texts.Authors(ctx, e.HeadRevision)
	return a.written(e, authors), err
}

// checkCoauthors brings a list of people to the form in which it is kept, and refuses those
// that there are not. Those who were there before may stay.
func (s *Service) checkCoauthors(ctx context.Context, a *Article, before []string) error {
	var faults fault.Fields
	if len(a.Coauthors) > MaxCoauthors {
		faults.Add("/coauthors", fault.Tf("tối đa %d đồng tác giả", "at most %d co-authors", MaxCoauthors))
		return faults.Err()
	}
	for i, id := range a.Coauthors {
		if slices.Contains(before, id) {
			continue
		}
		_, err := s.o.People.Person(ctx, id)
		switch {
		case fault.Is(err, fault.NotFound):
			faults.Add("/coauthors/"+strconv.Itoa(i), fault.T("không có tài khoản này", "there is no such account"))
		case err != nil:
			return err
		}
	}
	a.Coauthors = slices.Sorted(slices.Values(a.Coauthors))
	a.Coauthors = slices.Compact(a.Coauthors)
	return faults.Err()
}
