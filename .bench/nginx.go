package main

import (
	"fmt"
	"os"
	"path/filepath"
)

// nginxConf is one worker without a log that keeps files open and connections alive for as long as the load runs.
const nginxConf = `
daemon off;
master_process off;
pid %[1]s/pid;
error_log stderr crit;
events {}
http {
	access_log off;
	sendfile on;
	tcp_nopush on;
	keepalive_requests 1000000000;
	open_file_cache max=10;
	open_file_cache_valid 1h;
	default_type text/html;
	charset utf-8;
	client_body_temp_path %[1]s/body;
	proxy_temp_path %[1]s/proxy;
	fastcgi_temp_path %[1]s/fastcgi;
	uwsgi_temp_path %[1]s/uwsgi;
	scgi_temp_path %[1]s/scgi;
	server {
		listen %[2]s;
		root %[1]s/files;
		gzip_static on;
	}
}
`

// nginx serves a page and its gzip form, both files, at /page.
func (k *kit) nginx(page, zipped []byte) (*site, error) {
	folder := filepath.Join(k.scratch, "nginx")
	if err := os.MkdirAll(filepath.Join(folder, "files"), 0o755); err != nil {
		return nil, err
	}
	for name, content := range map[string][]byte{"page": page, "page.gz": zipped} {
		if err := os.WriteFile(filepath.Join(folder, "files", name), content, 0o644); err != nil {
			return nil, err
		}
	}
	return k.listening(func(addr string) (*proc, error) {
		conf := filepath.Join(folder, "nginx.conf")
		if err := os.WriteFile(conf, fmt.Appendf(nil, nginxConf, folder, addr), 0o644); err != nil {
			return nil, err
		}
		return k.start(nginx.name, nil, "-c", conf, "-p", folder, "-e", "stderr")
	})
}
