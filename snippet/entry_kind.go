package snippet

import (
	"regexp"
	"slices"
	"strings"

	"github.com/lanekeeper/lanekeeper/engine"
)

// kindPrograms find what clauses of a kind are about: in a page, and for a
// decider in the facts that it is given. name{file} is a name of the runtime's.
var kindPrograms = [...][2]string{
	kindEvery:          {"every{audience}", "every{audience}"},
	kindSome:           {"some{audience}", "some{audience}"},
	kindNot:            {"not{audience}", "not{audience}"},
	kindQuery:          {"parameter", "parameter"},
	kindCookie:         {"cookie{cookie}(jar{jar}())", "cookie{cookie}(facts.cookie)"},
	kindAttribute:      {"attribute{attribute}(attributes)", "attribute{attribute}(facts.attributes)"},
	kindLayer:          {"layer{layer}(window.dataLayer)", "layer{layer}(facts.dataLayer)"},
	kindReferrer:       {"() => referrer || undefined", "() => referrer || undefined"},
	kindReferrerSimple: {"() => simpleReferrer{referrer}(referrer)", "() => simple{address}(referrer)"},
	kindReferrerExact:  {"() => exactReferrer{referrer}(referrer)", "() => exact{address}(referrer)"},
	kindSource:         {"source{source}(parameter, host{host}(referrer), host{host}(here), SOURCES)", "source{source}(parameter, host{host}(referrer), host{host}(here), SOURCES)"},
	kindDevice:         {"() => device{agent}(navigator.userAgent, navigator.maxTouchPoints)", "() => facts.device"},
	kindBrowser:        {"version{version}(browser{agent}(navigator.userAgent))", "version{version}([facts.browser, facts.version])"},
	kindOS:             {"() => os{agent}(navigator.userAgent, navigator.maxTouchPoints)", "() => facts.os"},
	kindAge:            {"() => `${now - created{cookies}(readVisitor{cookies}(jar{jar}(), project[1]))}`", "() => `${now - facts.created}`"},
	kindLanguage:       {"() => `${navigator.languages}`", "() => `${facts.languages}`"},
	kindTimeZone:       {"() => Intl.DateTimeFormat().resolvedOptions().timeZone", "() => facts.timeZone"},
	kindViewport:       {"() => `${innerWidth}`", "() => `${facts.viewport}`"},
	kindTime:           {"time{time}(now)", "time{time}(now)"},
	kindCode:           {"(run) => !!run()", "() => false"},
}

var runtimeName = regexp.MustCompile(`(\w+)\{(\w+)\}`)

// kind prints the function for a kind of clause.
func (e *entry) kind(k clauseKind) string {
	program := kindPrograms[k][0]
	if e.use == deciding {
		program = kindPrograms[k][1]
	}
	if k == kindSource {
		program = strings.Replace(program, "SOURCES", e.sources(), 1)
	}
	return runtimeName.ReplaceAllStringFunc(program, func(found string) string {
		parts := runtimeName.FindStringSubmatch(found)
		return e.name(parts[1], parts[2])
	})
}

// sources prints the tables of engine.Sources, without hosts that nobody asks for.
func (e *entry) sources() string {
	var mediums, clicks, hosts, utm []string
	for _, source := range []engine.Source{engine.Campaign, engine.Search, engine.Social, engine.Referral} {
		if names := namesOf(engine.Sources.Mediums, source); len(names) > 0 {
			mediums = append(mediums, tuple(quote(string(source)), string(anyOf(names))+"i"))
		}
		if ids := namesOf(engine.Sources.ClickIDs, source); len(ids) > 0 {
			clicks = append(clicks, tuple(quote(string(source)), quote(strings.Join(ids, " "))+`.split(" ")`))
		}
	}
	for _, name := range engine.Sources.UTM {
		utm = append(utm, quote(name))
	}
	if e.searchHosts {
		hosts = append(hosts, tuple(quote(string(engine.Search)), "/"+engine.HostPattern(engine.Sources.SearchHosts)+"/"))
	}
	if e.socialHosts {
		hosts = append(hosts, tuple(quote(string(engine.Social)), "/"+engine.HostPattern(engine.Sources.SocialHosts)+"/"))
	}
	return tuple(tuple(mediums...), tuple(utm...), tuple(clicks...), "["+strings.Join(hosts, ",")+"]")
}

// namesOf are the names that a table gives for a source.
func namesOf(table map[string]engine.Source, source engine.Source) (names []string) {
	for name, is := range table {
		if is == source {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}
