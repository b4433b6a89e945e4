package server

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"github.com/lanekeeper/lanekeeper/engine"
)

// projectAnswer is the answer to what reads or writes a whole project.
type projectAnswer struct {
	Revision uint64          `json:"revision"`
	Project  *engine.Project `json:"project"`
}

func (a *admin) listProjects(c *fiber.Ctx) error {
	list, err := a.state.overviews()
	if err != nil {
		return err
	}
	return sendJSON(c, fiber.Map{"projects": list})
}

func (a *admin) getProject(c *fiber.Ctx) error {
	now, err := a.existing(c)
	if err != nil {
		return err
	}
	return sendRevision(c, now.revision, projectAnswer{now.revision, now.form})
}

// existing is the project that the path names.
func (a *admin) existing(c *fiber.Ctx) (current, error) {
	now, err := a.state.newest(c.Params("project"))
	if err == nil {
		err = now.exists()
	}
	return now, err
}

func (a *admin) createProject(c *fiber.Ctx) error {
	data, err := body(c)
	if err != nil {
		return err
	}
	id, err := idOf(data)
	if err != nil {
		return err
	}
	return a.writeProject(c, id, data, func(now current) error {
		if now.revision > 0 {
			return &engine.Error{
				Code: engine.CodeTaken, Message: "There is a project " + id + " already.",
				Problems: []engine.Problem{{Path: "id", Code: string(engine.CodeTaken), Message: "This id is in use."}},
			}
		}
		return nil
	})
}

// idOf reads the id of a project, and reports all that is wrong where it cannot.
func idOf(data []byte) (string, error) {
	p, err := engine.Parse(data)
	if err == nil && engine.ValidID(p.ID) {
		return p.ID, nil
	}
	if _, err := engine.Read(data, nil); err != nil {
		return "", err
	}
	return "", err
}

func (a *admin) putProject(c *fiber.Ctx) error {
	data, err := body(c)
	if err != nil {
		return err
	}
	return a.writeProject(c, c.Params("project"), data, expecting(c))
}

func (a *admin) writeProject(c *fiber.Ctx, id string, data []byte, allowed func(current) error) error {
	done, err := a.edit(c, id, func(now current) (*engine.Project, error) {
		if err := allowed(now); err != nil {
			return nil, err
		}
		return a.state.readProject(id, data, now.form)
	})
	if err != nil {
		return err
	}
	if done.created {
		c.Status(fiber.StatusCreated)
		c.Set(fiber.HeaderLocation, "/v1/projects/"+id)
	}
	return sendRevision(c, done.revision, projectAnswer{done.revision, done.project})
}

// readProject reads the form that is to replace before, which may be nil.
func (s *state) readProject(id string, data []byte, before *engine.Project) (*engine.Project, error) {
	next, err := engine.Parse(data)
	if err != nil {
		if _, all := engine.Read(data, nil); all != nil { // the broken rules too, but for the id, which the address has
			err = cmp.Or(engine.Invalid(slices.DeleteFunc(problemsOf(all), isMissingID)), all)
		}
		return nil, err
	}
	if next.ID == "" {
		next.ID = id
	}
	if next.ID != id {
		return nil, otherID("id", next.ID, id)
	}
	var unclear []engine.Problem
	if before != nil {
		unclear = identifyAll(before, next)
		next.Follow(before)
	}
	next.Mint(s.taken)
	if len(unclear) > 0 {
		return nil, engine.Invalid(append(unclear, problemsOf(next.Validate())...))
	}
	return next, nil
}

func isMissingID(p engine.Problem) bool { return p.Path == "id" && p.Code == "required" }

func otherID(path, body, address string) error {
	return engine.Invalid([]engine.Problem{{
		Path: path, Code: "choice",
		Message: "The address says " + strconv.Quote(address) + " and the body says " + strconv.Quote(body) + ". An id cannot be changed.",
	}})
}
