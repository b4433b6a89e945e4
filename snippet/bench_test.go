package snippet

import (
	"fmt"
	"testing"

	"github.com/lanekeeper/lanekeeper/engine"
)

// BenchmarkOneOfMany builds the snippet after one of n experiments was changed.
func BenchmarkOneOfMany(b *testing.B) {
	for _, n := range []int{10, 100} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			builder, p := NewBuilder(), realistic(n)
			snippetOf(b, builder, p)
			for i := 0; b.Loop(); i++ {
				p.Experiments[0].Variations[1].Changes[0].Code = fmt.Sprintf(".hero { order: %d }", i)
				snippetOf(b, builder, p)
			}
		})
	}
}

// BenchmarkNode decides in Node; engine's BenchmarkDecide does the same in Go.
func BenchmarkNode(b *testing.B) {
	for _, n := range []int{10, 100} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			script := decider(b, identical(n))
			var seconds float64
			inNode(b, script, `(n) => {
				const visitors = Array.from({ length: n }, (_, i) => (i + 0x10000000).toString(16).padStart(32, "0"));
				const started = performance.now();
				for (const v of visitors) lanekeeperDecide(v, [], "https://shop.example/page-1");
				return (performance.now() - started) / 1000;
			}`, b.N, &seconds)
			b.ReportMetric(float64(b.N)/seconds, "decisions/s")
			b.ReportMetric(seconds*1e9/float64(b.N), "ns/op")
		})
	}
}

// BenchmarkGo is BenchmarkNode's peer: the same project and visitors.
func BenchmarkGo(b *testing.B) {
	for _, n := range []int{10, 100} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			rules, err := engine.Compile(identical(n))
			if err != nil {
				b.Fatal(err)
			}
			for i := 0; b.Loop(); i++ {
				if _, err := rules.Decide(engine.Visit{Visitor: fmt.Sprintf("%032x", i+0x10000000), URL: "https://shop.example/page-1"}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "decisions/s")
		})
	}
}
