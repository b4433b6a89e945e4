package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/lanekeeper/lanekeeper/engine"
	"github.com/lanekeeper/lanekeeper/public"
	"github.com/lanekeeper/lanekeeper/server"
	"github.com/lanekeeper/lanekeeper/store"
)

func newDemo() *cobra.Command {
	var where addresses
	command := &cobra.Command{
		Use:   "demo",
		Short: "Show Lanekeeper on a small shop",
		Long: `Demo serves a small shop on which nine experiments run, and the admin API that
steers them. Everything is in memory and gone at the end.`,
		Example: `  lanekeeper demo
  lanekeeper demo --public 127.0.0.1:9090`,
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) (err error) {
			listener, admin, err := where.listen()
			if err != nil {
				return err
			}
			defer listener.Close()
			defer admin.Close()
			memory, err := store.OpenMemory()
			if err != nil {
				return err
			}
			defer closeStore(memory, &err)
			project, err := putDemo(command.Context(), memory)
			if err != nil {
				return err
			}
			s, err := server.New(command.Context(), server.Config{
				Store: memory, Log: newLog(command), AdminHosts: where.adminHosts,
				Demo: &server.Demo{Files: public.Demo(), Project: project},
			})
			if err != nil {
				return err
			}
			go func() {
				if s.Loaded(command.Context()) == nil {
					fmt.Fprintf(command.OutOrStdout(), demoText, reach(listener), reach(admin), project, s.Token)
				}
			}()
			return s.Serve(command.Context(), listener, admin)
		},
	}
	where.flags(command)
	return command
}

const demoText = `
Lanekeeper's demo is running. Ctrl-C ends it, and nothing is kept.

  The shop   %[1]s/demo/
  Lanes      %[1]s/demo/lanes
  Snippet    %[1]s/js/%[3]s.js
  Admin API  %[2]s/v1/projects/%[3]s
  Token      %[4]s

Pause an experiment, and reload the shop:

  curl -X POST -H "Authorization: Bearer %[4]s" %[2]s/v1/projects/%[3]s/experiments/1/pause

`

// putDemo stores the demo's project and returns its id.
func putDemo(ctx context.Context, s store.Store) (string, error) {
	p, err := engine.Read(public.DemoProject(), nil)
	if err != nil {
		return "", err
	}
	data, err := p.JSON()
	if err != nil {
		return "", err
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	_, err = s.Put(ctx, store.Document{Kind: store.ProjectKind, ID: p.ID, Data: data})
	return p.ID, err
}
