package engine

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"
)

// Visit is one visitor at one moment: all that a decision depends on.
type Visit struct {
	Visitor string // 1 to 128 code points
	Pins    []Pin  // oldest first
	URL     string // the page's address; "": every page counts as matched
	// Now is the moment; zero: every schedule counts as now, and clauses that ask
	// for the time are unknown.
	Now time.Time
	// Facts are what is known about the visitor; nil: nothing but what the fields
	// above tell. It must not be changed while deciding.
	Facts *Facts
	// State is ReasonOff, ReasonOptOut, ReasonConsent or ReasonStorage where
	// that is so, else "".
	State Reason
	// Force maps experiments, in any state, to the variations to show.
	Force map[string]string
	// ForceOnly switches all others off.
	ForceOnly bool
}

// Pin says that a visitor was exposed to a variation of an experiment.
type Pin struct{ Experiment, Variation string }

// Decision is what one visitor meets in one experiment. Variation is "" where
// the visitor is not in it; Reason says why, or why not.
type Decision struct {
	Experiment string
	Variation  string
	Reason     Reason

	off    bool // outside its schedule
	rank   int  // of the valid pin among all pins, newer is higher; 0 is none
	pinned int  // the pinned variation's index
}

// Decisions hold one decision for each running experiment, in order, then one
// for each other experiment that was forced. In JSON they are an object from
// experiment id to {"variation", "reason"}.
type Decisions []Decision

// Result is a visit's decisions, with what each layer and group said on the way.
type Result struct {
	Decisions Decisions
	Layers    []Outcome     // [ME] first, where it exists
	Slots     []SlotOutcome // of the exclusion groups that are not archived
}

// MarshalJSON prints {"variation": id or null, "reason": code}.
func (d Decision) MarshalJSON() ([]byte, error) {
	var variation *string
	if d.Variation != "" {
		variation = &d.Variation
	}
	return json.Marshal(struct {
		Variation *string `json:"variation"`
		Reason    Reason  `json:"reason"`
	}{variation, d.Reason})
}

// MarshalJSON prints an object from experiment id to decision, in order.
func (ds Decisions) MarshalJSON() ([]byte, error) {
	return objectInOrder(len(ds), func(i int) (string, any) { return ds[i].Experiment, ds[i] })
}

// objectInOrder prints a JSON object whose fields keep their order, which maps
// do not.
func objectInOrder(n int, field func(i int) (string, any)) ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i := range n {
		name, value := field(i)
		body, err := json.Marshal(value)
		if err != nil {
			return nil, err
		}
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, "%q:%s", name, body)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}
