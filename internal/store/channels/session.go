package channels

import (
	"context"
	"time"

	"gorm.io/gorm/clause"

	"github.com/lantoa/lantoa/internal/channel"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/store"
)

var _ channel.Sessions = (*Store)(nil)

type sessionRow struct {
	ChannelID  string `gorm:"primaryKey"`
	Sealed     []byte
	KeyID      string
	LeaseToken string
	LeaseUntil int64
	UpdatedAt  int64 `gorm:"autoUpdateTime:false"`
}

func (sessionRow) TableName() string { return "channel_session" }

// Session implements [channel.Sessions].
func (s *Store) Session(ctx context.Context, id string) (channel.Session, error) {
	var rows []sessionRow
	if err := s.db.Read(ctx).Where("channel_id = ?", id).Find(&rows).Error; err != nil || len(rows) == 0 {
		return channel.Session{}, store.Translate(err)
	}
	return channel.Session{Sealed: rows[0].Sealed, KeyID: rows[0].KeyID}, nil
}

// LeaseSession implements [channel.Sessions].
func (s *Store) LeaseSession(ctx context.Context, id, token string, hold time.Duration) (bool, error) {
	mine := false
	err := s.db.InTx(ctx, func(ctx context.Context) error {
		now, err := s.db.Now(ctx)
		if err != nil {
			return err
		}
		first := sessionRow{ChannelID: id, UpdatedAt: now.UnixMicro()}
		if err := s.db.Write(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&first).Error; err != nil {
			return store.Translate(err)
		}
		taken := s.db.Write(ctx).Model(&sessionRow{}).Where("channel_id = ? AND (lease_token = '' OR lease_until <= ?)", id, now.UnixMicro()).
			Updates(map[string]any{"lease_token": token, "lease_until": now.Add(hold).UnixMicro()})
		mine = taken.RowsAffected == 1
		return store.Translate(taken.Error)
	})
	return mine, err
}

// SaveSession implements [channel.Sessions].
func (s *Store) SaveSession(ctx context.Context, id, token string, got channel.Session) error {
	now, err := s.db.Now(ctx)
	if err != nil {
		return err
	}
	saved := s.db.Write(ctx).Model(&sessionRow{}).Where("channel_id = ? AND lease_token = ?", id, token).
		Updates(map[string]any{"sealed": got.Sealed, "key_id": got.KeyID, "lease_token": "", "lease_until": 0, "updated_at": now.UnixMicro()})
	return store.Found(saved, fault.T("Phiên của kênh đã bị thay.", "The channel's session was replaced."))
}

// ReleaseSession implements [channel.Sessions].
func (s *Store) ReleaseSession(ctx context.Context, id, token string) error {
	freed := s.db.Write(ctx).Model(&sessionRow{}).Where("channel_id = ? AND lease_token = ?", id, token).
		Updates(map[string]any{"lease_token": "", "lease_until": 0})
	return store.Translate(freed.Error)
}

// DropSession implements [channel.Sessions].
func (s *Store) DropSession(ctx context.Context, id string) error {
	return store.Translate(s.db.Write(ctx).Where("channel_id = ?", id).Delete(&sessionRow{}).Error)
}
