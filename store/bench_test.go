package store_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/lanekeeper/lanekeeper/store"
)

// BenchmarkPut puts new revisions of 597 bytes, as in the table of durable
// writes, beside its floor: a plain file with one fsync for each write. Each
// writer has a document of its own.
func BenchmarkPut(b *testing.B) {
	data := []byte(strings.Repeat("x", 597))
	for _, writers := range []int{1, 64} {
		b.Run(fmt.Sprint("file/writers=", writers), func(b *testing.B) {
			file, err := os.Create(filepath.Join(b.TempDir(), "log"))
			if err != nil {
				b.Fatal(err)
			}
			defer file.Close()
			var mu sync.Mutex
			spread(b, writers, func(int, int) error {
				mu.Lock()
				defer mu.Unlock()
				if _, err := file.Write(data); err != nil {
					return err
				}
				return file.Sync()
			})
		})
		b.Run(fmt.Sprint("store/writers=", writers), func(b *testing.B) {
			s := mustOpen(b, b.TempDir())
			defer s.Close()
			spread(b, writers, func(writer, n int) error {
				doc := project(fmt.Sprint("writer", writer), uint64(n), "")
				doc.Data = data
				_, err := s.Put(b.Context(), doc)
				return err
			})
		})
	}
}

// spread runs b.N operations on a number of goroutines; n counts from 0 in each.
func spread(b *testing.B, writers int, op func(writer, n int) error) {
	var left atomic.Int64
	left.Store(int64(b.N))
	var group sync.WaitGroup
	b.ResetTimer()
	for writer := range writers {
		group.Go(func() {
			for n := 0; left.Add(-1) >= 0; n++ {
				if err := op(writer, n); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	group.Wait()
	b.StopTimer()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "writes/s")
}

// BenchmarkDelivery is a Put until its delivery by Watch, on a store in memory;
// ns/delivery is the part of it after the Put's return.
func BenchmarkDelivery(b *testing.B) {
	s, err := store.OpenMemory()
	if err != nil {
		b.Fatal(err)
	}
	seen := make(chan struct{})
	go func() {
		for _, err := range s.Watch(b.Context(), store.ProjectKind) {
			if err != nil {
				return
			}
			seen <- struct{}{}
		}
	}()
	<-seen // ready
	var waited time.Duration
	b.ResetTimer()
	for n := range b.N {
		mustPut(b, s, project("shop", uint64(n), "{}"))
		start := time.Now()
		<-seen
		waited += time.Since(start)
	}
	b.ReportMetric(float64(waited.Nanoseconds())/float64(b.N), "ns/delivery")
	mustClose(b, s)
}

// BenchmarkOpen opens a directory with 10,000 projects of 20 kB, which includes
// reading all of it once to see that it is whole.
func BenchmarkOpen(b *testing.B) {
	dir := b.TempDir()
	s := mustOpen(b, dir)
	var group sync.WaitGroup
	for writer := range 50 {
		group.Go(func() {
			for n := range 200 {
				id := fmt.Sprint("p", writer, "-", n)
				mustPut(b, s, project(id, 0, strings.Repeat(fmt.Sprintf(`{"id":%q,"weight":%d},`, id, n*7919%10000), 900)[:20_000]))
			}
		})
	}
	group.Wait()
	mustClose(b, s)
	b.ResetTimer()
	for range b.N {
		s := mustOpen(b, dir)
		b.StopTimer()
		mustClose(b, s)
		b.StartTimer()
	}
}
