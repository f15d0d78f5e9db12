package channels

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/lantoa/lantoa/internal/channel"
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/store"
)

// Rows lists the row structs, for the test that compares them with their tables.
func Rows() []any { return []any{&channelRow{}, &sessionRow{}, &templateRow{}, &closedDayRow{}} }

type channelRow struct {
	ID                  string `gorm:"primaryKey"`
	Kind                string
	Name                string
	UnitCode            string
	PartnerID           *string
	Lang                string
	Passive             bool
	AfterPortal         string
	Portal              bool
	Paused              bool
	PauseReason         string
	ClosedUntil         *int64
	ParkedUntil         *int64
	MaxConc             int
	RateUsec            int64
	Burst               int
	Tat                 int64 // 0 means never
	Breaker             string
	BreakerFailures     int
	BreakerUntil        *int64
	GraceUsec           int64
	SettleUsec          int64
	QuietHours          string
	Settings            string // settingsDocument
	Sealed              []byte
	KeyID               string
	CredentialExpiresAt *int64
	Health              string // healthDocument; "" before the first check
	CheckedAt           *int64
	Version             int
	CreatedBy           string
	CreatedAt           int64 `gorm:"autoCreateTime:false"`
	UpdatedAt           int64 `gorm:"autoUpdateTime:false"`
	Place               string
	PlaceName           string
	OtherName           string
	Hold                string
	ExpiryTold          int
	AskedAt             *int64
	TemplateVersion     int
	ClosedFrom          *int64
	RestedFrom          *int64
	OpenedAt            *int64
	KeepsClosedDays     bool
	Slots               string // JSON: slotsDocument; "" for none
	DistanceUsec        int64
	OffsetUsec          int64
	PortalPatienceUsec  int64
	DryRun              bool
}

func (channelRow) TableName() string { return "channel" }

// settingsDocument is the column settings. The names of the secrets stand beside the
// plain values, so that a list can tell what is set without the key.
type settingsDocument struct {
	Values  map[string]string `json:"values"`
	Secrets []string          `json:"secrets,omitempty"`
}

// healthDocument is the column health.
type healthDocument struct {
	Class   string `json:"class"`
	Account string `json:"account,omitempty"`
	VI      string `json:"vi,omitempty"`
	EN      string `json:"en,omitempty"`
}

func newRow(c channel.Stored) (channelRow, error) {
	settings, err := json.Marshal(settingsDocument{Values: c.Settings, Secrets: c.SecretNames})
	if err != nil {
		return channelRow{}, fmt.Errorf("settings of channel %s: %w", c.ID, err)
	}
	var health []byte
	if c.Health.Class != "" {
		health, err = json.Marshal(healthDocument{Class: string(c.Health.Class), Account: c.Health.Account, VI: c.Health.Detail.VI, EN: c.Health.Detail.EN})
		if err != nil {
			return channelRow{}, fmt.Errorf("health of channel %s: %w", c.ID, err)
		}
	}
	row := channelRow{ID: c.ID, Kind: c.Kind, Name: c.Name, UnitCode: c.Unit, Lang: c.Lang, Passive: c.Passive, Portal: c.Portal,
		Paused: c.Paused, PauseReason: c.PauseReason, ParkedUntil: store.Micros(c.ParkedUntil),
		MaxConc: c.MaxConc, Breaker: breakerClosed, SettleUsec: c.Settle.Microseconds(),
		Settings: string(settings), Sealed: c.Sealed, KeyID: c.KeyID, CredentialExpiresAt: store.Micros(c.CredentialExpiresAt),
		Health: string(health), CheckedAt: store.Micros(c.CheckedAt), Version: c.Version, CreatedBy: c.CreatedBy,
		CreatedAt: c.CreatedAt.UnixMicro(), UpdatedAt: c.UpdatedAt.UnixMicro(),
		Place: c.Place, PlaceName: c.PlaceName, OtherName: c.OtherName, Hold: string(c.Hold), ExpiryTold: c.ExpiryTold,
		TemplateVersion: c.Template.Version}
	if c.Partner != "" {
		row.PartnerID = &c.Partner
	}
	if err := row.time(c.Timing); err != nil {
		return channelRow{}, fmt.Errorf("timing of channel %s: %w", c.ID, err)
	}
	return row, nil
}

// laidOut is a channel with the body of its template.
type laidOut struct {
	Row          channelRow `gorm:"embedded"`
	TemplateBody string
}

func (l laidOut) stored() (channel.Stored, error) {
	c, err := l.Row.stored()
	c.Template.Body = l.TemplateBody
	return c, err
}

func (r channelRow) stored() (channel.Stored, error) {
	c := channel.Channel{ID: r.ID, Kind: r.Kind, Name: r.Name, Unit: r.UnitCode, Lang: r.Lang, Passive: r.Passive, Portal: r.Portal, Breaker: channel.Breaker{Failures: r.BreakerFailures, Until: store.InstantOf(r.BreakerUntil)}, Rest: r.rest(),
		Paused: r.Paused, PauseReason: r.PauseReason, ParkedUntil: store.InstantOf(r.ParkedUntil),
		MaxConc: r.MaxConc, Settle: time.Duration(r.SettleUsec) * time.Microsecond,
		CredentialExpiresAt: store.InstantOf(r.CredentialExpiresAt), CheckedAt: store.InstantOf(r.CheckedAt), Version: r.Version,
		CreatedBy: r.CreatedBy, CreatedAt: store.Instant(r.CreatedAt), UpdatedAt: store.Instant(r.UpdatedAt),
		Place: r.Place, PlaceName: r.PlaceName, OtherName: r.OtherName, Hold: channel.Hold(r.Hold), ExpiryTold: r.ExpiryTold,
		Template: channel.Template{Version: r.TemplateVersion}}
	if r.PartnerID != nil {
		c.Partner = *r.PartnerID
	}
	var err error
	if c.Timing, err = r.timing(); err != nil {
		return channel.Stored{}, fmt.Errorf("timing of channel %s: %w", r.ID, err)
	}
	var settings settingsDocument
	if err := json.Unmarshal([]byte(r.Settings), &settings); err != nil {
		return channel.Stored{}, fmt.Errorf("settings of channel %s: %w", r.ID, err)
	}
	c.Settings, c.SecretNames = settings.Values, settings.Secrets
	if r.Health != "" {
		var health healthDocument
		if err := json.Unmarshal([]byte(r.Health), &health); err != nil {
			return channel.Stored{}, fmt.Errorf("health of channel %s: %w", r.ID, err)
		}
		c.Health = connector.Health{Class: connector.Class(health.Class), Account: health.Account, Detail: fault.T(health.VI, health.EN),
			ExpiresAt: c.CredentialExpiresAt}
	}
	return channel.Stored{Channel: c, Sealed: r.Sealed, KeyID: r.KeyID}, nil
}
