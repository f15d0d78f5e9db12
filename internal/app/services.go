package app

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/google/uuid"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/attachment"
	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/calendar"
	"github.com/lantoa/lantoa/internal/candidate"
	"github.com/lantoa/lantoa/internal/channel"
	"github.com/lantoa/lantoa/internal/clipboard"
	"github.com/lantoa/lantoa/internal/comment"
	"github.com/lantoa/lantoa/internal/config"
	"github.com/lantoa/lantoa/internal/connector/all"
	"github.com/lantoa/lantoa/internal/coverage"
	"github.com/lantoa/lantoa/internal/delegation"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/digest"
	"github.com/lantoa/lantoa/internal/dispatch"
	"github.com/lantoa/lantoa/internal/flow"
	"github.com/lantoa/lantoa/internal/idempotency"
	"github.com/lantoa/lantoa/internal/inspection"
	"github.com/lantoa/lantoa/internal/intake"
	sourceclient "github.com/lantoa/lantoa/internal/intake/fetch"
	"github.com/lantoa/lantoa/internal/line"
	"github.com/lantoa/lantoa/internal/link"
	"github.com/lantoa/lantoa/internal/live"
	"github.com/lantoa/lantoa/internal/mail"
	"github.com/lantoa/lantoa/internal/mail/smtp"
	"github.com/lantoa/lantoa/internal/media"
	"github.com/lantoa/lantoa/internal/media/folder"
	"github.com/lantoa/lantoa/internal/naming"
	"github.com/lantoa/lantoa/internal/notice"
	"github.com/lantoa/lantoa/internal/outbound"
	"github.com/lantoa/lantoa/internal/piece"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/planning"
	"github.com/lantoa/lantoa/internal/preference"
	"github.com/lantoa/lantoa/internal/preview"
	"github.com/lantoa/lantoa/internal/published"
	"github.com/lantoa/lantoa/internal/render"
	"github.com/lantoa/lantoa/internal/request"
	"github.com/lantoa/lantoa/internal/review"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/roster"
	"github.com/lantoa/lantoa/internal/secret"
	"github.com/lantoa/lantoa/internal/series"
	"github.com/lantoa/lantoa/internal/sso"
	"github.com/lantoa/lantoa/internal/store"
	"github.com/lantoa/lantoa/internal/store/articles"
	"github.com/lantoa/lantoa/internal/store/attachments"
	calendarstore "github.com/lantoa/lantoa/internal/store/calendar"
	"github.com/lantoa/lantoa/internal/store/channels"
	"github.com/lantoa/lantoa/internal/store/comments"
	"github.com/lantoa/lantoa/internal/store/deliveries"
	"github.com/lantoa/lantoa/internal/store/digests"
	"github.com/lantoa/lantoa/internal/store/flows"
	intakestore "github.com/lantoa/lantoa/internal/store/intake"
	"github.com/lantoa/lantoa/internal/store/ledger"
	linkstore "github.com/lantoa/lantoa/internal/store/links"
	mediastore "github.com/lantoa/lantoa/internal/store/media"
	"github.com/lantoa/lantoa/internal/store/notices"
	"github.com/lantoa/lantoa/internal/store/people"
	piecestore "github.com/lantoa/lantoa/internal/store/piece"
	"github.com/lantoa/lantoa/internal/store/planned"
	"github.com/lantoa/lantoa/internal/store/plans"
	"github.com/lantoa/lantoa/internal/store/preferences"
	"github.com/lantoa/lantoa/internal/store/presence"
	"github.com/lantoa/lantoa/internal/store/requests"
	seriesstore "github.com/lantoa/lantoa/internal/store/series"
	"github.com/lantoa/lantoa/internal/store/variants"
	"github.com/lantoa/lantoa/internal/store/views"
	"github.com/lantoa/lantoa/internal/text"
	"github.com/lantoa/lantoa/internal/translation"
	"github.com/lantoa/lantoa/internal/unit"
	"github.com/lantoa/lantoa/internal/variant"
	"github.com/lantoa/lantoa/internal/view"
	"github.com/lantoa/lantoa/internal/word"
	"github.com/lantoa/lantoa/scheduler"
)

// Services is the domain, wired to a database.
type Services struct {
	Plans       *plan.Service
	Accounts    *account.Service
	Delegations *delegation.Service
	Names       *naming.Service
	Flows       *flow.Service
	Reviews     *review.Service
	SSO         *sso.Service
	Roster      *roster.Service
	Mail        *mail.Outbox
	// Way is the way to the mail server; nil where none is set.
	Way         *smtp.Transport
	Units       *unit.Service
	Articles    *article.Service
	Lines       *line.Service
	Planner     *delivery.Planner
	Desk        *delivery.Desk
	Previews    preview.Service
	Clipboard   *clipboard.Service
	Variants    *variant.Service
	Languages   *translation.Service
	Channels    *channel.Service
	Comments    *comment.Service
	Digests     *digest.Service
	Intake      *intake.Service
	Media       *media.Service
	Attachments *attachment.Service
	Word        *word.Service
	Audit       *audit.Log
	Sealer      *audit.Sealer
	Pruner      *audit.Pruner
	Inspection  *inspection.Service
	Live        *live.Hub
	Presence    *live.Presence
	Notices     *notice.Service
	Notifier    *notice.Worker
	Calendar    *calendar.Service
	Coverage    *coverage.Service
	Planning    *planning.Service
	Requests    *request.Service
	Series      *series.Service
	Pieces      *piece.Service
	Links       *link.Service
	Views       *view.Service
	Preferences *preference.Service
	Idempotency idempotency.Guard
	Public      published.Reader
	Serials     published.Serials
	PublicFiles published.Files
	Queue       delivery.Queue
	Evidence    delivery.Evidence
	Dispatcher  *dispatch.Dispatcher
	Renderer    render.Renderer

	// Blobs are the bytes of the pictures, in MediaDir.
	Blobs    media.Blobs
	MediaDir string

	// Identity tells this installation from all others for ever.
	Identity string
	// CursorKey signs the cursors of lists, and hides those of events.
	CursorKey []byte
}

// hashers bounds how many passwords are hashed at once: each takes 19 MiB.
const hashers = 4

// now is the process's clock; instants of the engine come from the database.
func now() time.Time { return time.Now().Add(processClockOffset()).UTC().Truncate(time.Microsecond) }

func newID() string { return uuid.Must(uuid.NewV7()).String() }

// Parts are what the services are wired from.
type Parts struct {
	Config config.Config
	DB     *store.DB // open and migrated
	Log    *slog.Logger
	Now    func() time.Time
	// Meter is told what the engine does; nil tells nobody.
	Meter Meter
	// Post takes what people are mailed of their notices; nil is the outbox, where a mail server
	// is set.
	Post notice.Post
	// Serving opens the media folder; commands have no need of it.
	Serving bool
}

// Meter is told what the engine and the post do.
type Meter interface {
	dispatch.Meter
	mail.Meter
}

// Wire makes the services.
func Wire(ctx context.Context, p Parts) (*Services, error) {
	c, db, now := p.Config, p.DB, p.Now
	facts := ledger.NewFacts(db)
	box, err := openBox(ctx, c, facts)
	if err != nil {
		return nil, err
	}
	client, err := outbound.New(wayOut(p))
	if err != nil {
		return nil, err
	}
	registry, err := all.Registry()
	if err != nil {
		return nil, err
	}
	bell := live.NewBell()
	s := &Services{
		Plans:       plan.New(plans.New(db), now, c.Zone),
		Audit:       audit.New(ledger.NewAudit(db).Ringing(bell.Ring), now, rand.Reader),
		Sealer:      audit.NewSealer(ledger.NewSeals(db), newID()),
		Idempotency: idempotency.Guard{Store: ledger.NewKeys(db)},
		Renderer:    render.Renderer{Addresses: render.Addresses{Public: c.PublicURL}, Zone: c.Zone},
	}
	s.Pruner = audit.NewPruner(s.Audit, ledger.NewSeals(db), newID())
	s.Inspection = inspection.New(inspection.Options{Reader: s.Audit, Exporter: s.Sealer, Trail: s.Audit, InTx: db.InTx})
	if err := s.post(p, box); err != nil {
		return nil, err
	}
	s.Accounts, err = account.New(account.Options{Units: s.Plans, Trail: s.Audit, Record: s.Audit, Now: now, Random: rand.Reader, Token: secret.Token, Hashers: hashers, Stores: people.New(db),
		Box: box, Issuer: issuer(c), Demand: account.Demand(c.SecondFactor), Post: s.Mail,
		LinkAddress: func(token secret.Secret) string { return linkAddress(c.PublicURL, token) }})
	if err != nil {
		return nil, err
	}
	s.Delegations = delegation.New(delegation.Options{Store: people.NewDelegations(db), Accounts: s.Accounts, Units: s.Plans, Trail: s.Audit, Now: now, NewID: newID})
	s.Names = naming.New(people.NewNames(db), s.Audit)
	if err := s.signOn(p, box); err != nil {
		return nil, err
	}
	s.Roster = roster.New(roster.Options{Accounts: s.Accounts, Plans: s.Plans, Trail: s.Audit, InTx: db.InTx, Day: func() plan.Date { return s.Plans.Day(now()) }})
	s.Units = unit.New(unit.Options{Register: plans.New(db), Plans: s.Plans, Trail: s.Audit, Now: now, Zone: c.Zone})
	s.Channels = channel.New(channel.Options{Store: channels.New(db), Registry: registry, Box: box, HTTP: client, Plans: s.Plans, Zone: c.Zone, Next: scheduler.Next, Trail: s.Audit, Now: now, NewID: newID})
	if err := s.identify(ctx, facts); err != nil {
		return nil, err
	}
	if err := s.library(ctx, p); err != nil {
		return nil, err
	}
	s.newsroom(p)
	if err := s.box(p); err != nil {
		return nil, err
	}
	s.agenda(p)
	seats := presence.New(db)
	s.Presence = live.NewPresence(live.PresenceOptions{Store: seats, Editions: s.Articles, Trail: s.Audit, Bell: bell})
	s.inbox(p)
	s.Live = live.New(live.Options{Events: s.Audit, Rooms: seats, Inboxes: s.Notices, Seal: s.Sealer.Run, Bell: bell, Log: p.Log, Now: now})
	return s, nil
}

// box makes the box of what others publish; it asks them through a way out of its own, which lets
// larger answers through.
func (s *Services) box(p Parts) error {
	options := wayOut(p)
	options.MaxBody, options.Timeout = sourceclient.MaxAnswer, sourceclient.Timeout
	client, err := outbound.New(options)
	if err != nil {
		return err
	}
	s.Intake = intake.New(intake.Options{Store: intakestore.New(p.DB), Fetcher: sourceclient.New(client), Plans: s.Plans, Newsroom: s.Articles, Library: s.Media, Trail: s.Audit, HTML: text.NewHTML(),
		Zone: p.Config.Zone, Wait: max(1, p.Config.ReuseWait), Now: p.Now, NewID: newID})
	return nil
}

// inbox makes what tells people of what concerns them.
func (s *Services) inbox(p Parts) {
	rows := notices.New(p.DB)
	if p.Post == nil && s.Mail.On() {
		p.Post = noticePost{s.Mail}
	}
	s.Notices = notice.New(notice.Options{Inboxes: rows, Wishes: rows, Turns: rows, Trail: s.Audit, Now: p.Now, Zone: p.Config.Zone})
	s.Notifier = notice.NewWorker(notice.WorkerOptions{Desk: rows, Rounds: rows, Leases: rows, Channels: rows, Wishes: rows, Turns: rows, Events: s.Audit, People: s.Accounts, Stories: s.Articles, Checks: s.Reviews, Post: p.Post,
		Now: p.Now, NewID: newID, Token: newID(), Zone: p.Config.Zone, Public: p.Config.PublicURL, Remind: time.Duration(p.Config.RemindHours) * time.Hour})
}

// issuer names this installation in people's authenticator apps, which may hold several.
func issuer(c config.Config) string {
	at, err := url.Parse(c.PublicURL)
	if err != nil || at.Hostname() == "" {
		return c.SiteName
	}
	return c.SiteName + " (" + at.Hostname() + ")"
}

// decoders bounds how many pictures are decoded at once.
const decoders = 1

// library opens the media folder and makes the service that keeps it.
func (s *Services) library(ctx context.Context, p Parts) error {
	rows := mediastore.New(p.DB)
	s.Blobs = closed{}
	if p.Serving {
		begun, err := keepsFiles(ctx, p.DB)
		if err != nil {
			return err
		}
		if s.MediaDir = p.Config.MediaDir; s.MediaDir == "" {
			s.MediaDir = filepath.Join(p.Config.Data, "media")
		}
		opened, err := folder.Open(s.MediaDir, s.Identity, begun)
		if err != nil {
			return err
		}
		opened.Sweep(p.Now().Add(-24 * time.Hour)) // no upload takes as long
		s.Blobs = opened
	}
	s.Media = media.New(media.Options{Store: rows, Blobs: s.Blobs, Plans: s.Plans, Zone: p.Config.Zone, Trail: s.Audit, Now: p.Now, NewID: newID, Decoders: decoders})
	return nil
}

// keepsFiles reports whether the database names any file of the media folder.
func keepsFiles(ctx context.Context, db *store.DB) (bool, error) {
	if any, err := mediastore.New(db).Any(ctx); any || err != nil {
		return any, err
	}
	return attachments.New(db).Any(ctx)
}

// closed is the media folder of programs that have no need of it.
type closed struct{}

func (closed) Put(context.Context, string, []byte) error { return errNoMedia() }

func (closed) Open(context.Context, string) (io.ReadCloser, error) { return nil, errNoMedia() }

func errNoMedia() error { return errors.New("the media folder is not open") }

// writing is the newsroom for those who bring texts: what is saved, and what lies beside it.
type writing struct {
	*article.Service
	lines
}

type lines = *line.Service

// newsroom makes the services through which a story goes.
func (s *Services) newsroom(p Parts) {
	stories := articles.New(p.DB)
	queue := deliveries.New(p.DB, stories)
	wordings, copies := variants.New(p.DB), linkstore.New(p.DB)
	s.Serials = queue
	s.Public, s.PublicFiles, s.Queue, s.Evidence = queue, queue, queue, queue
	s.Dispatcher = dispatch.New(dispatch.Options{Store: queue, Queue: queue, Releases: stories, Channels: s.Channels, Media: s.Blobs,
		Renderer: s.Renderer, Trail: s.Audit, Log: p.Log, Now: p.Now, NewID: newID, Instance: instance(), Workers: p.Config.Workers, Meter: p.Meter})
	s.Flows = flow.New(flow.Options{Store: flows.New(p.DB), Plans: s.Plans, People: s.Accounts, Trail: s.Audit, Now: p.Now})
	s.Planner = delivery.NewPlanner(delivery.PlannerOptions{Store: queue, Channels: s.Channels, Articles: stories, Units: s.Plans, Trail: s.Audit, Wake: s.Dispatcher.Wake, NewID: newID})
	s.Desk = delivery.NewDesk(delivery.DeskOptions{Store: queue, Reader: queue, Channels: s.Channels, Trail: s.Audit, Wake: s.Dispatcher.Wake, Zone: p.Config.Zone})
	s.Articles = article.New(article.Options{Store: stories, Texts: stories, Releases: stories, Lister: stories, Plans: s.Plans, People: s.Accounts, Library: s.Media, Flows: s.Flows, Approvals: stories, Checklist: s.checklist(p, stories, wordings), Variants: variant.Book{Store: wordings},
		Candidates: candidate.New(candidate.Options{Texts: stories, Releases: stories, Plans: s.Plans, Library: s.Media, Templates: channels.New(p.DB), Variants: variant.Book{Store: wordings},
			Corrections: link.Book{Store: copies, Releases: stories, Address: s.Renderer.Addresses.Story}, Zone: p.Config.Zone}),
		Deliveries: link.Following{Deliveries: s.Planner, Store: copies, Releases: stories, Trail: s.Audit, Now: p.Now}, Trail: s.Audit, HTML: text.NewHTML(), Zone: p.Config.Zone, Now: p.Now, NewID: newID})
	s.Links = link.New(link.Options{Store: copies, Newsroom: s.Articles, Releases: stories, Public: queue, Plans: s.Plans, People: s.Accounts, Address: s.Renderer.Addresses.Story, Trail: s.Audit, Zone: p.Config.Zone, Now: p.Now, NewID: newID})
	s.Lines = line.New(line.Options{Articles: s.Articles, Texts: stories, Releases: stories, HTML: text.NewHTML(), Now: p.Now, NewID: newID})
	s.Reviews = review.New(review.Options{Store: stories, Rechecks: stories, Library: s.Media, Plans: s.Plans, Flows: s.Flows, Trail: s.Audit, Now: p.Now})
	looks := views.New(p.DB)
	s.Views = view.New(view.Options{Store: looks, Desk: looks, Newsroom: s.Articles, Reviews: s.Reviews, Plans: s.Plans, Trail: s.Audit, Zone: p.Config.Zone, Now: p.Now, NewID: newID})
	s.Preferences = &preference.Service{Store: preferences.New(p.DB), Trail: s.Audit, Now: p.Now}
	s.Digests = digest.New(digest.Options{Store: digests.New(p.DB), Plans: s.Plans, Newsroom: s.Articles, Public: queue, Next: scheduler.Next,
		Address: s.Renderer.Addresses.Story, Trail: s.Audit, Zone: p.Config.Zone, Now: p.Now, NewID: newID})
	s.Comments = comment.New(comment.Options{Store: comments.New(p.DB), Newsroom: s.Articles, People: s.Accounts, Trail: s.Audit, HTML: text.NewHTML(), Now: p.Now, NewID: newID, Random: rand.Reader})
	s.Attachments = attachment.New(attachment.Options{Store: attachments.New(p.DB), Blobs: s.Blobs, Articles: s.Articles, Trail: s.Audit, Now: p.Now, NewID: newID})
	s.Word = word.New(word.Options{Articles: writing{s.Articles, s.Lines}, Library: s.Media, Attachments: s.Attachments, Blobs: s.Blobs, HTML: text.NewHTML(),
		Picture: render.Addresses{}.Picture, Story: s.Renderer.Addresses.Story, Zone: p.Config.Zone, Now: p.Now})
	s.Clipboard = clipboard.New(text.NewHTML())
	s.Variants = variant.New(variant.Options{Store: wordings, Articles: s.Articles, Channels: s.Channels, Now: p.Now})
	s.Languages = translation.New(translation.Options{Articles: s.Articles, Texts: stories, Releases: stories, Deliveries: queue, HTML: text.NewHTML()})
	s.Previews = preview.Service{Articles: s.Articles, Channels: s.Channels, Portals: queue, Variants: s.Variants, Renderer: s.Renderer, Now: p.Now}
}

// agenda makes what tells what there is to write: the calendar, planned stories, requests of the
// press.
func (s *Services) agenda(p Parts) {
	s.Planning = planning.New(planning.Options{Store: planned.New(p.DB), Plans: s.Plans, Newsroom: s.Articles, People: s.Accounts, Trail: s.Audit, Zone: p.Config.Zone, Now: p.Now, NewID: newID})
	days := calendarstore.New(p.DB)
	s.Calendar = calendar.New(calendar.Options{Store: days, Tallies: days, Posts: calendarstore.NewPosts(p.DB), Deliveries: s.Desk, Planned: s.Planning, Plans: s.Plans, Closed: s.closedDays, Trail: s.Audit, Zone: p.Config.Zone, Now: p.Now, NewID: newID})
	s.Coverage = coverage.New(coverage.Options{Stories: s.Articles, Planned: s.Planning, Zone: p.Config.Zone, Now: p.Now})
	s.Requests = request.New(request.Options{Store: requests.New(p.DB), Plans: s.Plans, Planner: s.Planning, Public: s.Public, Trail: s.Audit, Zone: p.Config.Zone, Now: p.Now, NewID: newID})
	s.Pieces = piece.New(piece.Options{Store: piecestore.New(p.DB), Plans: s.Plans, Articles: s.Articles, Lines: writing{s.Articles, s.Lines}, Trail: s.Audit, HTML: text.NewHTML(), Zone: p.Config.Zone, Now: p.Now, NewID: newID})
	s.Series = series.New(series.Options{Store: seriesstore.New(p.DB), Plans: s.Plans, Articles: s.Articles, Library: s.Media, Trail: s.Audit, Zone: p.Config.Zone, Now: p.Now, NewID: newID})
}

// closedDays are the days on which channels rest.
func (s *Services) closedDays(ctx context.Context) ([]plan.Date, error) {
	all, err := s.Channels.ClosedDays(ctx, right.System())
	days := make([]plan.Date, len(all))
	for i, one := range all {
		days[i] = plan.Date(one.Date)
	}
	return days, err
}

// instance names this process in attempts.
func instance() string {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	return fmt.Sprintf("%s/%d", host, os.Getpid())
}

// keyFact is the name under which the database remembers the id of its key.
const keyFact = "secret key"

// openBox opens the key that seals credentials and holds it against the one with which
// this database was begun: another key could not open what is in it.
func openBox(ctx context.Context, c config.Config, facts *ledger.Facts) (*secret.Box, error) {
	begun, err := facts.Fact(ctx, keyFact)
	if err != nil {
		return nil, err
	}
	if begun != "" && c.SecretKey.IsZero() && !secret.HasKeyFile(c.Data) {
		return nil, fmt.Errorf("the key file %s is missing, and this database was begun with the key of id %s; bring the file back, or set LANTOA_SECRET_KEY",
			filepath.Join(c.Data, secret.KeyFile), begun)
	}
	box, err := secret.OpenKey(c.Data, c.SecretKey)
	if err != nil {
		return nil, err
	}
	known, err := facts.Keep(ctx, keyFact, box.KeyID())
	if err != nil {
		return nil, err
	}
	if known != box.KeyID() {
		return nil, fmt.Errorf("the secret key is not the one with which this database was begun (key id %s, database has %s); "+
			"set LANTOA_SECRET_KEY to that key or bring back its key file", box.KeyID(), known)
	}
	return box, nil
}

func (s *Services) identify(ctx context.Context, facts *ledger.Facts) error {
	var err error
	if s.Identity, err = facts.Keep(ctx, "identity", newID()); err != nil {
		return err
	}
	key, err := facts.Keep(ctx, "cursor key", secret.Hash(secret.Token()))
	if err != nil {
		return err
	}
	s.CursorKey, err = hex.DecodeString(key)
	return err
}
