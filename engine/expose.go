package engine

// Expose returns the visitor's pins after the decisions were shown: every
// exposed experiment's pin, with the variation shown, goes to the end, in the
// order of the decisions. Forced decisions leave no pin. pins is not changed.
func Expose(pins []Pin, decisions Decisions) []Pin {
	shown := map[string]bool{}
	var fresh []Pin
	for _, d := range decisions {
		if d.Variation != "" && d.Reason.Exposes() {
			shown[d.Experiment] = true
			fresh = append(fresh, Pin{d.Experiment, d.Variation})
		}
	}
	kept := make([]Pin, 0, len(pins)+len(fresh))
	for _, p := range pins {
		if !shown[p.Experiment] {
			kept = append(kept, p)
		}
	}
	return append(kept, fresh...)
}
