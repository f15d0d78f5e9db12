package channels

import (
	"context"

	"github.com/lantoa/lantoa/internal/channel"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/store"
)

var _ channel.Templates = (*Store)(nil)

type templateRow struct {
	ChannelID string `gorm:"primaryKey"`
	Version   int    `gorm:"primaryKey;autoIncrement:false"`
	Body      string
	CreatedBy string
	CreatedAt int64 `gorm:"autoCreateTime:false"`
}

func (templateRow) TableName() string { return "channel_template" }

// AddTemplate implements [channel.Templates].
func (s *Store) AddTemplate(ctx context.Context, id string, t channel.Template) error {
	row := templateRow{ChannelID: id, Version: t.Version, Body: t.Body, CreatedBy: t.CreatedBy, CreatedAt: t.CreatedAt.UnixMicro()}
	return store.Translate(s.db.Write(ctx).Create(&row).Error)
}

// Templates implements [channel.Templates].
func (s *Store) Templates(ctx context.Context, id string) ([]channel.Template, error) {
	var rows []templateRow
	if err := s.db.Read(ctx).Where("channel_id = ?", id).Order("version DESC").Find(&rows).Error; err != nil {
		return nil, store.Translate(err)
	}
	list := make([]channel.Template, len(rows))
	for i, row := range rows {
		list[i] = channel.Template{Version: row.Version, Body: row.Body, CreatedBy: row.CreatedBy, CreatedAt: store.Instant(row.CreatedAt)}
	}
	return list, nil
}

// TemplatesFor implements [article.Templates].
func (s *Store) TemplatesFor(ctx context.Context, lang string) ([]release.Template, error) {
	var list []release.Template
	err := s.db.Read(ctx).Raw("SELECT c.id AS channel, t.version, t.body FROM channel c"+
		" JOIN channel_template t ON t.channel_id = c.id AND t.version = c.template_version"+
		" WHERE c.lang IN ('', ?) ORDER BY c.id", lang).Scan(&list).Error
	return list, store.Translate(err)
}
