package app

import (
	"net/http"
	"os"

	"github.com/lantoa/lantoa/api"
	"github.com/lantoa/lantoa/api/desk"
	"github.com/lantoa/lantoa/api/feeds"
	"github.com/lantoa/lantoa/api/ops"
	"github.com/lantoa/lantoa/api/pictures"
	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/api/settings"
	"github.com/lantoa/lantoa/api/site"
	"github.com/lantoa/lantoa/internal/config"
	"github.com/lantoa/lantoa/internal/text"
	"github.com/lantoa/lantoa/web"
)

// edge wires the HTTP edge: the API, the public pages, the feeds and the health.
func (a *App) edge() (http.Handler, error) {
	server, err := api.New(api.Options{Accounts: a.Accounts, Delegations: a.Delegations, Names: a.Names, SSO: a.SSO, Roster: a.Roster, Articles: a.Articles, Lines: a.Lines, Flows: a.Flows, Reviews: a.Reviews, Planner: a.Planner, Desk: a.Desk, Previews: a.Previews, Clipboard: a.Clipboard, Variants: a.Variants, Languages: a.Languages, Channels: a.Channels, Comments: a.Comments, Digests: a.Digests, Intake: a.Intake, Media: a.Media, Attachments: a.Attachments, Word: a.Word, Plans: a.Plans, Units: a.Units,
		Idempotency: a.Idempotency, Audit: a.Audit, Inspection: a.Inspection, Live: a.Live, Presence: a.Presence, Notices: a.Notices, Calendar: a.Calendar, Coverage: a.Coverage, Planning: a.Planning, Requests: a.Requests, Series: a.Series, Pieces: a.Pieces, Links: a.Links, Views: a.Views, Preferences: a.Preferences, Settings: settingsOf(a.config), PublicURL: a.config.PublicURL, Zone: a.config.Zone, CursorKey: a.CursorKey, Spool: a.MediaDir, Version: a.version,
		TrustedProxies: a.config.TrustedProxies, Log: a.log, Now: now, NewID: newID})
	if err != nil {
		return nil, err
	}
	pulled := feeds.New(feeds.Options{Public: a.Public, Series: a.Serials, Renderer: a.Renderer, Plans: a.Plans, SiteName: a.config.SiteName, PublicURL: a.config.PublicURL,
		Identity: a.Identity, Zone: a.config.Zone, Now: now, Log: a.log})
	server.MountBare(pulled, pictures.New(pictures.Options{Public: a.PublicFiles, Blobs: a.Blobs, Log: a.log}), ops.New(ops.Options{Queue: a.Queue, Mail: a.Mail, LastRound: a.Dispatcher.LastRound, LastTicks: a.clock.LastTicks, Meter: a.meter, Now: now, Version: a.version}))
	pages, err := site.New(site.Options{Public: a.Public, Series: a.Serials, Plans: a.Plans, Feeds: pulled, Accounts: a.Accounts, SSO: a.SSO,
		Actor: api.Actor, Address: api.Address, Session: api.Session, Cookie: server.Cookie, HTML: text.NewHTML(), SiteName: a.config.SiteName,
		PublicURL: a.config.PublicURL, Zone: a.config.Zone, Now: now, Log: a.log})
	if err != nil {
		return nil, err
	}
	workplace, err := a.workplace()
	if err != nil {
		return nil, err
	}
	server.MountStatic(workplace)
	server.MountPages(pages)
	server.OnMissing(pages.NotFound)
	server.OnRefusal(pages.Refuse)
	return server, nil
}

// workplace is the editors' UI, and what it is told of the house.
func (a *App) workplace() (*desk.Desk, error) {
	built, err := web.Built()
	if a.config.UIDir != "" {
		built = os.DirFS(a.config.UIDir)
	}
	if err != nil {
		return nil, err
	}
	house := desk.House{Site: a.config.SiteName, Zone: a.config.Zone.String(), Public: a.config.PublicURL, Lang: a.config.Language, Version: a.version, Cookie: rest.Cookie(a.config.PublicURL)}
	if a.SSO.Offered() {
		house.SSO = a.SSO.Label()
	}
	return desk.New(built, house)
}

// settingsOf are the settings as the API shows them.
func settingsOf(c config.Config) []settings.Setting {
	list := c.Shown()
	shapes := make([]settings.Setting, len(list))
	for i, one := range list {
		shapes[i] = settings.Setting{Name: one.Env, Flag: one.Flag, Form: string(one.Kind), Choices: one.Choices, Default: one.Default, Secret: one.Secret, Set: one.Set,
			Value: one.Value, Source: string(one.Source), GivenAs: one.GivenAs, Meaning: rest.Localized(one.Help)}
	}
	return shapes
}
