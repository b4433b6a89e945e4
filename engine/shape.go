package engine

import (
	"reflect"
	"slices"
	"strings"
)

// shape says which fields a form of some type needs, and which it may have.
type shape struct{ needs, may string }

// given are the names of a struct's fields that are not left out, in order.
func given(form any) (names []string) {
	v := reflect.ValueOf(form)
	for i := range v.NumField() {
		if !v.Field(i).IsZero() {
			name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
			names = append(names, name)
		}
	}
	return names
}

// fits checks a form's fields against its shape; what names the form in
// sentences. The field that says the type, and a change's id, are not asked.
func (v *validator) fits(path, what string, form any, s shape) {
	needs, has := strings.Fields(s.needs), given(form)
	for _, name := range needs {
		if !slices.Contains(has, name) {
			v.add(path+"."+name, "required", "%s needs this field.", what)
		}
	}
	allowed := append(strings.Fields(s.may), needs...)
	for _, name := range has {
		if name != "id" && name != "type" && name != "on" && !slices.Contains(allowed, name) {
			v.add(path+"."+name, "unknown-field", "%s has no such field.", what)
		}
	}
}
