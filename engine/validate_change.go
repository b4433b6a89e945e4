package engine

import (
	"regexp"
	"slices"
	"strings"
)

// changeTypes are in the order in which sentences list them.
var changeTypes = []string{
	string(CSS), string(JavaScript), string(SetText), string(SetHTML), string(SetAttribute), string(SetClass), string(SetStyle), string(SetImage),
	string(Insert), string(Remove), string(Move), string(Redirect),
}

var changeShapes = map[ChangeType]shape{
	CSS:          {needs: "code"},
	JavaScript:   {needs: "code", may: "selector"},
	SetText:      {needs: "selector value"},
	SetHTML:      {needs: "selector value"},
	SetAttribute: {needs: "selector name", may: "value"},
	SetClass:     {needs: "selector", may: "add remove"},
	SetStyle:     {needs: "selector name value"},
	SetImage:     {needs: "selector value"},
	Insert:       {needs: "selector position value"},
	Remove:       {needs: "selector"},
	Move:         {needs: "selector position to"},
	Redirect:     {needs: "value"},
}

var (
	attributeName = regexp.MustCompile(`^[A-Za-z_:][A-Za-z0-9_:.-]*$`)
	propertyName  = regexp.MustCompile(`^(?:--[A-Za-z0-9_-]+|-?[a-z][a-z-]*)$`)
)

func (v *validator) changes(path string, changes []Change) {
	seen := map[string]bool{}
	for i := range changes {
		at := element(path, i)
		v.id(at+".id", changes[i].ID, seen)
		v.change(at, &changes[i])
		if changes[i].Type == Redirect && len(changes) > 1 {
			v.add(at+".type", "choice", "A redirect leaves the page, so it is its variation's only change.")
		}
	}
}

func (v *validator) change(path string, c *Change) {
	if !v.oneOf(path+".type", string(c.Type), changeTypes...) {
		return
	}
	v.fits(path, "A change of type "+string(c.Type), *c, changeShapes[c.Type])
	switch c.Type {
	case SetAttribute:
		v.matches(path+".name", c.Name, attributeName, "It is an attribute's name, such as aria-label.")
	case SetStyle:
		v.matches(path+".name", c.Name, propertyName, "It is a property's name, such as background-color or --brand.")
	case SetClass:
		v.classes(path, c)
	case SetImage:
		if c.Value != nil && strings.TrimSpace(*c.Value) == "" {
			v.add(path+".value", "required", "The image's address is missing.")
		}
	case Redirect:
		if c.Value != nil && !isHTTP(*c.Value) && !isPath(*c.Value) {
			v.add(path+".value", "format", "It leads to an address with http or https, such as https://shop.example/new, or to a path such as /new.")
		}
	case Insert, Move:
		if c.Position != "" {
			v.oneOf(path+".position", string(c.Position), string(Before), string(After), string(First), string(Last))
		}
	}
}

func (v *validator) matches(path, value string, pattern *regexp.Regexp, sentence string) {
	if value != "" && !pattern.MatchString(value) {
		v.add(path, "format", "%s", sentence)
	}
}

func (v *validator) classes(path string, c *Change) {
	if len(c.Add)+len(c.Remove) == 0 {
		v.add(path+".add", "required", "It adds classes, removes some, or both.")
	}
	all := slices.Concat(c.Add, c.Remove)
	for i, class := range all {
		at := element(path+".add", i)
		if i >= len(c.Add) {
			at = element(path+".remove", i-len(c.Add))
		}
		if class == "" || strings.ContainsAny(class, " \t\n\f\r") {
			v.add(at, "format", "It is one class, without spaces.")
		} else if slices.Contains(all[:i], class) {
			v.add(at, "duplicate", "The class %s stands here twice.", class)
		}
	}
}

// plain reports whether browsers take a text for an address as it stands: they
// drop control characters and spaces, and read "\" as "/".
func plain(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r == 0x7f || r == '\\' })
}

// isHTTP reports whether s is an absolute address with http or https.
func isHTTP(s string) bool {
	a := parseAddress(s)
	return plain(s) && (a.scheme == "http" || a.scheme == "https") && a.host != ""
}

// isPath reports whether s is a path from the root; "//x" is another host.
func isPath(s string) bool {
	return plain(s) && strings.HasPrefix(s, "/") && !strings.HasPrefix(s, "//")
}
