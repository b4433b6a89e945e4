package server

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/lanekeeper/lanekeeper/engine"
)

// action is a step in an experiment's life. Repeating one changes nothing and
// is no error. To bring back an archived experiment, replace it with another
// status: that takes a decision, not a retry.
type action struct {
	name string
	done string // the participle, for the sentence
	to   engine.Status
	from []engine.Status
}

var actions = []action{
	{"start", "started", engine.Running, []engine.Status{engine.Draft, engine.Paused, engine.Ended}},
	{"pause", "paused", engine.Paused, []engine.Status{engine.Running}},
	{"end", "ended", engine.Ended, []engine.Status{engine.Running, engine.Paused}},
	{"archive", "archived", engine.Archived, []engine.Status{engine.Draft, engine.Paused, engine.Ended}},
}

func (a *admin) act(what action) fiber.Handler {
	return func(c *fiber.Ctx) error {
		allowed, at, was := expecting(c), 0, engine.Status("")
		done, err := a.edit(c, c.Params("project"), func(now current) (*engine.Project, error) {
			if err := now.exists(); err != nil {
				return nil, err
			}
			if err := allowed(now); err != nil {
				return nil, err
			}
			if _, err := now.form.Find(c.Params("experiment")); err != nil {
				return nil, err
			}
			next := withExperiments(now.form)
			at = slices.IndexFunc(next.Experiments, func(e engine.Experiment) bool { return e.ID == c.Params("experiment") })
			was = next.Experiments[at].Status
			return next, what.apply(&next.Experiments[at], at)
		})
		if err != nil {
			return err
		}
		return sendRevision(c, done.revision, experimentAnswer{done.revision, was, &done.project.Experiments[at]})
	}
}

func (a action) apply(e *engine.Experiment, at int) error {
	if e.Status != a.to && !slices.Contains(a.from, e.Status) {
		var from []string
		for _, s := range a.from {
			from = append(from, string(s))
		}
		return engine.Invalid([]engine.Problem{{
			Path: fmt.Sprintf("experiments[%d].status", at), Code: "transition",
			Message: fmt.Sprintf("Experiment %s has the status %s, and cannot be %s; only one with the status %s can.",
				e.ID, e.Status, a.done, strings.Join(from, " or ")),
		}})
	}
	e.Status = a.to
	return nil
}
