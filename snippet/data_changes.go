package snippet

import (
	"strconv"

	"github.com/lanekeeper/lanekeeper/engine"
)

// places are the methods of elements that put something where a position says.
var places = map[engine.Position]string{engine.Before: "before", engine.After: "after", engine.First: "prepend", engine.Last: "append"}

// change prints the change at a place of its variation, counted from 0.
func (p *printer) change(c *engine.Change, place int) (string, error) {
	text, err := p.made(c)
	if name := changeName(c, place); name != "" && err == nil {
		text = tuple(quote(""), quote(name), text)
	}
	return text, err
}

// changeName is a change's id, or "" where that is its place counted from 1,
// which the runtime knows.
func changeName(c *engine.Change, place int) string {
	if c.ID == strconv.Itoa(place+1) {
		return ""
	}
	return c.ID
}

func (p *printer) made(c *engine.Change) (string, error) {
	value, name := "", ""
	if c.Value != nil {
		value = quote(*c.Value)
	}
	switch c.Type {
	case engine.CSS, engine.JavaScript:
		code, err := p.code(*c)
		if c.Selector != "" && err == nil {
			code = tuple(quote(c.Selector), code)
		}
		return code, err
	case engine.Redirect:
		return tuple("0", value), nil
	case engine.SetAttribute, engine.SetStyle:
		name = quote(c.Name)
	case engine.SetClass:
		value, name = list(quoteAll(c.Add)), list(quoteAll(c.Remove))
	case engine.Move:
		value, name = quote(c.To), quote(places[c.Position])
	case engine.Insert:
		name = quote(places[c.Position])
	}
	return tuple(quote(c.Selector), quote(string(c.Type)), value, name), nil
}

func quoteAll(texts []string) (quoted []string) {
	for _, s := range texts {
		quoted = append(quoted, quote(s))
	}
	return quoted
}
