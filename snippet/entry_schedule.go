package snippet

import "fmt"

// timely wraps the layer [ME] where schedules can leave nobody in it.
func (e *entry) timely(gate string) string {
	if gate != "exclusive" || !e.timed {
		return gate
	}
	return fmt.Sprintf("%s(%s)", e.name("present", "schedule"), gate)
}

// onTime wraps a decision where experiments have schedules.
func (e *entry) onTime(decision string) string {
	if !e.timed {
		return decision
	}
	moment := "now"
	if e.lives() {
		moment = e.name("period", "period") + "()"
	}
	return fmt.Sprintf("%s(project, visit, %s, (project) => %s)", e.name("schedule", "schedule"), moment, decision)
}
