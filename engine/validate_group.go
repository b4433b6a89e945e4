package engine

import (
	"cmp"
	"maps"
	"slices"
)

func (v *validator) group(path string, g *Group) {
	v.salt(path+".salt", g.Salt, g.ID)
	v.oneOf(path+".sticky", string(g.Sticky), string(Keep), string(Rebucket))
	shares, taken := 0, [][]int{}
	ranged, shared := false, false
	for i, slot := range g.Slots {
		at := element(path+".slots", i)
		v.known(at+".experiments", "experiment", slot.Experiments, v.exists)
		for j, visitor := range slot.Visitors {
			v.visitor(element(at+".visitors", j), visitor)
		}
		if len(slot.Ranges) > 0 {
			ranged = true
			taken = append(taken, v.ranges(at+".ranges", slot.Ranges)...)
		} else {
			shared = true
			v.share(at+".share", slot.Share, 0)
			shares += slot.Share
		}
		if len(slot.Ranges) > 0 && slot.Share != 0 {
			v.add(at+".share", "choice", "A slot has a share or ranges, not both.")
		}
	}
	if ranged && shared {
		v.add(path+".slots", "choice", "A group's slots all have a share, or all have ranges.")
	}
	if shares > Whole {
		v.add(path+".slots", "shares", "The slots' shares add up to %d, which is more than %d.", shares, Whole)
	}
	v.disjoint(path+".slots", taken)
}

func (v *validator) exists(experiment string) bool { return v.experiments[experiment] != nil }

// ranges returns those of the ranges that have the right form.
func (v *validator) ranges(path string, ranges [][]int) (good [][]int) {
	for i, r := range ranges {
		if len(r) != 2 || r[0] < 0 || r[0] >= r[1] || r[1] > Whole {
			v.add(element(path, i), "range", "A range is [from, to) with 0 <= from < to <= %d.", Whole)
			continue
		}
		good = append(good, r)
	}
	return good
}

func (v *validator) disjoint(path string, ranges [][]int) {
	slices.SortFunc(ranges, func(a, b []int) int { return cmp.Compare(a[0], b[0]) })
	for i := 1; i < len(ranges); i++ {
		if ranges[i][0] < ranges[i-1][1] {
			v.add(path, "overlap", "The ranges %v and %v overlap; a bucket is in one slot.", ranges[i-1], ranges[i])
		}
	}
}

func (v *validator) holdout(path string, h *Holdout) {
	v.salt(path+".salt", h.Salt, h.ID)
	v.share(path+".share", h.Share, 1)
	v.known(path+".experiments", "experiment", h.Experiments, v.exists)
}

func sortedKeys[V any](m map[string]V) []string {
	return slices.Sorted(maps.Keys(m))
}
