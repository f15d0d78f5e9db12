package app

import (
	"context"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/lantoa/lantoa/internal/channel"
	"github.com/lantoa/lantoa/internal/config"
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/doctor"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/media/folder"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/secret"
	"github.com/lantoa/lantoa/internal/store"
	"github.com/lantoa/lantoa/internal/store/ledger"
)

const (
	// looking bounds each look at the database.
	looking = 15 * time.Second
	// asking bounds the check of one channel, and askers how many run side by side.
	asking = 15 * time.Second
	askers = 8
)

// Examine looks at all that lantoa stands on, beside a running server or without one, and
// judges it in words. Nothing is changed but by the checks of channels, which are those of
// the daily round: what a destination answers is kept.
func Examine(ctx context.Context, c config.Config, log *slog.Logger, look Look) []doctor.Finding {
	x := &examination{config: c, log: log, offline: look.Offline}
	x.add(doctor.Address(c.PublicURL, c.Given("LANTOA_PUBLIC_URL"), len(c.TrustedProxies) > 0), doctor.Zone(c.Zone, now()),
		doctor.Folder("data", c.Data, []string{secret.KeyFile, store.SQLiteFile, store.SQLiteFile + "-wal", store.SQLiteFile + "-shm"}))
	x.mailServer(ctx, look.MailTo)
	x.database(ctx)
	return x.found
}

// Look says how closely to look.
type Look struct {
	Offline bool   // no destination is asked
	MailTo  string // where a test letter goes; "" sends none
}

type examination struct {
	config  config.Config
	log     *slog.Logger
	offline bool
	found   []doctor.Finding
}

func (x *examination) add(found ...doctor.Finding) { x.found = append(x.found, found...) }

// failed adds that something could not be looked at.
func (x *examination) failed(check string, err error, do fault.Text) {
	x.add(doctor.Ill(check, fault.T(err.Error(), err.Error()), do))
}

// database looks at the database, and at what stands in it as far as its schema is ours.
func (x *examination) database(ctx context.Context) {
	began := now()
	db, err := OpenDatabase(ctx, x.config, false, x.log)
	if err != nil {
		x.failed("database", err, fault.T("Sửa chỗ này trước; những gì nằm trong cơ sở dữ liệu chưa được xem.", "Mend this first; what stands in the database was not looked at."))
		return
	}
	defer func() { _ = db.Close() }()
	version, pending, err := schema(ctx, db)
	if err != nil {
		x.failed("database", err, fault.Text{})
		return
	}
	x.add(doctor.Database(version, now().Sub(began)), doctor.Schema(pending))
	if len(pending) > 0 {
		return
	}
	key, usable := x.key(ctx, ledger.NewFacts(db))
	x.add(key)
	if usable {
		x.house(ctx, db)
	}
}

func schema(ctx context.Context, db *store.DB) (version string, pending []string, err error) {
	ctx, cancel := context.WithTimeout(ctx, looking)
	defer cancel()
	if version, err = db.Version(ctx); err != nil {
		return "", nil, err
	}
	pending, err = db.Pending(ctx)
	return version, pending, err
}

// key looks whether the key is there that this database was begun with; none is made.
func (x *examination) key(ctx context.Context, facts *ledger.Facts) (found doctor.Finding, usable bool) {
	const check = "secret-key"
	begun, err := facts.Fact(ctx, keyFact)
	if err != nil {
		return doctor.Ill(check, fault.T(err.Error(), err.Error()), fault.Text{}), false
	}
	file := filepath.Join(x.config.Data, secret.KeyFile)
	back := fault.Tf("Đặt lại LANTOA_SECRET_KEY hoặc tệp %s từ bản sao lưu của khóa.", "Bring back LANTOA_SECRET_KEY or the file %s from where the key was kept.", file)
	switch none := x.config.SecretKey.IsZero() && !secret.HasKeyFile(x.config.Data); {
	case none && begun == "":
		return doctor.Mind(check, fault.T("Chưa có khóa; máy chủ tạo khóa ở lần chạy đầu.", "There is no key yet; the server makes one at its first start."), fault.T("Khởi động lantoa serve.", "Start `lantoa serve`.")), false
	case none:
		return doctor.Ill(check, fault.Tf("Không có khóa; cơ sở dữ liệu này bắt đầu bằng khóa %s. Máy chủ không khởi động được.", "There is no key, and this database was begun with key %s. The server does not start.", begun), back), false
	}
	box, err := secret.OpenKey(x.config.Data, x.config.SecretKey)
	if err != nil {
		return doctor.Ill(check, fault.T(err.Error(), err.Error()), back), false
	}
	if begun != "" && box.KeyID() != begun {
		return doctor.Ill(check, fault.Tf("Khóa hiện có là %s, còn cơ sở dữ liệu này bắt đầu bằng khóa %s. Máy chủ không khởi động được.", "The key is %s, and this database was begun with key %s. The server does not start.", box.KeyID(), begun), back), false
	}
	return doctor.Well(check, fault.Tf("Đúng khóa của cơ sở dữ liệu (%s).", "It is the key of the database (%s).", box.KeyID())), begun != ""
}

// house looks at what the services know.
func (x *examination) house(ctx context.Context, db *store.DB) {
	s, err := Wire(ctx, Parts{Config: x.config, DB: db, Log: x.log, Now: now})
	if err != nil {
		x.failed("house", err, fault.Text{})
		return
	}
	short, cancel := context.WithTimeout(ctx, looking)
	defer cancel()
	x.media(short, db, s)
	if st, at, err := s.Sealer.State(short); err != nil {
		x.failed("clock", err, fault.Text{})
	} else {
		x.add(doctor.Clock(now(), at, st.LastRun), doctor.Server(st.LastRun, at), doctor.Seals(st, at))
	}
	if health, err := s.Queue.Health(short); err != nil {
		x.failed("deliveries", err, fault.Text{})
	} else {
		x.add(doctor.Queue(health, now()))
	}
	if st, err := s.Accounts.State(short, doctor.EndsSoon); err != nil {
		x.failed("accounts", err, fault.Text{})
	} else {
		x.add(doctor.Accounts(st), doctor.Keys(st, x.config.Zone))
	}
	if figures, err := s.Mail.Figures(short); err != nil {
		x.failed("mail-queue", err, fault.Text{})
	} else if s.Mail.On() || figures.Waiting > 0 {
		x.add(doctor.Outbox(figures, s.Mail.On(), now()))
	}
	x.channels(ctx, s)
}

// media looks at the folder of the pictures, and whether it is this database's once there is
// any.
func (x *examination) media(ctx context.Context, db *store.DB, s *Services) {
	path := x.config.MediaDir
	if path == "" {
		path = filepath.Join(x.config.Data, "media")
	}
	begun, err := keepsFiles(ctx, db)
	if err == nil && begun {
		var opened *folder.Folder
		if opened, err = folder.Open(path, s.Identity, begun); err == nil {
			err = opened.Close()
		}
	}
	if err != nil {
		x.failed("media", err, fault.Text{})
		return
	}
	x.add(doctor.Folder("media", path, nil))
}

// channels has every destination asked, side by side, for a time each. What is only read from
// us, and the trial channel, are asked nothing.
func (x *examination) channels(ctx context.Context, s *Services) {
	if x.offline {
		return
	}
	all, err := s.Channels.List(ctx, right.System())
	if err != nil {
		x.failed("channel", err, fault.Text{})
		return
	}
	all = slices.DeleteFunc(all, func(c channel.Channel) bool { return c.Passive || c.Kind == connector.TrialKind })
	slices.SortFunc(all, func(a, b channel.Channel) int { return strings.Compare(a.Name, b.Name) })
	found, turns := make([]doctor.Finding, len(all)), make(chan struct{}, askers)
	var running sync.WaitGroup
	for i, one := range all {
		running.Go(func() {
			turns <- struct{}{}
			defer func() { <-turns }()
			found[i] = ask(ctx, s, one)
		})
	}
	running.Wait()
	x.add(found...)
}

func ask(ctx context.Context, s *Services, c channel.Channel) doctor.Finding {
	limited, cancel := context.WithTimeout(ctx, asking)
	defer cancel()
	health, err := s.Channels.Check(limited, right.System(), c.ID)
	if limited.Err() != nil && ctx.Err() == nil {
		health, err = connector.Health{Class: connector.Transient, Detail: fault.Tf("không trả lời trong %d giây.", "no answer within %d seconds.", int(asking.Seconds()))}, nil
	}
	if after, failed := s.Channels.Get(ctx, right.System(), c.ID); failed == nil {
		c = after // which bears what the answer did to it
	}
	if e, near := s.Channels.Expiring(c); near {
		return doctor.Channel(c, health, err, &e)
	}
	return doctor.Channel(c, health, err, nil)
}
