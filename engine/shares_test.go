package engine

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"
)

// Upper points of the chi-square distribution at 0.0001, from its tables, by
// degrees of freedom. The visitors below are always the same ones, so a project
// passes or fails for good; at 1 in 10,000 all of these cases together would
// fail by accident in well under 1 of 100 choices of visitors.
var critical = map[int]float64{1: 15.14, 6: 27.86}

const sample = 50_000

var shareProjects = map[string]string{
	"the example of the specification": `
id: shop
experiments:
  - {id: "1", name: "[ME] 1", status: running, variations: [{id: a, weight: 10000}]}
  - {id: "2", name: "[ME] 2", status: running, traffic: 2500, variations: [{id: a, weight: 10000}]}
  - {id: "3", name: "3", status: running, traffic: 100, variations: [{id: a, weight: 10000}]}
  - {id: "4", name: "[ME] holdout", status: running, variations: [{id: a, weight: 10000}]}
`,
	"groups beside [ME], with every holdout": `
id: shop
holdoutShare: 1500
experiments:
  - {id: "1", name: "[ME] 1", status: running, variations: [{id: a, weight: 10000}]}
  - {id: "2", name: "[ME] holdout", status: running, traffic: 9000, variations: [{id: a, weight: 10000}]}
  - {id: "3", name: "[Group_A] 3", status: running, variations: [{id: a, weight: 10000}]}
  - {id: "4", name: "[Group_A] 4", status: running, variations: [{id: a, weight: 10000}]}
  - {id: "5", name: "[Group_A_ME] 5", status: running, variations: [{id: a, weight: 10000}]}
  - {id: "6", name: "[Group_A] holdout", status: running, variations: [{id: a, weight: 10000}]}
  - {id: "7", name: "[Group_B_ME] 7", status: running, variations: [{id: a, weight: 10000}]}
  - {id: "8", name: "[Group_C] holdout", status: running, variations: [{id: a, weight: 10000}]}
`,
	"groups alone": `
id: shop
experiments:
  - {id: "3", name: "[Group_A] 3", status: running, variations: [{id: a, weight: 10000}]}
  - {id: "5", name: "[Group_A_ME] 5", status: running, variations: [{id: a, weight: 10000}]}
  - {id: "6", name: "[Group_A] holdout", status: running, variations: [{id: a, weight: 10000}]}
  - {id: "7", name: "[Group_B_ME] 7", status: running, variations: [{id: a, weight: 10000}]}
  - {id: "8", name: "[Group_C] holdout", status: running, variations: [{id: a, weight: 10000}]}
`,
	"slots and holdout groups, some with one salt": `
id: shop
experiments:
  - {id: "1", name: "[ME] 1", status: running, variations: [{id: a, weight: 10000}]}
  - {id: "2", name: "[ME] 2", status: running, variations: [{id: a, weight: 10000}]}
  - {id: "3", name: "3", status: running, salt: g, traffic: 5000, variations: [{id: a, weight: 10000}]}
  - {id: "4", name: "4", status: running, variations: [{id: a, weight: 10000}]}
groups:
  - {id: f, salt: s, slots: [{share: 6000, experiments: ["1", "3"]}, {share: 1000, experiments: ["2"]}, {share: 1000, experiments: ["3"]}]}
  - {id: g, salt: s, slots: [{ranges: [[0, 1000], [5000, 7500]], experiments: ["3"]}, {ranges: [[1000, 5000]], experiments: ["1"]}]}
  - {id: h, sticky: rebucket, slots: [{share: 7000, experiments: ["3", "4"], visitors: [ann]}]}
holdouts:
  - {id: i, salt: s, share: 1000, experiments: ["2", "3"]}
  - {id: j, salt: s, share: 500, experiments: ["3"]}
  - {id: k, share: 2000, experiments: ["3"]}
`,
}

// chance is the chi-square statistic of a count with a given chance; for the
// impossible and the certain any deviation is infinite.
func chance(count int, p float64) float64 {
	off := float64(count) - sample*p
	if off == 0 {
		return 0
	}
	return off * off / (sample * p * (1 - p))
}

func TestMeasuredChancesAgreeWithShares(t *testing.T) {
	for name, text := range shareProjects {
		t.Run(name, func(t *testing.T) {
			rules := mustCompile(t, []byte(text))
			in, enters := map[string]int{}, map[string]int{}
			for i := range sample {
				result, err := rules.Decide(Visit{Visitor: fmt.Sprint("visitor-", i)})
				if err != nil {
					t.Fatal(err)
				}
				for _, d := range result.Decisions {
					if letIn(d) {
						in[d.Experiment]++
					}
					if d.Variation != "" {
						enters[d.Experiment]++
					}
				}
			}
			for _, s := range rules.Shares() {
				if x := chance(in[s.Experiment], s.LetIn); x > critical[1] {
					t.Errorf("experiment %s: %d of %d let in, with a chance of %v: chi-square %.1f", s.Experiment, in[s.Experiment], sample, s.LetIn, x)
				}
				if x := chance(enters[s.Experiment], s.Enters); x > critical[1] {
					t.Errorf("experiment %s: %d of %d enter, with a chance of %v: chi-square %.1f", s.Experiment, enters[s.Experiment], sample, s.Enters, x)
				}
				// The sample is large enough to tell a chance that is 2% of all visitors off.
				if off := math.Abs(s.LetIn - 0.02); off > 0 && chance(in[s.Experiment], off) <= critical[1] {
					t.Errorf("experiment %s: the sample cannot tell %v from %v", s.Experiment, s.LetIn, off)
				}
			}
		})
	}
}

// The winners of one draw, together: no contender is favoured.
func TestDrawIsEven(t *testing.T) {
	var experiments [][2]string
	for i := 1; i <= 7; i++ {
		experiments = append(experiments, [2]string{fmt.Sprint(i), []string{"[ME] x", "[Group_A] x", "[Group_B_ME] x"}[i%3]})
	}
	rules := running(t, "", experiments...)
	won := map[string]int{}
	for i := range sample {
		result, _ := rules.Decide(Visit{Visitor: fmt.Sprint("visitor-", i)})
		won[result.Layers[0].Winner]++
	}
	sum := 0.0
	for i := 1; i <= 7; i++ {
		expected := float64(sample) / 7
		sum += math.Pow(float64(won[fmt.Sprint(i)])-expected, 2) / expected
	}
	if sum > critical[6] {
		t.Errorf("the winners are %v: chi-square %.1f", won, sum)
	}
}

func TestSharesAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWalk(t, map[string]int{})
		for i := range w.project.Experiments {
			w.project.Experiments[i].Status = Running
			if !w.use(w.project) {
				w.project.Experiments[i].Status = Paused // a second holdout of its scope
			}
		}
		w.project.Groups = nil
		if !w.use(w.project) {
			t.Fatal("the project is invalid")
		}
		sums, held, contenders, shared := map[string]float64{}, map[string]bool{}, map[string]int{}, map[string]bool{}
		for i, s := range w.rules.Shares() {
			l, e := w.lane[s.Experiment], w.rules.Experiments[i]
			if want := s.LetIn * float64(e.Traffic) / Whole; math.Abs(s.Enters-want) > 1e-12 {
				t.Fatalf("experiment %s enters with %v, want %v", s.Experiment, s.Enters, want)
			}
			if l.scope == "" && s.LetIn != 1 {
				t.Fatalf("untagged experiment %s: %v", s.Experiment, s.LetIn)
			}
			if l.holdout {
				held[l.scope] = true
			} else {
				contenders[l.scope]++
			}
			if l.alone || !shared[l.scope] { // shared members are let in together
				sums[l.scope] += s.LetIn
			}
			shared[l.scope] = shared[l.scope] || !l.alone
		}
		// What [ME] leaves to the groups reaches each of them whole.
		reach, me := 1.0, contenders["[ME]"] > 0 || held["[ME]"]
		if me {
			reach -= sums["[ME]"]
		}
		if all := contenders["[ME]"] + contenders["[Group_A]"] + contenders["[Group_B]"]; me && all == 0 {
			reach = 0 // nobody to draw
		}
		for _, scope := range []string{"[Group_A]", "[Group_B]"} {
			want := reach
			if contenders[scope] == 0 {
				want = 0
				if held[scope] {
					want = reach * float64(w.project.HoldoutShare) / Whole
				}
			}
			if math.Abs(sums[scope]-want) > 1e-12 {
				t.Fatalf("%s has %v of the visitors, want %v\n%s", scope, sums[scope], want, w)
			}
		}
	})
}
