package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"

	sqlitedriver "modernc.org/sqlite" // also registers the driver "sqlite"
)

// preparing opens SQLite connections that keep their statements prepared. To parse and plan
// one takes SQLite longer than to run most of ours, and neither database/sql nor gorm keeps
// one over transactions: what they prepare inside one ends with it.
type preparing struct{ driver.Connector }

// sqliteConn is what database/sql, and whoever asks it for the connection itself, use of
// the driver's connection.
type sqliteConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
	sqlitedriver.HookRegisterer
}

// Connect implements [driver.Connector].
func (p preparing) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := p.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	whole, ok := conn.(sqliteConn)
	if !ok {
		return nil, errors.Join(fmt.Errorf("a connection of SQLite's driver is a %T, which lacks what is needed", conn), conn.Close())
	}
	return &preparedConn{sqliteConn: whole, kept: map[string]preparedStmt{}}, nil
}

// preparedConn keeps statements that are not in use. As any connection it is used by one
// goroutine at a time.
type preparedConn struct {
	sqliteConn
	kept map[string]preparedStmt
}

// preparedStmt is what is used of the driver's statement.
type preparedStmt interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

// mostKept bounds the statements of one connection; those of many values differ by how
// many they are.
const mostKept = 500

// take gives a statement that nobody else uses until it is given back.
func (c *preparedConn) take(ctx context.Context, query string) (preparedStmt, error) {
	if one, ok := c.kept[query]; ok {
		delete(c.kept, query)
		return one, nil
	}
	made, err := c.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	return made.(preparedStmt), nil //nolint:forcetypeassert // the driver's own, as Connect found it
}

// keep takes a statement back. When there are too many, all go: those in use come again.
func (c *preparedConn) keep(query string, one preparedStmt) error {
	if len(c.kept) >= mostKept {
		if err := c.forget(); err != nil {
			return errors.Join(err, one.Close())
		}
	}
	if _, twice := c.kept[query]; twice {
		return one.Close()
	}
	c.kept[query] = one
	return nil
}

func (c *preparedConn) forget() error {
	var failed error
	for query, one := range c.kept {
		failed = errors.Join(failed, one.Close())
		delete(c.kept, query)
	}
	return failed
}

// ExecContext implements [driver.ExecerContext].
func (c *preparedConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	one, err := c.take(ctx, query)
	if err != nil {
		return nil, err
	}
	done, err := one.ExecContext(ctx, args)
	if err != nil {
		_ = one.Close() // it would say the same again
		return nil, err
	}
	return done, c.keep(query, one)
}

// QueryContext implements [driver.QueryerContext].
func (c *preparedConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	one, err := c.take(ctx, query)
	if err != nil {
		return nil, err
	}
	found, err := one.QueryContext(ctx, args)
	if err != nil {
		_ = one.Close() // it would say the same again
		return nil, err
	}
	whole, ok := found.(sqliteRows)
	if !ok {
		return nil, errors.Join(fmt.Errorf("rows of SQLite's driver are a %T, which lacks what is needed", found), found.Close(), one.Close())
	}
	return &preparedRows{sqliteRows: whole, end: func() error { return c.keep(query, one) }}, nil
}

// Close implements [driver.Conn].
func (c *preparedConn) Close() error { return errors.Join(c.forget(), c.sqliteConn.Close()) }

// sqliteRows is what database/sql uses of the driver's rows.
type sqliteRows interface {
	driver.Rows
	driver.RowsColumnTypeDatabaseTypeName
	driver.RowsColumnTypeLength
	driver.RowsColumnTypeNullable
	driver.RowsColumnTypePrecisionScale
	driver.RowsColumnTypeScanType
}

// preparedRows give their statement back when they are closed.
type preparedRows struct {
	sqliteRows
	end func() error
}

// Close implements [driver.Rows].
func (r *preparedRows) Close() error { return errors.Join(r.sqliteRows.Close(), r.end()) }
