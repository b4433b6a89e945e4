package main

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/lanekeeper/lanekeeper/engine"
	"github.com/lanekeeper/lanekeeper/server"
	"github.com/lanekeeper/lanekeeper/snippet"
)

// previewEnding and askedEnding stand in place of the snippet's ".js" in the names
// of the files that it loads.
const (
	previewEnding = ".preview.js"
	askedEnding   = ".asked.js"
)

func newBuild() *cobra.Command {
	var file, output, preview string
	var revision uint64
	command := &cobra.Command{
		Use:   "build -f FILE -o FILE",
		Short: "Write the snippet, without a server",
		Long: `Build writes the file that visitors get, for those who host it themselves. Its
sizes, as it is and compressed, go to standard error.

With --preview it also writes the two files that the snippet loads where an
address asks for what visitors do not need: the one that is named, which forces
variations, remembers who opts out and explains decisions, and the small module
that finds it, as <name>.asked.js beside it. Host both beside the snippet: shop.preview.js and
shop.asked.js for shop.js. Unless the project says "force: off", the first holds
every experiment that is not archived: whoever can load it can see drafts.`,
		Example: `  lanekeeper build -f project.json -o snippet.js
  lanekeeper build -f project.yaml -o shop.js --preview shop.preview.js --revision 17`,
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			stem, named := strings.CutSuffix(preview, previewEnding)
			if preview != "" && (!named || filepath.Base(preview) == previewEnding) {
				return fmt.Errorf("--preview %q does not end as it must: the snippet <name>.js finds this file by the name <name>%s", preview, previewEnding)
			}
			rules, err := readRules(command, file)
			if err != nil {
				return err
			}
			builder := snippet.NewBuilder()
			if err := builder.Check(rules.Project); err != nil {
				return err
			}
			script, err := builder.Snippet(rules, revision)
			if err != nil {
				return err
			}
			if err := writeScript(command, output, script); err != nil || preview == "" {
				return err
			}
			if script, err = onDemand(builder, rules, revision); err != nil {
				return err
			}
			if err := writeScript(command, preview, script); err != nil {
				return err
			}
			if script, err = builder.Asked(); err != nil {
				return err
			}
			return writeScript(command, stem+askedEnding, script)
		},
	}
	fileFlag(command, &file, "the project, JSON or YAML; - for standard input")
	command.Flags().StringVarP(&output, "output", "o", "-", "the snippet's file; - for standard output")
	command.Flags().StringVar(&preview, "preview", "", "the preview's file, <name>.preview.js; <name>.asked.js is written beside it")
	command.Flags().Uint64Var(&revision, "revision", 0, "the number that the snippet gives as its revision")
	return command
}

// onDemand builds one file with all that addresses can ask for, as static hosts
// send the same whatever they are asked.
func onDemand(builder *snippet.Builder, rules *engine.Rules, revision uint64) ([]byte, error) {
	script, err := builder.Preview(rules, revision, forceable(rules.Project))
	if err != nil {
		return nil, err
	}
	debugger, err := builder.Debugger(rules, revision)
	return fmt.Appendf(script, ";if(/[?&]lk_debug\\b/.test(location.search)){%s}\n", debugger), err
}

func writeScript(command *cobra.Command, file string, script []byte) error {
	if err := writeOutput(command, file, script); err != nil {
		return err
	}
	gzip, brotli, err := server.Sizes(script)
	if err != nil {
		return err
	}
	fmt.Fprintf(command.ErrOrStderr(), "%s: %d bytes, %d as gzip, %d as brotli\n", file, len(script), gzip, brotli)
	return nil
}

func forceable(p *engine.Project) (ids []string) {
	for i := range p.Experiments {
		if p.Experiments[i].Status != engine.Archived {
			ids = append(ids, p.Experiments[i].ID)
		}
	}
	return ids
}
