package health

import (
	"fmt"
	"runtime/debug"
	"strings"

	"github.com/prometheus/client_golang/prometheus"
)

// Names of what is counted elsewhere and compared here.
const (
	Frames     = "porchlight_socket_frames_total"
	Bytes      = "porchlight_socket_bytes_total"
	FramesOut  = Frames + `{direction="out"}`
	FramesIn   = Frames + `{direction="in"}`
	BytesOut   = Bytes + `{direction="out"}`
	BytesIn    = Bytes + `{direction="in"}`
	Sockets    = "porchlight_sockets"
	Opened     = "porchlight_sockets_opened_total"
	Rooms      = "porchlight_rooms"
	Visitors   = "porchlight_visitors"
	Closes     = "porchlight_socket_closes_total"
	SlowCloses = "porchlight_socket_slow_closes_total"
	Waiting    = "porchlight_socket_waiting_frames"
	Depth      = "porchlight_socket_waiting_bytes"
	Reconnects = "porchlight_reconnects_total"
	Refused    = "porchlight_handshakes_refused_total"
	BusUp      = "porchlight_bus_up"
	BusChanged = "porchlight_bus_changed_timestamp_seconds"
	BusTrip    = "porchlight_bus_round_trip_seconds"
	BusSaid    = `porchlight_bus_messages_total{direction="out"}`
	BusHeard   = `porchlight_bus_messages_total{direction="in"}`
	BusDropped = "porchlight_bus_dropped_total"
	BusGaps    = "porchlight_bus_gaps_total"
	Write      = "porchlight_store_write_seconds"
	Commit     = "porchlight_store_commit_seconds"
	Read       = "porchlight_store_read_seconds"
	Failures   = "porchlight_store_write_failures_total"
	Damaged    = "porchlight_store_damaged"
	StoreUp    = "porchlight_store_up"    // of a database server, as is the next; a file has neither
	StoreBytes = "porchlight_store_bytes" // that it takes there
	Free       = "porchlight_store_free_bytes"
	NoticesDue = "porchlight_notices_waiting"
	Dead       = "porchlight_notices_dead"
	Attempts   = "porchlight_notice_attempts_total"
	Backup     = "porchlight_backup_last_success_timestamp_seconds"
	BackupDue  = "porchlight_backup_interval_seconds"
	BackupLost = "porchlight_backup_failures_total"
	Goroutines = "go_goroutines"
	Memory     = "process_resident_memory_bytes"
	Started    = "process_start_time_seconds"
)

// Build is the series that tells this program's version.
var Build = fmt.Sprintf("porchlight_build_info{version=%q}", Version())

// compared is what a sample keeps, so that later readings can be compared with it.
var compared = []string{FramesOut, FramesIn, BytesOut, BytesIn, SlowCloses, Reconnects, Refused, BusGaps, Failures, Dead}

// Version is the tag on the commit that the program was built from, else the commit, where that is known.
func Version() string {
	info, _ := debug.ReadBuildInfo()
	version, dirty := "unknown", ""
	if info != nil {
		for _, setting := range info.Settings {
			switch {
			case setting.Key == "vcs.revision":
				version = setting.Value[:min(12, len(setting.Value))]
			case setting.Key == "vcs.modified" && setting.Value == "true":
				dirty = "+"
			}
		}
		// Go stamps a tag, or else a version that it makes of the commit.
		if tag := info.Main.Version; tag != "" && tag != "(devel)" && !strings.Contains(tag, version) {
			return tag
		}
	}
	return version + dirty
}

// built tells the version as Prometheus has it: as a label of something that is always 1.
func built() prometheus.Collector {
	return prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "porchlight_build_info", Help: "Always 1; its label is the commit that the program was built from.", ConstLabels: prometheus.Labels{"version": Version()},
	}, func() float64 { return 1 })
}
