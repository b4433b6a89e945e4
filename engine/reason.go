package engine

// Reason says why a visitor meets an experiment, or does not. The set is
// closed; the snippet, the API and every page use the same words.
type Reason string

const (
	ReasonOff      Reason = "off"
	ReasonForced   Reason = "forced"
	ReasonOptOut   Reason = "opt-out"
	ReasonConsent  Reason = "consent"
	ReasonStorage  Reason = "storage"
	ReasonSchedule Reason = "schedule"
	ReasonLane     Reason = "lane"
	ReasonHoldout  Reason = "holdout"
	ReasonSlot     Reason = "slot"
	ReasonPage     Reason = "page"
	ReasonAudience Reason = "audience"
	ReasonUnknown  Reason = "unknown"
	ReasonSticky   Reason = "sticky"
	ReasonTraffic  Reason = "traffic"
	ReasonBucketed Reason = "bucketed"
)

// Reasons lists every reason with its sentence, in the order in which they are
// decided.
var Reasons = []struct {
	Reason   Reason
	Sentence string
}{
	{ReasonOff, "Experiments are switched off for this page view."},
	{ReasonForced, "The variation was forced, so nothing else counts."},
	{ReasonOptOut, "The visitor has opted out of experiments."},
	{ReasonConsent, "The visitor has not given consent."},
	{ReasonStorage, "This browser keeps no cookies, so the visitor could not stay where they are."},
	{ReasonSchedule, "The experiment's time has not come, or is over."},
	{ReasonLane, "Another experiment that excludes this one has the visitor."},
	{ReasonHoldout, "The visitor is held out as a baseline."},
	{ReasonSlot, "The visitor's slot of an exclusion group does not hold this experiment."},
	{ReasonPage, "The address is on none of the experiment's pages."},
	{ReasonAudience, "The visitor is not in the experiment's audience."},
	{ReasonUnknown, "The server cannot know whether the page is active, or the visitor in the audience."},
	{ReasonSticky, "The visitor has met this experiment before and stays in their variation."},
	{ReasonTraffic, "The visitor is outside the experiment's traffic allocation."},
	{ReasonBucketed, "The visitor's bucket is this variation's."},
}

// Sentence says the reason in words.
func (r Reason) Sentence() string {
	for _, known := range Reasons {
		if known.Reason == r {
			return known.Sentence
		}
	}
	return string(r)
}

// Exposes reports whether a decision with this reason, where it has a
// variation, counts as an exposure. Forced ones never do.
func (r Reason) Exposes() bool { return r == ReasonSticky || r == ReasonBucketed }
