package server

import (
	"io/fs"
	"path"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/utils"

	"github.com/lanekeeper/lanekeeper/engine"
)

// Demo is a demonstration site that the public server shows under /demo/.
type Demo struct {
	Files   fs.FS  // index.html for /demo/, lanes.html for /demo/lanes, and others by their names
	Project string // the id of the project that runs on it
}

func (d *Demo) routes(app *fiber.App, s *state) {
	toDemo := func(c *fiber.Ctx) error { return c.Redirect("/demo/", fiber.StatusTemporaryRedirect) }
	app.Get("/", toDemo)
	app.Get("/demo", toDemo)
	app.Get("/demo/decide.js", func(c *fiber.Ctx) error { return d.decider(c, s) })
	app.Get("/demo/state.json", func(c *fiber.Ctx) error { return d.sendState(c, s) })
	app.Get("/demo/*", d.sendFile)
}

// sendFile answers with a file, which browsers ask for again each time: whoever
// tries the demo out also changes it.
func (d *Demo) sendFile(c *fiber.Ctx) error {
	name := c.Params("*")
	switch name {
	case "":
		name = "index.html"
	case "lanes":
		name = "lanes.html"
	}
	if !fs.ValidPath(name) {
		return fiber.ErrNotFound
	}
	data, err := fs.ReadFile(d.Files, name)
	if err != nil {
		return fiber.ErrNotFound
	}
	kind := utils.GetMIME(path.Ext(name))
	switch path.Ext(name) {
	case ".html", ".css", ".js":
		kind += "; charset=utf-8"
	}
	c.Set(fiber.HeaderContentType, kind)
	c.Set(fiber.HeaderXContentTypeOptions, "nosniff")
	c.Set(fiber.HeaderCacheControl, "no-cache")
	return c.Send(data)
}

// decider sends the visitors' decisions as a function, made by the real runtime.
func (d *Demo) decider(c *fiber.Ctx, s *state) error {
	l, err := s.served(d.Project)
	if err != nil {
		return err
	}
	script, err := s.builder.Decider(l.shown)
	if err != nil {
		return err
	}
	setHeaders(&c.Response().Header, scriptTypeHeaders)
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.Send(script)
}

func (d *Demo) sendState(c *fiber.Ctx, s *state) error {
	l, err := s.served(d.Project)
	if err != nil {
		return err
	}
	sentences := map[engine.Reason]string{}
	for _, known := range engine.Reasons {
		sentences[known.Reason] = known.Sentence
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	return sendJSON(c, fiber.Map{
		"project": d.Project, "revision": l.revision, "holdoutShare": l.rules.Project.HoldoutShare,
		"reasons": sentences, "experiments": summaries(l.rules),
	})
}
