package tracing

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/go-logr/logr"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/sdk/resource"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"
)

const (
	// flushWithin is how long the stop of a node waits for the receiver to take the last spans.
	flushWithin = time.Second
	// receiverSaysMost is how many characters of what a receiver answers are logged: it may send a page.
	receiverSaysMost = 300
)

// again is how what a receiver could not take for the moment is offered again: not for long, since more is coming.
var again = otlptracehttp.RetryConfig{Enabled: true, InitialInterval: time.Second, MaxInterval: 5 * time.Second, MaxElapsedTime: 10 * time.Second}

// protocols are those that are spoken, of the ones that OTEL_EXPORTER_OTLP_PROTOCOL can name.
var protocols = []string{"", "http/protobuf", "http/json"}

// CheckReceiver refuses an address that no spans can be posted to.
func CheckReceiver(endpoint string) error {
	u, err := url.Parse(endpoint)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.RawQuery != "" || u.Fragment != "" {
		return errors.New("must be the address of a receiver of OTLP over HTTP")
	}
	return nil
}

// CheckProtocol refuses a protocol that is not spoken here, where a variable of OpenTelemetry's specification asks for one.
func CheckProtocol() error {
	for _, name := range []string{"OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL"} {
		if protocol := os.Getenv(name); !slices.Contains(protocols, protocol) {
			return fmt.Errorf("cannot be spoken to as %s has it (%q): leave that out, or set http/protobuf, and name the receiver's port for HTTP, mostly 4318", name, protocol)
		}
	}
	return nil
}

// IsDisabled reads the one variable of the specification that the SDK leaves to whoever sets it up.
func IsDisabled() bool { return strings.EqualFold(os.Getenv("OTEL_SDK_DISABLED"), "true") }

// Send begins to send what is traced to a receiver. It returns what begins traces, nil where there is no receiver, and what sends the last
// spans. All else is set by the variables of OpenTelemetry's specification, which its SDK reads
// (https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/).
func Send(ctx context.Context, endpoint, node string, log *slog.Logger) (tracer trace.Tracer, stop func(), err error) {
	if endpoint == "" || IsDisabled() {
		return nil, func() {}, nil
	}
	var wrong []error // that the SDK finds with its variables: it says so here, and goes on without them
	listen := func(to func(error)) {
		otel.SetLogger(logr.New(sdkErrors(to)))
		otel.SetErrorHandler(otel.ErrorHandlerFunc(to))
	}
	listen(func(err error) { wrong = append(wrong, err) })
	from, err := resource.New(ctx, resource.WithTelemetrySDK(), resource.WithAttributes(semconv.ServiceName("porchlight"), semconv.ServiceInstanceID(node)), resource.WithFromEnv())
	wrong = append(wrong, err)
	exporter, err := otlptracehttp.New(ctx, otlptracehttp.WithEndpointURL(strings.TrimSuffix(endpoint, "/")+"/v1/traces"), otlptracehttp.WithRetry(again))
	wrong = append(wrong, err)
	provider := sdk.NewTracerProvider(sdk.WithResource(from), sdk.WithBatcher(&receiver{SpanExporter: exporter, log: log}))
	stop = func() {
		ctx, cancel := context.WithTimeout(context.Background(), flushWithin)
		defer cancel()
		if err := provider.Shutdown(ctx); err != nil {
			log.Warn("the last traces could not be sent", "error", withoutAddress(err))
		}
	}
	if err := errors.Join(wrong...); err != nil {
		stop()
		return nil, nil, fmt.Errorf("the OTEL_ variables cannot be used as they are: %w; mend them, or set OTEL_SDK_DISABLED=true", err)
	}
	listen(func(err error) { log.Warn("the SDK of OpenTelemetry reports", "error", err) })
	return provider.Tracer(Scope), stop, nil
}

// sdkErrors takes the errors that the SDK logs, without the values that it logs beside them: of headers they can be secrets.
type sdkErrors func(error)

// Init implements logr.LogSink.
func (sdkErrors) Init(logr.RuntimeInfo) {}

// Enabled implements logr.LogSink: what is no error is not taken.
func (sdkErrors) Enabled(int) bool { return false }

// Info implements logr.LogSink.
func (sdkErrors) Info(int, string, ...any) {}

// Error implements logr.LogSink.
func (to sdkErrors) Error(err error, what string, _ ...any) { to(fmt.Errorf("%s: %w", what, err)) }

// WithValues implements logr.LogSink.
func (to sdkErrors) WithValues(...any) logr.LogSink { return to }

// WithName implements logr.LogSink.
func (to sdkErrors) WithName(string) logr.LogSink { return to }

// receiver logs when spans cannot be sent any more, and when they can again. It is called by one goroutine, one batch at a time; the
// SDK's queue before it is bounded, and drops what comes meanwhile.
type receiver struct {
	sdk.SpanExporter
	log     *slog.Logger
	failing bool
}

// ExportSpans implements sdk.SpanExporter.
func (r *receiver) ExportSpans(ctx context.Context, spans []sdk.ReadOnlySpan) error {
	err := r.SpanExporter.ExportSpans(ctx, spans)
	switch {
	case err != nil && !r.failing:
		r.log.Warn("traces cannot be sent: spans are dropped until OTEL_EXPORTER_OTLP_ENDPOINT takes them again", "error", shortened(withoutAddress(err)))
	case err == nil && r.failing:
		r.log.Info("traces are sent again")
	}
	r.failing = err != nil
	return nil // it has been said
}

// withoutAddress leaves off where something was sent: the path of a receiver may be what lets one in.
func withoutAddress(err error) string {
	if about := (*url.Error)(nil); errors.As(err, &about) {
		err = about.Err
	}
	return err.Error()
}

func shortened(reason string) string {
	letters := []rune(reason)
	return string(letters[:min(len(letters), receiverSaysMost)])
}
