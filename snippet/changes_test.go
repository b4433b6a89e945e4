package snippet

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/evanw/esbuild/pkg/api"

	"github.com/lanekeeper/lanekeeper/engine"
)

func value(s string) *string { return &s }

// eachKind is one change of each kind that is data, but a redirect.
func eachKind() []engine.Change {
	return []engine.Change{
		{Type: engine.SetText, Selector: ".hero h1", Value: value("Hello")},
		{Type: engine.SetHTML, Selector: ".hero h2", Value: value("Hello <b>you</b>")},
		{Type: engine.SetAttribute, Selector: ".hero a", Name: "href", Value: value("/new")},
		{Type: engine.SetClass, Selector: ".hero", Add: []string{"big"}, Remove: []string{"small"}},
		{Type: engine.SetStyle, Selector: ".hero", Name: "color", Value: value("red")},
		{Type: engine.SetImage, Selector: ".hero img", Value: value("/new.webp")},
		{Type: engine.Insert, Selector: ".hero", Position: engine.Last, Value: value("<p>Hi</p>")},
		{Type: engine.Remove, Selector: ".teaser"},
		{Type: engine.Move, Selector: ".reviews", Position: engine.First, To: ".footer"},
	}
}

// variationOf is a project whose one experiment makes these changes.
func variationOf(changes ...engine.Change) *engine.Project {
	p := emptyProject()
	e := twoVariations("12", "Hero", "", engine.Change{})
	e.Variations[1].Changes = changes
	p.Experiments = []engine.Experiment{e}
	return valid(p)
}

// printed is what a variation's changes are in the file.
func printed(t *testing.T, p *engine.Project) string {
	t.Helper()
	rules, err := engine.Compile(p)
	if err != nil {
		t.Fatal(err)
	}
	data, err := newPrinter(rules, rules.Experiments, featuresOf(rules, rules.Experiments), testBuilder.code).project(1, nil)
	if err != nil {
		t.Fatal(err)
	}
	_, changes, _ := strings.Cut(data, `["b",5e3,`)
	return strings.TrimSuffix(changes, "]]]]]")
}

func TestChangesAreTuples(t *testing.T) {
	want := []string{
		`[".hero h1","text","Hello"]`,
		`[".hero h2","html","Hello <b>you<\/b>"]`,
		`[".hero a","attribute","/new","href"]`,
		`[".hero","class",["big"],["small"]]`,
		`[".hero","style","red","color"]`,
		`[".hero img","image","/new.webp"]`,
		`[".hero","insert","<p>Hi<\/p>","append"]`,
		`[".teaser","remove"]`,
		`[".reviews","move",".footer","prepend"]`,
	}
	for i, c := range eachKind() {
		if got := printed(t, variationOf(c)); got != want[i] {
			t.Errorf("%s is %s, want %s", c.Type, got, want[i])
		}
	}
	for _, c := range []struct {
		change engine.Change
		want   string
	}{
		{engine.Change{Type: engine.SetAttribute, Selector: "a", Name: "title"}, `["a","attribute",,"title"]`},
		{engine.Change{Type: engine.SetAttribute, Selector: "a", Name: "title", Value: value("")}, `["a","attribute","","title"]`},
		{engine.Change{Type: engine.SetClass, Selector: "a", Remove: []string{"b"}}, `["a","class",,["b"]]`},
		{engine.Change{Type: engine.SetText, Selector: "a", Value: value("")}, `["a","text",""]`},
		{engine.Change{Type: engine.Redirect, Value: value("/new")}, `[0,"/new"]`},
		{engine.Change{ID: "x", Type: engine.Remove, Selector: "a"}, `["","x",["a","remove"]]`},
		{engine.Change{ID: "2", Type: engine.CSS, Code: "a{b:c}"}, `["","2","a{b:c}"]`},
		{js("lane.undo(f)"), `LANE=>{LANE.undo(f)}`},
		{js("const lane = 1; f(lane)"), `()=>{f(1)}`},
		{engine.Change{Type: engine.JavaScript, Selector: "a", Code: "f(lane.decision)"}, `["a",(ELEMENT,LANE)=>{f(LANE.decision)}]`},
	} {
		want := strings.NewReplacer("ELEMENT", `\w+`, "LANE", `\w+`).Replace(regexp.QuoteMeta(c.want)) // esbuild names them
		if got := printed(t, variationOf(c.change)); !regexp.MustCompile("^" + want + "$").MatchString(got) {
			t.Errorf("%+v is %s, want %s", c.change, got, c.want)
		}
	}
}

// What code does not name of the helper, is not in the file.
func TestLaneFeatures(t *testing.T) {
	for code, want := range map[string]struct {
		lane, applied bool
		kinds         declared
	}{
		"a()":          {},
		"planes()":     {},
		"lane.undo(f)": {lane: true},
		"lane.apply({type: 'text', selector: 'a', value: 'b'})":      {lane: true, applied: true, kinds: kindOf(engine.SetText)},
		`lane.apply(["a", "insert", "b", "after"]); lane.apply(c())`: {lane: true, applied: true, kinds: kindOf(engine.Insert)},
		"lane.apply(window.theirs)":                                  {lane: true, applied: true, kinds: allDeclared},
		"f.apply(null, [])":                                          {},
	} {
		rules, err := engine.Compile(variationOf(js(code)))
		if err != nil {
			t.Fatal(err)
		}
		if f := featuresOf(rules, rules.Experiments); f.lane != want.lane || f.applied != want.applied || f.declared != want.kinds {
			t.Errorf("%s: %+v, want %+v", code, f.changeFeatures, want)
		}
	}
}

func TestSelectorsAreChecked(t *testing.T) {
	for selector, fine := range map[string]bool{
		"h1": true, "#a > .b ~ c + d": true, `[title="a{b}c"]`: true, `[title='</style>']`: true, `.md\:flex`: true, `.a\{b`: true,
		"a, b": true, ":is(a, b):not(.c)": true, ":tomorrow(a)": true, "*": true, "a:nth-child(2n + 1 of .b)": true, ".é": true,
		"a{}": false, "a{} b": false, "a}": false, "a;b": false, "@media x": false, "a,": false, ",a": false, "a[": false, "a[b": false, "a:not(": false,
		"a)": false, ":::": false, "a/*": false, `[a="b]`: false, "</style>": false, "<!-- a": false, "1a": false, "a b{color:red}": false, `\`: false, "a\"\n{}": false, ".": false, "#": false,
	} {
		for path, c := range map[string]engine.Change{
			"experiments[0].variations[1].changes[0].selector": {Type: engine.Remove, Selector: selector},
			"experiments[0].variations[1].changes[0].to":       {Type: engine.Move, Selector: "p", Position: engine.After, To: selector},
		} {
			err := testBuilder.Check(oneChange(c))
			var e *engine.Error
			if fine && err != nil {
				t.Errorf("%s: %v", selector, err)
			}
			if !fine && (!errors.As(err, &e) || len(e.Problems) != 1 || e.Problems[0].Path != path || e.Problems[0].Line < 1 || e.Problems[0].Column < 1 || e.Problems[0].Code != "syntax") {
				t.Errorf("%s: %+v", selector, err)
			}
		}
	}
	p := oneChange(js("a()"))
	p.Experiments[0].WaitFor = &engine.WaitFor{Selector: "a{}"}
	p.Pages = []engine.Page{{ID: "p", Include: []engine.Condition{{Match: engine.Substring, Value: "/"}}, Activate: &engine.Activation{On: engine.OnElement, Selector: "b{}"}}}
	var e *engine.Error
	if err := testBuilder.Check(p); !errors.As(err, &e) || len(e.Problems) != 2 || e.Problems[0].Path != "pages[0].activate.selector" || e.Problems[1].Path != "experiments[0].waitFor.selector" {
		t.Errorf("Check: %v", err)
	}
}

// hostilePieces are what hostile texts are made of.
var hostilePieces = []string{
	`"`, `'`, "`", `\`, `\\`, "</script>", "</style>", "<!--", "-->", "<script>", "]]>", "\u2028", "\u2029", "${alert(1)}", "*/", "/*", "//", "\n", "\r", "\t",
	"😀", "é", "漢", "\u0000", "\ufeff", "\u202e", "{}", "}", "]", ");alert(1);(", "__proto__", "constructor", "LANEKEEPER_PROJECT", "%00", "&quot;", " ", "a",
}

func hostileText(r *rand.Rand) string {
	var text strings.Builder
	for range 1 + r.IntN(6) {
		text.WriteString(hostilePieces[r.IntN(len(hostilePieces))])
	}
	return text.String()
}

// titled selects by a title.
func titled(text string) string {
	var escaped strings.Builder
	for _, c := range strings.ReplaceAll(text, "\u0000", "") { // which no selector can hold
		fmt.Fprintf(&escaped, `\%x `, c)
	}
	return `[title="` + escaped.String() + `"]`
}

// hostileProject has such texts wherever the form takes any, and in the code.
func hostileProject(text string) *engine.Project {
	p := emptyProject()
	p.Pages = []engine.Page{{ID: "p", Include: []engine.Condition{
		{Match: engine.Substring, Value: text}, {Match: engine.Simple, Value: "https://a/" + text}, {Match: engine.Regex, Value: ".*"},
	}}}
	e := twoVariations("1", "[ME] x", "p", engine.Change{})
	e.Forced = map[string]string{text: "a"}
	e.Variations[0].Weight, e.Variations[1].Weight = 0, engine.Whole
	e.Variations[1].Name, e.Variations[1].Value = text, text
	selector := titled(text)
	e.Variations[1].Changes = []engine.Change{
		{Type: engine.SetAttribute, Selector: selector, Name: "title", Value: value(text)},
		{Type: engine.SetText, Selector: selector, Value: value(text)},
		{Type: engine.SetHTML, Selector: selector, Value: value(text)},
		{Type: engine.Insert, Selector: selector, Position: engine.After, Value: value(text)},
		{Type: engine.SetStyle, Selector: selector, Name: "--x", Value: value(text)},
		{Type: engine.SetImage, Selector: selector, Value: value("/" + text)},
		{Type: engine.SetClass, Selector: selector, Add: []string{"a" + strings.Join(strings.Fields(text), "")}},
		{Type: engine.CSS, Code: selector + " { color: red }"},
		js("hear(" + quote(text) + ")"),
		{Type: engine.JavaScript, Selector: selector, Code: "hear(" + quote(text) + "); lane.undo(() => {})"},
	}
	p.Experiments = []engine.Experiment{e}
	p.Groups = []engine.Group{{ID: "g", Sticky: engine.Keep, Slots: []engine.Slot{{Share: engine.Whole, Experiments: []string{"1"}, Visitors: []string{text}}}}}
	return p
}

// hostilePageJS runs snippets, each in a page that keeps what reaches it: as
// little of a browser as changes that find their element need.
const hostilePageJS = `(cases) => cases.map((script) => {
	const heard = [], alerts = [];
	const jar = new Map();
	const attributes = {};
	const element = {
		childNodes: [], isConnected: true, style: { getPropertyValue: () => "", getPropertyPriority: () => "", setProperty: (name, value) => name == "--x" && heard.push("style " + value) },
		classList: { contains: () => false, toggle: (name) => heard.push("class " + name) }, getAttribute: (name) => attributes[name] ?? null, removeAttribute: () => {},
		setAttribute: (name, value) => { attributes[name] = value; heard.push(name + " " + value) }, append: (...nodes) => nodes.map((node) => heard.push("text " + node.nodeValue)),
		after: () => {}, closest: () => null, querySelectorAll: () => [], parentNode: null, textContent: "",
	};
	const found = (selector) => { heard.push("selector " + selector); return [element] };
	const window = {
		location: { href: "https://shop.example/", hostname: "shop.example", host: "shop.example", protocol: "https:", search: "", pathname: "/" },
		document: {
			readyState: "complete", body: {}, documentElement: { append: () => {} }, currentScript: null, adoptedStyleSheets: [], addEventListener: () => {}, querySelectorAll: found, querySelector: (selector) => found(selector)[0],
			get cookie() { return [...jar].map((pair) => pair.join("=")).join("; ") },
			set cookie(text) { const [name, value] = text.split(";")[0].split("="); text.includes("max-age=0") ? jar.delete(name) : jar.set(name, value) },
			createElement: () => ({ set innerHTML(html) { heard.push("html " + html) }, content: { childNodes: [] } }),
		},
		localStorage: {}, crypto: { getRandomValues: (words) => words.fill(7) }, console: { error: (...words) => alerts.push(words.map((word) => word && word.stack || JSON.stringify(word)).join(" ")) },
		CSSStyleSheet: class { replaceSync() {} }, MutationObserver: class { observe() {} disconnect() {} }, Text: class { constructor(text) { this.nodeValue = text } }, Comment: class {},
		setTimeout: () => {}, addEventListener: () => {}, hear: (text) => heard.push("code " + text), alert: (text) => alerts.push("alert"), Promise, Date, URL,
	};
	window.window = window;
	new (require("vm").Script)(script).runInNewContext(window);
	return { heard, alerts, decided: window.lanekeeper.get("decisions")["1"] };
})`

// TestHostileProjects: whatever the texts are, the file parses and runs, every
// text arrives as it was, and none becomes code.
func TestHostileProjects(t *testing.T) {
	r := rand.New(rand.NewPCG(13, 17))
	var texts, files []string
	for range 150 {
		text := hostileText(r)
		p := hostileProject(text)
		p.Mint(nil)
		if err := p.Validate(); err != nil {
			t.Fatal(err)
		}
		if err := testBuilder.Check(p); err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		texts, files = append(texts, text), append(files, string(snippetOf(t, testBuilder, p)))
	}
	var got []struct {
		Heard, Alerts []string
		Decided       struct{ Variation, Reason string }
	}
	inNode(t, "", hostilePageJS, files, &got)
	for i, text := range texts {
		if len(got[i].Alerts) > 0 || got[i].Decided.Variation != "b" || got[i].Decided.Reason != "bucketed" {
			t.Errorf("%q: %+v", text, got[i])
			continue
		}
		for _, want := range []string{"title " + text, "text " + text, "html " + text, "style " + text, "src /" + text, "code " + text, "class a" + strings.Join(strings.Fields(text), "")} {
			if !slices.Contains(got[i].Heard, want) {
				t.Errorf("%q does not arrive as %q: %q", text, want, got[i].Heard)
			}
		}
		for _, never := range []string{"</script", "<!--", "\u2028", "\u2029"} {
			if strings.Contains(files[i], never) && !strings.Contains(never, "<!--") {
				t.Errorf("%q: the file contains %q", text, never)
			}
		}
	}
}

// FuzzHostile: a project that passes every check builds a file that parses.
func FuzzHostile(f *testing.F) {
	r := rand.New(rand.NewPCG(19, 23))
	for range 30 {
		f.Add(hostileText(r), hostileText(r))
	}
	f.Add("h1", "alert(1)")
	f.Add("a{} b", "}); alert(1); (function(){")
	f.Fuzz(func(t *testing.T, selector, text string) {
		p := hostileProject(text)
		p.Experiments[0].Variations[1].Changes = append(p.Experiments[0].Variations[1].Changes,
			engine.Change{Type: engine.Remove, Selector: selector},
			engine.Change{Type: engine.JavaScript, Selector: selector, Code: text},
			engine.Change{Type: engine.CSS, Code: text})
		p.Mint(nil)
		if p.Validate() != nil || testBuilder.Check(p) != nil {
			return
		}
		rules, err := engine.Compile(p)
		if err != nil {
			t.Fatal(err)
		}
		file, err := testBuilder.Snippet(rules, 1)
		if err != nil {
			t.Fatal(err)
		}
		if faults := api.Transform(string(file), api.TransformOptions{LogLevel: api.LogLevelSilent}).Errors; len(faults) > 0 {
			t.Errorf("%s\n%s", faults[0].Text, file)
		}
		if strings.Contains(string(file), "</script") {
			t.Errorf("the file contains a closing tag:\n%s", file)
		}
	})
}
