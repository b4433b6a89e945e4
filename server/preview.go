package server

import (
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/lanekeeper/lanekeeper/engine"
)

const (
	maxForced     = 2000            // bytes of lk_force: some hundred experiments
	previewsAfter = 2 * time.Second // to wait for other previews
)

// sendAsked sends the module that a snippet loads where the address asks for what
// visitors do not need (docs/snippet.md), the same for all projects.
func (p *public) sendAsked(c *fiber.Ctx) error {
	if _, err := p.find(c); err != nil {
		return err
	}
	module, err := p.asked()
	if err != nil {
		return err
	}
	return sendScript(c, module)
}

// preview builds what that module loads: the file that forces variations, where
// the project lets it, remembers an opt-out, and explains decisions. It is the one
// public answer that costs more than a look-up, so few are built at a time, from
// pieces that were built before, and no cache keeps them.
func (p *public) preview(c *fiber.Ctx) error {
	l, err := p.find(c)
	if err != nil {
		return err
	}
	forced := strings.Clone(c.Query("lk_force")) // Fiber uses the bytes again
	if len(forced) > maxForced {
		return engine.Errorf(engine.CodeTooLarge, "lk_force may have at most %d bytes.", maxForced)
	}
	select {
	case p.previews <- struct{}{}:
		defer func() { <-p.previews }()
	case <-time.After(previewsAfter):
		return engine.Errorf(engine.CodeUnavailable, "Too many previews are being built. Try again.")
	}
	script, err := p.state.builder.Preview(l.shown, l.revision, namedIn(forced))
	if err == nil && c.Context().QueryArgs().Has("lk_debug") {
		var debugger []byte
		debugger, err = p.state.builder.Debugger(l.shown, l.revision)
		script = append(script, debugger...)
	}
	if err != nil {
		return err
	}
	return sendScript(c, script)
}

func sendScript(c *fiber.Ctx, script []byte) error {
	setHeaders(&c.Response().Header, scriptHeaders)
	setHeaders(&c.Response().Header, scriptTypeHeaders)
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.Send(script)
}

// namedIn lists the experiments in "12:12b,13:13a". What is malformed is left
// out: the script in the browser reads the same text, and says what is wrong.
func namedIn(forced string) (named []string) {
	for pair := range strings.SplitSeq(forced, ",") {
		id, _, _ := strings.Cut(strings.TrimSpace(pair), ":")
		if engine.ValidID(id) && !slices.Contains(named, id) {
			named = append(named, id)
		}
	}
	return named
}
