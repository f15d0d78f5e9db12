package notices

import (
	"context"

	"github.com/lantoa/lantoa/internal/store"
)

// Touch implements [notice.Turns].
func (s *Store) Touch(ctx context.Context, people []string) error {
	for _, id := range people {
		err := s.db.Write(ctx).Exec("INSERT INTO notice_turn (person_id, number) VALUES (?, 1) ON CONFLICT (person_id) DO UPDATE SET number = notice_turn.number + 1", id).Error
		if err != nil {
			return store.Translate(err)
		}
	}
	return nil
}

// Turns implements [notice.Turns].
func (s *Store) Turns(ctx context.Context, people []string) (map[string]int64, error) {
	turns := make(map[string]int64, len(people))
	for _, id := range people {
		turns[id] = 0
	}
	if len(people) == 0 {
		return turns, nil
	}
	var rows []turnRow
	if err := s.db.Read(ctx).Where("person_id IN ?", people).Find(&rows).Error; err != nil {
		return nil, store.Translate(err)
	}
	for _, r := range rows {
		turns[r.PersonID] = r.Number
	}
	return turns, nil
}
