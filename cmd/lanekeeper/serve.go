package main

import (
	"fmt"
	"log/slog"
	"time"

	"github.com/spf13/cobra"

	"github.com/lanekeeper/lanekeeper/server"
	"github.com/lanekeeper/lanekeeper/store"
)

func newServe() *cobra.Command {
	var where addresses
	var data string
	var maxAge time.Duration
	var newToken bool
	var trusted []string
	command := &cobra.Command{
		Use:   "serve",
		Short: "Serve snippets, and the API that steers them",
		Long: `Serve answers visitors on one address and the admin API on another. The first
start makes the admin token and prints it, once; it is stored only as a hash.
Whoever has lost it starts once with --new-token.

The admin API listens on this machine alone. To reach it by a name, through a
proxy that adds TLS, give the name with --admin-host.`,
		Example: `  lanekeeper serve
  lanekeeper serve --data /var/lib/lanekeeper --public :80 --admin-host admin.shop.example
  LANEKEEPER_DATA=/data lanekeeper serve`,
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) (err error) {
			if maxAge < 0 {
				return fmt.Errorf("--max-age %s lies in the past; 0 makes caches always ask", maxAge)
			}
			proxies, err := parseProxies(trusted)
			if err != nil {
				return err
			}
			log := newLog(command)
			public, admin, err := where.listen()
			if err != nil {
				return err
			}
			defer public.Close()
			defer admin.Close()
			kept, err := store.Open(data, log)
			if err != nil {
				return err
			}
			defer closeStore(kept, &err)
			s, err := server.New(command.Context(), server.Config{
				Store: kept, Log: log, MaxAge: maxAge, AdminHosts: where.adminHosts, NewToken: newToken, TrustedProxies: proxies,
			})
			if err != nil {
				return err
			}
			if s.Token != "" {
				fmt.Fprintf(command.OutOrStdout(), "Keep this admin token, it is not shown again: %s\n", s.Token)
			}
			go func() { // not before: until then both servers answer 503
				if s.Loaded(command.Context()) == nil {
					log.Info("Lanekeeper serves.", slog.String("public", reach(public)), slog.String("admin", reach(admin)), slog.String("data", data))
				}
			}()
			return s.Serve(command.Context(), public, admin)
		},
	}
	where.flags(command)
	command.Flags().StringVar(&data, "data", "data", "the directory that keeps everything; it is made where it is missing")
	command.Flags().DurationVar(&maxAge, "max-age", defaultMaxAge, "how long caches use a snippet before they ask again; 0: they always ask")
	command.Flags().StringSliceVar(&trusted, "trusted-proxies", ownNetworks, "networks of proxies whose X-Forwarded-For says who asks")
	command.Flags().BoolVar(&newToken, "new-token", false, "replace the admin token and print the new one")
	return command
}

// closeStore adds what goes wrong at closing to the command's error.
func closeStore(s store.Store, err *error) {
	if closing := s.Close(); *err == nil {
		*err = closing
	}
}
