package snippet

import (
	"fmt"
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
// file: of some thousand that were tried, the one that compresses best.
var importOrder = []string{
	"style", "decider", "slots", "forced", "force", "rebucket", "layers", "guard", "preview", "outside",
	"arrive", "anyExcept", "holdouts", "exclusive", "simple", "decide", "start", "exact", "any",
}

func (f features) entry() string {
	e := entry{features: f, imports: map[string]string{}}
	body := e.page
	if f.use == deciding {
		body = e.decider
	}
	program, imports := body(), ""
	for _, name := range importOrder {
		if file, used := e.imports[name]; used {
			imports += fmt.Sprintf("import { %s } from \"./%s\";\n", name, file)
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
	main, run := "start", "run()"
	if e.use == forcing {
		main = "force"
	}
	if e.preview {
		run = e.name("preview", "preview") + "(run)"
	}
	return fmt.Sprintf(`const run = %s(() => {
  const project = %s, %sactive = %s;
  %s(project, (visitor, pins) => %s, %s);
});
%s;
`, e.name("guard", "guard"), projectPlace, e.address("location.href"), e.active(), e.name(main, main), e.decide(), e.show(), run)
}

// decider prints the program that only decides.
func (e *entry) decider() string {
	return fmt.Sprintf(`const project = %s;
globalThis.lanekeeperDecide = %s((visitor, pins, url) => {
  const %sactive = %s;
  return %s;
});
`, projectPlace, e.name("decider", "decider"), e.address("url"), e.active(), e.decide())
}

// decide prints the call with the gates in the order that names the reason;
// rebucket first, as it takes pins away from all others.
func (e *entry) decide() string {
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
			gates = append(gates, e.name(gate.name, gate.file))
		}
	}
	rest := "active"
	if e.traffic {
		rest += ", " + e.name("outside", "outside")
	}
	call := fmt.Sprintf("%s(project, visitor, pins, [%s], %s)", e.name("decide", "decide"), strings.Join(gates, ", "), rest)
	if e.forced {
		call = fmt.Sprintf("%s(%s, visitor, active)", e.name("forced", "forced"), call)
	}
	return call
}

// address prints the declarations of what conditions are compared with.
func (e *entry) address(source string) string {
	if !e.pages {
		return ""
	}
	text := fmt.Sprintf("address = %s.slice(0, %d), ", source, engine.MaxAddress)
	if e.simple {
		text += fmt.Sprintf("simpleKey = %s(address), ", e.name("simple", "address"))
	}
	if e.exact {
		text += fmt.Sprintf("exactKey = %s(address), ", e.name("exact", "address"))
	}
	return text
}

// active prints the function that says whether an experiment's conditions match.
func (e *entry) active() string {
	if !e.pages {
		return "() => true"
	}
	var keys []string
	if e.simple {
		keys = append(keys, "c == simpleKey")
	}
	if e.exact {
		keys = append(keys, "c == exactKey")
	}
	matches := strings.Join(keys, " || ")
	switch {
	case e.regex && matches != "":
		matches = fmt.Sprintf("typeof c == \"string\" ? %s : c.test(address)", matches)
	case e.regex:
		matches = "c.test(address)"
	}
	some := "any"
	if e.excludes {
		some = "anyExcept"
	}
	return fmt.Sprintf("%s((c) => %s)", e.name(some, "pages"), matches)
}

// show prints the function that makes one change: it tells them apart by their
// types, and only as far as the project has several.
func (e *entry) show() string {
	type kind struct{ test, call string }
	var kinds []kind
	if e.css {
		kinds = append(kinds, kind{`typeof c == "string"`, e.name("style", "style") + "(c)"})
	}
	if e.selector {
		kinds = append(kinds, kind{`typeof c == "object"`, e.name("arrive", "arrive") + "(c, safe)"})
	}
	if e.script {
		kinds = append(kinds, kind{"", "c()"})
	}
	if len(kinds) == 0 {
		return "() => {}"
	}
	text := "(c, safe) => "
	for _, k := range kinds[:len(kinds)-1] {
		text += k.test + " ? " + k.call + " : "
	}
	return text + kinds[len(kinds)-1].call
}
