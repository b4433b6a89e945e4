package server

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/lanekeeper/lanekeeper/engine"
)

// Answer is what a Question is answered with; Trace where it asked to explain.
type Answer struct {
	Visitor   string           `json:"visitor"`
	Decisions engine.Decisions `json:"decisions"`
	Trace     *engine.Trace    `json:"trace,omitempty"`
}

// Decide answers by the rules, for the moment now where the question names
// none.
func (q Question) Decide(r *engine.Rules, now time.Time) (Answer, error) {
	v := q.visit(r.Project, now)
	if q.Explain {
		result, trace, err := r.Explain(v)
		return Answer{v.Visitor, result.Decisions, trace}, err
	}
	result, err := r.Decide(v)
	return Answer{Visitor: v.Visitor, Decisions: result.Decisions}, err
}

func (a *admin) decide(c *fiber.Ctx) error {
	l, err := a.state.served(c.Params("project"))
	if err != nil {
		return err
	}
	data, err := body(c)
	if err != nil {
		return err
	}
	q, err := ReadQuestion(data)
	if err != nil {
		return err
	}
	answer, err := q.Decide(l.rules, a.state.clock.Now())
	if err != nil {
		return err
	}
	return sendRevision(c, l.revision, struct {
		Revision uint64 `json:"revision"`
		Answer
	}{l.revision, answer})
}

func (a *admin) shares(c *fiber.Ctx) error {
	l, err := a.state.served(c.Params("project"))
	if err != nil {
		return err
	}
	return sendRevision(c, l.revision, fiber.Map{"revision": l.revision, "shares": l.rules.Shares()})
}
