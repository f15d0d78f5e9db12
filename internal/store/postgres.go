package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"net/url"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

// gormConfig is made anew for each handle: gorm writes into the one it is given.
// TranslateError makes both dialects speak of duplicates and foreign keys alike.
func gormConfig() *gorm.Config {
	return &gorm.Config{
		TranslateError:         true,
		SkipDefaultTransaction: true,
		Logger:                 logger.Discard,
		NowFunc:                func() time.Time { return time.Now().UTC() },
	}
}

func (db *DB) openPostgres(o Options) error {
	address, err := url.Parse(o.URL)
	if err != nil || (address.Scheme != "postgres" && address.Scheme != "postgresql") || address.Host == "" && address.Query().Get("host") == "" {
		return fmt.Errorf("LANTOA_DATABASE_URL is not a PostgreSQL address; it looks like postgres://user:password@host:5432/lantoa")
	}
	config, err := pgx.ParseConfig(o.URL)
	if err != nil {
		return fmt.Errorf("LANTOA_DATABASE_URL cannot be used: %s", lastLine(redact(err, address)))
	}
	pool := postgresPool(config)
	handle, err := gorm.Open(postgres.New(postgres.Config{Conn: pool}), gormConfig())
	if err != nil {
		return fmt.Errorf("PostgreSQL at %s cannot be reached: %s", address.Redacted(), lastLine(redact(errors.Join(err, pool.Close()), address)))
	}
	if err := suits(handle); err != nil {
		return fmt.Errorf("PostgreSQL at %s cannot be used: %w", address.Redacted(), errors.Join(err, pool.Close()))
	}
	db.write, db.read = handle, handle
	return nil
}

// oldest is the oldest server that the migrations and the claim are written for and tested
// against, as its server_version_num.
const oldest = 150000

// suits refuses a server that is too old, and a database that cannot hold Vietnamese.
func suits(handle *gorm.DB) error {
	var server struct {
		Version  int
		Encoding string
	}
	const facts = `SELECT current_setting('server_version_num')::int AS version, current_setting('server_encoding') AS encoding`
	if err := handle.Raw(facts).Scan(&server).Error; err != nil {
		return err
	}
	switch {
	case server.Version < oldest:
		return fmt.Errorf("it is version %d, and %d or newer is needed", server.Version/10000, oldest/10000)
	case server.Encoding != "UTF8":
		return fmt.Errorf("the database is encoded in %s; make one with ENCODING 'UTF8'", server.Encoding)
	}
	return nil
}

const (
	// connectPatience bounds the making of a connection.
	connectPatience = 10 * time.Second
	// idleInTx is after how long the server ends a transaction whose client says nothing
	// more, with its locks: shorter than a lease, so that a process that stands still holds
	// up the others no longer than its leases do.
	idleInTx = "10s"
	// quiet is how long a connection may rest before it must prove that it lives, and
	// proofPatience how long that may take: over a dead one nothing comes back, not even
	// an error.
	quiet         = time.Second
	proofPatience = 2 * time.Second
)

// connections bounds those of one instance.
const connections = 32

// postgresPool is a pool whose connections do not outlive the network under them.
func postgresPool(config *pgx.ConnConfig) *sql.DB {
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = connectPatience
	}
	dialer := &net.Dialer{KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: 15 * time.Second, Interval: 5 * time.Second, Count: 3}}
	config.DialFunc = dialer.DialContext
	_, named := config.RuntimeParams[idleSetting]
	pool := stdlib.OpenDB(*config,
		stdlib.OptionAfterConnect(func(ctx context.Context, conn *pgx.Conn) error {
			if named { // in the address, by the operator
				return nil
			}
			_, err := conn.Exec(ctx, "SET "+idleSetting+" = '"+idleInTx+"'")
			return err
		}),
		stdlib.OptionShouldPing(dead))
	pool.SetMaxOpenConns(poolSize())
	pool.SetMaxIdleConns(connections) // to make one, and its plans, anew costs more than to keep it
	pool.SetConnMaxIdleTime(5 * time.Minute)
	return pool
}

const idleSetting = "idle_in_transaction_session_timeout"

// dead pings a connection that has rested, with little patience, and tells whether that
// ended it: the pool then throws it away and takes another.
func dead(ctx context.Context, p stdlib.ShouldPingParams) bool {
	if p.IdleDuration <= quiet {
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, proofPatience)
	defer cancel()
	return p.Conn.Ping(ctx) != nil
}
