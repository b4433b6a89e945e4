package snippet

import (
	"fmt"
	"slices"
	"strings"
)

// featureRows are all that a project may use, each added to a project that has
// what it shares with others; that has rows of its own.
func featureRows() []feature {
	return slices.Concat(laneRows(), pageRows(), changeRows(), audienceRows(), liveRows(), identityRows(), adapterRows())
}

const teal = `{"type": "css", "code": ".hero { color: teal }"}`

func laneRows() []feature {
	base := site{changes: teal}
	exclusive := site{changes: teal, name: "[ME] one"}
	return []feature{
		{name: "every project", whole: true, with: site{}, does: []string{
			"cookies: found and checked", "written for the widest domain", "a visitor's id, once", "renewed daily", "opting out", "hashes", "variations by weight", "pins kept",
			"exposures, of pages that are seen", "the queue of calls and hooks", "errors caught and told", "loading what addresses ask for",
		}},
		{name: "traffic below 100%", with: site{changes: teal, experiment: `"traffic": 5000,`}, without: base},
		{name: "`[ME]`", with: exclusive, without: base, does: []string{"a draw for the layer", "what it gives in exposures and reasons"}},
		{name: "`[Group_A]`, beside `[ME]`", with: site{changes: teal, name: "[ME][Group_A] one"}, without: exclusive},
		{name: "a tag beyond ASCII", with: site{changes: teal, name: "[Group_é] one"}, without: site{changes: teal, name: "[Group_A] one"}},
		{name: "an exclusion group", with: site{changes: teal, project: `"groups": [{"id": "g", "slots": [{"share": 5000, "experiments": ["1"]}]}],`}, without: base, does: []string{
			"slots by bucket or by name", "pins that keep visitors in theirs",
		}},
		{
			name: "an exclusion group that rebuckets", with: site{changes: teal, project: `"groups": [{"id": "g", "sticky": "rebucket", "slots": [{"share": 5000, "experiments": ["1"]}]}],`},
			without: site{changes: teal, project: `"groups": [{"id": "g", "slots": [{"share": 5000, "experiments": ["1"]}]}],`},
		},
		{name: "a holdout group", with: site{changes: teal, project: `"holdouts": [{"id": "h", "share": 500, "experiments": ["1"]}],`}, without: base},
		{name: "`forced` visitors", with: site{changes: teal, experiment: `"forced": {"qa": "b"},`}, without: base},
		{name: "`schedule`", with: site{changes: teal, experiment: `"schedule": {"start": "2026-12-01T09:00", "stop": "2026-12-24T00:00", "zone": "Europe/Berlin"},`}, without: base},
	}
}

func pageRows() []feature {
	page := func(rest string) site {
		return site{changes: teal, experiment: `"pages": ["p"],`, project: `"pages": [{"id": "p", ` + rest + `}],`}
	}
	base, part := site{changes: teal}, `"include": [{"match": "substring", "value": "/hats"}]`
	excluding := page(part + `, "exclude": [{"match": "substring", "value": "?x"}]`)
	return []feature{
		{name: "a page by `substring` or `regex`", with: page(part), without: base},
		{name: "a page by `simple`", with: page(`"include": [{"match": "simple", "value": "https://shop.example/hats"}]`), without: base},
		{name: "a page by `exact`", with: page(`"include": [{"match": "exact", "value": "https://shop.example/hats?a=1"}]`), without: base},
		{name: "a page's `exclude`", with: excluding, without: page(part)},
		{
			name: "a page's `query`", with: page(part + `, "exclude": [{"match": "substring", "value": "?x"}], "query": [{"type": "query", "name": "view", "value": "list"}]`), without: excluding,
			does: []string{"parameters, decoded", "compared with what is wanted"},
		},
	}
}

func changeRows() []feature {
	list := func(changes ...string) site { return site{changes: strings.Join(changes, ", ")} }
	const (
		waits = `{"type": "js", "selector": "h1", "code": "element.remove()"}`
		style = `{"type": "style", "selector": ".hero", "name": "color", "value": "red"}`
		text  = `{"type": "text", "selector": ".hero h1", "value": "Hello"}`
	)
	code := func(code string) string { return `{"type": "js", "code": "` + code + `"}` }
	base, waiting, all := list(teal), list(teal, waits), list(teal, waits, style, text)
	table := []feature{
		{name: "`css`", with: base, without: site{}},
		{name: "`js`", with: list(code("a(() => {})")), without: site{}},
		{name: "`js` that waits for a selector", with: waiting, without: base, does: []string{"waits until the element is whole, and tells if it never comes", "hides it until then"}},
		{name: "`hideFor`", with: site{changes: waiting.changes, project: `"hideFor": 500,`}, without: waiting},
		{name: "`style`, the first change that is data", with: list(teal, waits, style), without: waiting, does: []string{
			"every element, now and later", "what was there is kept", "undone, in any order", "made again where a framework undoes it", "a budget for that", "hidden, one by one, until made",
		}},
		{name: "`text`, the first of what is inside", with: all, without: list(teal, waits, style), does: []string{
			"nodes are kept, each by itself", "and given back", "frameworks meet their own nodes",
		}},
	}
	for _, kind := range []struct {
		name, change string
		does         []string
	}{
		{"`html`", `{"type": "html", "selector": ".hero h2", "value": "Hello <b>you</b>"}`, []string{"HTML, as a policy wants it", "never inside what came out of HTML"}},
		{"`attribute`", `{"type": "attribute", "selector": ".hero a", "name": "href", "value": "/new"}`, nil},
		{"`class`", `{"type": "class", "selector": ".hero", "add": ["big"], "remove": ["small"]}`, nil},
		{"`image`", `{"type": "image", "selector": ".hero img", "value": "/new.webp"}`, nil},
		{"`insert`", `{"type": "insert", "selector": ".hero", "position": "last", "value": "<p>Hi</p>"}`, []string{"HTML, as a policy wants it", "never inside what came out of HTML"}},
		{"`remove`", `{"type": "remove", "selector": ".teaser"}`, nil},
		{"`move`", `{"type": "move", "selector": ".reviews", "position": "first", "to": ".footer"}`, nil},
	} {
		table = append(table, feature{name: kind.name, with: list(teal, waits, style, text, kind.change), without: all, does: kind.does})
	}
	redirect := `, {"id": "2", "name": "two", "status": "running", "variations": [{"weight": 5000}, {"weight": 5000, "changes": [%s]}]}`
	undo := list(teal, waits, style, code("lane.undo(() => {})"))
	return append(table,
		feature{
			name:    "`redirect`",
			with:    site{changes: waiting.changes, others: fmt.Sprintf(redirect, `{"type": "redirect", "value": "https://shop.example/new"}`)},
			without: site{changes: waiting.changes, others: fmt.Sprintf(redirect, "")},
			does:    []string{"parameters and the fragment carried over", "no circles", "hidden until the page is left", "the exposure told again on arrival"},
		},
		feature{name: "`lane`", with: list(teal, waits, code("lane.undo(() => {})")), without: list(teal, waits, code("a(() => {})")), does: []string{"the decision, and arrive", "undo, when it ends to apply"}},
		feature{name: "`lane.apply`", with: list(teal, waits, style, code("lane.apply({type: 'style', selector: 'p', name: 'color', value: 'red'})")), without: undo, does: []string{
			"the form of a change, read in the page", "made and undone like any other",
		}},
		feature{name: "a change with an `id`", with: list(teal, waits, `{"id": "x", `+style[1:]), without: list(teal, waits, style)})
}

func audienceRows() []feature {
	asking := func(when string) site {
		return site{changes: teal, experiment: `"audiences": ["a"],`, project: `"audiences": [{"id": "a", "when": ` + when + `}],`}
	}
	// The conditions are added to others, with each way to compare.
	all := func(clauses string) site {
		return asking(`{"all": [{"type": "language", "value": "de"}, {"type": "timezone", "value": "Asia/Tokyo"}, {"type": "viewport", "min": 600}` + clauses + `]}`)
	}
	one := asking(`{"type": "language", "value": "de"}`)
	table := []feature{
		{name: "an audience; `language`", with: one, without: site{changes: teal}, does: []string{"clauses, of any kind", "audiences, any of several"}},
		{name: "`all`; `timezone`; `viewport`", with: all(""), without: one},
	}
	source := []string{"parameters, decoded", "a table of media", "a table of click ids", "hosts, and which is the site's own"}
	for _, leaf := range []struct {
		name, clause string
		does         []string
	}{
		{"`any`", `{"any": [{"type": "language", "value": "fr"}]}`, nil},
		{"`not`", `{"not": {"type": "language", "value": "fr"}}`, nil},
		{"`query`", `{"type": "query", "name": "size", "value": "m"}`, nil},
		{"`utm`", `{"type": "utm", "name": "medium", "value": "email"}`, nil},
		{"`cookie`", `{"type": "cookie", "name": "plan", "value": "gold"}`, nil},
		{"`referrer` by `substring` or `regex`", `{"type": "referrer", "match": "substring", "value": "shop.example"}`, nil},
		{"`referrer` by `simple`", `{"type": "referrer", "match": "simple", "value": "shop.example/hats"}`, nil},
		{"`referrer` by `exact`", `{"type": "referrer", "match": "exact", "value": "https://shop.example/hats"}`, nil},
		{"`source`: `direct` or `internal`", `{"type": "source", "value": "internal"}`, source},
		{"`source`: `search`", `{"type": "source", "value": "search"}`, slices.Concat(source, []string{"a table of search engines"})},
		{"`source`: `social`", `{"type": "source", "value": "social"}`, slices.Concat(source, []string{"a table of social networks"})},
		{"`source`: `referral`", `{"type": "source", "value": "referral"}`, slices.Concat(source, []string{"a table of search engines", "a table of social networks"})},
		{"`os`", `{"type": "os", "value": "ios"}`, []string{"patterns for seven", "what poses as another"}},
		{"`device`", `{"type": "device", "value": "phone"}`, []string{"patterns for six", "bots, and what poses as another"}},
		{"`browser`", `{"type": "browser", "value": "safari", "min": 17}`, []string{"patterns for eight", "versions, and what poses as another"}},
		{"`visitor`", `{"type": "visitor", "value": "new"}`, nil},
		{"`age`", `{"type": "age", "min": 7}`, nil},
		{"`time`", `{"type": "time", "days": ["mon", "tue"], "from": "09:00", "to": "17:00", "zone": "Europe/Berlin"}`, nil},
		{"`code`", `{"type": "code", "code": "return window.ready"}`, nil},
	} {
		table = append(table, feature{name: leaf.name, with: all(", " + leaf.clause), without: all(""), does: leaf.does})
	}
	live := func(clauses string) site {
		s := asking(`{"all": [{"type": "viewport", "min": 600}, {"type": "language", "value": "de"}` + clauses + `]}`)
		s.experiment += `"pages": ["p"],`
		s.project += `"pages": [{"id": "p", "include": [{"match": "substring", "value": "/"}], "activate": {"on": "url"}}],`
		return s
	}
	return append(table,
		feature{name: "`attribute`, where pages live on", with: live(`, {"type": "attribute", "name": "plan", "value": "gold"}`), without: live("")},
		feature{name: "`dataLayer`, where pages live on", with: live(`, {"type": "dataLayer", "name": "cart.total", "min": 50}`), without: live(""), does: []string{"a path, the newest entry first", "what is pushed later"}})
}

func liveRows() []feature {
	pages := func(experiment string, activations ...string) site {
		var pages, ids []string
		for i, activation := range activations {
			id := string(rune('a' + i))
			ids = append(ids, `"`+id+`"`)
			pages = append(pages, `{"id": "`+id+`", "include": [{"match": "substring", "value": "/`+id+`"}], "exclude": [{"match": "substring", "value": "?x"}], "activate": {"on": `+activation+`}}`)
		}
		return site{changes: teal, experiment: experiment + `"pages": [` + strings.Join(ids, ",") + `],`, project: `"pages": [` + strings.Join(pages, ",") + `],`}
	}
	const (
		load, url, element = `"load"`, `"url"`, `"element", "selector": ".cart"`
		condition, call    = `"condition", "code": "return window.ready"`, `"call", "name": "opened"`
		late               = `"waitFor": {"selector": ".late"},`
	)
	looks := []string{"many looks, never one inside another", "what was exposed stays", "changes undone and made again", "exposures, once a page view"}
	moments := []string{"elements noticed, and what comes to match", "code asked, ever more seldom", "calls taken from the page", "what the page before left does not count", "each page view anew"}
	return []feature{
		{name: "a page by `url`, the first that lives on", with: pages("", load, url), without: pages("", load, load), does: slices.Concat(looks, []string{"the address watched, in any browser", "places inside a page told from pages"})},
		{name: "a page by `element`, the first with a moment", with: pages("", url, element), without: pages("", url, url), does: moments},
		{name: "a page by `condition`", with: pages("", element, condition), without: pages("", element, element)},
		{name: "a page by `call`", with: pages("", element, call), without: pages("", element, element)},
		{name: "`waitFor` beside such a page", with: pages(late, url, element), without: pages("", url, element)},
		{name: "`waitFor` alone", with: pages(late, load), without: pages("", load), does: slices.Concat(looks, moments)},
	}
}

func identityRows() []feature {
	says := func(text string) site { return site{changes: teal, project: text} }
	// Consent and no-storage need a page that lives on; that has a row.
	living := func(text string) site {
		return site{changes: teal, experiment: `"pages": ["p"],`, project: text + `"pages": [{"id": "p", "include": [{"match": "substring", "value": "/"}], "activate": {"on": "url"}}],`}
	}
	base := site{changes: teal}
	consent := []string{"reads and writes held back", "answers taken, whenever they come", "a denial deletes, on all domains"}
	return []feature{
		{name: "`cookieDomain`", with: says(`"cookieDomain": "shop.example",`), without: base},
		{name: "`visitorFrom: page`", with: says(`"visitorFrom": "page",`), without: base, does: []string{"calls taken from the page", "ids checked, refused in words, hashed as UTF-8"}},
		{name: "`refresh`", with: says(`"refresh": "/lk/v1/visitor/shop",`), without: base, does: []string{"every write noticed", "the server asked, once for all of them, with the domain"}},
		{name: "`consent: required`", with: living(`"consent": "required",`), without: living(""), does: consent},
		{
			name: "`consent: required`, `beforeConsent: page`", with: living(`"consent": "required", "beforeConsent": "page",`), without: living(""),
			does: slices.Concat(consent, []string{"an identity for each page view, carried over"}),
		},
		{name: "`privacyControl: no-storage`", with: living(`"privacyControl": "no-storage",`), without: living(""), does: []string{"what is stored is deleted, on all domains", "an identity for each page view"}},
		{name: "`privacyControl: off`", with: says(`"privacyControl": "off",`), without: base, does: []string{"what is stored is deleted, on all domains", "every read and write stopped"}},
	}
}

func adapterRows() []feature {
	tells := func(adapters string) site { return site{changes: teal, project: `"adapters": [` + adapters + `],`} }
	base := site{changes: teal}
	return []feature{
		{name: "adapter `dataLayer`", with: tells(`"dataLayer"`), without: base},
		{name: "adapter `ga4`", with: tells(`"ga4"`), without: base, does: []string{"told as Analytics wants it", "kept until it is configured: what comes before is lost"}},
		{name: "adapter `segment`", with: tells(`"segment"`), without: base},
		{name: "all three adapters", with: tells(`"dataLayer", "ga4", "segment"`), without: base, does: []string{"each of them", "kept until Analytics is configured", "each by itself, whatever another throws"}},
	}
}
