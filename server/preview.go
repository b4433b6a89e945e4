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

// preview builds the file that forces, from pieces that were built before. It
// is the one public answer that costs more than a look-up, so few are built at
// a time, and no cache keeps them.
func (p *public) preview(c *fiber.Ctx) error {
	l, err := p.find(c)
	if err != nil {
		return err
	}
	if l.rules.Project.Force != engine.ForceOpen {
		c.Set(fiber.HeaderCacheControl, missing)
		return engine.Errorf(engine.CodeNotFound, "This project allows nobody to force variations.")
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
	script, err := p.state.builder.Preview(l.rules, l.revision, namedIn(forced))
	if err != nil {
		return err
	}
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
