package snippet

import (
	"slices"
	"strconv"
	"strings"

	"github.com/lanekeeper/lanekeeper/engine"
)

// pattern is a clause's test by a regular expression, as it is printed; bounds is
// one by a range, of which "" is no bound.
type (
	pattern string
	bounds  [2]string
)

// clauseParts are a clause as the runtime has it: its kind, what it is about,
// and its test: nil, string, pattern or bounds.
type clauseParts struct {
	kind     clauseKind
	argument string // printed; "" where inner or code stands in its place
	inner    []engine.CompiledClause
	code     string
	test     any
}

// parts say what becomes of a clause.
func parts(c *engine.CompiledClause) clauseParts {
	switch {
	case c.Not != nil:
		return clauseParts{kind: kindNot, inner: []engine.CompiledClause{*c.Not}}
	case len(c.Any) > 0:
		return clauseParts{kind: kindSome, inner: c.Any}
	case c.Type == "":
		return clauseParts{kind: kindEvery, inner: c.All}
	}
	switch c.Type {
	case engine.ClauseQuery:
		return clauseParts{kind: kindQuery, argument: quote(c.Name), test: textTest(c)}
	case engine.ClauseUTM:
		return clauseParts{kind: kindQuery, argument: quote("utm_" + c.Name), test: textTest(c)}
	case engine.ClauseCookie:
		return clauseParts{kind: kindCookie, argument: quote(c.Name), test: textTest(c)}
	case engine.ClauseAttribute:
		return clauseParts{kind: kindAttribute, argument: quote(c.Name), test: textTest(c)}
	case engine.ClauseDataLayer:
		return clauseParts{kind: kindLayer, argument: quote(c.Name), test: textTest(c)}
	case engine.ClauseReferrer:
		return clauseParts{kind: referrerKind(c), test: textTest(c)}
	case engine.ClauseSource:
		return clauseParts{kind: kindSource, test: choiceTest(c)}
	case engine.ClauseDevice:
		return clauseParts{kind: kindDevice, test: choiceTest(c)}
	case engine.ClauseOS:
		return clauseParts{kind: kindOS, test: choiceTest(c)}
	case engine.ClauseTimeZone:
		return clauseParts{kind: kindTimeZone, test: choiceTest(c)}
	case engine.ClauseBrowser:
		p := clauseParts{kind: kindBrowser, argument: string(anyOf(c.Choices))}
		if c.Min != nil || c.Max != nil {
			p.test = between(c.Min, c.Max)
		}
		return p
	case engine.ClauseVisitor:
		return clauseParts{kind: kindAge, test: visitorTest(c.Choices)}
	case engine.ClauseAge:
		return clauseParts{kind: kindAge, test: ageTest(c)}
	case engine.ClauseLanguage:
		return clauseParts{kind: kindLanguage, test: pattern("/(^|,)" + *c.Value + "(-|,|$)/i")}
	case engine.ClauseViewport:
		return clauseParts{kind: kindViewport, test: between(c.Min, c.Max)}
	case engine.ClauseTime:
		return clauseParts{kind: kindTime, argument: tuple(append([]string{quote(c.Zone)}, weekTimes(c)...)...)}
	}
	return clauseParts{kind: kindCode, code: c.Code}
}

// clause prints a clause as a tuple.
func (p *printer) clause(c *engine.CompiledClause) (string, error) {
	is := parts(c)
	argument := is.argument
	if is.code != "" {
		var err error
		if argument, err = p.condition(is.code); err != nil {
			return "", err
		}
	}
	if is.inner != nil {
		inner, err := p.clauses(is.inner)
		if err != nil {
			return "", err
		}
		if argument = tuple(inner...); is.kind == kindNot {
			argument = inner[0]
		}
	}
	return tuple(strconv.Itoa(p.uses.number(is.kind)), argument, printTest(is.test)), nil
}

func (p *printer) clauses(clauses []engine.CompiledClause) (printed []string, err error) {
	for i := range clauses {
		one, err := p.clause(&clauses[i])
		if err != nil {
			return nil, err
		}
		printed = append(printed, one)
	}
	return printed, nil
}

// excluded prints what a page excludes: addresses, and those that lack a
// parameter it wants.
func (p *printer) excluded(page *engine.CompiledPage) []string {
	printed := printConditions(page.Exclude)
	for i := range page.Query {
		c := &page.Query[i]
		printed = append(printed, tuple(quote(c.Name), printTest(textTest(c))))
	}
	return printed
}

// audiences prints those that experiments refer to by their places in this list.
func (p *printer) audiences() (string, error) {
	var printed []string
	for _, i := range usedAudiences(p.rules) {
		one, err := p.clause(&p.rules.Audiences[i].When)
		if err != nil {
			return "", err
		}
		printed = append(printed, one)
	}
	return list(printed), nil
}

// inAudiences prints an experiment's audiences; a preview shows experiments that
// do not run whatever theirs are.
func (p *printer) inAudiences(e *engine.Rule) string {
	var places []string
	used := usedAudiences(p.rules)
	for _, at := range e.InAudiences {
		if place := slices.Index(used, at); place >= 0 && e.Status == engine.Running {
			places = append(places, strconv.Itoa(place))
		}
	}
	return list(places)
}

// schedule prints when an experiment runs.
func (p *printer) schedule(e *engine.Rule) string {
	ends := []string{"", ""}
	for i, at := range []int64{e.Start, e.Stop} {
		if at != 0 {
			ends[i] = number(int(at))
		}
	}
	if ends[0]+ends[1] == "" || e.Status != engine.Running {
		return ""
	}
	return tuple(ends...)
}

func printTest(test any) string {
	switch t := test.(type) {
	case string:
		return quote(t)
	case pattern:
		return string(t)
	case bounds:
		return tuple(t[0], t[1])
	}
	return ""
}

// anyOf is a pattern for one of some names, which have no special characters but
// slashes.
func anyOf(names []string) pattern {
	return pattern("/^(" + strings.ReplaceAll(strings.Join(names, "|"), "/", `\/`) + ")$/")
}
