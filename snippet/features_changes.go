package snippet

import (
	"regexp"
	"slices"
	"strings"

	"github.com/lanekeeper/lanekeeper/engine"
)

// changeFeatures are what the changes of a project need, beside css and js.
type changeFeatures struct {
	declared       declared // kinds of changes to elements
	lane, applied  bool     // code that uses the helper; that has it apply changes
	named          bool     // changes whose id is not their place
	redirects      bool
	hidesOtherwise bool // not for a second at most, but hideFor
	hideFor        int
}

// defaultHideFor is what the runtime hides for unless told, in milliseconds.
const defaultHideFor = 1000

// declared is a set of kinds, by their place in declaredKinds.
type declared uint16

// declaredKinds are the changes to elements that are data: what the form calls
// them, the runtime's function, and its file.
var declaredKinds = []struct {
	kind       engine.ChangeType
	name, file string
}{
	{engine.SetText, "text", "change_text"},
	{engine.SetHTML, "html", "change_html"},
	{engine.SetAttribute, "attribute", "change_attribute"},
	{engine.SetClass, "classes", "change_class"},
	{engine.SetStyle, "styles", "change_style"},
	{engine.SetImage, "image", "change_image"},
	{engine.Insert, "insert", "change_insert"},
	{engine.Remove, "remove", "change_remove"},
	{engine.Move, "move", "change_move"},
}

// allDeclared is every kind.
var allDeclared = declared(1<<len(declaredKinds) - 1)

func kindOf(c engine.ChangeType) declared {
	for i := range declaredKinds {
		if declaredKinds[i].kind == c {
			return 1 << i
		}
	}
	return 0
}

// findChanges finds what the changes of the shown experiments need.
func (f *features) findChanges(r *engine.Rules, shown []engine.Rule) {
	waits := false
	for i := range shown {
		for _, v := range shown[i].Variations {
			for k := range v.Changes {
				c := &v.Changes[k]
				kind := kindOf(c.Type)
				f.declared |= kind
				f.css = f.css || c.Type == engine.CSS
				f.script = f.script || c.Type == engine.JavaScript && c.Selector == ""
				f.selector = f.selector || c.Type == engine.JavaScript && c.Selector != ""
				f.redirects = f.redirects || c.Type == engine.Redirect
				f.named = f.named || changeName(c, k) != ""
				f.findLane(c)
				waits = waits || kind != 0 || c.Selector != "" || c.Type == engine.Redirect
			}
		}
	}
	if waits && r.Project.HideFor != defaultHideFor {
		f.hidesOtherwise, f.hideFor = true, r.Project.HideFor
	}
}

var (
	laneWord  = regexp.MustCompile(`\blane\b`)
	applyWord = regexp.MustCompile(`\bapply\b`)
)

// findLane finds what code uses of the helper, by the words in it: too much
// costs bytes, and too little cannot be. Where it applies changes and names no
// kind, they come from elsewhere, and may be of any.
func (f *features) findLane(c *engine.Change) {
	if c.Type != engine.JavaScript || !laneWord.MatchString(c.Code) {
		return
	}
	f.lane = true
	if !applyWord.MatchString(c.Code) {
		return
	}
	f.applied = true
	named := declared(0)
	words := strings.FieldsFunc(c.Code, func(r rune) bool { return r < 'a' || r > 'z' })
	for i := range declaredKinds {
		if slices.Contains(words, string(declaredKinds[i].kind)) {
			named |= 1 << i
		}
	}
	if named == 0 {
		named = allDeclared
	}
	f.declared |= named
}
