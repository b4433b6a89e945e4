package snippet

import (
	"fmt"
	"strings"

	"github.com/lanekeeper/lanekeeper/engine"
)

// clauseWords are what the debugger calls the kinds of clauses.
var clauseWords = [...]string{
	kindEvery: "all", kindSome: "any", kindNot: "not", kindQuery: "query", kindCookie: "cookie", kindAttribute: "attribute", kindLayer: "dataLayer",
	kindReferrer: "referrer", kindReferrerSimple: "referrer", kindReferrerExact: "referrer", kindSource: "source", kindDevice: "device",
	kindBrowser: "browser", kindOS: "os", kindAge: "age in seconds", kindLanguage: "language", kindTimeZone: "timezone", kindViewport: "viewport",
	kindTime: "time", kindCode: "code",
}

// debugger prints the program that shows how decisions came about: it asks of
// the project, each condition by itself, with the functions that decide.
func (e *entry) debugger() string {
	declared := e.visitor("location.href")
	if e.moving {
		declared += ", active = " + e.activeNow()
	}
	look := []string{"all: " + e.decide(), "gates: [" + e.namedGates() + "]"}
	if e.pages {
		look = append(look, "active")
	}
	if e.clauseKinds != 0 {
		look = append(look, "holds")
	}
	return fmt.Sprintf(`%s(() => {
  const project = %s%s;
  %s%s(project, (visit, pins) => { const nothing = 0%s; return { %s }; }, %s%s);
})();
`, e.name("guard", "guard"), projectPlace, e.lasting()+e.activePages("location.href"), e.attributesTold(), e.name("debug", "debug"),
		declared, strings.Join(look, ", "), e.words(), e.mayRead())
}

// namedGates prints the gates with the names of their columns. One that takes
// pins away from the others says nothing by itself.
func (e *entry) namedGates() string {
	columns := map[string]string{"exclusive": "layer", "layers": "layer", "holdouts": "holdout", "slots": "slot"}
	return e.gates(func(name, gate string) string { return fmt.Sprintf("[%q, %s]", columns[name], gate) })
}

// words prints what the debugger needs to speak: the same sentences as anywhere.
func (e *entry) words() string {
	var kinds, reasons []string
	for k := kindEvery; k <= kindCode; k++ {
		if e.asks(k) {
			kinds = append(kinds, quote(clauseWords[k]))
		}
	}
	for _, r := range engine.Reasons {
		reasons = append(reasons, quote(string(r.Reason))+": "+quote(r.Sentence))
	}
	return fmt.Sprintf("{ kinds: [%s], reasons: { %s } }", strings.Join(kinds, ", "), strings.Join(reasons, ", "))
}

// attributesTold prints what learns of the attributes that the page pushes.
func (e *entry) attributesTold() string {
	if !e.asks(kindAttribute) {
		return ""
	}
	return "(window.lanekeeper ||= []).push({ type: \"on\", event: \"attributes\", do: (call) => Object.assign(attributes, call.attributes) });\n  "
}

// mayRead shuts the jar where the project asks first, and prints the function
// that opens it once the visitor has agreed.
func (e *entry) mayRead() string {
	denied := "navigator.globalPrivacyControl"
	switch {
	case e.consent && e.control:
		denied = "(" + denied + ` || state != "granted")`
	case e.consent:
		denied = `state != "granted"`
	case !e.control:
		return ""
	}
	shut := fmt.Sprintf("(state) => %s(%s)", e.name("shutJar", "lid"), denied)
	return ", " + shut
}
