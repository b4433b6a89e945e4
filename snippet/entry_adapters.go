package snippet

import (
	"slices"
	"strings"

	"github.com/lanekeeper/lanekeeper/engine"
)

// adapterFeatures are where exposures go besides the page's hooks.
type adapterFeatures struct{ toDataLayer, toGA4, toSegment bool }

func (f *features) findAdapters(p *engine.Project) {
	f.adapterFeatures = adapterFeatures{
		toDataLayer: slices.Contains(p.Adapters, engine.AdapterDataLayer),
		toGA4:       slices.Contains(p.Adapters, engine.AdapterGA4),
		toSegment:   slices.Contains(p.Adapters, engine.AdapterSegment),
	}
}

// adapterCalls print the hook that takes exposures, each adapter by itself.
// Hooks of ours are never there twice, and a preview has none of these.
func (e *entry) adapterCalls() []string {
	if e.use != visiting {
		return nil
	}
	var adapters []string
	for _, adapter := range []struct {
		used       bool
		name, file string
	}{
		{e.toDataLayer, "toDataLayer", "to_data_layer"},
		{e.toGA4, "toGA4", "to_ga4"},
		{e.toSegment, "toSegment", "to_segment"},
	} {
		if adapter.used {
			adapters = append(adapters, e.name(adapter.name, adapter.file))
		}
	}
	switch len(adapters) {
	case 0:
		return nil
	case 1:
		return []string{"exposure: " + adapters[0]}
	}
	return []string{"exposure: (event) => [" + strings.Join(adapters, ", ") + "].map(" + e.name("guard", "guard") + "((adapter) => adapter(event)))"}
}

// asPeopleRead wraps a decision where tags have letters beyond ASCII.
func (e *entry) asPeopleRead(decision string) string {
	if !e.lettered || e.use == deciding {
		return decision
	}
	return e.name("readable", "readable") + "(visit, () => " + decision + ")"
}
