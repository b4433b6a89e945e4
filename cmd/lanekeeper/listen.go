package main

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/lanekeeper/lanekeeper/engine"
)

// addresses are the flags of the commands that serve.
type addresses struct {
	public, admin string
	adminHosts    []string
}

func (a *addresses) flags(command *cobra.Command) {
	command.Flags().StringVar(&a.public, "public", ":8080", "the address that visitors reach, through a CDN")
	command.Flags().StringVar(&a.admin, "admin", "127.0.0.1:8081", "the address of the admin API")
	command.Flags().StringSliceVar(&a.adminHosts, "admin-host", nil, "a further name, with or without a port, by which the admin API is reached")
}

// listen opens both listeners, or none.
func (a *addresses) listen() (public, admin net.Listener, err error) {
	for _, name := range a.adminHosts {
		if name == "" || strings.ContainsAny(name, "/ ") {
			return nil, nil, fmt.Errorf("--admin-host %q is no name; one looks like admin.shop.example or admin.shop.example:8443", name)
		}
	}
	if public, err = listen("public", a.public); err != nil {
		return nil, nil, err
	}
	if admin, err = listen("admin", a.admin); err != nil {
		public.Close()
		return nil, nil, err
	}
	return public, admin, nil
}

func listen(flag, address string) (net.Listener, error) {
	listener, err := net.Listen("tcp", address)
	why := fmt.Sprint(err)
	switch {
	case err == nil:
		return listener, nil
	case errors.Is(err, syscall.EADDRINUSE):
		why = "another program listens there"
	case errors.Is(err, syscall.EACCES):
		why = "this needs more rights"
	}
	return nil, engine.Wrap(engine.CodeUnavailable, err, fmt.Sprintf("Cannot listen on %s: %s. Choose another address with --%s or %s.", address, why, flag, variable(flag)))
}

// reach is the address to type into a browser on this machine.
func reach(listener net.Listener) string {
	host, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		return listener.Addr().String()
	}
	if ip := net.ParseIP(host); ip == nil || ip.IsUnspecified() {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, port)
}

func newLog(command *cobra.Command) *slog.Logger {
	return slog.New(slog.NewTextHandler(command.ErrOrStderr(), nil))
}

// defaultMaxAge is how late, at most, a change reaches visitors through caches.
const defaultMaxAge = time.Minute
