package engine

import "github.com/lanekeeper/lanekeeper/tagparser"

// targets are where the project's pages and audiences stand, by id.
type targets struct{ pages, audiences map[string]int }

func (r *Rules) compileTargets() (targets, error) {
	at := targets{map[string]int{}, map[string]int{}}
	for i := range r.Project.Pages {
		page, err := compilePage(&r.Project.Pages[i])
		if err != nil {
			return at, err
		}
		r.Pages = append(r.Pages, page)
		at.pages[page.ID] = i
	}
	for i := range r.Project.Audiences {
		a := &r.Project.Audiences[i]
		when, err := compileClause(&a.When)
		if err != nil {
			return at, Errorf(CodeInvalid, "Audience %s: %w", a.ID, err)
		}
		r.Audiences = append(r.Audiences, CompiledAudience{a.ID, when})
		at.audiences[a.ID] = i
	}
	return at, nil
}

func compilePage(p *Page) (CompiledPage, error) {
	page := CompiledPage{ID: p.ID, Activate: Activation{On: OnLoad}}
	if p.Activate != nil {
		page.Activate = *p.Activate
	}
	for _, part := range []struct {
		from []Condition
		to   *[]Matcher
	}{{p.Include, &page.Include}, {p.Exclude, &page.Exclude}} {
		for _, c := range part.from {
			m, fault := compileCondition(c)
			if fault != "" {
				return page, Errorf(CodeInvalid, "Page %s: %s", p.ID, fault)
			}
			*part.to = append(*part.to, m)
		}
	}
	for i := range p.Query {
		c, err := compileClause(&p.Query[i])
		if err != nil {
			return page, Errorf(CodeInvalid, "Page %s: %w", p.ID, err)
		}
		page.Query = append(page.Query, c)
	}
	return page, nil
}

func (at targets) compile(e *Experiment) (Rule, error) {
	name := tagparser.Parse(e.Name)
	rule := Rule{Experiment: e, Scope: name.Scope(), layer: -1, trafficKey: "t/" + e.Salt, variationKey: "e/" + e.Salt}
	switch {
	case name.Holdout:
		rule.Role = HoldoutRole
	case name.Exclusive:
		rule.Role = Exclusive
	}
	for _, id := range e.Pages {
		rule.On = append(rule.On, at.pages[id])
	}
	for _, id := range e.Audiences {
		rule.InAudiences = append(rule.InAudiences, at.audiences[id])
	}
	if e.Schedule != nil {
		var fault string
		if rule.Start, rule.Stop, _, fault = e.Schedule.ends(); fault != "" {
			return rule, Errorf(CodeInvalid, "Experiment %s: %s", e.ID, fault)
		}
	}
	return rule, nil
}
