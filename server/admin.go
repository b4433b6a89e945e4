package server

import (
	"context"
	"log/slog"
	"time"

	"github.com/gofiber/fiber/v2"
)

const (
	adminBodyLimit = 4 << 20
	// changeWithin is how long a change may take to be stored and served.
	changeWithin = 25 * time.Second
)

// admin answers those who steer the experiments.
type admin struct {
	state *state
}

func newAdminApp(s *state, allowed hosts, token tokenHash, log *slog.Logger) *fiber.App {
	app := newApp(log, adminBodyLimit, true)
	a := &admin{state: s}
	app.Use(func(c *fiber.Ctx) error {
		c.Set(fiber.HeaderCacheControl, "no-store")
		return allowed.check(c)
	})
	app.Get("/healthz", s.sendHealth)
	v1 := app.Group("/v1", token.check)
	v1.Get("/projects", a.listProjects)
	v1.Post("/projects", a.createProject)
	v1.Get("/projects/:project", a.getProject)
	v1.Put("/projects/:project", a.putProject)
	v1.Get("/projects/:project/shares", a.shares)
	v1.Get("/projects/:project/tag", a.tag)
	v1.Post("/projects/:project/decide", a.decide)
	v1.Get("/projects/:project/experiments", a.listExperiments)
	v1.Post("/projects/:project/experiments", a.createExperiment)
	v1.Get("/projects/:project/experiments/:experiment", a.getExperiment)
	v1.Put("/projects/:project/experiments/:experiment", a.putExperiment)
	for _, what := range actions {
		v1.Post("/projects/:project/experiments/:experiment/"+what.name, a.act(what))
	}
	return app
}

// edit is the state's, within the time that a request may take. It does not end
// with the request: a change under way is finished, so that its outcome is known.
func (a *admin) edit(c *fiber.Ctx, id string, make change) (edited, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.UserContext()), changeWithin)
	defer cancel()
	return a.state.edit(ctx, id, make)
}
