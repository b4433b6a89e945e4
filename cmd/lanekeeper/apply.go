package main

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/spf13/cobra"

	"github.com/lanekeeper/lanekeeper/engine"
)

func newApply() *cobra.Command {
	var file string
	var to client
	command := &cobra.Command{
		Use:   "apply -f FILE --server URL --token TOKEN",
		Short: "Make a server's project what a file says",
		Long: `Apply creates the project on the server, or replaces it, and says what changed.
Experiments that the file leaves out are removed. Where somebody else changes
the project at the same time, nothing is applied and the exit status is 5.

Give every experiment and variation an id. One without takes the id of the one
with the same name on the server; where that is not certain, nothing is applied.`,
		Example: `  lanekeeper apply -f project.yaml --server http://127.0.0.1:8081 --token "$TOKEN"
  LANEKEEPER_TOKEN=lk_… lanekeeper apply -f - < project.json`,
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			form, err := readInput(command, file)
			if err != nil {
				return err
			}
			if to.token == "" {
				return errors.New("say who you are: --token, or LANEKEEPER_TOKEN")
			}
			if at, err := url.Parse(to.server); err != nil || at.Scheme != "http" && at.Scheme != "https" || at.Host == "" {
				return fmt.Errorf("--server %s is not an address; one looks like http://127.0.0.1:8081", to.server)
			}
			return apply(command, to, form)
		},
	}
	fileFlag(command, &file, "the project, JSON or YAML; - for standard input")
	command.Flags().StringVar(&to.server, "server", "http://127.0.0.1:8081", "the admin API's address")
	command.Flags().StringVar(&to.token, "token", "", "the admin token; better in LANEKEEPER_TOKEN, where no list of processes shows it")
	return command
}

func apply(command *cobra.Command, to client, form []byte) error {
	p, err := engine.Parse(form)
	if err != nil {
		return err
	}
	if p.ID == "" {
		return engine.Invalid([]engine.Problem{{Path: "id", Code: "required", Message: "This id is missing."}})
	}
	before, err := to.project(command.Context(), p.ID)
	if err != nil && engine.CodeOf(err) != engine.CodeNotFound {
		return err
	}
	after, err := to.write(command.Context(), p.ID, form, before.Revision)
	switch code := engine.CodeOf(err); {
	case code == engine.CodeConflict || code == engine.CodeTaken && before.Revision == 0 && isProjectID(err):
		return engine.Errorf(engine.CodeConflict, "Somebody else changed project %s meanwhile; nothing was applied. Look at their change, and apply again.", p.ID)
	case code == engine.CodeNotFound: // the admin API lets a project be created, so this is another server, such as visitors'
		return notAdmin(err, http.StatusNotFound)
	case err != nil:
		return err
	}
	return printApplied(command, p.ID, before, after)
}

// isProjectID reports whether the id in use is the project's, not that of one
// of its experiments.
func isProjectID(err error) bool {
	e := (*engine.Error)(nil)
	return errors.As(err, &e) && len(e.Problems) == 1 && e.Problems[0].Path == "id"
}

func printApplied(command *cobra.Command, id string, before, after projectAnswer) error {
	var b bytes.Buffer
	switch {
	case before.Revision == after.Revision:
		fmt.Fprintf(&b, "Project %s: nothing changed, it stays at revision %d.\n", id, after.Revision)
	case before.Revision == 0:
		fmt.Fprintf(&b, "Project %s: created, revision %d.\n", id, after.Revision)
	default:
		fmt.Fprintf(&b, "Project %s: revision %d is now %d.\n", id, before.Revision, after.Revision)
	}
	changes, err := difference(before.Project, after.Project)
	if err != nil {
		return engine.Wrap(engine.CodeUnavailable, err, "The project was applied, but the server's answer cannot be read.")
	}
	for _, line := range changes {
		fmt.Fprintln(&b, "  "+line)
	}
	if _, err := command.OutOrStdout().Write(b.Bytes()); err != nil {
		return outputError(err)
	}
	return nil
}
