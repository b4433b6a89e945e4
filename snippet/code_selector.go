package snippet

import (
	"fmt"
	"strings"

	"github.com/evanw/esbuild/pkg/api"

	"github.com/lanekeeper/lanekeeper/engine"
)

// selectorFault says what is wrong with a selector, if anything. It must be one
// by itself, as it will stand in front of a rule: braces or an at-rule would make
// it something else. Whether a browser knows its pseudo-classes is not asked.
func selectorFault(selector string) *engine.Problem {
	if at := strings.IndexAny(bare(selector), "{};@<"); at >= 0 {
		return &engine.Problem{
			Code: string(engine.CodeSyntax), Message: "Unexpected \"" + selector[at:at+1] + "\" in a selector.",
			Line: 1 + strings.Count(selector[:at], "\n"), Column: at - strings.LastIndex(selector[:at], "\n"),
		}
	}
	result := api.Transform(selector+"{a:b}", api.TransformOptions{Loader: api.LoaderCSS, LogLevel: api.LogLevelSilent})
	return firstFault(append(result.Errors, cssProblems(result.Warnings)...), 0)
}

// bare is a selector with everything blank that is in quotes or escaped, byte by byte.
func bare(selector string) string {
	text := []byte(selector)
	var quote byte
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\\':
			text[i] = ' '
			if i++; i < len(text) {
				text[i] = ' '
			}
		case quote == 0 && (c == '"' || c == '\''):
			quote = c
		case c == quote || c == '\n':
			quote = 0 // a line end ends a string, too, as a fault
		case quote != 0:
			text[i] = ' '
		}
	}
	return string(text)
}

// checkSelectors reports the faulty selectors of a project.
func checkSelectors(p *engine.Project, report func(path, of, text string)) {
	for i := range p.Pages {
		if on := p.Pages[i].Activate; on != nil && on.Selector != "" {
			report(fmt.Sprintf("pages[%d].activate.selector", i), "Page "+p.Pages[i].ID, on.Selector)
		}
	}
	for i := range p.Experiments {
		e := &p.Experiments[i]
		path := fmt.Sprintf("experiments[%d]", i)
		if e.WaitFor != nil && e.WaitFor.Selector != "" {
			report(path+".waitFor.selector", "Experiment "+e.ID, e.WaitFor.Selector)
		}
		for j, v := range e.Variations {
			for k, c := range v.Changes {
				at := fmt.Sprintf("%s.variations[%d].changes[%d]", path, j, k)
				of := "Experiment " + e.ID + ", variation " + v.ID
				if c.Selector != "" {
					report(at+".selector", of, c.Selector)
				}
				if c.To != "" {
					report(at+".to", of, c.To)
				}
			}
		}
	}
}
