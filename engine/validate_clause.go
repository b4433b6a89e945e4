package engine

import "slices"

// Classes are the closed lists that the values of some clauses come from; those
// of devices, browsers and systems are package agent's.
var Classes = map[ClauseType][]string{
	ClauseSource:  sources,
	ClauseDevice:  {"desktop", "phone", "tablet", "bot", "other"},
	ClauseBrowser: {"chrome", "edge", "firefox", "safari", "opera", "samsung", "app", "other"},
	ClauseOS:      {"windows", "macos", "ios", "android", "linux", "chromeos", "other"},
	ClauseVisitor: {"new", "returning"},
}

// clauseTypes are in the order in which sentences list them.
var clauseTypes = []string{
	string(ClauseQuery), string(ClauseCookie), string(ClauseAttribute), string(ClauseDataLayer), string(ClauseUTM), string(ClauseReferrer),
	string(ClauseSource), string(ClauseDevice), string(ClauseBrowser), string(ClauseOS), string(ClauseVisitor), string(ClauseLanguage),
	string(ClauseTimeZone), string(ClauseViewport), string(ClauseAge), string(ClauseTime), string(ClauseCode),
}

var clauseShapes = map[ClauseType]shape{
	ClauseQuery:     {needs: "name", may: "match value min max"},
	ClauseCookie:    {needs: "name", may: "match value min max"},
	ClauseAttribute: {needs: "name", may: "match value min max"},
	ClauseDataLayer: {needs: "name", may: "match value min max"},
	ClauseUTM:       {needs: "name", may: "match value min max"},
	ClauseReferrer:  {may: "match value"},
	ClauseSource:    {may: "value values"},
	ClauseDevice:    {may: "value values"},
	ClauseBrowser:   {may: "value values min max"},
	ClauseOS:        {may: "value values"},
	ClauseVisitor:   {may: "value values"},
	ClauseLanguage:  {needs: "value"},
	ClauseTimeZone:  {needs: "value"},
	ClauseViewport:  {may: "min max"},
	ClauseAge:       {may: "min max"},
	ClauseTime:      {needs: "zone", may: "days from to"},
	ClauseCode:      {needs: "code"},
}

// clause checks a tree of conditions.
func (v *validator) clause(path string, c *Clause) {
	var kinds []string
	for _, name := range given(*c) {
		if name == "all" || name == "any" || name == "not" || name == "type" {
			kinds = append(kinds, name)
		}
	}
	if len(kinds) != 1 {
		v.add(path, "choice", "It has one of all, any and not, with conditions inside, or a type.")
		return
	}
	if c.Type != "" {
		v.leaf(path, c)
		return
	}
	v.fits(path, "A condition with "+kinds[0], *c, shape{needs: kinds[0]})
	for i := range c.All {
		v.clause(element(path+".all", i), &c.All[i])
	}
	for i := range c.Any {
		v.clause(element(path+".any", i), &c.Any[i])
	}
	if c.Not != nil {
		v.clause(path+".not", c.Not)
	}
}

func (v *validator) leaf(path string, c *Clause) {
	if !v.oneOf(path+".type", string(c.Type), clauseTypes...) {
		return
	}
	v.fits(path, "A condition of type "+string(c.Type), *c, clauseShapes[c.Type])
	switch c.Type {
	case ClauseQuery, ClauseCookie, ClauseAttribute, ClauseDataLayer, ClauseUTM, ClauseReferrer:
		v.textLeaf(path, c)
	case ClauseLanguage:
		if c.Value != nil && !languageTag.MatchString(*c.Value) {
			v.add(path+".value", "format", "It is a language tag, such as de or de-AT.")
		}
	case ClauseTimeZone:
		if c.Value != nil {
			v.zone(path+".value", *c.Value)
		}
	case ClauseTime:
		v.timeLeaf(path, c)
	case ClauseViewport, ClauseAge:
		v.bounds(path, c, true)
		if c.Min == nil && c.Max == nil {
			v.add(path+".min", "required", "It needs min, max, or both.")
		}
	case ClauseCode:
	default:
		v.choices(path, c)
	}
}

// choices checks a leaf whose values come from a closed list.
func (v *validator) choices(path string, c *Clause) {
	v.bounds(path, c, true) // of a browser's version; others have none
	if c.Value != nil && c.Values != nil {
		v.add(path+".values", "choice", "It has value or values, not both.")
	}
	if c.Value == nil && c.Values == nil {
		v.add(path+".value", "required", "It needs value or values.")
	}
	if c.Value != nil {
		v.oneOf(path+".value", *c.Value, Classes[c.Type]...)
	}
	for i, value := range c.Values {
		if at := element(path+".values", i); v.oneOf(at, value, Classes[c.Type]...) && slices.Contains(c.Values[:i], value) {
			v.add(at, "duplicate", "The value %s stands here twice.", value)
		}
	}
}
