package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/gorm"
	sqlitedriver "modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/lantoa/lantoa/internal/fault"
)

// SQLSTATE classes and codes, from the PostgreSQL manual, appendix A.
const (
	serializationFailure = "40001"
	deadlockDetected     = "40P01"
)

// unavailable lists what passes by itself or by an operator's hand and says nothing about
// the statement: a lost connection, lost races, a standby, no room, locks, a shutdown.
func unavailable() []string {
	return []string{"08", "25006", "25P03", "40", "53", "55P03", "57", "58"}
}

// Translate turns an error of gorm or of a driver into one that the domain knows; the
// inner text stays in the cause, for the log alone. Errors of the domain pass unchanged.
func Translate(err error) error {
	if err == nil {
		return nil
	}
	if _, ok := fault.As(err); ok || errors.Is(err, context.Canceled) {
		return err
	}
	switch {
	case errors.Is(err, gorm.ErrRecordNotFound):
		return fault.New(fault.NotFound, fault.T("Không có mục này.", "There is no such item.")).Because(err)
	case errors.Is(err, gorm.ErrDuplicatedKey):
		return fault.New(fault.AlreadyExists, fault.T("Mục này đã có.", "This item exists already.")).Because(err)
	case errors.Is(err, gorm.ErrForeignKeyViolated):
		return fault.New(fault.StateConflict, fault.T("Mục được nhắc tới không còn.", "An item that this refers to is not there.")).Because(err)
	case unreachable(err):
		return fault.New(fault.Unavailable, fault.T("Cơ sở dữ liệu chưa trả lời.", "The database does not answer.")).Because(err)
	}
	return err
}

// Take reads one row; missing names for people what is not there.
func Take(query *gorm.DB, row any, missing fault.Text) error {
	err := query.Take(row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return NotFound(missing)
	}
	return Translate(err)
}

// Found is the error of a statement that was to change one row; missing names for people
// what is not there.
func Found(done *gorm.DB, missing fault.Text) error {
	if done.Error == nil && done.RowsAffected == 0 {
		return NotFound(missing)
	}
	return Translate(done.Error)
}

// repeatable reports whether a transaction lost a race, or its connection before a statement
// was sent, and may be run again as it is: in neither case was it committed.
func repeatable(err error) bool {
	var failure *pgconn.PgError
	return errors.Is(err, driver.ErrBadConn) || errors.As(err, &failure) && (failure.Code == serializationFailure || failure.Code == deadlockDetected)
}

func unreachable(err error) bool {
	var failure *pgconn.PgError
	if errors.As(err, &failure) {
		return slices.ContainsFunc(unavailable(), func(code string) bool { return strings.HasPrefix(failure.Code, code) })
	}
	var embedded *sqlitedriver.Error
	if errors.As(err, &embedded) {
		const primary = 0xff // the lower byte; the rest says more about it
		return slices.Contains([]int{sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}, embedded.Code()&primary)
	}
	var network net.Error
	var connect *pgconn.ConnectError
	return errors.As(err, &network) || errors.As(err, &connect) || pgconn.SafeToRetry(err) || slices.ContainsFunc(
		[]error{net.ErrClosed, io.EOF, io.ErrUnexpectedEOF, driver.ErrBadConn, sql.ErrConnDone}, func(lost error) bool { return errors.Is(err, lost) })
}

// redact takes the password of an address out of an error's text.
func redact(err error, address *url.URL) error {
	password, ok := address.User.Password()
	if !ok || password == "" {
		return err
	}
	return fmt.Errorf("%s", strings.ReplaceAll(err.Error(), password, "…"))
}
