package store

import (
	"fmt"
	"net/url"
	"time"

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
	handle, err := gorm.Open(postgres.Open(o.URL), gormConfig())
	if err != nil {
		return fmt.Errorf("PostgreSQL at %s cannot be reached: %s", address.Redacted(), lastLine(redact(err, address)))
	}
	pool, err := handle.DB()
	if err != nil {
		return err
	}
	pool.SetMaxOpenConns(32)
	pool.SetMaxIdleConns(16)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	db.write, db.read = handle, handle
	return nil
}
