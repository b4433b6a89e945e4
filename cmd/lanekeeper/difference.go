package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// difference lists what changed between two projects in JSON, a line each; of
// one that is new, what it has. It knows the form by its shape alone: objects by
// their fields, lists by the ids in them, or else by position. So it tells of
// fields that come later, too.
func difference(before, after json.RawMessage) ([]string, error) {
	is, err := tree(after)
	if err != nil {
		return nil, err
	}
	d := differ{}
	if len(before) == 0 {
		for _, field := range slices.Sorted(maps.Keys(is)) {
			if added, isList := members(field, nil, is[field]); isList {
				d.list("", field, added)
			}
		}
		return d.lines, nil
	}
	was, err := tree(before)
	if err != nil {
		return nil, err
	}
	d.object("", was, is)
	return d.lines, nil
}

func tree(data json.RawMessage) (object map[string]any, err error) {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	err = dec.Decode(&object)
	delete(object, "minted") // the server's own note, which nobody changed
	return object, err
}

type differ struct{ lines []string }

// item is what a member of each list is called.
var item = map[string]string{
	"experiments": "experiment", "variations": "variation", "changes": "change", "pages": "page",
	"groups": "group", "slots": "slot", "holdouts": "holdout group", "include": "include", "exclude": "exclude",
}

// became says what an experiment's new status did to it.
var became = map[any]string{
	"running": "started", "paused": "paused", "ended": "ended", "archived": "archived", "draft": "made a draft",
}

// value compares the field of the thing that at names.
func (d *differ) value(at, field string, before, after any) {
	if reflect.DeepEqual(before, after) {
		return
	}
	was, wasObject := before.(map[string]any)
	is, isObject := after.(map[string]any)
	list, isList := members(field, before, after)
	switch {
	case wasObject && isObject:
		d.object(at, was, is)
	case isList:
		d.list(at, field, list)
	case field == "status" && before != nil:
		d.say(at, "%s (%s → %s)", became[after], short(before), short(after))
	case field == "name" && before != nil && after != nil:
		d.say(at, "renamed %s → %s", short(before), short(after))
	case before == nil:
		d.say(at, "%s %s", field, short(after))
	default:
		d.say(at, "%s %s → %s", field, short(before), short(after))
	}
}

func (d *differ) say(at, format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if at != "" {
		text = at + ": " + text
	}
	d.lines = append(d.lines, text)
}

func (d *differ) object(at string, before, after map[string]any) {
	fields := map[string]bool{}
	for field := range maps.Keys(before) {
		fields[field] = true
	}
	for field := range maps.Keys(after) {
		fields[field] = true
	}
	for _, field := range slices.Sorted(maps.Keys(fields)) {
		d.value(at, field, before[field], after[field])
	}
}

// pair is a member of a list before and after; nil where it is not in it.
type pair struct {
	name          string
	before, after map[string]any
	from, to      int
}

// members pairs the members of two lists of objects, one of which may be missing.
func members(field string, before, after any) ([]pair, bool) {
	was, ok1 := objects(before)
	is, ok2 := objects(after)
	if item[field] == "" || !ok1 || !ok2 {
		return nil, false
	}
	var pairs []pair
	known := map[string]int{}
	for i, object := range was {
		name := nameOf(object, i)
		known[name] = len(pairs)
		pairs = append(pairs, pair{name: name, before: object, from: i, to: -1})
	}
	for i, object := range is {
		name := nameOf(object, i)
		at, old := known[name]
		if !old {
			at = len(pairs)
			pairs = append(pairs, pair{name: name, from: -1})
		}
		pairs[at].after, pairs[at].to = object, i
	}
	return pairs, true
}

func (d *differ) list(at, field string, pairs []pair) {
	last, moved := -1, false
	for _, p := range pairs {
		name := strings.TrimPrefix(at+", "+item[field]+" "+p.name, ", ")
		switch {
		case p.after == nil:
			d.say(name, "removed%s", about(p.before))
		case p.before == nil:
			d.say(name, "added%s", about(p.after))
		default:
			moved = moved || p.to < last
			last = p.to
			d.object(name, p.before, p.after)
		}
	}
	if moved {
		d.say(at, "the order of %s changed", field)
	}
}

// about adds what people know a thing by.
func about(object map[string]any) (text string) {
	for _, field := range []string{"name", "status"} {
		if value := object[field]; value != nil {
			text += ", " + strings.Trim(short(value), map[bool]string{true: `"`}[field == "status"])
		}
	}
	return text
}

func nameOf(object map[string]any, i int) string {
	if id, ok := object["id"].(string); ok {
		return id
	}
	return fmt.Sprint(i + 1)
}

func objects(list any) (all []map[string]any, ok bool) {
	if list == nil {
		return nil, true
	}
	values, ok := list.([]any)
	for _, value := range values {
		object, is := value.(map[string]any)
		if !is {
			return nil, false
		}
		all = append(all, object)
	}
	return all, ok
}

// short prints a value in one line of bounded length.
func short(value any) string {
	if value == nil {
		return "nothing"
	}
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(value); err != nil {
		return fmt.Sprint(value)
	}
	const limit = 80
	text := []rune(strings.TrimSpace(b.String()))
	if len(text) > limit {
		text = append(text[:limit-1], '…')
	}
	return string(text)
}
