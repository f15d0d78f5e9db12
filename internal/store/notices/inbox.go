package notices

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/notice"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/store"
)

// unit is that to which the story belongs now; it may have been filed anew since.
const unit = "COALESCE(a.unit_code, n.unit_code)"

const joined = " FROM notice n LEFT JOIN article a ON a.id = n.article_id LEFT JOIN edition e ON e.id = n.edition_id LEFT JOIN channel c ON c.id = n.channel_id WHERE "

// shown selects notices with what their objects are called. The title of what is under embargo is
// blank for those who may not read the text, as it is in the list of deliveries.
func shown(sight notice.Sight, now time.Time) (string, []any) {
	args := []any{now.UnixMicro()}
	reads := "FALSE"
	for _, r := range sight.Reach {
		switch {
		case r.Action != right.ArticleRead:
		case r.Every:
			reads = "TRUE"
		default:
			reads = unit + " IN ?"
			args = append(args, r.Units)
		}
	}
	return "SELECT n.*, CASE WHEN COALESCE(e.embargo_until, 0) <= ? OR " + reads + " THEN COALESCE(e.title, '') ELSE '' END AS title, " +
		"COALESCE(e.lang, '') AS lang, COALESCE(c.name, '') AS channel_name" + joined, args
}

// visible is the condition under which somebody sees a notice: it is theirs, and by their
// rights of now they may read what it is about, and still hold the right by which they were
// told.
func visible(sight notice.Sight) (string, []any) {
	args := []any{sight.Person}
	reached := func(column string) string {
		var conditions []string
		for _, r := range sight.Reach {
			condition := "n." + column + " = ?"
			args = append(args, r.Action)
			if !r.Every {
				condition += " AND " + unit + " IN ?"
				args = append(args, r.Units)
			}
			conditions = append(conditions, "("+condition+")")
		}
		return strings.Join(conditions, " OR ")
	}
	or := func(first, rest string) string {
		if rest == "" {
			return "(" + first + ")"
		}
		return "(" + first + " OR " + rest + ")"
	}
	own := "FALSE"
	if sight.Own {
		own = "n.sees = ''"
	}
	sees := or(own, reached("sees"))
	return "n.person_id = ? AND " + sees + " AND " + or("n.needs = ''", reached("needs")), args
}

// List implements [notice.Inboxes].
func (s *Store) List(ctx context.Context, sight notice.Sight, f notice.Filter) ([]notice.Shown, error) {
	where, args := "", []any{}
	if f.Unread {
		where += " AND n.read_at IS NULL"
	}
	if f.Open {
		where += " AND n.resolved_at IS NULL"
	}
	if f.After != nil {
		where += " AND (n.last_at < ? OR n.last_at = ? AND n.id < ?)"
		args = append(args, f.After.At.UnixMicro(), f.After.At.UnixMicro(), f.After.ID)
	}
	return s.query(ctx, sight, where+" ORDER BY n.last_at DESC, n.id DESC LIMIT ?", append(args, f.Limit)...)
}

// query finds what somebody may see, of what the rest of the question allows.
func (s *Store) query(ctx context.Context, sight notice.Sight, rest string, args ...any) ([]notice.Shown, error) {
	now, err := s.db.Now(ctx)
	if err != nil {
		return nil, err
	}
	selected, first := shown(sight, now)
	where, second := visible(sight)
	var rows []shownRow
	if err := s.db.Read(ctx).Raw(selected+where+rest, slices.Concat(first, second, args)...).Scan(&rows).Error; err != nil {
		return nil, store.Translate(err)
	}
	list := make([]notice.Shown, len(rows))
	for i, r := range rows {
		if list[i], err = r.shown(); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// Unread implements [notice.Inboxes].
func (s *Store) Unread(ctx context.Context, sight notice.Sight) (count int, err error) {
	where, args := visible(sight)
	err = s.db.Read(ctx).Raw("SELECT count(*)"+joined+where+" AND n.read_at IS NULL AND n.resolved_at IS NULL", args...).Scan(&count).Error
	return count, store.Translate(err)
}

// Get implements [notice.Inboxes].
func (s *Store) Get(ctx context.Context, sight notice.Sight, id string) (notice.Shown, error) {
	if !utf8.ValidString(id) || strings.ContainsRune(id, 0) { // PostgreSQL would refuse the question
		return notice.Shown{}, store.NotFound(noNotice())
	}
	list, err := s.query(ctx, sight, " AND n.id = ?", id)
	if err != nil {
		return notice.Shown{}, err
	}
	if len(list) == 0 {
		return notice.Shown{}, store.NotFound(noNotice())
	}
	return list[0], nil
}

func noNotice() fault.Text {
	return fault.T("Không có thông báo này trong hộp của bạn.", "There is no such notice in your inbox.")
}

// Read implements [notice.Inboxes]. What somebody has read need not be mailed to them, and
// news is over by it.
func (s *Store) Read(ctx context.Context, sight notice.Sight, which notice.Which, at time.Time) (int, error) {
	where, args := visible(sight)
	if which.Back {
		where += " AND (n.last_at < ? OR n.last_at = ? AND n.id <= ?)"
		args = append(args, which.At.UnixMicro(), which.At.UnixMicro(), which.ID)
	} else {
		where += " AND n.id = ?"
		args = append(args, which.ID)
	}
	now := at.UnixMicro()
	args = append([]any{now, notice.News(), now}, args...)
	done := s.db.Write(ctx).Exec(`UPDATE notice SET read_at = ?, due_at = NULL, resolved_at = CASE WHEN resolved_at IS NULL AND kind IN ? THEN ? ELSE resolved_at END
		WHERE read_at IS NULL AND id IN (SELECT n.id`+joined+where+")", args...)
	return int(done.RowsAffected), store.Translate(done.Error)
}

// Settings implements [notice.Wishes].
func (s *Store) Settings(ctx context.Context, person string) (notice.Settings, error) {
	var rows []settingsRow
	if err := s.db.Read(ctx).Where("person_id = ?", person).Limit(1).Find(&rows).Error; err != nil {
		return notice.Settings{}, store.Translate(err)
	}
	if len(rows) == 0 {
		return notice.Usual(), nil
	}
	var set notice.Settings
	err := json.Unmarshal([]byte(rows[0].Settings), &set)
	set.Version = rows[0].Version
	return set, err
}

// SaveSettings implements [notice.Wishes].
func (s *Store) SaveSettings(ctx context.Context, person string, set notice.Settings, at time.Time) error {
	text, err := json.Marshal(set)
	if err != nil {
		return err
	}
	// Of what nobody has set the version is 1: the row that is made bears the second.
	const statement = `
INSERT INTO notice_settings (person_id, settings, version, updated_at) 
SELECT CAST(? AS TEXT), CAST(? AS TEXT), 2, CAST(? AS BIGINT) WHERE CAST(? AS INTEGER) = 1 OR EXISTS (SELECT 1 FROM notice_settings WHERE person_id = ?)
ON CONFLICT (person_id) DO UPDATE SET settings = excluded.settings, version = notice_settings.version + 1, updated_at = excluded.updated_at
WHERE notice_settings.version = ?`
	done := s.db.Write(ctx).Exec(statement, person, string(text), at.UnixMicro(), set.Version, person, set.Version)
	if done.Error == nil && done.RowsAffected == 0 {
		return fault.New(fault.StaleVersion, fault.T("Thiết đặt thông báo đã đổi từ lúc bạn đọc.", "Your settings of notices have changed since you read them."))
	}
	return store.Translate(done.Error)
}
