package snippet

import (
	"slices"
	"strconv"

	"github.com/lanekeeper/lanekeeper/engine"
)

// moments are what pages and experiments wait for, each once, however many wait
// for it. Their numbers count from 1.
type moments struct {
	keys    []string // what each is, so that it is found again
	printed []string
}

// number is the place of a moment that is printed as code; key says what it is.
func (m *moments) number(key, code string) string {
	at := slices.Index(m.keys, key)
	if at < 0 {
		at = len(m.keys)
		m.keys, m.printed = append(m.keys, key), append(m.printed, code)
	}
	return strconv.Itoa(at + 1)
}

// list prints the moments; the first place stays empty.
func (m *moments) list() string {
	if len(m.printed) == 0 {
		return ""
	}
	return tuple(append([]string{""}, m.printed...)...)
}

// element is the number of the moment at which an element is there.
func (p *printer) element(selector string) string {
	return p.moments.number("element "+selector, quote(selector))
}

// holds is the number of the moment at which a condition holds.
func (p *printer) holds(code string) (string, error) {
	printed, err := p.condition(code)
	return p.moments.number("condition "+code, printed), err
}

// waitFor prints what an experiment waits for.
func (p *printer) waitFor(e *engine.Rule) (string, error) {
	switch {
	case e.WaitFor == nil || p.code == nil:
		return "", nil
	case e.WaitFor.Selector != "":
		return p.element(e.WaitFor.Selector), nil
	default:
		return p.holds(e.WaitFor.Code)
	}
}

// activation prints when a page becomes active: nothing for the load, 0 for each
// change of the address, else the number of a moment.
func (p *printer) activation(a engine.Activation) (string, error) {
	switch a.On {
	case engine.OnURL:
		return "0", nil
	case engine.OnElement:
		return p.element(a.Selector), nil
	case engine.OnCondition:
		return p.holds(a.Code)
	case engine.OnCall:
		return p.moments.number("call "+a.Name, tuple(quote(a.Name))), nil
	default:
		return "", nil
	}
}

// movingPages prints an experiment's pages where they are active at different moments:
// see runtime/moving.ts.
func (p *printer) movingPages(e *engine.Rule) (string, error) {
	var pages []string
	for _, i := range e.On {
		page := &p.rules.Pages[i]
		moment, err := p.activation(page.Activate)
		if err != nil {
			return "", err
		}
		pages = append(pages, tuple(tuple(printConditions(page.Include)...), tuple(p.excluded(page)...), moment))
	}
	return list(pages), nil
}
