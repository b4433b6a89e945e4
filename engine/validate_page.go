package engine

var activationShapes = map[ActivateOn]shape{
	OnLoad:      {},
	OnURL:       {},
	OnElement:   {needs: "selector"},
	OnCondition: {needs: "code"},
	OnCall:      {needs: "name"},
}

func (v *validator) page(path string, p *Page) {
	v.id(path+".id", p.ID, v.pages)
	if len(p.Include) == 0 {
		v.add(path+".include", "required", "A page needs at least one condition that includes addresses.")
	}
	v.conditions(path+".include", p.Include)
	v.conditions(path+".exclude", p.Exclude)
	for i := range p.Query {
		at := element(path+".query", i)
		if c := &p.Query[i]; c.Type != ClauseQuery {
			v.add(at+".type", "choice", "A page's conditions are of type query; others belong to an audience.")
		} else {
			v.clause(at, c)
		}
	}
	if a := p.Activate; a != nil {
		at := path + ".activate"
		if v.oneOf(at+".on", string(a.On), string(OnLoad), string(OnURL), string(OnElement), string(OnCondition), string(OnCall)) {
			v.fits(at, "A page that is active on "+string(a.On), *a, activationShapes[a.On])
		}
	}
}

func (v *validator) conditions(path string, conditions []Condition) {
	for i, c := range conditions {
		at := element(path, i)
		if !v.oneOf(at+".match", string(c.Match), string(Simple), string(Exact), string(Substring), string(Regex)) {
			continue
		}
		if _, fault := compileCondition(c); fault != "" {
			v.add(at+".value", "condition", "%s", fault)
		}
	}
}
