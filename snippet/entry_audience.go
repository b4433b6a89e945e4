package snippet

import (
	"fmt"
	"strings"

	"github.com/lanekeeper/lanekeeper/engine"
)

// active prints the declarations that decisions need beside the project: of what
// the page and the visitor are. In a live page, visitors are looked at again for
// each decision, by entry_live.go.
func (e *entry) active(address string) string {
	text := e.lasting() + e.activePages(address)
	if !e.lives() {
		text += e.visitor(address)
	}
	return text
}

// lives reports whether the program looks at the page more than once.
func (e *entry) lives() bool { return e.live && e.use == visiting }

// attributeCalls are the calls that take what the page knows of the visitor.
func (e *entry) attributeCalls() []string {
	if !e.asks(kindAttribute) {
		return nil
	}
	take := "Object.assign(attributes, call.attributes);"
	if e.use == visiting {
		take += " " + e.name("again", "turn") + "();"
	}
	return []string{"attributes: (call) => { " + take + " }"}
}

// lasting prints the declarations that hold for all looks: how clauses are
// compared, and the attributes that the page pushes.
func (e *entry) lasting() (text string) {
	if e.clauseKinds != 0 || e.queries {
		text += ", compare = (test, text) => " + e.comparison()
	}
	if e.asks(kindAttribute) && e.use != deciding {
		text += ", attributes = { __proto__: null }"
	}
	return text
}

// visitor prints the declarations for one look at a visitor: the moment, and the
// functions that answer clauses and audiences.
func (e *entry) visitor(address string) (text string) {
	declare := func(name, is string) { text += fmt.Sprintf(", %s = %s", name, is) }
	deciding := e.use == deciding
	if !deciding && (e.timed && !e.lives() || e.asks(kindAge, kindTime)) {
		declare("now", "Date.now() / 1000")
	}
	if e.clauseKinds == 0 {
		return text
	}
	if e.asks(kindReferrer, kindReferrerSimple, kindReferrerExact, kindSource) {
		from := "document"
		if deciding {
			from = "facts"
		}
		declare("referrer", fmt.Sprintf("%s.referrer.slice(0, %d)", from, engine.MaxAddress))
	}
	if e.asks(kindQuery, kindSource) {
		declare("here", fmt.Sprintf("%s.slice(0, %d)", address, engine.MaxAddress))
		declare("parameter", e.name("query", "query")+"(here)")
	}
	var kinds []string
	for k := kindEvery; k <= kindCode; k++ {
		if e.asks(k) {
			kinds = append(kinds, e.kind(k))
		}
	}
	emit := ""
	if !deciding && e.use != debugging { // who watches tells nobody
		emit = ", (event) => window.lanekeeper?.push?.(event)"
	}
	declare("holds", fmt.Sprintf("%s([%s], compare%s)", e.name("clauses", "audience"), strings.Join(kinds, ", "), emit))
	declare("among", e.name("audience", "audience")+"(project[9], holds)")
	return text
}

// comparison prints how clauses are compared, as far as they are.
func (e *entry) comparison() string {
	var ways []string
	if e.exactly {
		ways = append(ways, `typeof test == "string" ? test == text : `, "test == text")
	}
	if e.matching {
		ways = append(ways, "test.test ? test.test(text) : ", "test.test(text)")
	}
	if e.ranging {
		ways = append(ways, "", e.name("within", "within")+"(test, text)")
	}
	if len(ways) == 0 {
		return "false"
	}
	text := ""
	for i := 0; i < len(ways)-2; i += 2 {
		text += ways[i]
	}
	return text + ways[len(ways)-1]
}

// target prints the function that says why an experiment is not for this
// visitor, or "" where it is for everybody.
func (e *entry) target() string {
	text := `""`
	if e.audiences {
		text = `among(e) ? "" : "audience"`
	}
	if e.pages {
		active := "active(e[4])"
		if e.asksOnce() {
			active = "!e[4] || e[4].some(matches)"
		}
		text = active + ` ? ` + text + ` : "page"`
	}
	if e.timed && e.lives() {
		text = e.name("over", "period") + `(e) ? "schedule" : ` + text
	}
	if text == `""` {
		return ""
	}
	return "(e) => " + text
}
