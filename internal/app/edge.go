package app

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/lantoa/lantoa/api/ops"
)

// edge wires the HTTP edge: the API, the public pages, the feeds and the health.
func (a *App) edge() (http.Handler, error) {
	engine := gin.New()
	ops.New(ops.Options{Queue: a.Queue, LastRound: a.Dispatcher.LastRound, Now: now, Version: a.version}).Mount(engine)
	return engine, nil
}
