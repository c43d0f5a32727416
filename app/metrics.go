package main

import (
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/http/pprof"
	"time"

	"porchlight/app/health"

	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// headerTimeout bounds how long a peer of the metrics listener may take for its request.
const headerTimeout = 5 * time.Second

// serveMetrics answers /metrics and pprof on a listener of its own, which is never the site's.
func (s *Settings) serveMetrics(counted *health.Health, log *slog.Logger) (stop func(), err error) {
	if s.See.MetricsAddr == "" {
		return func() {}, nil
	}
	failures := slog.NewLogLogger(log.Handler(), slog.LevelWarn) // of the libraries, which know no slog
	mux := http.NewServeMux()
	mux.Handle("/metrics", promhttp.HandlerFor(counted.Metrics(), promhttp.HandlerOpts{ErrorLog: failures}))
	profiles(mux)
	listener, err := net.Listen("tcp", s.See.MetricsAddr)
	if err != nil {
		return nil, cannotListen("--metrics-addr (METRICS_ADDR)", s.See.MetricsAddr, err)
	}
	if isOpen(listener.Addr()) {
		log.Warn("whoever reaches METRICS_ADDR reads the metrics and can profile this node: let it be 127.0.0.1 or an address of a private network, unless a firewall or a container keeps others out", "addr", s.See.MetricsAddr)
	}
	server := &http.Server{Handler: mux, ReadHeaderTimeout: headerTimeout, ErrorLog: failures}
	go func() {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			log.Error("metrics and profiles are no longer served; the next start serves them again", "error", err)
		}
	}()
	return func() { _ = server.Close() }, nil // the process ends next
}

// profiles adds pprof, but for the command line: it may hold secrets that were given as flags.
func profiles(to *http.ServeMux) {
	to.HandleFunc("/debug/pprof/", pprof.Index) // heap, allocs, goroutine, block, mutex, threadcreate
	to.HandleFunc("/debug/pprof/profile", pprof.Profile)
	to.HandleFunc("/debug/pprof/trace", pprof.Trace)
	to.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
}

// isOpen reports whether others than this machine and its private networks may reach a listener.
func isOpen(addr net.Addr) bool {
	tcp, is := addr.(*net.TCPAddr)
	return is && !tcp.IP.IsLoopback() && !tcp.IP.IsPrivate() && !tcp.IP.IsLinkLocalUnicast()
}
