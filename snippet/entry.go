package snippet

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/lanekeeper/lanekeeper/engine"
)

// projectPlace stands in the bundled runtime where the project's data goes. It
// is a global that nothing declares, so the minifier leaves its name alone.
const projectPlace = "LANEKEEPER_PROJECT"

// entry is the program of a snippet while it is printed: it imports by name what
// the project uses and nothing else, so that esbuild drops all the rest. No
// project's data is in it, which makes it a key for the bundled runtime.
type entry struct {
	features
	imports map[string]string // name to file
}

// importOrder is the order in which the runtime's parts come to stand in the
// file: of some thousand that were tried, the one that compresses best. What is
// not listed follows, by name.
var importOrder = []string{
	"consent", "exact", "forced", "layers", "arrive", "fixed", "called", "exclusive", "consented", "guard", "supply", "slots", "simple",
	"moving", "force", "has", "style", "hashed", "rebucket", "identify", "shutJar", "navigation", "live", "decide", "start", "decider",
	"preview", "staying", "find", "supplied", "refresh", "passing", "outside", "controlled", "optOut", "stage", "holdouts", "anyExcept",
}

func (f features) entry() string {
	e := entry{features: f, imports: map[string]string{}}
	body := map[use]func() string{visiting: e.page, forcing: e.onDemand, debugging: e.debugger, deciding: e.decider, editing: e.editor}[f.use]
	program, imports := body(), ""
	for _, name := range append(importOrder[:len(importOrder):len(importOrder)], slices.Sorted(maps.Keys(e.imports))...) {
		if file, used := e.imports[name]; used {
			imports += fmt.Sprintf("import { %s } from \"./%s\";\n", name, file)
			delete(e.imports, name)
		}
	}
	return imports + program
}

// name imports a function from the runtime's file and returns its name.
func (e *entry) name(name, file string) string {
	e.imports[name] = file
	return name
}

// page prints the program that runs in a page.
func (e *entry) page() string {
	run := "run()"
	if e.preview {
		run = e.name("preview", "preview") + "(run)"
	}
	if e.live {
		return e.livePage(run)
	}
	before, after := e.sheets(), ""
	if e.gathers() {
		before, after = "let css = \"\";\n  "+before, "\n  style(css);"
	}
	return fmt.Sprintf(`const run = %s(() => {
  const project = %s%s;
  %s%s%s(project, (visit, pins) => %s, %s%s);%s%s
});
%s;
`, e.name("guard", "guard"), projectPlace, e.active("location.href")+e.changeKinds(), before, e.hooked(e.calls()), e.name("start", "start"), e.decide(), e.show(), e.identity(), after, e.arrival(), run)
}

// decider prints the program that only decides.
func (e *entry) decider() string {
	return fmt.Sprintf(`const project = %s;
globalThis.lanekeeperDecide = %s((visit, pins, url, now, facts) => {
  const nothing = 0%s;
  return %s;
});
`, projectPlace, e.name("decider", "decider"), e.active("url"), e.decide())
}

// gates prints those that the project uses, in the order that names the reason;
// rebucket first, as it takes pins away from all others.
func (e *entry) gates(print func(name, gate string) string) string {
	var gates []string
	for _, gate := range []struct {
		used       bool
		name, file string
	}{
		{e.rebucket, "rebucket", "slots"},
		{e.exclusive && !e.layers, "exclusive", "exclusive"},
		{e.layers, "layers", "layers"},
		{e.holdouts, "holdouts", "holdouts"},
		{e.slots, "slots", "slots"},
	} {
		if gate.used {
			gates = append(gates, print(gate.name, e.timely(e.name(gate.name, gate.file))))
		}
	}
	return strings.Join(gates, ", ")
}

// decide prints the call.
func (e *entry) decide() string {
	gates := e.gates(func(_, gate string) string { return gate })
	if target := e.target(); target != "" {
		gates += ", () => " + target
	}
	if e.traffic {
		gates += ", " + e.name("outside", "outside")
	}
	call := fmt.Sprintf("%s(project, visit, pins, [%s])", e.name("decide", "decide"), strings.TrimPrefix(gates, ", "))
	if e.forced {
		active := "() => true"
		if e.pages {
			active = "active"
		}
		call = fmt.Sprintf("%s(%s, visit.visitor, %s)", e.name("forced", "forced"), call, active)
	}
	call = e.asPeopleRead(e.onTime(call))
	if e.supplied && e.use != deciding {
		call = fmt.Sprintf("%s(visit, () => %s)", e.name("hashed", "supplied"), call)
	}
	return call
}

// asksOnce reports whether one place of the program asks for pages, and can do so
// without a function: most projects.
func (e *entry) asksOnce() bool {
	return e.pages && e.use == visiting && !e.live && !e.moving && !e.excludes && !e.forced
}

// address prints the declarations of what conditions are compared with. The
// page's own address needs no parting, as browsers have done it.
func (e *entry) address(source string) (text string) {
	file, argument := "place", ""
	if e.use == deciding {
		file, argument = "address", "address"
	}
	if e.regex || e.use == deciding || e.queries {
		text += fmt.Sprintf(", address = %s.slice(0, %d)", source, engine.MaxAddress)
	}
	if e.simple {
		text += fmt.Sprintf(", simpleKey = %s(%s)", e.name("simple", file), argument)
	}
	if e.exact {
		text += fmt.Sprintf(", exactKey = %s(%s)", e.name("exact", file), argument)
	}
	if e.queries {
		text += fmt.Sprintf(", lacking = %s(address, compare)", e.name("lacks", "query"))
	}
	return text
}

// activePages prints the declaration of the function that says whether an
// experiment's conditions match, and of what it needs.
func (e *entry) activePages(source string) string {
	if !e.pages {
		return ""
	}
	var keys []string
	if e.simple {
		keys = append(keys, "c == simpleKey")
	}
	if e.exact {
		keys = append(keys, "c == exactKey")
	}
	matches, rest := strings.Join(keys, " || "), ""
	switch {
	case e.regex && e.queries:
		rest = "c.test ? c.test(address) : lacking(c)"
	case e.regex:
		rest = "c.test(address)"
	case e.queries:
		rest = "lacking(c)"
	}
	if matches != "" && rest != "" {
		matches = fmt.Sprintf("c.trim ? %s : %s", matches, rest)
	} else {
		matches += rest
	}
	if e.moving {
		text := e.at(source, matches)
		if !e.live || e.use != visiting {
			text += ", active = " + e.activeNow()
		}
		return text
	}
	if e.excludes {
		return fmt.Sprintf("%s, active = %s((c) => %s)", e.address(source), e.name("anyExcept", "pages"), matches)
	}
	if e.asksOnce() {
		return fmt.Sprintf("%s, matches = (c) => %s", e.address(source), matches)
	}
	return fmt.Sprintf("%s, active = (on) => !on || on.some((c) => %s)", e.address(source), matches)
}
