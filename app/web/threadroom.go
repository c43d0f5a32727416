package web

// threadRoom holds the owners' sockets that show a visitor's thread.
func threadRoom(id string) string { return "thread:" + id }

// showThreads renews what owners see beside the threads of visitors who changed.
func (s *Server) showThreads(visitors []string) {
	for _, v := range visitors {
		if s.hub.Size(threadRoom(v)) > 0 {
			s.inbox.touchThread(v)
		}
	}
}
