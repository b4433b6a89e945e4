package server

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/lanekeeper/lanekeeper/engine"
)

// Question asks for one visitor's decisions: the body of decide, and a line of
// the command's input.
type Question struct {
	Visitor   string            `json:"visitor"`
	Pins      [][]string        `json:"pins"` // pairs of experiment and variation, oldest first
	URL       string            `json:"url"`  // "": every page counts as matched
	Force     map[string]string `json:"force"`
	ForceOnly bool              `json:"forceOnly"`
	Explain   bool              `json:"explain"`
}

// Answer is what a Question is answered with; Trace where it asked to explain.
type Answer struct {
	Visitor   string           `json:"visitor"`
	Decisions engine.Decisions `json:"decisions"`
	Trace     *engine.Trace    `json:"trace,omitempty"`
}

// ReadQuestion reads one JSON object, strictly.
func ReadQuestion(data []byte) (q Question, err error) {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&q); err != nil {
		return q, questionError(err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return q, engine.Errorf(engine.CodeSyntax, "There is text after the end of the JSON object.")
	}
	var problems []engine.Problem
	for i, pin := range q.Pins {
		if len(pin) != 2 || pin[0] == "" || pin[1] == "" {
			problems = append(problems, engine.Problem{
				Path: fmt.Sprintf("pins[%d]", i), Code: "format", Message: `A pin is a pair of ids: ["experiment", "variation"].`,
			})
		}
	}
	return q, engine.Invalid(problems)
}

func questionError(err error) error {
	wrong := (*json.UnmarshalTypeError)(nil)
	if errors.As(err, &wrong) {
		return engine.Invalid([]engine.Problem{{Path: wrong.Field, Code: "type", Message: "It must not be a JSON " + wrong.Value + "."}})
	}
	if name, unknown := strings.CutPrefix(err.Error(), "json: unknown field "); unknown {
		return engine.Invalid([]engine.Problem{{Path: strings.Trim(name, `"`), Code: "unknown-field", Message: "There is no such field."}})
	}
	return engine.Errorf(engine.CodeSyntax, "This is not a JSON object: %s.", err)
}

// Decide answers by the rules.
func (q Question) Decide(r *engine.Rules) (Answer, error) {
	v := engine.Visit{Visitor: q.Visitor, URL: q.URL, Force: q.Force, ForceOnly: q.ForceOnly}
	for _, pin := range q.Pins {
		v.Pins = append(v.Pins, engine.Pin{Experiment: pin[0], Variation: pin[1]})
	}
	if q.Explain {
		result, trace, err := r.Explain(v)
		return Answer{q.Visitor, result.Decisions, trace}, err
	}
	result, err := r.Decide(v)
	return Answer{Visitor: q.Visitor, Decisions: result.Decisions}, err
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
	answer, err := q.Decide(l.rules)
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
