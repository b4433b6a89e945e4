package server

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"runtime/debug"
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/recover"
	"github.com/valyala/fasthttp"
)

// Limits of both servers. Proxies and CDNs keep idle connections for a minute
// or so; ours are kept longer, lest they use one that we are just closing.
const (
	readTimeout  = 15 * time.Second // of a whole request
	writeTimeout = 30 * time.Second
	idleTimeout  = 90 * time.Second
)

// newApp makes a Fiber app with what both servers share.
func newApp(log *slog.Logger, bodyLimit int, immutable bool) *fiber.App {
	app := fiber.New(fiber.Config{
		DisableStartupMessage: true,
		StrictRouting:         true,
		CaseSensitive:         true, // ids are
		Immutable:             immutable,
		BodyLimit:             bodyLimit,
		ReadTimeout:           readTimeout,
		WriteTimeout:          writeTimeout,
		IdleTimeout:           idleTimeout,
		// A request carries all cookies of the site; fasthttp refuses what does not fit.
		ReadBufferSize: 16 << 10,
		// One write a response: with the default of 4 kB a snippet takes two, and a third of the speed.
		WriteBufferSize:              32 << 10,
		DisablePreParseMultipartForm: true, // fasthttp would write files
		ErrorHandler:                 errorHandler(log),
	})
	handle := app.Handler()
	app.Server().Handler = func(ctx *fasthttp.RequestCtx) {
		if knownMethod(ctx) {
			handle(ctx)
			return
		}
		// Fiber answers these in plain text, past its error handler.
		c := app.AcquireCtx(ctx)
		defer app.ReleaseCtx(c)
		_ = app.ErrorHandler(c, fiber.ErrMethodNotAllowed)
	}
	app.Use(recover.New(recover.Config{EnableStackTrace: true, StackTraceHandler: func(c *fiber.Ctx, reason any) {
		log.Error("A handler panicked.", "method", c.Method(), "path", c.Path(), "panic", reason, "stack", string(debug.Stack()))
	}}))
	return app
}

func knownMethod(ctx *fasthttp.RequestCtx) bool {
	return ctx.IsGet() || slices.Contains(fiber.DefaultMethods, string(ctx.Method()))
}

// sendJSON answers with a value. Code and names stay readable: <, > and & are
// not escaped, and nosniff keeps browsers from taking the answer for a page.
func sendJSON(c *fiber.Ctx, value any) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(value); err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "application/json; charset=utf-8")
	c.Set(fiber.HeaderXContentTypeOptions, "nosniff")
	return c.Send(b.Bytes())
}
