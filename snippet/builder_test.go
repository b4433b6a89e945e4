package snippet

import (
	"bytes"
	"sync"
	"testing"

	"github.com/lanekeeper/lanekeeper/engine"
)

// A change to one experiment costs one small transform, and no new bundle.
func TestOneChangeOneTransform(t *testing.T) {
	b := NewBuilder()
	p := realistic(100)
	snippetOf(t, b, p)
	pieces, frames := b.pieces.Len(), len(b.frames)
	p.Experiments[1].Variations[1].Changes[0].Code += " /* changed */"
	snippetOf(t, b, p)
	if b.pieces.Len() != pieces+1 || len(b.frames) != frames {
		t.Errorf("%d pieces and %d bundles were made, want 1 and 0", b.pieces.Len()-pieces, len(b.frames)-frames)
	}
}

func TestBuilderIsConcurrent(t *testing.T) {
	b := NewBuilder()
	want := snippetOf(t, NewBuilder(), realistic(20))
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			if got := snippetOf(t, b, realistic(20)); !bytes.Equal(got, want) {
				t.Error("two builds of one project differ")
			}
		})
	}
	wait.Wait()
}

// A preview holds what runs and what was named, and only a project that lets
// everybody force tells visitors how.
func TestPreview(t *testing.T) {
	p := everything()
	rules, err := engine.Compile(p)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		named []string
		draft bool
	}{{nil, false}, {[]string{"7", "999"}, false}, {[]string{"10"}, true}} {
		file, err := testBuilder.Preview(rules, 1, c.named)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(file, []byte("secret()")) != c.draft || !bytes.Contains(file, []byte("Exit preview")) {
			t.Errorf("named %v: the draft's code is there: %t", c.named, !c.draft)
		}
	}
	p.Force = engine.ForceOff
	file, err := testBuilder.Preview(rules, 1, []string{"7", "10"})
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(file, []byte("lk_opt_out")) {
		t.Error("where nobody may force, nobody can opt out")
	}
	for _, forced := range []string{"secret()", "Exit preview", `"7"`, "color:red"} {
		if bytes.Contains(file, []byte(forced)) {
			t.Errorf("where nobody may force, there is %s", forced)
		}
	}
}

func snippetOf(t testing.TB, b *Builder, p *engine.Project) []byte {
	t.Helper()
	rules, err := engine.Compile(p)
	if err != nil {
		t.Fatal(err)
	}
	file, err := b.Snippet(rules, 1)
	if err != nil {
		t.Fatal(err)
	}
	return file
}
