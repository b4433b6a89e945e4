package engine

import "slices"

// exclusion is a compiled exclusion group.
type exclusion struct {
	group   *Group
	key     string
	ranges  []slotRange
	lists   [][]int        // a slot's running experiments, as indexes
	members []int          // all of them
	named   map[string]int // visitor id to the first slot that names it
}

type slotRange struct{ from, to, slot int }

// SlotOutcome is what an exclusion group said for a visitor.
type SlotOutcome struct {
	Group  string `json:"group"`
	Slot   int    `json:"slot"` // counted from 0; -1 is the unused rest
	By     SlotBy `json:"by"`
	Bucket int    `json:"bucket"`
}

// SlotBy says what decided an exclusion group's slot.
type SlotBy string

const (
	ByName   SlotBy = "visitor" // a slot names the visitor
	ByMember SlotBy = "pin"     // the newest pin among the members
	ByBucket SlotBy = "bucket"
)

func (r *Rules) compileSlots() {
	for i := range r.Project.Groups {
		g := &r.Project.Groups[i]
		if g.Archived {
			continue
		}
		x := exclusion{group: g, key: "g/" + g.Salt, named: map[string]int{}}
		at := 0
		for s, slot := range g.Slots {
			x.lists = append(x.lists, r.indexes(slot.Experiments))
			for _, visitor := range slot.Visitors {
				if _, earlier := x.named[visitor]; !earlier {
					x.named[visitor] = s
				}
			}
			for _, ends := range slot.Ranges {
				x.ranges = append(x.ranges, slotRange{ends[0], ends[1], s})
			}
			if len(slot.Ranges) == 0 {
				x.ranges = append(x.ranges, slotRange{at, at + slot.Share, s})
				at += slot.Share
			}
		}
		x.members = slices.Concat(x.lists...)
		slices.Sort(x.members)
		x.members = slices.Compact(x.members)
		for _, member := range x.members {
			r.Experiments[member].slots = append(r.Experiments[member].slots, len(r.slots))
		}
		r.slots = append(r.slots, x)
	}
}

// indexes are those of the ids that run.
func (r *Rules) indexes(ids []string) (running []int) {
	for _, id := range ids {
		if i, runs := r.index[id]; runs {
			running = append(running, i)
		}
	}
	return running
}

// first is the slot that the visitor has before pins are looked at.
func (x *exclusion) first(h *hasher, visitor string) SlotOutcome {
	o := SlotOutcome{Group: x.group.ID, Slot: -1, By: ByBucket, Bucket: h.bucket(x.key)}
	if slot, ok := x.named[visitor]; ok {
		o.Slot, o.By = slot, ByName
		return o
	}
	for _, r := range x.ranges {
		if r.from <= o.Bucket && o.Bucket < r.to {
			o.Slot = r.slot
		}
	}
	return o
}

func (x *exclusion) holds(slot, experiment int) bool {
	return slot >= 0 && slices.Contains(x.lists[slot], experiment)
}

// keep moves the visitor to the first slot that lists their newest valid pin
// among the members, unless they are named or their slot lists it already.
func (x *exclusion) keep(o SlotOutcome, decisions []Decision) SlotOutcome {
	if o.By == ByName || x.group.Sticky == Rebucket {
		return o
	}
	newest := -1
	for _, i := range x.members {
		if decisions[i].rank > 0 && (newest < 0 || decisions[i].rank > decisions[newest].rank) {
			newest = i
		}
	}
	if newest < 0 || x.holds(o.Slot, newest) {
		return o
	}
	o.Slot, o.By = slices.IndexFunc(x.lists, func(list []int) bool { return slices.Contains(list, newest) }), ByMember
	return o
}
