package snippet

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lanekeeper/lanekeeper/engine"
)

// onDemand prints the program of the file that the snippet loads where the
// address asks for something that visitors do not need (runtime/asked.ts). Its
// parts look by themselves whether they were asked for.
func (e *entry) onDemand() string {
	var steps []string
	if e.fixed {
		steps = append(steps, e.name("fixed", "fixed")+"(project[11][0])")
	}
	// Nobody is decided for, and nothing is looked at or stored.
	off := fmt.Sprintf(`%s(project, (visit, pins) => %s, () => undefined, () => ["", undefined, %q])`, e.name("start", "start"), e.decide(), engine.ReasonOff)
	steps = append(steps, e.name("optOut", "optout")+"(project)")
	if e.consent {
		// Nobody can tell here whether it was given, so nothing more is read.
		shut := e.name("shutJar", "lid") + "(true)"
		steps = append(steps, shut)
		off = shut + ", " + off
	}
	if e.force {
		take := ""
		if hooked := e.hooked(slices.Concat(e.attributeCalls(), e.identityCalls())); hooked != "" {
			take = ", () => { " + strings.TrimSpace(hooked) + " }"
		}
		steps = append(steps, fmt.Sprintf("%s(project, (visit, pins) => %s, %s%s)", e.name("force", "force"), e.decide(), e.show(), take))
	}
	return fmt.Sprintf(`%s(() => {
  const project = %s%s;
  if (/\blk_disable\b/.test(location.search)) return %s;
  %s;
})();
`, e.name("guard", "guard"), projectPlace, e.active("location.href")+e.changeKinds(), off, strings.Join(steps, ";\n  "))
}

// askedModule is the program of the module that finds out what the address asks for.
const askedModule = `import { asked as load } from "./asked";
import { guard } from "./guard";
export const asked = guard((start) => load(start, import.meta.url));
`

// hooked prints what takes calls from the page, before anybody opens its queue.
func (e *entry) hooked(calls []string) string {
	if len(calls) == 0 {
		return ""
	}
	return e.name("hooked", "hooked") + "({ " + strings.Join(calls, ", ") + " });\n  "
}
