package channels

import (
	"cmp"
	"time"

	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/channel"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
)

// Connector describes a kind of destination: what it can do, and its settings, from which
// forms are drawn.
type Connector struct {
	Kind       string             `json:"kind"`
	Label      rest.LocalizedText `json:"label"`
	Help       rest.LocalizedText `json:"help"`
	Passive    bool               `json:"passive" doc:"Read by others from our own database; not to be created"`
	Guards     map[string]string  `json:"guards" doc:"For each intent that it can carry out, how it is kept from happening twice: key, look_up or none"`
	Proof      string             `json:"proof" enum:"page,read_back,none" doc:"How publication can be proved"`
	TitleLimit int                `json:"title_limit,omitempty" doc:"Longest title in characters; absent means no limit"`
	Text       *ConnectorText     `json:"text,omitempty" doc:"How long texts may be; absent where a kind takes no texts of social networks"`
	Settings   []ConnectorSetting `json:"settings" nullable:"false"`
}

// ConnectorText tells how long texts may be, in what the platform counts.
type ConnectorText struct {
	Max             int    `json:"max" doc:"Longest text, in unit"`
	MaxWithPictures int    `json:"max_with_pictures" doc:"Longest text of a post with pictures, in unit"`
	Unit            string `json:"unit" enum:"graphemes,utf16" doc:"What the platform counts: characters as readers see them, or UTF-16 code units"`
	MaxBytes        int    `json:"max_bytes,omitempty" doc:"Longest text in bytes of UTF-8; absent where the platform does not count these"`
}

// ConnectorSetting describes one setting.
type ConnectorSetting struct {
	Name     string              `json:"name"`
	Kind     string              `json:"kind" enum:"text,url,secret,number,bool,choice"`
	Label    rest.LocalizedText  `json:"label"`
	Help     *rest.LocalizedText `json:"help,omitempty"`
	Required bool                `json:"required"`
	Default  string              `json:"default,omitempty"`
	Choices  []string            `json:"choices,omitempty" nullable:"false"`
	Min      int                 `json:"min,omitempty"`
	Max      int                 `json:"max,omitempty"`
}

// connectorsOf retells what the channel service knows of kinds.
func connectorsOf(s *channel.Service) *rest.List[Connector] {
	shapes := []Connector{}
	for _, spec := range s.Kinds() {
		shape := Connector{Kind: spec.Kind, Label: rest.Localized(spec.Label), Help: rest.Localized(spec.Help), Passive: spec.Passive,
			Guards: map[string]string{}, Proof: string(spec.Proof), TitleLimit: spec.TitleLimit, Settings: []ConnectorSetting{}}
		if form := spec.Text; form.Most > 0 {
			shape.Text = &ConnectorText{Max: form.Longest(false), MaxWithPictures: form.Longest(true), Unit: string(form.Unit), MaxBytes: form.MostBytes}
		}
		for intent, guard := range spec.Guards {
			shape.Guards[string(intent)] = string(guard)
		}
		for _, one := range spec.Settings {
			shape.Settings = append(shape.Settings, ConnectorSetting{Name: one.Name, Kind: string(one.Kind), Label: rest.Localized(one.Label),
				Help: rest.SomeLocalized(one.Help), Required: one.Required, Default: one.Default, Choices: one.Choices, Min: one.Min, Max: one.Max})
		}
		shapes = append(shapes, shape)
	}
	return &rest.List[Connector]{Body: rest.Page[Connector]{Items: shapes}}
}

// ChannelHealth is the result of a check.
type ChannelHealth struct {
	Class     string              `json:"class" enum:"ok,reauth,transient,throttled,rejected"`
	Account   string              `json:"account,omitempty" doc:"Who we are at the destination"`
	Detail    *rest.LocalizedText `json:"detail,omitempty"`
	ExpiresAt *time.Time          `json:"expires_at,omitempty" doc:"End of the credential's life"`
}

func healthOf(class, account string, detail fault.Text, expires time.Time) ChannelHealth {
	return ChannelHealth{Class: class, Account: account, Detail: rest.SomeLocalized(detail), ExpiresAt: rest.Instant(expires)}
}

// Channel is one configured destination, without its secrets.
type Channel struct {
	ID            string       `json:"id"`
	Kind          string       `json:"kind"`
	Name          string       `json:"name"`
	Unit          string       `json:"unit,omitempty"`
	Lang          string       `json:"lang,omitempty" doc:"The only language that it takes; absent means every language"`
	Passive       bool         `json:"passive"`
	Portal        bool         `json:"portal"`
	Paused        bool         `json:"paused"`
	PauseReason   string       `json:"pause_reason,omitempty" doc:"A person's words, or the code of what the engine holds the channel for"`
	Hold          *ChannelHold `json:"hold,omitempty" doc:"What stops the channel in the engine's name; resuming or a good check ends it"`
	Place         string       `json:"place,omitempty" doc:"What the destination calls the place that the channel's posts go to, since its first good check"`
	ParkedUntil   *time.Time   `json:"parked_until,omitempty" doc:"The destination asked us to wait"`
	Rests         *Resting     `json:"rests,omitempty" doc:"Going on, or the next"`
	Breaker       *Breaker     `json:"breaker,omitempty" doc:"While it is cut off after repeated failures"`
	MaxConcurrent int          `json:"max_concurrent"`
	SettleSeconds float64      `json:"settle_seconds" doc:"How long the destination may take to show what it applied"`
	Timing
	Template  *ChannelTemplate  `json:"template,omitempty" doc:"Lays out its texts; absent means the layout that is built in"`
	Settings  map[string]string `json:"settings" doc:"Without secrets"`
	Secrets   []string          `json:"secrets" nullable:"false" doc:"Names of the secrets that are set; their values never leave"`
	ExpiresAt *time.Time        `json:"credential_expires_at,omitempty"`
	Expiring  *ChannelExpiring  `json:"expiring,omitempty" doc:"Within thirty days of that end; of a single channel alone"`
	OnTime    *OnTime           `json:"on_time,omitempty" doc:"Of channels that had posts due in the last thirty days"`
	Health    *ChannelHealth    `json:"health,omitempty" doc:"Of the last check"`
	CheckedAt *time.Time        `json:"checked_at,omitempty"`
	Version   int               `json:"version"`
	CreatedBy string            `json:"created_by"`
	CreatedAt time.Time         `json:"created_at"`
	UpdatedAt time.Time         `json:"updated_at"`
	May       rest.May          `json:"may"`
}

// ChannelTemplate is a version of a channel's template.
type ChannelTemplate struct {
	Version int    `json:"version" doc:"From 1; releases name it"`
	Body    string `json:"body"`
}

// ChannelTemplateVersion is a version with who made it.
type ChannelTemplateVersion struct {
	ChannelTemplate
	CreatedBy string    `json:"created_by"`
	CreatedAt time.Time `json:"created_at"`
}

// ChannelHold is why the engine holds a channel.
type ChannelHold struct {
	Code   string             `json:"code" enum:"reauth,unchecked,other_account"`
	Detail rest.LocalizedText `json:"detail" doc:"Why, and how it goes on"`
}

// OnTime tells how a channel's publications kept to their hours.
type OnTime struct {
	Days   int     `json:"days" doc:"Over so many days"`
	Due    int     `json:"due" doc:"Publications whose hour has come"`
	OnTime int     `json:"on_time" doc:"Of them, those that were out within a minute"`
	Share  float64 `json:"share" doc:"0 to 1"`
}

// ChannelExpiring says that a credential comes to its end, and what is planned after it.
type ChannelExpiring struct {
	At       time.Time  `json:"at"`
	DaysLeft int        `json:"days_left" doc:"By the calendar; below 0 after it"`
	Over     bool       `json:"over"`
	Posts    []LatePost `json:"posts" nullable:"false" doc:"The first ten that are planned past it"`
}

// LatePost is a post that is planned past the end of its channel's credential.
type LatePost struct {
	Delivery string    `json:"delivery"`
	Title    string    `json:"title"`
	Lang     string    `json:"lang"`
	DueAt    time.Time `json:"due_at"`
}

func channelOf(actor right.Actor, c channel.Channel) Channel {
	shape := Channel{ID: c.ID, Kind: c.Kind, Name: c.Name, Unit: c.Unit, Lang: c.Lang, Passive: c.Passive, Portal: c.Portal,
		Paused: c.Paused || c.Hold != channel.NoHold, PauseReason: cmp.Or(c.PauseReason, string(c.Hold)), Place: c.PlaceName, ParkedUntil: rest.Instant(c.ParkedUntil),
		MaxConcurrent: c.MaxConc, SettleSeconds: c.Settle.Seconds(), Timing: timingOf(c.Timing), Settings: map[string]string{},
		Secrets: rest.NotNil(c.SecretNames), ExpiresAt: rest.Instant(c.CredentialExpiresAt),
		CheckedAt: rest.Instant(c.CheckedAt), Version: c.Version, CreatedBy: c.CreatedBy, CreatedAt: c.CreatedAt.UTC(), UpdatedAt: c.UpdatedAt.UTC(),
		May: rest.MayOf(actor, right.In(c.Unit), map[string]right.Action{"edit": right.ChannelManage, "check": right.ChannelManage, "test": right.ChannelManage,
			"pause": right.ChannelManage, "resume": right.ChannelManage})}
	for name, value := range c.Settings {
		shape.Settings[name] = value
	}
	if closing := c.Rest.Closing; !closing.Until.IsZero() {
		shape.Rests = &Resting{From: closing.From.UTC(), Until: closing.Until.UTC()}
	}
	if c.Breaker.Open() {
		shape.Breaker = &Breaker{Failures: c.Breaker.Failures, Until: c.Breaker.Until.UTC()}
	}
	if c.Template.Version > 0 {
		shape.Template = &ChannelTemplate{Version: c.Template.Version, Body: c.Template.Body}
	}
	if c.Hold != channel.NoHold {
		shape.Hold = &ChannelHold{Code: string(c.Hold), Detail: rest.Localized(c.HoldWords())}
	}
	if c.Health.Class != "" {
		shape.Health = new(healthOf(string(c.Health.Class), c.Health.Account, c.Health.Detail, c.Health.ExpiresAt))
	}
	return shape
}

// ChannelPatch says what to change; what it does not name stays.
type ChannelPatch struct {
	Name          *string  `json:"name,omitempty"`
	Unit          *string  `json:"unit,omitempty" doc:"Code of a unit; empty means the whole house"`
	Lang          *string  `json:"lang,omitempty" doc:"Empty takes every language"`
	Portal        *bool    `json:"portal,omitempty" doc:"Our own address of a story leads to its copy here"`
	MaxConcurrent *int     `json:"max_concurrent,omitempty"`
	SettleSeconds *float64 `json:"settle_seconds,omitempty" doc:"10 to 3600"`
	TimingPatch
	Template *string           `json:"template,omitempty" doc:"Lays out the channel's texts: fields .Title, .Lead, .Notes, .Tags, .Unit and .Link, functions upper, cut and join, conditions if, with and else. Empty goes back to the layout that is built in. Stories that wait for approval must be shown to their approver again"`
	Settings map[string]string `json:"settings,omitempty" doc:"By name, secrets among them. An empty value keeps a stored secret and takes any other setting back to its default"`
	Forget   []string          `json:"forget,omitempty" nullable:"false" doc:"Names of secrets to remove"`
}

func (p ChannelPatch) domain() channel.Patch {
	return channel.Patch{Name: p.Name, Unit: p.Unit, Lang: p.Lang, Portal: p.Portal, MaxConc: p.MaxConcurrent, Settle: seconds(p.SettleSeconds), Template: p.Template, TimingPatch: p.TimingPatch.domain(),
		Settings: channel.Given(p.Settings), Forget: p.Forget}
}

// year in seconds is past every bound of a span, and is what can be told of longer ones.
const year = 366 * 24 * 60 * 60

func seconds(s *float64) *time.Duration {
	if s == nil {
		return nil
	}
	d := time.Duration(max(-year, min(year, *s)) * float64(time.Second))
	return &d
}

// NewChannel is a channel to be made.
type NewChannel struct {
	Kind string `json:"kind" doc:"One of the kinds of GET /connectors"`
	Name string `json:"name"` // of the patch it is optional
	ChannelPatch
}

func (n NewChannel) domain() channel.Input {
	patch := n.ChannelPatch.domain()
	patch.Name = &n.Name
	return channel.Input{Kind: n.Kind, Patch: patch}
}
