package engine

import (
	"fmt"
	"strings"
	"testing"
)

// places are where a fragment of a form may stand; its problems have the path.
var places = map[string]struct{ form, path string }{
	"project":    {"id: shop\nexperiments: []\n%s", ""},
	"page":       {"id: shop\nexperiments: []\npages: [{id: p, include: [{match: substring, value: /}], %s}]", "pages[0]."},
	"when":       {"id: shop\nexperiments: []\naudiences: [{id: a, when: %s}]", "audiences[0].when"},
	"audience":   {"id: shop\nexperiments: []\naudiences: [{id: a, when: {type: device, value: bot}}, %s]", "audiences[1]"},
	"experiment": {"id: shop\naudiences: [{id: a, when: {type: device, value: bot}}]\nexperiments: [{name: x, status: draft, variations: [{weight: 10000}], %s}]", "experiments[0]."},
	"holdout":    {"id: shop\naudiences: [{id: a, when: {type: device, value: bot}}]\nexperiments: [{name: '[ME] holdout', status: running, variations: [{weight: 10000}], %s}]", "experiments[0]."},
	"changes":    {"id: shop\nexperiments: [{name: x, status: draft, variations: [{weight: 10000, changes: [%s]}]}]", "experiments[0].variations[0].changes"},
}

// checkFragments reads each fragment at its place, and wants these problems, as
// "path: code" with the place's path left out, in one line; "" is none.
func checkFragments(t *testing.T, place string, table [][2]string) {
	t.Helper()
	for _, c := range table {
		p, err := Read([]byte(fmt.Sprintf(places[place].form, c[0])), nil)
		got := ""
		if err != nil {
			got = strings.ReplaceAll(strings.TrimPrefix(problemLines(err), "invalid\n"), "\n", ", ")
			got = strings.ReplaceAll(got, places[place].path, "")
		} else if _, err := Compile(p); err != nil {
			t.Errorf("%s %s: it is valid, and does not compile: %v", place, c[0], err)
		}
		if got != c[1] {
			t.Errorf("%s %s: %q, want %q", place, c[0], got, c[1])
		}
	}
}

func TestBehaviourRules(t *testing.T) {
	checkFragments(t, "project", [][2]string{
		{`cookieDomain: shop.example`, ""},
		{`cookieDomain: localhost`, ""},
		{`cookieDomain: .shop.example`, "cookieDomain: format"},
		{`cookieDomain: Shop.example`, "cookieDomain: format"},
		{`cookieDomain: "shop.example:80"`, "cookieDomain: format"},
		{`cookieDomain: "a; Secure"`, "cookieDomain: format"},
		{`cookieDomain: a..b`, "cookieDomain: format"},
		{`visitorFrom: page`, ""},
		{`visitorFrom: url`, "visitorFrom: choice"},
		{`visitorFrom: ""`, "visitorFrom: choice"},
		{`consent: required`, ""},
		{`consent: yes`, "consent: choice"},
		{`consent: true`, "consent: type"},
		{`consent: given`, "consent: choice"},
		{`beforeConsent: off`, ""},
		{`beforeConsent: page`, ""},
		{`beforeConsent: on`, "beforeConsent: choice"},
		{`privacyControl: no-storage`, ""},
		{`privacyControl: off`, ""},
		{`privacyControl: obey`, "privacyControl: choice"},
		{`hideFor: 0`, ""},
		{`hideFor: 5000`, ""},
		{`hideFor: 5001`, "hideFor: range"},
		{`hideFor: -1`, "hideFor: range"},
		{`hideFor: 0.5`, "hideFor: type"},
		{`hideFor: 1s`, "hideFor: type"},
		{`origins: ["https://shop.example", "http://localhost:8080", "http://[::1]:81"]`, ""},
		{`origins: ["https://shop.example/"]`, "origins[0]: format"},
		{`origins: ["https://shop.example:443"]`, "origins[0]: format"},
		{`origins: ["https://Shop.example"]`, "origins[0]: format"},
		{`origins: [shop.example]`, "origins[0]: format"},
		{`origins: ["//shop.example"]`, "origins[0]: format"},
		{`origins: ["https://me@shop.example"]`, "origins[0]: format"},
		{`origins: ["https://a", "null", "https://a"]`, "origins[1]: format, origins[2]: duplicate"},
		{`origins: ["ftp://a"]`, "origins[0]: format"},
		{`origins: ["https://*.example?x"]`, "origins[0]: format"},
		{`origins: https://a`, "origins: type"},
		{`refresh: /lk/v1/visitor/shop`, ""},
		{`refresh: "https://shop.example/x"`, ""},
		{`refresh: "http://shop.example/x"`, "refresh: format"},
		{`refresh: x`, "refresh: format"},
		{`refresh: //evil.example`, "refresh: format"},
		{`refresh: "/\\evil.example"`, "refresh: format"},
		{`refresh: "/\t/evil.example"`, "refresh: format"},
		{`refresh: "javascript:1"`, "refresh: format"},
		{`adapters: [ga4, dataLayer, segment]`, ""},
		{`adapters: [ga4, ga5, ga4]`, "adapters[1]: choice, adapters[2]: duplicate"},
	})
}

func TestPageRules(t *testing.T) {
	checkFragments(t, "page", [][2]string{
		{`activate: {on: load}`, ""},
		{`activate: {on: url}`, ""},
		{`activate: {on: element, selector: .x}`, ""},
		{`activate: {on: condition, code: "return 1"}`, ""},
		{`activate: {on: call, name: x}`, ""},
		{`activate: {}`, "activate.on: required"},
		{`activate: load`, "activate: type"},
		{`activate: {on: click}`, "activate.on: choice"},
		{`activate: {on: load, selector: .x}`, "activate.selector: unknown-field"},
		{`activate: {on: element}`, "activate.selector: required"},
		{`activate: {on: call, selector: .x, code: "1"}`, "activate.name: required, activate.selector: unknown-field, activate.code: unknown-field"},
		{`activate: {on: element, selektor: .x}`, "activate.selektor: unknown-field, activate.selector: required"},
		{`query: [{type: query, name: a}, {type: query, name: b, value: ""}]`, ""},
		{`query: [{type: cookie, name: a}]`, "query[0].type: choice"},
		{`query: [{not: {type: query, name: a}}]`, "query[0].type: choice"},
		{`query: [{type: query}]`, "query[0].name: required"},
		{`query: [{type: query, name: a, all: []}]`, ""},
		{`query: [null]`, "query[0]: type"},
	})
}

func TestClauseRules(t *testing.T) {
	checkFragments(t, "audience", [][2]string{
		{`{id: b, name: B, when: {type: code, code: "return 1"}}`, ""},
		{`{id: a, when: {type: code, code: "1"}}`, ".id: duplicate"},
		{`{when: {type: code, code: "1"}}`, ".id: required"},
		{`{id: b}`, ".when: required"},
		{`{id: b, when: {}}`, ".when: choice"},
		{`{id: b, when: []}`, ".when: type"},
	})
	checkFragments(t, "when", [][2]string{
		{`{all: [{type: device, value: bot}]}`, ""},
		{`{all: []}`, ": choice"},
		{`{any: [{}]}`, ".any[0]: choice"},
		{`{not: {not: {type: os, value: beos}}}`, ".not.not.value: choice"},
		{`{all: [{type: device, value: bot}], any: [{type: device, value: bot}]}`, ": choice"},
		{`{type: device, value: bot, not: {type: device, value: bot}}`, ": choice"},
		{`{not: {type: device, value: bot}, name: x, min: 1}`, ".name: unknown-field, .min: unknown-field"},
		{`{type: weather}`, ".type: choice"},
		{`{type: query, name: a, colour: red}`, ".colour: unknown-field"},

		{`{type: query}`, ".name: required"},
		{`{type: query, name: ""}`, ".name: required"},
		{`{type: query, name: a}`, ""},
		{`{type: query, name: a, value: ""}`, ""},
		{`{type: query, name: a, value: 5}`, ".value: type"},
		{`{type: query, name: a, match: exists}`, ""},
		{`{type: query, name: a, match: exists, value: x}`, ".value: unknown-field"},
		{`{type: query, name: a, match: exact}`, ".value: required"},
		{`{type: query, name: a, match: substring}`, ".value: required"},
		{`{type: query, name: a, match: substring, value: ""}`, ".value: condition"},
		{`{type: query, name: a, match: regex, value: "("}`, ".value: condition"},
		{`{type: query, name: a, match: regex, value: "(a+)+"}`, ".value: condition"},
		{`{type: query, name: a, match: simple, value: a}`, ".match: choice"},
		{`{type: query, name: a, match: Exact, value: a}`, ".match: choice"},
		{`{type: query, name: a, match: range}`, ".min: required"},
		{`{type: query, name: a, match: range, min: 0.5, max: 1e3}`, ""},
		{`{type: query, name: a, min: -5}`, ""},
		{`{type: query, name: a, match: range, min: 1, max: 1}`, ".max: range"},
		{`{type: query, name: a, match: range, min: 1e400}`, ".min: type"},
		{`{type: query, name: a, min: "5"}`, ".min: type"},
		{`{type: query, name: a, value: x, min: 5}`, ".match: choice"},
		{`{type: query, name: a, match: range, value: "5", min: 5}`, ".value: unknown-field"},
		{`{type: query, name: a, values: [x]}`, ".values: unknown-field"},
		{`{type: query, name: a, code: x}`, ".code: unknown-field"},
		{`{type: cookie, name: "a b"}`, ""},
		{`{type: attribute, name: a.b}`, ""},
		{`{type: dataLayer, name: a..b}`, ""},
		{`{type: utm, name: medium, value: x}`, ""},
		{`{type: utm, name: id}`, ".name: choice"},
		{`{type: referrer}`, ""},
		{`{type: referrer, name: a}`, ".name: unknown-field"},
		{`{type: referrer, match: simple, value: a.example}`, ""},
		{`{type: referrer, value: a.example}`, ".value: condition"},
		{`{type: referrer, value: ""}`, ".value: condition"},
		{`{type: referrer, match: range, min: 1}`, ".min: unknown-field, .match: choice"},
		{`{type: referrer, match: simple}`, ".value: required"},

		{`{type: source, value: search}`, ""},
		{`{type: source}`, ".value: required"},
		{`{type: source, value: google}`, ".value: choice"},
		{`{type: source, values: [direct, referral]}`, ""},
		{`{type: source, values: []}`, ".value: required"},
		{`{type: source, values: [direct, direct]}`, ".values[1]: duplicate"},
		{`{type: source, value: direct, values: [search]}`, ".values: choice"},
		{`{type: source, value: direct, match: exact}`, ".match: unknown-field"},
		{`{type: device, values: [phone, tablet, mobile]}`, ".values[2]: choice"},
		{`{type: device, value: phone, min: 1}`, ".min: unknown-field"},
		{`{type: browser, value: safari, min: 15, max: 18}`, ""},
		{`{type: browser, value: safari, min: 15.4}`, ".min: range"},
		{`{type: browser, min: 15}`, ".value: required"},
		{`{type: browser, value: safari, min: 18, max: 15}`, ".max: range"},
		{`{type: os, value: ios}`, ""},
		{`{type: visitor, value: new}`, ""},
		{`{type: visitor, value: old}`, ".value: choice"},
		{`{type: language, value: de}`, ""},
		{`{type: language, value: zh-Hant-TW}`, ""},
		{`{type: language}`, ".value: required"},
		{`{type: language, value: de_AT}`, ".value: format"},
		{`{type: language, value: d}`, ".value: format"},
		{`{type: language, value: "*"}`, ".value: format"},
		{`{type: timezone, value: Europe/Berlin}`, ""},
		{`{type: timezone, value: UTC}`, ""},
		{`{type: timezone, value: Berlin}`, ".value: format"},
		{`{type: timezone, value: "../../etc/passwd"}`, ".value: format"},
		{`{type: timezone, value: Local}`, ".value: format"},
		{`{type: timezone, value: Europe/Atlantis}`, ".value: format"},
		{`{type: timezone, value: posix/Europe/Berlin}`, ".value: format"},
		{`{type: timezone, value: ""}`, ".value: format"},
		{`{type: viewport, min: 768}`, ""},
		{`{type: viewport}`, ".min: required"},
		{`{type: viewport, min: -1}`, ".min: range"},
		{`{type: viewport, max: 0.5}`, ".max: range"},
		{`{type: age, min: 1, max: 30}`, ""},
		{`{type: age, value: "1"}`, ".value: unknown-field, .min: required"},
		{`{type: time, zone: UTC, days: [mon, sun]}`, ""},
		{`{type: time, days: [mon]}`, ".zone: required"},
		{`{type: time, zone: UTC}`, ".days: required"},
		{`{type: time, zone: UTC, days: [monday]}`, ".days[0]: choice"},
		{`{type: time, zone: UTC, days: [mon, mon]}`, ".days[1]: duplicate"},
		{`{type: time, zone: UTC, from: 09:00, to: 17:00}`, ""},
		{`{type: time, zone: UTC, from: 22:00, to: 06:00}`, ""},
		{`{type: time, zone: UTC, from: "00:00", to: "24:00"}`, ""},
		{`{type: time, zone: UTC, from: 9:00}`, ".from: format"},
		{`{type: time, zone: UTC, from: "24:00"}`, ".from: format"},
		{`{type: time, zone: UTC, to: "24:01"}`, ".to: format"},
		{`{type: time, zone: UTC, to: "09:00:00"}`, ".to: format"},
		{`{type: time, zone: UTC, from: 09:00, to: 09:00}`, ".to: range"},
		{`{type: time, zone: UTC, to: "00:00"}`, ".to: range"},
		{`{type: time, zone: Mars/Base, from: 25:00}`, ".zone: format, .from: format"},
		{`{type: code}`, ".code: required"},
		{`{type: code, code: "return 1", name: x}`, ".name: unknown-field"},
	})
}

func TestDelayRules(t *testing.T) {
	checkFragments(t, "experiment", [][2]string{
		{`audiences: [a]`, ""},
		{`audiences: [a, b]`, "audiences[1]: unknown-id"},
		{`audiences: [a, a]`, "audiences[1]: duplicate"},
		{`waitFor: {selector: .x}`, ""},
		{`waitFor: {code: "return 1"}`, ""},
		{`waitFor: {}`, "waitFor: required"},
		{`waitFor: {selector: .x, code: "1"}`, "waitFor: choice"},
		{`waitFor: .x`, "waitFor: type"},
		{`schedule: {start: "2026-12-01T09:00", zone: Europe/Berlin}`, ""},
		{`schedule: {stop: 2026-12-01T09:00, zone: UTC}`, ""},
		{`schedule: {start: "2026-12-01T09:00"}`, "schedule.zone: required"},
		{`schedule: {zone: UTC}`, "schedule: required"},
		{`schedule: {start: "2026-12-01", zone: UTC}`, "schedule.start: format"},
		{`schedule: {start: "2026-12-01T09:00Z", zone: UTC}`, "schedule.start: format"},
		{`schedule: {start: "2026-02-29T09:00", zone: UTC}`, "schedule.start: format"},
		{`schedule: {stop: "2026-12-01T24:00", zone: UTC}`, "schedule.stop: format"},
		{`schedule: {stop: "1970-01-01T00:00", zone: UTC}`, "schedule.stop: format"},
		{`schedule: {start: "2026-12-01T09:00", stop: "2026-12-01T09:00", zone: UTC}`, "schedule.stop: range"},
		{`schedule: {start: "2026-12-01T09:00", stop: "2026-12-01T09:01", zone: UTC}`, ""},
		{`schedule: {start: "2026-03-29T02:30", stop: "2026-03-29T03:15", zone: Europe/Berlin}`, "schedule.stop: range"},
		{`schedule: {start: "2026-12-01T09:00", zone: CET+1}`, "schedule.zone: format"},
	})
	checkFragments(t, "holdout", [][2]string{
		{`schedule: {start: "2026-12-01T09:00", zone: UTC}`, ""}, {`audiences: [a]`, "audiences: holdout-with-targeting"}, {`waitFor: {selector: .x}`, "waitFor: holdout-with-targeting"},
	})
}

func TestChangeRules(t *testing.T) {
	checkFragments(t, "changes", [][2]string{
		{`{type: css, code: x}`, ""},
		{`{type: css}`, "[0].code: required"},
		{`{type: css, code: x, value: y}`, "[0].value: unknown-field"},
		{`{type: js, code: x, selector: h1}`, ""},
		{`{}`, "[0].type: choice"},
		{`{type: text, selector: h1, value: ""}`, ""},
		{`{type: text, selector: h1}`, "[0].value: required"},
		{`{type: text, value: x}`, "[0].selector: required"},
		{`{type: text, selector: h1, value: x, code: y}`, "[0].code: unknown-field"},
		{`{type: html, selector: h1, value: "<b>x</b>"}`, ""},
		{`{type: attribute, selector: a, name: href, value: x}`, ""},
		{`{type: attribute, selector: a, name: href}`, ""},
		{`{type: attribute, selector: a, name: href, value: null}`, ""},
		{`{type: attribute, selector: a}`, "[0].name: required"},
		{`{type: attribute, selector: a, name: "a b"}`, "[0].name: format"},
		{`{type: attribute, selector: a, name: "xlink:href"}`, ""},
		{`{type: class, selector: a, add: [x], remove: [y, z]}`, ""},
		{`{type: class, selector: a}`, "[0].add: required"},
		{`{type: class, selector: a, add: ["x y", ""]}`, "[0].add[0]: format, [0].add[1]: format"},
		{`{type: class, selector: a, add: [x], remove: [y, x]}`, "[0].remove[1]: duplicate"},
		{`{type: class, selector: a, add: x}`, "[0].add: type"},
		{`{type: style, selector: a, name: background-color, value: red}`, ""},
		{`{type: style, selector: a, name: --brand, value: ""}`, ""},
		{`{type: style, selector: a, name: backgroundColor, value: red}`, "[0].name: format"},
		{`{type: style, selector: a, name: color}`, "[0].value: required"},
		{`{type: image, selector: img, value: "/x.webp"}`, ""},
		{`{type: image, selector: img, value: " "}`, "[0].value: required"},
		{`{type: insert, selector: a, position: after, value: x}`, ""},
		{`{type: insert, selector: a, value: x}`, "[0].position: required"},
		{`{type: insert, selector: a, position: below, value: x}`, "[0].position: choice"},
		{`{type: remove, selector: a}`, ""},
		{`{type: remove, selector: a, remove: [x]}`, "[0].remove: unknown-field"},
		{`{type: move, selector: a, position: first, to: b}`, ""},
		{`{type: move, selector: a, position: first}`, "[0].to: required"},
		{`{type: redirect, value: "https://shop.example/new?a#b"}`, ""},
		{`{type: redirect, value: /new}`, ""},
		{`{type: redirect, value: "HTTP://shop.example"}`, ""},
		{`{type: redirect}`, "[0].value: required"},
		{`{type: redirect, value: ""}`, "[0].value: format"},
		{`{type: redirect, value: //evil.example}`, "[0].value: format"},
		{`{type: redirect, value: "/\\evil.example"}`, "[0].value: format"},
		{`{type: redirect, value: "/\t/evil.example"}`, "[0].value: format"},
		{`{type: redirect, value: "javascript:alert(1)"}`, "[0].value: format"},
		{`{type: redirect, value: "data:text/html,x"}`, "[0].value: format"},
		{`{type: redirect, value: " https://shop.example"}`, "[0].value: format"},
		{`{type: redirect, value: "https:/shop.example"}`, "[0].value: format"},
		{`{type: redirect, value: "https://"}`, "[0].value: format"},
		{`{type: redirect, value: new}`, "[0].value: format"},
		{`{type: redirect, selector: a, value: /new}`, "[0].selector: unknown-field"},
		{`{type: redirect, value: /new}, {type: css, code: x}`, "[0].type: choice"},
		{`{type: css, code: x}, {type: redirect, value: /new}`, "[1].type: choice"},
		{`{id: a, type: css, code: x}, {id: a, type: css, code: y}`, "[1].id: duplicate"},
		{`{id: "a b", type: css, code: x}`, "[0].id: format"},
	})
}

// Changes get the next numbers of their variation, whatever else is there.
func TestChangesAreNumbered(t *testing.T) {
	for _, c := range [][2]string{{"", "1"}, {" ", "1 2"}, {"x ", "x 1"}, {"7 ", "7 8"}, {" 1", "2 1"}, {" 3 ", "4 3 5"}, {"1234567890123456 ", "1234567890123456 1"}, {"a 2 b ", "a 2 b 3"}} {
		var changes []Change
		for _, id := range strings.Split(c[0], " ") {
			changes = append(changes, Change{ID: id})
		}
		mintChanges(changes)
		var got []string
		for _, change := range changes {
			got = append(got, change.ID)
		}
		if strings.Join(got, " ") != c[1] {
			t.Errorf("%q becomes %q, want %q", c[0], strings.Join(got, " "), c[1])
		}
	}
}
