package engine

import (
	"regexp"
	"regexp/syntax"
	"strings"
)

// Matcher is a compiled [Condition].
type Matcher struct {
	Match Match
	// Key is what the address must come to: for Simple host, port and path, for
	// Exact all but the fragment; for Substring the value itself.
	Key string
	// Pattern is a Regex or a Substring in JavaScript's syntax, for the flag u.
	// A Regex is printed from Go's syntax tree and means the same there.
	Pattern string

	re *regexp.Regexp
}

// CompiledPage is a [Page] with its conditions compiled.
type CompiledPage struct {
	ID               string
	Include, Exclude []Matcher
	Query            []CompiledClause // all must hold
	Activate         Activation       // its On is never ""
}

// compileCondition returns the matcher, or a sentence that says what is wrong.
func compileCondition(c Condition) (m Matcher, fault string) {
	m = Matcher{Match: c.Match, Key: c.Value}
	if c.Value == "" {
		return m, "The value is empty."
	}
	switch c.Match {
	case Simple:
		a := parseAddress(c.Value)
		if a.scheme == "" && !strings.HasPrefix(c.Value, "//") {
			a = parseAddress("//" + c.Value)
		}
		if m.Key = simpleKey(a.simplified()); a.host == "" {
			return m, "The value needs a host, as in shop.example/hats."
		}
	case Exact:
		a := parseAddress(c.Value).exact()
		if m.Key = exactKey(a); a.scheme == "" || a.host == "" {
			return m, "The value needs to be a whole address, as in https://shop.example/hats?size=m."
		}
	case Substring:
		m.Pattern = literalPattern(c.Value)
	case Regex:
		return compileRegex(c.Value)
	default:
		return m, "It must be simple, exact, substring or regex."
	}
	return m, ""
}

func compileRegex(value string) (Matcher, string) {
	tree, err := syntax.Parse(value, syntax.Perl)
	if err != nil {
		return Matcher{}, "This is not a regular expression: " + strings.TrimPrefix(err.Error(), "error parsing regexp: ") + "."
	}
	pattern, fault := printRegex(tree)
	if fault != "" {
		return Matcher{}, fault
	}
	re, err := regexp.Compile(value)
	if err != nil {
		return Matcher{}, "This regular expression is too large."
	}
	return Matcher{Match: Regex, Pattern: pattern, re: re}, ""
}

// target is an address, prepared once for all conditions.
type target struct {
	text              string
	simplified, exact address
}

func newTarget(url string) target {
	text := seen(url)
	a := parseAddress(text)
	return target{text, a.simplified(), a.exact()}
}

func (m *Matcher) matches(t *target) bool {
	switch m.Match {
	case Simple:
		return t.simplified.printsSimple(m.Key)
	case Exact:
		return t.exact.printsExact(m.Key)
	case Substring:
		return strings.Contains(t.text, m.Key)
	default:
		return m.re.MatchString(t.text)
	}
}

// active says whether a page is, as far as a server can know: that an element is
// there, a condition holds or the page called, it cannot.
func (p *CompiledPage) active(s *sight) truth {
	if s.url == "" {
		return yes
	}
	if !anyMatches(p.Include, s.at) || anyMatches(p.Exclude, s.at) {
		return no
	}
	now := yes
	if p.Activate.On != OnLoad && p.Activate.On != OnURL {
		now = unknown
	}
	return min(now, allHold(p.Query, s))
}

func anyMatches(matchers []Matcher, t *target) bool {
	for i := range matchers {
		if matchers[i].matches(t) {
			return true
		}
	}
	return false
}
