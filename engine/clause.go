package engine

import (
	"strings"
	"time"
)

// CompiledAudience is an [Audience] with its conditions compiled.
type CompiledAudience struct {
	ID   string
	When CompiledClause
}

// CompiledClause is a [Clause], which it embeds, with its parts compiled.
type CompiledClause struct {
	*Clause
	All, Any []CompiledClause
	Not      *CompiledClause
	Matcher  Matcher  // of a leaf that compares text; its Match may be Exists or Range
	Choices  []string // of a leaf with Value or Values; of a time zone, all its names
	Days     uint8    // of time: bit 0 is Monday; never 0 there
	From, To int      // of time: minutes of the day, 0 to 1440; where From > To it is past midnight

	path []string // of dataLayer
	key  string   // of query and utm: the parameter's name
	zone *time.Location
}

// compileClause compiles a valid clause. The error names what Validate would.
func compileClause(c *Clause) (compiled CompiledClause, err error) {
	compiled.Clause = c
	for _, list := range []struct {
		from []Clause
		to   *[]CompiledClause
	}{{c.All, &compiled.All}, {c.Any, &compiled.Any}} {
		for i := range list.from {
			part, err := compileClause(&list.from[i])
			if err != nil {
				return compiled, err
			}
			*list.to = append(*list.to, part)
		}
	}
	if c.Not != nil {
		not, err := compileClause(c.Not)
		compiled.Not = &not
		return compiled, err
	}
	if c.Type == "" {
		return compiled, nil
	}
	return compiled, compiled.compileLeaf()
}

func (c *CompiledClause) compileLeaf() error {
	if c.Choices = c.Values; c.Value != nil {
		c.Choices = []string{*c.Value}
	}
	var fault string
	switch c.Type {
	case ClauseTimeZone:
		c.Choices = zoneNames(*c.Value)
	case ClauseTime:
		return c.compileTime()
	case ClauseReferrer:
		c.Matcher, fault = c.addressMatcher()
	case ClauseQuery, ClauseCookie, ClauseAttribute, ClauseDataLayer, ClauseUTM:
		if c.path, c.key = strings.Split(c.Name, "."), c.Name; c.Type == ClauseUTM {
			c.key = "utm_" + c.Name
		}
		c.Matcher, fault = c.textMatcher()
	}
	if fault != "" {
		return Errorf(CodeInvalid, "%s", fault)
	}
	return nil
}

// matching is how a leaf compares, where it does not say: as its other fields do.
func (c *Clause) matching() Match {
	switch {
	case c.Match != "":
		return c.Match
	case c.Value != nil:
		return Exact
	case c.Min != nil || c.Max != nil:
		return Range
	}
	return Exists
}

func (c *Clause) addressMatcher() (Matcher, string) {
	match := c.matching()
	if match == Exists || match == Range || c.Value == nil {
		return Matcher{Match: match}, ""
	}
	return compileCondition(Condition{match, *c.Value})
}

// textMatcher is for texts that are no addresses: Exact is the value itself, and
// may be empty.
func (c *Clause) textMatcher() (m Matcher, fault string) {
	m.Match = c.matching()
	switch {
	case c.Value == nil:
	case m.Match == Exact:
		m.Key = *c.Value
	default:
		return compileCondition(Condition{m.Match, *c.Value})
	}
	return m, ""
}

// matchesText is matches for a text that is no address.
func (m *Matcher) matchesText(s string) bool {
	switch m.Match {
	case Exact:
		return s == m.Key
	case Substring:
		return strings.Contains(s, m.Key)
	default:
		return m.re.MatchString(s)
	}
}
