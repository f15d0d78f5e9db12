// Package demo plays the stories of a province to whoever starts `lantoa demo`: five
// people write, approve and schedule them through the services that everyone uses. It is
// no part of `lantoa serve`.
package demo

import (
	"context"
	"crypto/rand"
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/channel"
	"github.com/lantoa/lantoa/internal/comment"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/demo/world"
	"github.com/lantoa/lantoa/internal/digest"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/media"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/planning"
	"github.com/lantoa/lantoa/internal/request"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/series"
	"github.com/lantoa/lantoa/internal/text"
	"github.com/lantoa/lantoa/internal/variant"
	"github.com/lantoa/lantoa/internal/walltime"
)

//go:embed data/samples.json
var samples []byte

// House is the services through which the demo's people act; nothing is written past them.
type House struct {
	Accounts *account.Service
	Articles *article.Service
	Media    *media.Service
	Planner  *delivery.Planner
	Channels *channel.Service
	Comments *comment.Service
	Digests  *digest.Service
	Variants *variant.Service
	Plans    *plan.Service
	Planning *planning.Service
	Requests *request.Service
	Series   *series.Service
	Zone     *time.Location
	Now      func() time.Time
}

// SignIn is one of the demo's people.
type SignIn struct {
	Login string
	Name  string
	Role  right.Role
}

// Showing is what the demo's owner is told.
type Showing struct {
	SignIns  []SignIn
	Password string // of all of them; made anew at each start
	// Programme is what will happen, in order; empty when an earlier start wrote it.
	Programme []Scene
}

// Scene is one story of the programme.
type Scene struct {
	At       time.Time // zero for one that waits for a person
	Title    string
	Langs    string
	Channels []string
	Remark   fault.Text
}

func people() []SignIn {
	return []SignIn{
		{"author", "Trần Thị Mai", right.Author},
		{"editor", "Lê Văn Nam", right.Editor},
		{"approver", "Phạm Thu Hà", right.Approver},
		{"admin", "Hoàng Minh Đức", right.TechnicalAdmin},
		{"press", "Báo Nam Định (bản thử)", right.Press},
	}
}

// Seed brings people, channels and stories into a house and gives what to tell. Started
// on a data folder that has them, it renews the passwords and the channels' addresses.
func Seed(ctx context.Context, h House, w *world.World) (Showing, error) {
	show := Showing{SignIns: people(), Password: password()}
	actors, err := h.people(ctx, show)
	if err != nil {
		return Showing{}, fmt.Errorf("make the people: %w", err)
	}
	channels, err := h.channels(ctx, w)
	if err != nil {
		return Showing{}, fmt.Errorf("make the channels: %w", err)
	}
	known, err := h.Articles.List(ctx, actors["editor"], article.Filter{Limit: 1})
	if err != nil || len(known) > 0 {
		return show, err
	}
	if show.Programme, err = h.stories(ctx, actors, channels); err != nil {
		return show, err
	}
	if err := h.digest(ctx, actors["editor"]); err != nil {
		return show, err
	}
	return show, h.planned(ctx, actors)
}

// digest makes a weekly digest; its first draft comes next Monday, or when somebody asks.
func (h House) digest(ctx context.Context, editor right.Actor) error {
	_, err := h.Digests.Create(ctx, editor, digest.Input{Unit: newsdesk, Lang: "vi", Patch: digest.Patch{Name: new("ASEAN tuần qua"), Title: new("ASEAN tuần qua: {dates}"),
		Expression: new("0 8 * * 1"), Zone: new(h.Zone.String()), Facets: &plan.Facets{Pillars: []string{"apsc", "aec", "ascc"}, Areas: []string{"hoat-dong-va-hop-tac-asean"}}}})
	if err != nil {
		return fmt.Errorf("make the digest: %w", err)
	}
	return nil
}

// password is easy to type and is made anew each time: the demo has no default one.
func password() string {
	const letters, groups, length = "abcdefghjkmnpqrstuvwxyz23456789", 3, 4
	raw := make([]byte, groups*length)
	_, _ = rand.Read(raw) // never fails
	var b strings.Builder
	for i, one := range raw {
		if i > 0 && i%length == 0 {
			b.WriteByte('-')
		}
		b.WriteByte(letters[int(one)%len(letters)])
	}
	return b.String()
}

// people makes the five, or gives those of an earlier start the new password.
func (h House) people(ctx context.Context, show Showing) (map[string]right.Actor, error) {
	known, err := h.Accounts.People(ctx, right.System())
	if err != nil {
		return nil, err
	}
	ids := map[string]string{}
	for _, one := range known {
		ids[one.Login] = one.ID
	}
	actors := map[string]right.Actor{}
	for _, one := range show.SignIns {
		grants := []right.Grant{{Role: one.Role}}
		if ids[one.Login] != "" {
			err = h.Accounts.SetPassword(ctx, right.System(), ids[one.Login], show.Password)
		} else {
			var made account.Person
			made, err = h.Accounts.CreatePerson(ctx, right.System(), account.NewPerson{Login: one.Login, Name: one.Name, Grants: grants, Password: show.Password})
			ids[one.Login] = made.ID
		}
		if err != nil {
			return nil, err
		}
		actors[one.Login] = right.Actor{ID: ids[one.Login], Name: one.Name, Grants: grants}
	}
	return actors, nil
}

// The demo's channels.
const (
	portalName  = "Cổng tỉnh (bản thử)"
	pressName   = "Tòa soạn báo (bản thử)"
	wallName    = "Bảng tin công cộng (bản thử)"
	botName     = "Kênh Telegram (bản thử)"
	networkName = "Tài khoản Bluesky (bản thử)"
	fanpageName = "Trang Facebook (bản thử)"
	sandboxName = "Kênh thử"
	refusalName = "Kênh thử luôn từ chối"
)

// channels makes the channels, or points those of an earlier start at this world, and
// gives all channels by name.
func (h House) channels(ctx context.Context, w *world.World) (map[string]channel.Channel, error) {
	user, wordpress := w.PortalLogin()
	token, chat, server := w.Bot()
	handle, app, network := w.NetworkLogin()
	page, access, graph := w.Fanpage()
	portal := input("wordpress", portalName, map[string]string{"url": w.Address() + "/portal", "username": user, "app_password": wordpress.Reveal()})
	portal.Portal, portal.Lang = new(true), new("vi")
	wanted := []channel.Input{
		portal,
		input("webhook", pressName, map[string]string{"url": w.Address() + "/press/hook", "secret": w.PressSecret().Reveal()}),
		input("webhook", wallName, map[string]string{"url": w.Address() + "/wall/hook", "secret": w.WallSecret().Reveal()}),
		input("telegram", botName, map[string]string{"token": token.Reveal(), "chat": chat, "server": server}),
		input("bluesky", networkName, map[string]string{"server": network, "identifier": handle, "app_password": app.Reveal()}),
		input("facebook", fanpageName, map[string]string{"page": page, "token": access.Reveal(), "server": graph}),
		input("sandbox", sandboxName, map[string]string{"script": "ok"}),
		input("sandbox", refusalName, map[string]string{"script": "rejected"}),
	}
	byName, err := h.byName(ctx)
	if err != nil {
		return nil, err
	}
	for _, in := range wanted {
		if old, ok := byName[*in.Name]; ok {
			_, err = h.Channels.Update(ctx, right.System(), old.ID, old.Version, in.Patch)
			if err == nil { // what the channel was bound to is asked anew with the new secrets
				_, err = h.Channels.Check(ctx, right.System(), old.ID)
			}
		} else {
			_, err = h.Channels.Create(ctx, right.System(), in)
		}
		if err != nil {
			return nil, err
		}
	}
	return h.byName(ctx)
}

func input(kind, name string, settings map[string]string) channel.Input {
	return channel.Input{Kind: kind, Patch: channel.Patch{Name: &name, Settings: channel.Given(settings)}}
}

func (h House) byName(ctx context.Context) (map[string]channel.Channel, error) {
	all, err := h.Channels.List(ctx, right.System())
	if err != nil {
		return nil, err
	}
	byName := map[string]channel.Channel{}
	for _, one := range all {
		if one.Passive {
			byName[feedsName] = one
		}
		byName[one.Name] = one
	}
	return byName, nil
}

// feedsName stands for the passive channel of our own feeds, whatever it is called.
const feedsName = "feeds"

// sample is one story of samples.json; other members are for people.
type sample struct {
	ID         string   `json:"id"`
	Unit       string   `json:"unit"`
	Form       string   `json:"form"`
	Pillars    []string `json:"pillars"`
	Areas      []string `json:"content_areas"`
	Topics     []string `json:"topics"`
	Audiences  []string `json:"audiences"`
	States     []string `json:"member_states"`
	Keywords   []string `json:"keywords"`
	HeadlineVI string   `json:"headline_vi"`
	HeadlineEN string   `json:"headline_en"`
	LeadVI     string   `json:"lead_vi"`
	LeadEN     string   `json:"lead_en"`
	BodyVI     string   `json:"body_vi"`
	BodyEN     string   `json:"body_en"`
	NoteVI     string   `json:"note_vi"`
}

func readSamples() (map[string]sample, error) {
	var file struct {
		Articles []sample `json:"articles"`
	}
	if err := json.Unmarshal(samples, &file); err != nil {
		return nil, err
	}
	byID := map[string]sample{}
	for _, one := range file.Articles {
		byID[one.ID] = one
	}
	return byID, nil
}

// text returns the story in a language; a body that the sample lacks is its lead.
func (s sample) text(html *text.HTML, lang string) manuscript.Text {
	headline, lead, body := s.HeadlineVI, s.LeadVI, s.BodyVI
	if lang == "en" {
		headline, lead, body = s.HeadlineEN, s.LeadEN, s.BodyEN
	}
	if body == "" {
		body = lead
	}
	return manuscript.Text{Title: headline, Lead: lead, Body: html.FromPlain(body)}
}

func wall(at time.Time, zone *time.Location) walltime.Wall {
	return walltime.Wall{Time: at.In(zone).Format(walltime.Layout), Zone: zone.String()}
}
