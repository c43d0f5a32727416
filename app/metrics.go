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
	mux := http.NewServeMux()
	mux.Handle("/metrics", promhttp.HandlerFor(counted.Metrics(), promhttp.HandlerOpts{}))
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	listener, err := net.Listen("tcp", s.See.MetricsAddr)
	if err != nil {
		return nil, cannotListen("--metrics-addr (METRICS_ADDR)", s.See.MetricsAddr, err)
	}
	server := &http.Server{Handler: mux, ReadHeaderTimeout: headerTimeout}
	go func() {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			log.Error("metrics stopped", "error", err)
		}
	}()
	return func() { _ = server.Close() }, nil // the process ends next
}
