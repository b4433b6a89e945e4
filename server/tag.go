package server

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/lanekeeper/lanekeeper/snippet"
)

// tagAnswer are the two tags of which a page has one.
type tagAnswer struct {
	Revision     uint64 `json:"revision"`
	Synchronous  string `json:"synchronous"`
	Asynchronous string `json:"asynchronous"`
}

// tag prints what the site's pages need. How long the asynchronous tag hides is
// the project's hideFor.
func (a *admin) tag(c *fiber.Ctx) error {
	now, err := a.existing(c)
	if err != nil {
		return err
	}
	tag := snippet.Tag{
		Origin: c.Query("origin"), Project: now.form.ID, Nonce: c.Query("nonce"),
		HideFor: time.Duration(now.form.HideFor) * time.Millisecond,
	}
	answer := tagAnswer{Revision: now.revision}
	if answer.Synchronous, err = tag.HTML(); err != nil {
		return err
	}
	tag.Async, tag.Hide = true, c.Query("hide")
	if answer.Asynchronous, err = tag.HTML(); err != nil {
		return err
	}
	return sendRevision(c, now.revision, answer)
}
