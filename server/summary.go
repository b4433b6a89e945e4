package server

import (
	"github.com/lanekeeper/lanekeeper/engine"
	"github.com/lanekeeper/lanekeeper/tagparser"
)

// summary is an experiment in a list: what its name says, and the chances of a
// new visitor where it runs.
type summary struct {
	ID         string             `json:"id"`
	Name       string             `json:"name"`
	Title      string             `json:"title"`
	Status     engine.Status      `json:"status"`
	Scope      string             `json:"scope"`
	Role       string             `json:"role"` // shared, exclusive or holdout
	Issues     []tagparser.Issue  `json:"issues,omitempty"`
	Variations []variationSummary `json:"variations"`
	LetIn      *float64           `json:"letIn,omitempty"`
	Enters     *float64           `json:"enters,omitempty"`
}

type variationSummary struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Weight int    `json:"weight"`
}

// summaries lists all experiments of a compiled project, as they stand in it.
func summaries(r *engine.Rules) []summary {
	shares := map[string]*engine.Share{}
	for _, share := range r.Shares() {
		shares[share.Experiment] = &share
	}
	list := make([]summary, 0, len(r.Project.Experiments))
	for i := range r.Project.Experiments {
		e := &r.Project.Experiments[i]
		name := tagparser.Parse(e.Name)
		s := summary{ID: e.ID, Name: e.Name, Title: name.Title, Status: e.Status, Scope: name.Scope(), Role: roleOf(name), Issues: name.Issues}
		for _, v := range e.Variations {
			s.Variations = append(s.Variations, variationSummary{v.ID, v.Name, v.Weight})
		}
		if share := shares[e.ID]; share != nil {
			s.LetIn, s.Enters = &share.LetIn, &share.Enters
		}
		list = append(list, s)
	}
	return list
}

func roleOf(name tagparser.Name) string {
	switch {
	case name.Holdout:
		return "holdout"
	case name.Exclusive:
		return "exclusive"
	}
	return "shared"
}
