package engine

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"pgregory.net/rapid"
)

func maybe[T any](t *rapid.T, some T) (none T) {
	if rapid.Bool().Draw(t, "there") {
		return some
	}
	return none
}

// anyBehaviour draws everything of a project that is neither targeting nor an
// experiment.
func anyBehaviour(t *rapid.T, p *Project) {
	p.VisitorFrom = rapid.SampledFrom([]VisitorFrom{FromCookie, FromPage}).Draw(t, "from")
	p.Consent = rapid.SampledFrom([]Consent{Granted, Required}).Draw(t, "consent")
	p.BeforeConsent = rapid.SampledFrom([]BeforeConsent{BeforeOff, BeforePage}).Draw(t, "before")
	p.PrivacyControl = rapid.SampledFrom([]PrivacyControl{PrivacyIgnore, PrivacyNoStorage, PrivacyOff}).Draw(t, "privacy")
	p.HideFor = rapid.IntRange(0, MaxHideFor).Draw(t, "hideFor")
	p.CookieDomain = maybe(t, "shop.example")
	p.Origins = maybe(t, []string{"https://shop.example", "http://localhost:8080", "http://[::1]"})
	p.Refresh = rapid.SampledFrom([]string{"", "/lk/v1/visitor/shop", "https://a.example:444/x?y"}).Draw(t, "refresh")
	p.Adapters = maybe(t, []Adapter{AdapterGA4, AdapterSegment, AdapterDataLayer})
}

// anyClause is a valid tree of conditions as Read returns it.
func anyClause(t *rapid.T, depth int) Clause {
	parts := func() (list []Clause) {
		for range rapid.IntRange(1, 3).Draw(t, "parts") {
			list = append(list, anyClause(t, depth+1))
		}
		return list
	}
	switch rapid.IntRange(0, 6+depth).Draw(t, "kind") {
	case 0:
		return Clause{All: parts()}
	case 1:
		return Clause{Any: parts()}
	case 2:
		not := anyClause(t, depth+1)
		return Clause{Not: &not}
	}
	return anyLeaf(t)
}

func anyLeaf(t *rapid.T) Clause {
	c := Clause{Type: ClauseType(rapid.SampledFrom(clauseTypes).Draw(t, "type"))}
	switch c.Type {
	case ClauseReferrer:
		c.Match = rapid.SampledFrom([]Match{Exists, Simple, Substring}).Draw(t, "match")
		if c.Match != Exists {
			c.Value = new("//a.example/" + anyText(t, "value"))
		}
	case ClauseQuery, ClauseCookie, ClauseAttribute, ClauseDataLayer:
		anyTextLeaf(t, &c)
		c.Name = anyText(t, "name") + "x"
	case ClauseUTM:
		anyTextLeaf(t, &c)
		c.Name = rapid.SampledFrom(utmFields).Draw(t, "utm")
	case ClauseLanguage:
		c.Value = new(rapid.SampledFrom([]string{"de", "de-AT", "zh-Hant"}).Draw(t, "language"))
	case ClauseTimeZone:
		c.Value = new("Europe/Berlin")
	case ClauseViewport, ClauseAge:
		c.Min = new(float64(rapid.IntRange(0, 2000).Draw(t, "min")))
	case ClauseTime:
		c.Zone = rapid.SampledFrom([]string{"UTC", "Europe/Berlin", "America/New_York"}).Draw(t, "zone")
		c.Days = rapid.SampledFrom([][]string{{"mon"}, {"sun", "sat"}, weekdays}).Draw(t, "days")
		c.From, c.To = maybe(t, "22:00"), maybe(t, "06:30")
	case ClauseCode:
		c.Code = anyText(t, "code") + "x"
	case ClauseBrowser:
		c.Value, c.Max = new("safari"), maybe(t, new(17.0))
	default:
		if classes := Classes[c.Type]; rapid.Bool().Draw(t, "one") {
			c.Value = new(rapid.SampledFrom(classes).Draw(t, "value"))
		} else {
			c.Values = classes[:rapid.IntRange(1, len(classes)).Draw(t, "values")]
		}
	}
	return c
}

func anyTextLeaf(t *rapid.T, c *Clause) {
	switch c.Match = rapid.SampledFrom([]Match{Exists, Exact, Substring, Regex, Range}).Draw(t, "match"); c.Match {
	case Exact:
		c.Value = new(anyText(t, "value"))
	case Substring:
		c.Value = new(anyText(t, "value") + "x")
	case Regex:
		c.Value = new(rapid.SampledFrom([]string{"^a+$", `\d`, "(?i)SALE"}).Draw(t, "regex"))
	case Range:
		c.Max = new(rapid.SampledFrom([]float64{-1.5, 0, 1e-7, 19.99, 1e21, 1e300}).Draw(t, "max"))
	}
}

// anyChanges are valid changes as Read returns them.
func anyChanges(t *rapid.T) (changes []Change) {
	if rapid.IntRange(0, 5).Draw(t, "redirects") == 0 {
		return []Change{{ID: "1", Type: Redirect, Value: new(rapid.SampledFrom([]string{"/new", "https://shop.example/new?a#b"}).Draw(t, "to"))}}
	}
	for i, kind := range changeTypes[:len(changeTypes)-1] {
		if rapid.IntRange(0, 3).Draw(t, "changes") != 0 {
			continue
		}
		c := Change{ID: fmt.Sprint("c", i), Type: ChangeType(kind)}
		for _, field := range given(Change{Selector: "x", Code: "x", Name: "x", Value: new(""), Position: "x", To: "x"}) {
			if fits := changeShapes[c.Type]; !slices.Contains(strings.Fields(fits.needs), field) {
				continue
			}
			switch field {
			case "selector":
				c.Selector = anyText(t, field) + "x"
			case "code":
				c.Code = anyText(t, field) + "x"
			case "name":
				c.Name = rapid.SampledFrom([]string{"color", "data-x"}).Draw(t, field)
			case "value":
				c.Value = new(anyText(t, field) + "x")
			case "position":
				c.Position = rapid.SampledFrom([]Position{Before, After, First, Last}).Draw(t, field)
			case "to":
				c.To = anyText(t, field) + "x"
			}
		}
		if c.Type == SetClass {
			c.Add, c.Remove = []string{"a", "é"}, maybe(t, []string{"b"})
		}
		if c.Type == SetAttribute {
			c.Value = maybe(t, new(anyText(t, "value")))
		}
		changes = append(changes, c)
	}
	return changes
}

func anySchedule(t *rapid.T) *Schedule {
	s := Schedule{Zone: rapid.SampledFrom([]string{"UTC", "Europe/Berlin", "Pacific/Apia"}).Draw(t, "zone")}
	switch rapid.IntRange(0, 2).Draw(t, "ends") {
	case 0:
		s.Start = "2026-03-29T02:30"
	case 1:
		s.Stop = "2026-10-25T02:30"
	default:
		s.Start, s.Stop = "2026-01-01T00:00", "2026-12-31T23:59"
	}
	return &s
}

// anyFacts draws each fact, or leaves it unknown.
func anyFacts(t *rapid.T) *Facts {
	return &Facts{
		Cookies:        maybe(t, map[string]string{"x": "a%20%", "q": ""}),
		Referrer:       maybe(t, new(rapid.SampledFrom([]string{"", "https://www.google.de/", "https://shop.example/x"}).Draw(t, "referrer"))),
		Languages:      maybe(t, []string{"de-AT", "en"}),
		Device:         maybe(t, "phone"),
		Browser:        maybe(t, "safari"),
		OS:             maybe(t, "ios"),
		BrowserVersion: maybe(t, 17),
		TimeZone:       maybe(t, "Europe/Berlin"),
		ViewportWidth:  maybe(t, new(390)),
		Created:        maybe(t, new(time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC))),
		New:            maybe(t, new(rapid.Bool().Draw(t, "new"))),
		Attributes:     maybe(t, map[string]any{"x": anyJSON(t, 0)}),
		DataLayer:      maybe(t, any([]any{map[string]any{"x": anyJSON(t, 0)}})),
	}
}
