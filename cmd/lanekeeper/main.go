// Command lanekeeper is all of Lanekeeper in one program: the servers, the
// demonstration, and the tools that work on a project's file without a server.
//
// This package is wiring: each command reads its input, asks the package that
// knows, and prints the answer. What parse, decide, shares, build and apply
// read and print is a contract for scripts. Results go to standard output; the
// log, sizes and errors go to standard error. Exit statuses are those of
// server.ExitStatus: 0 done, 1 a fault of ours, 2 a wrong command line, 3 bad
// input, 4 not found, 5 conflict, 6 not allowed, 7 too large, 8 unavailable.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/lanekeeper/lanekeeper/server"
)

// version is set by the linker in releases.
var version = ""

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	os.Exit(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// run executes one command line and returns its exit status.
func run(ctx context.Context, args []string, in io.Reader, out, errs io.Writer) int {
	root := newRoot()
	root.SetArgs(args)
	root.SetIn(in)
	root.SetOut(out)
	root.SetErr(errs)
	command, err := root.ExecuteContextC(ctx)
	status := server.ExitStatus(err)
	if err != nil {
		fmt.Fprintln(errs, "lanekeeper:", err)
	}
	if status == server.ExitUsage {
		fmt.Fprintf(errs, "See: %s --help\n", command.CommandPath())
	}
	return status
}

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:   "lanekeeper",
		Short: "A tag engine for website experiments",
		Long: `Lanekeeper decides which visitors meet which experiments, and serves the one
script that shows them. Experiments say in front of their names what they
exclude: "[ME] Hero", "[Group_A] Prices", "[ME] holdout".

Every flag can also be set by a variable: --max-age by LANEKEEPER_MAX_AGE. A
flag on the command line wins.`,
		Example: `  lanekeeper demo
  lanekeeper serve --data /var/lib/lanekeeper
  lanekeeper parse "[ME] Hero"`,
		Version:           versionOf(debug.ReadBuildInfo()),
		Args:              cobra.NoArgs,
		SilenceErrors:     true,
		SilenceUsage:      true,
		PersistentPreRunE: func(command *cobra.Command, _ []string) error { return fromEnvironment(command) },
		RunE:              func(command *cobra.Command, _ []string) error { return command.Help() },
	}
	root.AddCommand(newServe(), newDemo(), newParse(), newDecide(), newShares(), newBuild(), newTag(), newApply())
	return root
}

func versionOf(info *debug.BuildInfo, ok bool) string {
	switch {
	case version != "":
		return version
	case ok && info.Main.Version != "":
		return info.Main.Version
	}
	return "(unknown)"
}
