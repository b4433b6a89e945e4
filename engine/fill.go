package engine

import (
	"encoding/json"
	"reflect"
	"strconv"
	"strings"
)

// decode fills into, a pointer to a struct of the form, from JSON or YAML, as
// far as the problems of the form allow. The error is that of the syntax.
//
// Fields are set by hand: encoding/json stops at the first fault, and
// mapstructure forgets the unknown fields of an object with a wrong type in it.
func decode(data []byte, into any, at string) ([]Problem, error) {
	tree, problems, err := parseTree(data, at)
	if err != nil {
		return nil, err
	}
	f := filler{problems}
	if tree == nil {
		f.must(at, false, "be an object with named fields")
	}
	f.fill(reflect.ValueOf(into).Elem(), tree, at)
	return f.problems, nil
}

// filler sets fields and gathers problems, in the order of the form.
type filler struct{ problems []Problem }

func (f *filler) must(path string, ok bool, what string) bool {
	if !ok {
		f.problems = also(f.problems, Problem{Path: path, Code: "type", Message: "It must " + what + "."})
	}
	return ok
}

// fill never converts one type to another. Null counts as left out.
func (f *filler) fill(to reflect.Value, from any, path string) {
	if from == nil {
		return
	}
	switch to.Kind() {
	case reflect.Pointer:
		to.Set(reflect.New(to.Type().Elem()))
		f.fill(to.Elem(), from, path)
	case reflect.Interface:
		to.Set(reflect.ValueOf(from))
	case reflect.String:
		s, ok := from.(string)
		f.must(path, ok, "be text; put it in quotes")
		to.SetString(s)
	case reflect.Int:
		number, _ := from.(json.Number)
		n, err := strconv.Atoi(string(number))
		f.must(path, err == nil, "be a whole number")
		to.SetInt(int64(n))
	case reflect.Float64:
		number, _ := from.(json.Number)
		n, err := strconv.ParseFloat(string(number), 64)
		if f.must(path, err == nil, "be a number") {
			to.SetFloat(n)
		}
	case reflect.Bool:
		b, ok := from.(bool)
		f.must(path, ok, "be true or false")
		to.SetBool(b)
	case reflect.Slice:
		list, ok := from.([]any)
		f.must(path, ok, "be a list")
		for i, v := range list {
			to.Set(reflect.Append(to, f.item(to.Type().Elem(), v, element(path, i))))
		}
	default: // the form has no other kinds
		object, ok := from.(map[string]any)
		if !f.must(path, ok, "be an object with named fields") {
			return
		}
		if to.Kind() == reflect.Struct {
			f.fields(to, object, path)
			return
		}
		for _, key := range sortedKeys(object) {
			if to.IsNil() {
				to.Set(reflect.MakeMap(to.Type()))
			}
			to.SetMapIndex(reflect.ValueOf(key), f.item(to.Type().Elem(), object[key], join(path, key)))
		}
	}
}

func (f *filler) item(of reflect.Type, from any, path string) reflect.Value {
	v := reflect.New(of).Elem()
	f.must(path, from != nil, "not be null")
	f.fill(v, from, path)
	return v
}

func (f *filler) fields(to reflect.Value, object map[string]any, path string) {
	setDefaults(to)
	known := map[string]bool{}
	for i := range to.NumField() {
		tag := to.Type().Field(i).Tag
		name, _, _ := strings.Cut(tag.Get("json"), ",")
		known[name] = true
		if object[name] == nil && tag.Get("form") == "required" {
			f.problems = also(f.problems, Problem{Path: join(path, name), Code: "required", Message: "This field is missing."})
		}
		f.fill(to.Field(i), object[name], join(path, name))
	}
	for _, name := range sortedKeys(object) {
		if !known[name] {
			f.problems = also(f.problems, Problem{Path: join(path, name), Code: "unknown-field", Message: "There is no such field."})
		}
	}
}

// setDefaults also makes the lists that are always printed, lest an empty one
// be null in JSON; the others stay nil where they are empty.
func setDefaults(to reflect.Value) {
	switch to.Interface().(type) {
	case Project:
		to.Set(reflect.ValueOf(defaults()))
	case Page:
		to.Set(reflect.ValueOf(Page{Include: []Condition{}}))
	case Experiment:
		to.Set(reflect.ValueOf(Experiment{Traffic: Whole, Variations: []Variation{}}))
	case Group:
		to.Set(reflect.ValueOf(Group{Sticky: Keep, Slots: []Slot{}}))
	case Slot:
		to.Set(reflect.ValueOf(Slot{Experiments: []string{}}))
	case Holdout:
		to.Set(reflect.ValueOf(Holdout{Experiments: []string{}}))
	}
}

func defaults() Project {
	return Project{
		HoldoutShare: 500, CookiePrefix: "lk", VisitorFrom: FromCookie, Consent: Granted, BeforeConsent: BeforeOff,
		PrivacyControl: PrivacyIgnore, Force: ForceOpen, HideFor: 1000, Experiments: []Experiment{},
	}
}
