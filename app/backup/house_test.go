package backup_test

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"porchlight/app/backup"
	"porchlight/app/sqlite"
	"porchlight/app/store"
	"porchlight/data"

	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"
)

const day = 24 * time.Hour

// house is a database, a folder for its backups, and a clock that the test moves.
type house struct {
	t                *testing.T
	database, folder string
	store            store.Store
	now              time.Time
	log              bytes.Buffer
}

func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{t: t, database: filepath.Join(t.TempDir(), "porchlight.db"), folder: filepath.Join(t.TempDir(), "backups"), now: time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)}
	var err error
	h.store, err = sqlite.Open(t.Context(), sqlite.Options{Path: h.database, Migrations: data.SQLite})
	h.must(err)
	t.Cleanup(func() { h.must(h.store.Close()) })
	return h
}

// node is the schedule of one more node: a backup a day, kept for two weeks.
func (h *house) node() *backup.Schedule {
	h.t.Helper()
	s, err := backup.New(backup.Options{
		Database: h.database, Folder: h.folder, Every: day, Keep: 14 * day, Now: func() time.Time { return h.now },
		Log: slog.New(slog.NewTextHandler(&h.log, nil)),
	})
	h.must(err)
	return s
}

// passes lets time go by, and each of the nodes look again and again.
func (h *house) passes(d time.Duration, nodes ...*backup.Schedule) {
	for end := h.now.Add(d); h.now.Before(end); {
		h.now = h.now.Add(5 * time.Minute)
		for _, n := range nodes {
			n.Look(context.Background())
		}
	}
}

// write stores a conversation, so that a backup can be told from the one before.
func (h *house) write(id string) {
	h.t.Helper()
	h.must(h.store.Write(h.t.Context(), func(q store.Queries) error {
		_, err := q.CountFromVisitor(h.t.Context(), id, h.now.UnixMilli(), "")
		return err
	}))
}

// names are the backups in the folder.
func (h *house) names() (names []string) {
	h.t.Helper()
	entries, err := os.ReadDir(h.folder)
	h.must(err)
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), ".") {
			names = append(names, e.Name())
		}
	}
	return names
}

func (h *house) expect(what string, names ...string) {
	h.t.Helper()
	if got := h.names(); !slices.Equal(got, names) {
		h.t.Errorf("%s: the folder holds\n%q, want\n%q", what, got, names)
	}
}

func (h *house) put(name, text string) {
	h.t.Helper()
	h.must(os.WriteFile(filepath.Join(h.folder, name), []byte(text), 0o600))
}

// counts reads a metric.
func (h *house) counts(s *backup.Schedule, name string) float64 {
	h.t.Helper()
	registry := prometheus.NewRegistry()
	registry.MustRegister(s)
	families, err := registry.Gather()
	h.must(err)
	at := slices.IndexFunc(families, func(f *dto.MetricFamily) bool { return f.GetName() == name })
	if at < 0 {
		h.t.Fatalf("nothing is called %s", name)
	}
	m := families[at].GetMetric()[0]
	return m.GetCounter().GetValue() + m.GetGauge().GetValue()
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}
