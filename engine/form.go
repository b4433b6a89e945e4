package engine

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
)

// Read takes a project from JSON (text that begins with "{") or YAML. It is
// strict: unknown fields, wrong types, duplicate keys and broken rules are all
// reported, at once and each with its path, in one [Error]. A null counts as
// left out. What was left out gets its default, and missing ids are minted,
// away from those that taken reports (which may be nil).
func Read(data []byte, taken func(id string) bool) (*Project, error) {
	var p Project
	form, err := decode(data, &p, "")
	if err != nil {
		return nil, err
	}
	p.Mint(taken)
	if err := Invalid(append(form, independent(p.problems(), form)...)); err != nil {
		return nil, err
	}
	return &p, nil
}

// Parse is Read without minting and validation: the form alone is checked.
func Parse(data []byte) (*Project, error) {
	var p Project
	problems, err := decode(data, &p, "")
	if err == nil {
		err = Invalid(problems)
	}
	if err != nil {
		return nil, err
	}
	return &p, nil
}

// ParseExperiment reads one experiment in the project's form. at is its path in
// the project, which begins the paths of its problems.
func ParseExperiment(data []byte, at string) (Experiment, error) {
	var e Experiment
	problems, err := decode(data, &e, at)
	if err == nil {
		err = Invalid(problems)
	}
	return e, err
}

// JSON prints the project, indented, with every default spelled out.
func (p *Project) JSON() ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false) // code and selectors stay readable in diffs
	enc.SetIndent("", "  ")
	if err := enc.Encode(p); err != nil {
		return nil, Wrap(CodeInternal, err, "The project could not be printed.")
	}
	return b.Bytes(), nil
}

// YAML prints the same as JSON does, in block style.
func (p *Project) YAML() ([]byte, error) {
	data, err := p.JSON()
	if err != nil {
		return nil, err
	}
	if data, err = printYAML(data); err != nil {
		return nil, Wrap(CodeInternal, err, "The project could not be printed.")
	}
	return data, nil
}

// independent are the broken rules that may not just follow from problems of
// the form: those above or below such a problem, and unknown ids, may.
func independent(rules, form []Problem) []Problem {
	return slices.DeleteFunc(rules, func(rule Problem) bool {
		return slices.ContainsFunc(form, func(f Problem) bool {
			return within(f.Path, rule.Path) || within(rule.Path, f.Path) || rule.Code == "unknown-id" && f.Code == "type"
		})
	})
}

// within reports whether a path is at or below another.
func within(path, above string) bool {
	rest, ok := strings.CutPrefix(path, above)
	return ok && (above == "" || rest == "" || rest[0] == '.' || rest[0] == '[')
}
