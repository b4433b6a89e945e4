package snippet

import (
	"fmt"
	"strings"
)

// show prints the function that makes one change: it tells them apart by their
// types, and only as far as the project has several.
func (e *entry) show() string {
	cap, css, wait := "", "style", "arrive"
	if e.hidesOtherwise {
		cap = fmt.Sprintf(", %d", e.hideFor)
	}
	if e.follows() {
		css, wait = "restyle", "rearrive"
	}
	if e.hidesOtherwise && e.hideFor == 0 {
		wait = "rearrive" // arrive hides what waits, if only for a moment
	}
	type kind struct{ test, call string }
	var kinds []kind
	if e.css && e.gathers() {
		kinds = append(kinds, kind{"c.trim", "css += c"})
	} else if e.css {
		kinds = append(kinds, kind{"c.trim", e.name(css, css) + "(c)"})
	}
	if e.redirects {
		kinds = append(kinds, kind{"c[0] === 0", e.name("redirect", "redirect") + "(c[1], project[2], safe, where" + cap + ")"})
	}
	if e.declared != 0 {
		kinds = append(kinds, kind{`typeof c[1] == "string"`, e.name("change", "changes") + "(c, safe, kinds" + cap + ")"})
	}
	switch {
	case e.lane:
		kinds = append(kinds, kind{"", e.name("lane", "lane") + "(c, safe, where, " + e.name(wait, wait) + e.helper() + ")"})
	case e.selector && e.script:
		kinds = append(kinds, kind{`typeof c == "object"`, e.name(wait, wait) + "(c, safe" + cap + ")"}, kind{"", e.call()})
	case e.selector:
		kinds = append(kinds, kind{"", e.name(wait, wait) + "(c, safe" + cap + ")"})
	case e.script:
		kinds = append(kinds, kind{"", e.call()})
	}
	if len(kinds) == 0 {
		return "() => {}"
	}
	text := "(c, safe, where) => "
	for _, k := range kinds[:len(kinds)-1] {
		text += k.test + " ? " + k.call + " : "
	}
	text += kinds[len(kinds)-1].call
	if e.named {
		text = e.name("named", "named") + "(" + text + ")"
	}
	return text
}

// sheets prints an empty style sheet for projects that will need some: it throws
// before anything is decided where a browser has none that can be constructed, or
// a frozen list of them, so that the page is as without us.
func (e *entry) sheets() string {
	switch {
	case e.gathers():
		return e.name("style", "style") + "(css);\n  "
	case e.css || e.selector || e.lane:
		return e.name("style", "style") + "(\"\");\n  "
	}
	return ""
}

// gathers reports whether all style sheets become one: nobody takes them away
// again, and a hundred sheets cost a browser ten times what one does.
func (e *entry) gathers() bool { return e.css && !e.live && e.use == visiting }

// follows reports whether changes come and go while the page lives.
func (e *entry) follows() bool { return e.live && e.use == visiting }

// call prints the call of code that runs at once. What it returns is nobody's
// business.
func (e *entry) call() string {
	if e.follows() {
		return "void c()"
	}
	return "c()"
}

// helper prints the last arguments of lane: how long to hide, and how to apply.
func (e *entry) helper() string {
	switch {
	case e.applied:
		cap := 1000
		if e.hidesOtherwise {
			cap = e.hideFor
		}
		return fmt.Sprintf(", %d, (form, safe) => %s(form, safe, kinds, %[1]d)", cap, e.name("apply", "form"))
	case e.hidesOtherwise:
		return fmt.Sprintf(", %d", e.hideFor)
	}
	return ""
}

// changeKinds prints the declaration of the kinds of changes that are used, by
// the names that the form has for them.
func (e *entry) changeKinds() string {
	if e.declared == 0 {
		return ""
	}
	var list []string
	for i, k := range declaredKinds {
		if e.declared&(1<<i) != 0 {
			list = append(list, fmt.Sprintf("%q: %s", k.kind, e.name(k.name, k.file)))
		}
	}
	return ", kinds = { " + strings.Join(list, ", ") + " }"
}

// editor prints the program for editors: changes of any kind.
func (e *entry) editor() string {
	return fmt.Sprintf("const nothing = 0%s;\nglobalThis.lanekeeperChanges = %s(kinds);\n", e.changeKinds(), e.name("editor", "editor"))
}

// arrival prints what a page does for the redirects that lead to it: where
// visitors are asked first, when they have agreed.
func (e *entry) arrival() string {
	if !e.redirects || e.use != visiting {
		return ""
	}
	arrived := e.name("arrived", "redirect")
	if e.consent {
		return fmt.Sprintf(`
  lanekeeper.push({ type: "on", event: "consent", do: (call) => call.state == "granted" && %s(project[2]) });`, arrived)
	}
	return fmt.Sprintf("\n  %s(project[2]);", arrived)
}
