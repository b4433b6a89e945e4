package engine

// found says what a leaf's name stands for.
type found int8

const (
	unknowable found = iota
	missing
	textless // an object or a list: it exists, and equals no text
	isText
)

// text answers a leaf that compares text.
func (c *CompiledClause) text(s *sight) truth {
	if c.Type == ClauseReferrer {
		return c.referrer(s.facts.Referrer)
	}
	text, what := c.find(s)
	switch {
	case what == unknowable:
		return unknown
	case what == missing || c.Matcher.Match == Exists:
		return truthOf(what != missing)
	case c.Matcher.Match == Range:
		n, ok := number(text)
		return min(truthOf(ok), c.within(n))
	}
	return truthOf(what == isText && c.Matcher.matchesText(text))
}

// find is what a leaf's name stands for.
func (c *CompiledClause) find(s *sight) (string, found) {
	switch c.Type {
	case ClauseCookie:
		text, has := s.facts.Cookies[c.Name]
		return decodePercent(text), foundText(has, s.facts.Cookies != nil)
	case ClauseAttribute:
		return foundValue(s.facts.Attributes[c.Name], s.facts.Attributes != nil)
	case ClauseDataLayer:
		return foundValue(inLayer(s.facts.DataLayer, c.path), s.facts.DataLayer != nil)
	}
	text, has := parameter(s.at.exact.query, c.key)
	return text, foundText(has, s.url != "")
}

func foundText(has, known bool) found {
	switch {
	case !known:
		return unknowable
	case !has:
		return missing
	}
	return isText
}

func foundValue(value any, known bool) (string, found) {
	text, ok := printedValue(value)
	if what := foundText(value != nil, known); what != isText || ok {
		return text, what
	}
	return "", textless
}

func (c *CompiledClause) referrer(referrer *string) truth {
	switch {
	case referrer == nil:
		return unknown
	case *referrer == "" || c.Matcher.Match == Exists:
		return truthOf(*referrer != "")
	}
	at := newTarget(*referrer)
	return truthOf(c.Matcher.matches(&at))
}
