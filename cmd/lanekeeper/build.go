package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/lanekeeper/lanekeeper/engine"
	"github.com/lanekeeper/lanekeeper/server"
	"github.com/lanekeeper/lanekeeper/snippet"
)

func newBuild() *cobra.Command {
	var file, output, preview string
	var revision uint64
	command := &cobra.Command{
		Use:   "build -f FILE -o FILE",
		Short: "Write the snippet, without a server",
		Long: `Build writes the file that visitors get, for those who host it themselves. Its
sizes, as it is and compressed, go to standard error.

With --preview it also writes the file that forces variations. Host it beside
the snippet, as <name>.preview.js for <name>.js. It holds every experiment that
is not archived: whoever can load it can see drafts.`,
		Example: `  lanekeeper build -f project.json -o snippet.js
  lanekeeper build -f project.yaml -o shop.js --preview shop.preview.js --revision 17`,
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			rules, err := readRules(command, file)
			if err != nil {
				return err
			}
			builder := snippet.NewBuilder()
			if err := builder.Check(rules.Project); err != nil {
				return err
			}
			if preview != "" && rules.Project.Force != engine.ForceOpen {
				return engine.Invalid([]engine.Problem{{Path: "force", Code: "choice", Message: "The project allows nobody to force variations, so there is no preview."}})
			}
			script, err := builder.Snippet(rules, revision)
			if err != nil {
				return err
			}
			if err := writeScript(command, output, script); err != nil || preview == "" {
				return err
			}
			if script, err = builder.Preview(rules, revision, forceable(rules.Project)); err != nil {
				return err
			}
			return writeScript(command, preview, script)
		},
	}
	fileFlag(command, &file, "the project, JSON or YAML; - for standard input")
	command.Flags().StringVarP(&output, "output", "o", "-", "the snippet's file; - for standard output")
	command.Flags().StringVar(&preview, "preview", "", "the preview's file; none is written without it")
	command.Flags().Uint64Var(&revision, "revision", 0, "the number that the snippet gives as its revision")
	return command
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
