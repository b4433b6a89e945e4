package server

import (
	"fmt"
	"slices"

	"github.com/gofiber/fiber/v2"

	"github.com/lanekeeper/lanekeeper/engine"
)

// experimentAnswer is the answer to what reads or writes one experiment. Was is
// its status before, where it was started, paused, ended or archived.
type experimentAnswer struct {
	Revision   uint64             `json:"revision"`
	Was        engine.Status      `json:"was,omitempty"`
	Experiment *engine.Experiment `json:"experiment"`
}

func (a *admin) listExperiments(c *fiber.Ctx) error {
	l, err := a.state.served(c.Params("project"))
	if err != nil {
		return err
	}
	return sendRevision(c, l.revision, fiber.Map{"revision": l.revision, "experiments": summaries(l.rules)})
}

func (a *admin) getExperiment(c *fiber.Ctx) error {
	now, err := a.existing(c)
	if err != nil {
		return err
	}
	e, err := now.form.Find(c.Params("experiment"))
	if err != nil {
		return err
	}
	return sendRevision(c, now.revision, experimentAnswer{Revision: now.revision, Experiment: e})
}

func (a *admin) createExperiment(c *fiber.Ctx) error { return a.writeExperiment(c, "") }
func (a *admin) putExperiment(c *fiber.Ctx) error {
	return a.writeExperiment(c, c.Params("experiment"))
}

// writeExperiment creates or replaces the experiment with this id; "" creates
// one with the body's id, or with a new one.
func (a *admin) writeExperiment(c *fiber.Ctx, id string) error {
	data, err := body(c)
	if err != nil {
		return err
	}
	allowed, at, created := expecting(c), 0, false
	done, err := a.edit(c, c.Params("project"), func(now current) (*engine.Project, error) {
		if err := now.exists(); err != nil {
			return nil, err
		}
		if err := allowed(now); err != nil {
			return nil, err
		}
		next := withExperiments(now.form)
		at = slices.IndexFunc(next.Experiments, func(e engine.Experiment) bool { return e.ID == id })
		if created = at < 0; created {
			at = len(next.Experiments)
			next.Experiments = append(next.Experiments, engine.Experiment{ID: id, Status: engine.Draft})
		}
		e, err := readExperiment(data, fmt.Sprintf("experiments[%d]", at), &next.Experiments[at])
		if err != nil {
			return nil, err
		}
		if _, err := now.form.Find(e.ID); created && err == nil {
			return nil, &engine.Error{
				Code: engine.CodeTaken, Message: "The project has an experiment " + e.ID + " already.",
				Problems: []engine.Problem{{Path: fmt.Sprintf("experiments[%d].id", at), Code: string(engine.CodeTaken), Message: "This id is in use."}},
			}
		}
		next.Experiments[at] = e
		next.Mint(a.state.taken)
		return next, nil
	})
	if err != nil {
		return err
	}
	e := &done.project.Experiments[at]
	if created {
		c.Status(fiber.StatusCreated)
		c.Set(fiber.HeaderLocation, "/v1/projects/"+done.project.ID+"/experiments/"+e.ID)
	}
	return sendRevision(c, done.revision, experimentAnswer{Revision: done.revision, Experiment: e})
}

// readExperiment reads the form that is to replace before. What it may leave
// out beyond the project's form is the id, as the address has it, and the
// status: that stays as it is, and a new experiment is a draft.
func readExperiment(data []byte, at string, before *engine.Experiment) (engine.Experiment, error) {
	e, err := engine.ParseExperiment(data, at)
	if err != nil {
		return e, err
	}
	if before.ID != "" && e.ID != "" && e.ID != before.ID {
		return e, otherID(at+".id", e.ID, before.ID)
	}
	if before.ID != "" {
		e.ID = before.ID
	}
	if e.Status == "" {
		e.Status = before.Status
	}
	return e, engine.Invalid(identifyVariations(at, before, &e))
}

// withExperiments copies a project as far as its list of experiments.
func withExperiments(p *engine.Project) *engine.Project {
	next := *p
	next.Experiments = slices.Clone(p.Experiments)
	return &next
}
