package snippet

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/lanekeeper/lanekeeper/engine"
)

// oneChange is a project with a draft that makes one change.
func oneChange(c engine.Change) *engine.Project {
	p := emptyProject()
	e := twoVariations("12", "Hero", "", c)
	e.Status = engine.Draft
	e.Variations[0].ID, e.Variations[1].ID = "12a", "12b"
	p.Experiments = []engine.Experiment{e}
	return valid(p)
}

func TestCheckRefuses(t *testing.T) {
	for _, c := range []struct {
		name         string
		change       engine.Change
		line, column int
		says         string
	}{
		{"an escape from the function", js("}); alert(1); (function(){"), 1, 1, `Unexpected "}"`},
		{"an escape with a selector", engine.Change{Type: engine.JavaScript, Selector: "h1", Code: "}\nalert(1)\n{"}, 1, 1, `Unexpected "}"`},
		{"an open block", js("if (a) {\n  b()\n"), 3, 1, "Unexpected end of file"},
		{"an open comment", js("a()\n/* b"), 2, 5, "multi-line comment"},
		{"an open string", js("a('x"), 1, 5, "Unterminated string"},
		{"an open template", js("a(`x"), 1, 5, "Unterminated"},
		{"an open regular expression", js("a(/x"), 1, 5, "Unterminated regular expression"},
		{"an import", js("a();\nimport x from 'y'"), 2, 8, "x"},
		{"an export", js("export default 1"), 1, 1, "export"},
		{"await outside a function", js("a();\n  await b()"), 2, 3, "await"},
		{"a declaration of the parameter", engine.Change{Type: engine.JavaScript, Selector: "h1", Code: "\nlet element = 1"}, 2, 5, "element"},
		{"html", js("<script>alert(1)</script>"), 1, 1, "JSX"},
		{"css: a closing brace", css("a{color:red}}"), 1, 13, `Unexpected "}"`},
		{"css: an open block", css("a{\n  color:red"), 2, 12, `Expected "}"`},
		{"css: no value", css("a { color }"), 1, 10, `Expected ":"`},
		{"css: a comment of JavaScript's, which swallows the next rule", css("a{b:c} // x\nd{e:f}"), 1, 8, "Comments in CSS"},
		{"css: html", css("</style><script>"), 1, 1, `Unexpected "<"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := testBuilder.Check(oneChange(c.change))
			var e *engine.Error
			if !errors.As(err, &e) || e.Code != engine.CodeInvalid || len(e.Problems) != 1 {
				t.Fatalf("Check: %v", err)
			}
			p := e.Problems[0]
			if p.Path != "experiments[0].variations[1].changes[0].code" || p.Line != c.line || p.Column != c.column {
				t.Errorf("at %s, %d:%d, want %d:%d (%s)", p.Path, p.Line, p.Column, c.line, c.column, p.Message)
			}
			if !strings.HasPrefix(p.Message, "Experiment 12, variation 12b: ") || !strings.Contains(p.Message, c.says) {
				t.Errorf("says %q", p.Message)
			}
		})
	}
}

// What authors may write, and what becomes of it.
func TestCodeStaysTheAuthors(t *testing.T) {
	for _, c := range []struct{ name, change, want string }{
		{"globals and their private names", "window._paq.push(['a']); _gaq = 1", `()=>{window._paq.push(["a"]),_gaq=1}`},
		{"a return", "if (a) return; b()", `()=>{a||b()}`},
		{"a comment in the last line", "a() // end", `()=>{a()}`},
		{"an html comment", "a() <!-- b", `()=>{a()}`},
		{"a strict directive", "'use strict'; a()", `()=>{"use strict";a()}`},
		{"a closing script tag", "a('</script>')", `()=>{a("<\/script>")}`},
		{"newer syntax", "a ||= b?.c", `()=>{a||=b?.c}`},
		{"text beyond ASCII", "a('é漢🚀')", `()=>{a("é漢🚀")}`},
		{"names of ours", "LANEKEEPER_FUNCTION_; project", `()=>{LANEKEEPER_FUNCTION_,project}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			made := transform(js(c.change))
			if made.fault != nil {
				t.Fatal(made.fault)
			}
			if c.name == "newer syntax" { // lowered to ES2020
				c.want = `()=>{a||(a=b?.c)}`
			}
			if made.text != c.want {
				t.Errorf("%s, want %s", made.text, c.want)
			}
		})
	}
}

// CSS that only looks wrong to esbuild is the author's own business.
func TestCSSStaysTheAuthors(t *testing.T) {
	for code, want := range map[string]string{
		"a { margin-trimm: block }":           `"a{margin-trimm:block}"`, // near a known property, as tomorrow's may be
		"a { widht: 1px }":                    `"a{widht:1px}"`,
		"@tomorrow x { a { b: c } }":          `"@tomorrow x{a {b: c}}"`,
		"a:tomorrow { b: c }":                 `"a:tomorrow{b:c}"`,
		"a::before { content: '</style>' }":   `"a:before{content:\"<\\/style>\"}"`,
		"a { width: calc(1px+2px) } b{c:d}":   `"a{width:calc(1px+2px)}b{c:d}"`,
		"b { c: d } @import 'late.css';":      `"b{c:d}@import \"late.css\";"`,
		"/* kept out */ a { color: #ff0000 }": `"a{color:red}"`,
	} {
		if made := transform(css(code)); made.fault != nil || made.text != want {
			t.Errorf("%s: %s %v, want %s", code, made.text, made.fault, want)
		}
	}
}

// Lowering may need helpers, which must not become globals.
func TestHelpersStayInside(t *testing.T) {
	made := transform(js("class A { static #x = 1; static y() { return this.#x } }\nresult = A.y()"))
	if made.fault != nil {
		t.Fatal(made.fault)
	}
	var got []any
	inNode(t, "var result;", `() => { const before = Object.keys(globalThis).length; (`+made.text+`)(); return [result, Object.keys(globalThis).length - before]; }`, nil, &got)
	if fmt.Sprint(got) != "[1 0]" {
		t.Errorf("result and new globals: %v\n%s", got, made.text)
	}
}

// Nothing that somebody typed can leave its place in the file.
func TestHostileTextStaysData(t *testing.T) {
	hostile := "\"'`\\</script><!--\u2028\u2029${alert(1)}*/ //\n😀"
	p := emptyProject()
	p.Pages = []engine.Page{{ID: "p", Include: []engine.Condition{{Match: engine.Substring, Value: hostile}, {Match: engine.Simple, Value: "https://a/" + hostile}}}}
	e := twoVariations("1", "[ME] "+hostile, "p", engine.Change{Type: engine.JavaScript, Selector: titled(hostile), Code: "a(" + quote(hostile) + ")"})
	e.Forced = map[string]string{hostile: "a"}
	p.Experiments = []engine.Experiment{e}
	p.Groups = []engine.Group{{ID: "g", Sticky: engine.Keep, Slots: []engine.Slot{{Share: 1, Experiments: []string{"1"}, Visitors: []string{hostile}}}}}
	file := string(build(t, valid(p)))
	for _, never := range []string{"</script", "\u2028"} {
		if strings.Contains(file, never) {
			t.Errorf("the file contains %q", never)
		}
	}
	q := question{Script: decider(t, p), Visits: []visit{{Visitor: hostile, URL: "https://b/" + hostile}}}
	var got [][]decided
	inNode(t, "", answersJS, []question{q}, &got)
	if got[0][0]["1"].Reason != "forced" {
		t.Errorf("decided %v", got[0][0])
	}
}

func js(code string) engine.Change  { return engine.Change{Type: engine.JavaScript, Code: code} }
func css(code string) engine.Change { return engine.Change{Type: engine.CSS, Code: code} }
