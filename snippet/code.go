package snippet

import (
	"fmt"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"

	"github.com/lanekeeper/lanekeeper/engine"
)

// target is what the snippet is lowered to: the oldest JavaScript that all
// browsers of the last years run.
const target = api.ES2020

// piece is one change's code, ready to stand in the data: a function or a
// string. fault, if any, is the first syntax error; line and column count from 1.
type piece struct {
	text  string
	fault *engine.Problem
}

// transform turns a change's code into a piece.
func transform(c engine.Change) piece {
	if c.Type == engine.CSS {
		return transformCSS(c.Code)
	}
	return transformJavaScript(c)
}

// cssFaults are the warnings of esbuild that are errors here: it mends broken CSS
// by guessing, as browsers do, and only the author knows better. The others may
// be wrong: a property that esbuild does not know can be newer than esbuild.
var cssFaults = []string{"css-syntax-error", "js-comment-in-css"}

func transformCSS(code string) piece {
	result := api.Transform(code, api.TransformOptions{
		Loader: api.LoaderCSS, MinifyWhitespace: true, MinifySyntax: true, Charset: api.CharsetUTF8, LegalComments: api.LegalCommentsNone,
	})
	if fault := firstFault(append(result.Errors, cssProblems(result.Warnings)...), 0); fault != nil {
		return piece{fault: fault}
	}
	return piece{text: quote(strings.TrimSuffix(string(result.Code), "\n"))}
}

func cssProblems(warnings []api.Message) []api.Message {
	return slices.DeleteFunc(slices.Clone(warnings), func(m api.Message) bool { return !slices.Contains(cssFaults, m.ID) })
}

// transformJavaScript parses the code alone first, so that what is a program by
// itself is also one inside of a function: no brace of it can end the function
// that is put around it.
func transformJavaScript(c engine.Change) piece {
	options := api.TransformOptions{Loader: api.LoaderJS, Target: target, Charset: api.CharsetUTF8, LegalComments: api.LegalCommentsNone}
	if fault := firstFault(api.Transform(c.Code, options).Errors, 0); fault != nil {
		return piece{fault: fault}
	}
	var parameters []string
	if c.Selector != "" {
		parameters = []string{"element"}
	}
	options.MinifyWhitespace, options.MinifySyntax, options.MinifyIdentifiers = true, true, true
	function := func(parameters ...string) api.TransformResult {
		return api.Transform(fmt.Sprintf("%s=(%s)=>{\n%s\n}", functionName, strings.Join(parameters, ", "), c.Code), options)
	}
	result := function(parameters...)
	if fault := firstFault(result.Errors, 1); fault != nil {
		return piece{fault: fault}
	}
	if laneWord.MatchString(c.Code) {
		// Code that declares a lane of its own has no need of ours.
		if helped := function(append(parameters, "lane")...); len(helped.Errors) == 0 {
			result = helped
		}
	}
	text := strings.TrimSuffix(strings.TrimSuffix(string(result.Code), "\n"), ";")
	if function, plain := strings.CutPrefix(text, functionName+"="); plain {
		return piece{text: function}
	}
	// Lowering put helpers in front: they get a scope of their own.
	return piece{text: fmt.Sprintf("(()=>{let %s;%s;return %s})()", functionName, text, functionName)}
}

// functionName is assigned to, so that esbuild keeps the function; the name is
// cut off again.
const functionName = "LANEKEEPER_FUNCTION"

// firstFault is the first message as a problem; before is the number of lines
// that were put in front of the author's.
func firstFault(messages []api.Message, before int) *engine.Problem {
	if len(messages) == 0 {
		return nil
	}
	p := &engine.Problem{Code: string(engine.CodeSyntax), Message: messages[0].Text + "."}
	if at := messages[0].Location; at != nil {
		p.Line, p.Column = max(1, at.Line-before), at.Column+1
	}
	return p
}
