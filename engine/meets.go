package engine

// meets asks for the page and the audience; the reason is "" where both are met.
// What surely fails is said before what cannot be known.
func (r *Rules) meets(e *Rule, v *Visit, s *sight, t *ExperimentTrace) Reason {
	page := t.page(e, v.URL, r.onPage(e, s))
	if page == no {
		return ReasonPage
	}
	audience := t.audience(r, e, s, r.inAudience(e, s))
	switch {
	case audience == no:
		return ReasonAudience
	case page == unknown || audience == unknown:
		return ReasonUnknown
	}
	return ""
}

// onPage says whether one of the experiment's pages is active.
func (r *Rules) onPage(e *Rule, s *sight) truth {
	result := truthOf(len(e.On) == 0)
	for _, page := range e.On {
		result = max(result, r.Pages[page].active(s))
	}
	return result
}

// inAudience says whether one of the experiment's audiences has the visitor.
func (r *Rules) inAudience(e *Rule, s *sight) truth {
	result := truthOf(len(e.InAudiences) == 0)
	for _, audience := range e.InAudiences {
		result = max(result, r.Audiences[audience].When.holds(s))
	}
	return result
}
