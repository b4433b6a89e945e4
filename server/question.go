package server

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/lanekeeper/lanekeeper/engine"
)

// Question asks for one visitor's decisions: the body of decide, and a line of
// the command's input.
type Question struct {
	Visitor string     `json:"visitor"` // "": whom the Cookie header names, with the pins there
	Pins    [][]string `json:"pins"`    // pairs of experiment and variation, oldest first
	URL     string     `json:"url"`     // "": every page counts as matched
	// Headers are of the browser's request for the page, in any case; what they
	// tell, docs/api.md says. One that is left out is unknown, an
	// empty one was not sent.
	Headers    map[string]*string `json:"headers"`
	Attributes map[string]any     `json:"attributes"` // what the page pushed; nil: unknown
	Now        string             `json:"now"`        // RFC 3339; "": the moment of the request
	Force      map[string]string  `json:"force"`
	ForceOnly  bool               `json:"forceOnly"`
	Explain    bool               `json:"explain"`
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
	return q, engine.Invalid(q.problems())
}

func (q Question) problems() (problems []engine.Problem) {
	add := func(path, code, message string) {
		problems = append(problems, engine.Problem{Path: path, Code: code, Message: message})
	}
	for i, pin := range q.Pins {
		if len(pin) != 2 || pin[0] == "" || pin[1] == "" {
			add(fmt.Sprintf("pins[%d]", i), "format", `A pin is a pair of ids: ["experiment", "variation"].`)
		}
	}
	seen := map[string]bool{}
	for _, name := range q.headerNames() {
		lower := strings.ToLower(name)
		switch {
		case q.Headers[name] == nil:
			add("headers."+name, "type", "It must not be a JSON null.")
		case seen[lower]:
			add("headers."+name, "duplicate", "The header stands here twice; capitals make no difference.")
		}
		seen[lower] = true
	}
	if q.Now != "" {
		if _, err := time.Parse(time.RFC3339, q.Now); err != nil {
			add("now", "format", "It must be a time as 2026-12-01T08:00:00Z.")
		}
	}
	return problems
}

// headerNames are as given, in order.
func (q Question) headerNames() (names []string) {
	for name := range q.Headers {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
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
