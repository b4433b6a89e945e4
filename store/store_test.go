package store_test

import (
	"testing"

	"github.com/lanekeeper/lanekeeper/store"
	"github.com/lanekeeper/lanekeeper/store/storetest"
)

func TestBadger(t *testing.T) {
	storetest.Run(t, func(t *testing.T) store.Store { return mustOpen(t, t.TempDir()) })
}

func TestMemory(t *testing.T) {
	storetest.Run(t, func(t *testing.T) store.Store {
		s, err := store.OpenMemory()
		if err != nil {
			t.Fatal(err)
		}
		return s
	})
}
