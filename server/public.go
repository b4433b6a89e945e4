package server

import (
	"sync"

	"github.com/gofiber/fiber/v2"

	"github.com/lanekeeper/lanekeeper/engine"
)

const (
	// publicBodyLimit is for a server that reads no bodies.
	publicBodyLimit = 4 << 10
	// missing is how long caches may keep that there is no such project: long
	// enough to shield us, short enough for whoever creates it a moment later.
	missing = "public, max-age=10"
)

// public answers visitors, from memory.
type public struct {
	state    *state
	previews chan struct{} // as many previews as may be built at a time
	asked    func() ([]byte, error)
	proxies  proxies
	limit    *limiter
}

func newPublicApp(s *state, config Config) *fiber.App {
	app := newApp(config.Log, publicBodyLimit, false)
	p := &public{
		state: s, previews: make(chan struct{}, cap(s.workers)), asked: sync.OnceValues(s.builder.Asked),
		proxies: config.TrustedProxies, limit: newLimiter(s.clock.Now),
	}
	app.Get("/js/:project.asked.js", p.sendAsked)
	app.Get("/js/:project.preview.js", p.preview)
	app.Get("/js/:project.js", p.script)
	app.Post("/v1/visitor/:project", p.visitor)
	app.Get("/healthz", s.sendHealth)
	if config.Demo != nil {
		config.Demo.routes(app, s)
	}
	return app
}

// find gives what is served of the project that the path names.
func (p *public) find(c *fiber.Ctx) (*live, error) {
	l, err := p.state.served(c.Params("project"))
	if engine.CodeOf(err) == engine.CodeNotFound {
		c.Set(fiber.HeaderCacheControl, missing)
	}
	return l, err
}

func (p *public) script(c *fiber.Ctx) error {
	l, err := p.find(c)
	if err != nil {
		return err
	}
	request, response := &c.Request().Header, &c.Response().Header
	f := &l.files[accepted(request.PeekAll(fiber.HeaderAcceptEncoding))]
	setHeaders(response, f.always)
	if listsTag(request.PeekAll(fiber.HeaderIfNoneMatch), f.tag) {
		c.Response().SetStatusCode(fiber.StatusNotModified)
		return nil
	}
	setHeaders(response, f.whole)
	c.Response().SetBodyRaw(f.body)
	return nil
}

// sendHealth answers 200 as long as what is served can be served: also while
// changes cannot be learned of, as the last snippet beats none.
func (s *state) sendHealth(c *fiber.Ctx) error {
	health := s.health()
	c.Set(fiber.HeaderCacheControl, "no-store")
	if health == "loading" {
		c.Status(fiber.StatusServiceUnavailable)
	}
	return sendJSON(c, fiber.Map{"status": health})
}
