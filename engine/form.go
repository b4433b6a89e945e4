package engine

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"slices"
	"strings"

	"github.com/go-viper/mapstructure/v2"
	"go.yaml.in/yaml/v3"
)

// Read takes a project from JSON (text that begins with "{") or YAML. It is
// strict: unknown fields, wrong types, duplicate keys and broken rules are all
// reported, at once and each with its path, in one [Error]. What was left out
// gets its default, and missing ids are minted, away from those that taken
// reports (which may be nil).
func Read(data []byte, taken func(id string) bool) (*Project, error) {
	p, err := Parse(data)
	if err != nil {
		return nil, err
	}
	p.Mint(taken)
	if err := p.Validate(); err != nil {
		return nil, err
	}
	return p, nil
}

// Parse is Read without minting and validation: the form alone is checked.
func Parse(data []byte) (*Project, error) {
	var p Project
	if err := decode(data, &p, ""); err != nil {
		return nil, err
	}
	return &p, nil
}

// ParseExperiment reads one experiment in the project's form. at is its path in
// the project, which begins the paths of its problems.
func ParseExperiment(data []byte, at string) (Experiment, error) {
	var e Experiment
	err := decode(data, &e, at)
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
	var node yaml.Node // JSON as Go prints it is YAML; parsing it keeps the order of the fields
	if err := yaml.Unmarshal(data, &node); err != nil {
		return nil, Wrap(CodeInternal, err, "The project could not be printed.")
	}
	blockStyle(&node)
	var b bytes.Buffer
	enc := yaml.NewEncoder(&b)
	enc.SetIndent(2)
	if err := errors.Join(enc.Encode(&node), enc.Close()); err != nil {
		return nil, Wrap(CodeInternal, err, "The project could not be printed.")
	}
	return b.Bytes(), nil
}

func blockStyle(n *yaml.Node) {
	n.Style = 0
	for _, child := range n.Content {
		blockStyle(child)
	}
}

// decode fills into, a pointer to a struct of the form, from JSON or YAML.
func decode(data []byte, into any, at string) error {
	tree, err := parseTree(data)
	if err != nil {
		return err
	}
	var meta mapstructure.Metadata
	d, err := mapstructure.NewDecoder(&mapstructure.DecoderConfig{
		Result: into, Metadata: &meta, TagName: "json", DecodeHook: strict,
		MatchName: func(key, field string) bool { return key == field },
	})
	if err != nil {
		return Wrap(CodeInternal, err, "The form could not be read.")
	}
	problems := problemsOf(d.Decode(tree))
	for _, path := range meta.Unused {
		problems = append(problems, Problem{Path: path, Code: "unknown-field", Message: "There is no such field."})
	}
	slices.SortStableFunc(problems, func(a, b Problem) int { return strings.Compare(a.Path, b.Path) })
	if at != "" {
		for i := range problems {
			problems[i].Path = strings.TrimSuffix(at+"."+problems[i].Path, ".")
		}
	}
	return Invalid(problems)
}


// strict is the decoder's hook: it refuses every conversion between types, in
// words, and sets the defaults of a struct before its fields are read.
func strict(from, to reflect.Value) (any, error) {
	if from.Kind() == reflect.Interface {
		from = from.Elem()
	}
	_, number := from.Interface().(json.Number)
	ok, want := true, ""
	switch to.Kind() {
	case reflect.String:
		ok, want = from.Kind() == reflect.String && !number, "text; numbers need quotes here"
	case reflect.Int:
		_, err := strconv.Atoi(fmt.Sprint(from))
		ok, want = number && err == nil, "a whole number"
	case reflect.Bool:
		ok, want = from.Kind() == reflect.Bool, "true or false"
	case reflect.Slice:
		ok, want = from.Kind() == reflect.Slice, "a list"
	case reflect.Map, reflect.Struct:
		ok, want = from.Kind() == reflect.Map, "an object with named fields"
	}
	if !ok {
		return nil, fmt.Errorf("must be %s", want)
	}
	setDefaults(to)
	return from.Interface(), nil
}

func setDefaults(to reflect.Value) {
	switch to.Interface().(type) {
	case Project:
		to.Set(reflect.ValueOf(Project{HoldoutShare: 500, CookiePrefix: "lk", Force: ForceOpen}))
	case Experiment:
		to.Set(reflect.ValueOf(Experiment{Traffic: Whole}))
	case Group:
		to.Set(reflect.ValueOf(Group{Sticky: Keep}))
	}
}

// problemsOf flattens the decoder's tree of errors.
func problemsOf(err error) (problems []Problem) {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range joined.Unwrap() {
			problems = append(problems, problemsOf(e)...)
		}
		return problems
	}
	if at := (*mapstructure.DecodeError)(nil); errors.As(err, &at) {
		if inner := problemsOf(at.Unwrap()); len(inner) > 0 && inner[0].Path != "" {
			return inner
		}
		return []Problem{{Path: at.Name(), Code: "type", Message: "It " + at.Unwrap().Error() + "."}}
	}
	if err != nil {
		return []Problem{{Code: "type", Message: err.Error()}}
	}
	return nil
}
