package snippet

import (
	"fmt"
	"strings"

	"github.com/lanekeeper/lanekeeper/engine"
)

// identityFeatures say who the visitor is, and what may be stored of them.
type identityFeatures struct {
	supplied             bool // the page names the visitor
	consent, beforePage  bool // it has to be given; before that, an identity for each page view
	control, controlPage bool // Global Privacy Control counts; it leaves an identity for each page view
	fixed                bool // the cookies' domain is known
	refresh              bool // the server renews the cookies
}

// findIdentity finds what a project says about its visitors. What may change
// while a page is open, or must not be exposed, needs the main that lives on.
func (f *features) findIdentity(p *engine.Project) {
	f.identityFeatures = identityFeatures{
		supplied: p.VisitorFrom == engine.FromPage,
		consent:  p.Consent == engine.Required, beforePage: p.Consent == engine.Required && p.BeforeConsent == engine.BeforePage,
		control:     p.PrivacyControl == engine.PrivacyNoStorage || p.PrivacyControl == engine.PrivacyOff,
		controlPage: p.PrivacyControl == engine.PrivacyNoStorage,
		fixed:       p.CookieDomain != "", refresh: p.Refresh != "",
	}
	f.live = f.live || f.consent || f.controlPage
}

// lidded reports whether the jar may be shut, or is watched.
func (f identityFeatures) lidded() bool { return f.consent || f.control || f.refresh }

// identity prints the function that says who the visitor is, after what has to
// be settled before anybody asks. It says nobody where the loader switches us off.
func (e *entry) identity() string {
	var first []string
	if e.lidded() {
		first = append(first, e.name("shutJar", "lid")+"(0)")
	}
	if e.fixed {
		first = append(first, e.name("fixed", "fixed")+"(project[11][0])")
	}
	if e.refresh {
		first = append(first, e.name("refresh", "refresh")+"(project[11][1])")
	}
	who := e.name("identify", "visitor")
	if e.supplied {
		who = e.name("supplied", "supplied") + "(" + who + ")"
	}
	// without is who the visitor is where nothing may be stored.
	without := func(page bool, reason engine.Reason) string {
		if page {
			return e.name("passing", "passing")
		}
		return fmt.Sprintf(`() => ["", undefined, %q]`, reason)
	}
	if e.beforePage {
		who = e.name("staying", "passing") + "(" + who + ")"
	}
	if e.consent {
		who = fmt.Sprintf("%s(project, %s, %s)", e.name("consented", "consent"), who, without(e.beforePage, engine.ReasonConsent))
	}
	if e.control {
		who = fmt.Sprintf("%s(project, %s, %s)", e.name("controlled", "control"), who, without(e.controlPage, engine.ReasonOptOut))
	}
	if first = append(first, who); len(first) > 1 {
		return ", (" + strings.Join(first, ", ") + ")"
	}
	return ", " + who
}

// identityCalls are the types of calls that it takes from the page.
func (e *entry) identityCalls() (taken []string) {
	if e.supplied {
		taken = append(taken, "visitor: "+e.name("supply", "supplied"))
	}
	if e.consent && e.use == visiting {
		taken = append(taken, "consent: "+e.name("consent", "consent"))
	}
	return taken
}

// site prints where the cookies are written, and who renews them.
func (p *printer) site() string {
	domain, refresh := "", "" // the latter up to where a parameter can follow
	if p.rules.Project.CookieDomain != "" {
		domain = quote(p.rules.Project.CookieDomain)
	}
	if address := p.rules.Project.Refresh; strings.Contains(address, "?") {
		refresh = quote(address + "&")
	} else if address != "" {
		refresh = quote(address + "?")
	}
	if domain+refresh == "" {
		return ""
	}
	return tuple(domain, refresh)
}
