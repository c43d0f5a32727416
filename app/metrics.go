package main

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/pprof"
	"time"

	"porchlight/app/web"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// headerTimeout bounds how long a peer of the metrics listener may take for its request.
const headerTimeout = 5 * time.Second

// serveMetrics answers /metrics and pprof on a listener of its own, which is never the site's.
func (s *Settings) serveMetrics(site *web.Server, log *slog.Logger) (stop func(), err error) {
	if s.MetricsAddr == "" {
		return func() {}, nil
	}
	registry := prometheus.NewRegistry()
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	gauge := func(name, help string, value func() float64) {
		registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Namespace: "porchlight", Name: name, Help: help}, value))
	}
	gauge("sockets", "Open live connections on this node.", func() float64 { return float64(site.Sockets()) })
	gauge("visitors", "Visitors present on all nodes, as this node knows it.", func() float64 { return float64(site.Visitors()) })
	gauge("bus_up", "1 while events reach the other nodes.", func() float64 { return map[bool]float64{true: 1}[site.Bus.Up()] })
	mux := http.NewServeMux()
	mux.Handle("/metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	listener, err := net.Listen("tcp", s.MetricsAddr)
	if err != nil {
		return nil, fmt.Errorf("--metrics-addr (METRICS_ADDR) %s cannot be listened on: %w", s.MetricsAddr, err)
	}
	server := &http.Server{Handler: mux, ReadHeaderTimeout: headerTimeout}
	go func() {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			log.Error("metrics stopped", "error", err)
		}
	}()
	return func() { _ = server.Close() }, nil // the process ends next
}
