package engine

import (
	"regexp"
	"slices"
	"strings"
)

// domainName is what a cookie's Domain may be, without a dot in front.
var domainName = regexp.MustCompile(`^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$`)

// behaviour checks how the snippet behaves on the site, whatever runs.
func (v *validator) behaviour() {
	p := v.project
	v.matches("cookieDomain", p.CookieDomain, domainName, "It is a host in small letters, such as shop.example, without a dot in front.")
	v.oneOf("visitorFrom", string(p.VisitorFrom), string(FromCookie), string(FromPage))
	v.oneOf("consent", string(p.Consent), string(Granted), string(Required))
	v.oneOf("beforeConsent", string(p.BeforeConsent), string(BeforeOff), string(BeforePage))
	v.oneOf("privacyControl", string(p.PrivacyControl), string(PrivacyIgnore), string(PrivacyNoStorage), string(PrivacyOff))
	if p.HideFor < 0 || p.HideFor > MaxHideFor {
		v.add("hideFor", "range", "It is in milliseconds: a whole number from 0 to %d; %d is not.", MaxHideFor, p.HideFor)
	}
	for i, origin := range p.Origins {
		at := element("origins", i)
		if !isOrigin(origin) {
			v.add(at, "format", "It is a site as browsers name it, such as https://shop.example or http://localhost:8080; %q is not.", origin)
		} else if slices.Contains(p.Origins[:i], origin) {
			v.add(at, "duplicate", "The origin %s stands here twice.", origin)
		}
	}
	if p.Refresh != "" && !isPath(p.Refresh) && (!isHTTP(p.Refresh) || parseAddress(p.Refresh).scheme != "https") {
		v.add("refresh", "format", "It is a path such as /lk/v1/visitor/%s, or an address with https.", p.ID)
	}
	for i, adapter := range p.Adapters {
		at := element("adapters", i)
		if v.oneOf(at, string(adapter), string(AdapterDataLayer), string(AdapterGA4), string(AdapterSegment)) && slices.Contains(p.Adapters[:i], adapter) {
			v.add(at, "duplicate", "The adapter %s stands here twice.", adapter)
		}
	}
}

// isOrigin reports whether s is written as a browser's header Origin is: in
// small letters, without a default port, and with nothing behind it.
func isOrigin(s string) bool {
	a := parseAddress(s)
	return isHTTP(s) && s == a.scheme+"://"+a.host+portSuffix(a) && !strings.ContainsAny(s, "@,;\"'")
}
