package app

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/lantoa/lantoa/api/feeds"
	"github.com/lantoa/lantoa/api/ops"
)

// edge wires the HTTP edge: the API, the public pages, the feeds and the health.
func (a *App) edge() (http.Handler, error) {
	gin.SetMode(gin.ReleaseMode)
	engine := gin.New()
	// Feeds and health stand before every handler of the other pages: they are public,
	// and speed is what they are for.
	ops.New(ops.Options{Queue: a.Queue, LastRound: a.Dispatcher.LastRound, Now: now, Version: a.version}).Mount(engine)
	feeds.New(feeds.Options{Shelf: a.Shelf, Renderer: a.Renderer, Plans: a.Plans, SiteName: a.config.SiteName, PublicURL: a.config.PublicURL,
		Identity: a.Identity, Zone: a.config.Zone, Now: now, Log: a.log}).Mount(engine)
	return engine, nil
}
