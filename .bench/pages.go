package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
)

// What a browser sends with an unfold, and with a page.
var (
	encodings   = "Accept-Encoding: gzip, deflate, br, zstd"
	asPartial   = []string{encodings, "HX-Request: true", "HX-Request-Type: partial", "Accept: text/html"}
	asGzip      = []string{"Accept-Encoding: gzip", "Accept: text/html"}
	asBrotli    = []string{encodings, "Accept: text/html"}
	pageLoaded  = place
	partFetched = place + "/technologies/redis"
)

// measureFragment asks for a fragment as htmx does, and for the same bytes from a Fiber that does nothing else.
func measureFragment(ctx context.Context, k *kit) ([]row, error) {
	s, err := k.site()
	if err != nil {
		return nil, err
	}
	ours := &target{site: s, path: partFetched, headers: asPartial}
	body, err := ours.get()
	if err != nil {
		return nil, err
	}
	file := filepath.Join(k.scratch, "fragment")
	if err := os.WriteFile(file, body, 0o600); err != nil {
		return nil, err
	}
	b, err := k.baseline("constant", file)
	if err != nil {
		return nil, err
	}
	base := &target{site: b, path: partFetched, headers: asPartial}
	if err := k.load(ctx, ours, base); err != nil {
		return nil, err
	}
	return []row{against("fragment of ~2 KB, whole middleware chain, requests/s", "Fiber, constant body", ours.rates, base.rates, "", atLeast(0.90, 0.97),
		fmt.Sprintf("a technology, brotli, %d bytes, the baseline's the same", len(body)), cpuOf("request", ours.cpu, base.cpu), k.loaded())}, nil
}

// measurePage asks for the parent page, and for its gzip bytes from nginx.
func measurePage(ctx context.Context, k *kit) ([]row, error) {
	s, err := k.site()
	if err != nil {
		return nil, err
	}
	zipped, brotli := &target{site: s, path: pageLoaded, headers: asGzip}, &target{site: s, path: pageLoaded, headers: asBrotli}
	body, err := zipped.get()
	if err != nil {
		return nil, err
	}
	smaller, err := brotli.get()
	if err != nil {
		return nil, err
	}
	plain, err := fetch(s.url+pageLoaded, []string{"Accept-Encoding: identity"})
	if err != nil {
		return nil, err
	}
	b, err := k.nginx(plain, body)
	if err != nil {
		return nil, err
	}
	base := &target{site: b, path: "/page", headers: asGzip}
	served, err := base.get()
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(served, body) {
		return nil, fmt.Errorf("nginx serves %d bytes, and not the %d of the page", len(served), len(body))
	}
	if err := k.load(ctx, zipped, brotli, base); err != nil {
		return nil, err
	}
	size := fmt.Sprintf("the parent page, %d bytes, ", len(plain))
	budget := atLeast(0.95, 1.1)
	return []row{
		against("page of ~30 KB, gzip, requests/s", "nginx gzip_static", zipped.rates, base.rates, "", budget,
			size+fmt.Sprintf("%d as gzip, the same from nginx", len(body)), cpuOf("request", zipped.cpu, base.cpu), k.loaded()),
		against("page of ~30 KB, brotli, requests/s", "nginx gzip_static", brotli.rates, base.rates, "", budget,
			size+fmt.Sprintf("%d as brotli; nginx, which has none, sends its gzip", len(smaller)), cpuOf("request", brotli.cpu, base.cpu), k.loaded()),
	}, nil
}

// fetch returns the bytes of an answer as they come over the wire.
func fetch(url string, headers []string) ([]byte, error) {
	request, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		request.Header.Set(name, value)
	}
	answer, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s was answered %s", url, answer.Status)
	}
	return io.ReadAll(answer.Body)
}
