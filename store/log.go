package store

import (
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"
)

// badgerLogger passes Badger's warnings and errors on, and counts the errors.
type badgerLogger struct {
	log    *slog.Logger
	errors atomic.Int64
}

func (l *badgerLogger) Errorf(format string, args ...any) {
	l.errors.Add(1)
	l.log.Error(badgerMessage(format, args))
}

func (l *badgerLogger) Warningf(format string, args ...any) {
	l.log.Warn(badgerMessage(format, args))
}

func (l *badgerLogger) Infof(string, ...any)  {}
func (l *badgerLogger) Debugf(string, ...any) {}

func badgerMessage(format string, args []any) string {
	return "Badger: " + strings.TrimSpace(fmt.Sprintf(format, args...))
}
