package health

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// LowDisk is how many bytes left on the disk of the database are few: its log alone takes 16 MB at times.
const LowDisk = 256 << 20

// What is taken for trouble. The numbers are far from what a healthy site shows, so that whoever is woken by one is not woken in vain.
const (
	slowTrip   = 250 * time.Millisecond // a sign of life through Redis and back, p95: in the same house it takes one or two
	slowWrite  = 250 * time.Millisecond // a write, p95: who sends a message waits for it
	slowRead   = 100 * time.Millisecond // a query, p95
	fewest     = 20                     // what happened less often than this proves nothing
	mostGaps   = 3                      // while samples are kept; one is what a restart of Redis costs
	fullDisk   = 1 << 20                // as good as none
	mostDepth  = 64 << 20               // bytes that wait for all sockets of a node; one alone is cut at 256 KB
	mostCut    = 10                     // sockets cut as too slow in a minute, on the average of five, as the next ones
	mostRefuse = 60                     // handshakes refused
	// mostBack is how many sockets come back, for each that is open, where somebody cuts them: a proxy that closes what is idle
	// after a minute makes it one a minute, the restart of another node one in all.
	mostBack = .5

	lateBackup  = 1.5              // of the time in which one is to be made
	firstBackup = 10 * time.Minute // it is made at the start
)

// LateBackup is the age from which the last backup is too old, where one is to be made so often.
func LateBackup(every time.Duration) time.Duration {
	return max(time.Duration(lateBackup*float64(every)), firstBackup)
}

// Trouble is something that is not well.
type Trouble struct {
	Node   string // whose; empty: the one that tells
	Bad    bool   // something does not work. Else it is worth a look in the morning
	What   string // in words that stay the same while it lasts
	Detail string // the numbers; may be empty
	Do     string // what to do
}

// Judge says what is not well with the nodes of a site, the worst first. alone: there can be no other node.
func Judge(nodes []Node, alone bool, clock func(time.Time) string) []Trouble {
	var bad, odd []Trouble
	for _, n := range nodes {
		for _, t := range n.troubles(alone, clock) {
			if !n.Self {
				t.Node = n.Lease.Node
			}
			if t.Bad {
				bad = append(bad, t)
			} else {
				odd = append(odd, t)
			}
		}
	}
	return append(bad, odd...)
}

func (n Node) troubles(alone bool, clock func(time.Time) string) (all []Trouble) {
	add := func(is, bad bool, what, detail, do string) {
		if is {
			all = append(all, Trouble{Bad: bad, What: what, Detail: detail, Do: do})
		}
	}
	add(n.Silent, false, "a node is silent", fmt.Sprintf("Its lease runs out in %d s; then its visitors are taken for gone.", int(n.Left.Seconds())),
		"Look whether its process runs and reaches Redis. If you stopped it, nothing is to be done.")
	if !n.Told || n.Silent {
		return all
	}
	v := n.Vitals
	add(!alone && !v.BusUp, true, "the bus is down", "It went down at "+clock(time.Unix(int64(v.BusSince), 0))+".",
		"Look whether Redis runs and can be reached from this machine. Meanwhile pages, messages and the presence of each node go on; the nodes agree again by themselves.")
	add(v.Away, true, "the database server is away", fmt.Sprintf("Nothing can be stored or looked up, and %.0f could not be stored in the last minutes. Pages and presence go on, and what people wrote stays with them.", v.Failures),
		"Look whether the server runs and can be reached from this machine. All goes on by itself once it answers.")
	add(v.Failures > 0 && !v.Away, true, "the store refuses writes", fmt.Sprintf("%.0f could not be stored in the last minutes; their senders were asked to try again.", v.Failures),
		"Look whether the disk of the database is full or read-only, and whether another program holds its file. The log has the reason.")
	add(v.Damaged, true, "the database is damaged", "A part of what is stored is lost: what needs it is refused, and the rest goes on.",
		"Take a copy of the file, then restore a backup; the log names the commands, and porchlight doctor says what is damaged.")
	free := LowDisk - v.Lacking
	add(free < fullDisk, true, "the disk is full", Size(free)+" are left on the disk of the database; what is sent is refused, and its text stays with its sender.",
		"Free some space there: what comes is stored again at once, without a restart.")
	add(free >= fullDisk && v.Lacking > 0, false, "the disk is nearly full", Size(free)+" are left on the disk of the database.",
		"Free some space there before it is full: then nothing can be stored.")
	slow := func(q Quantiles, limit time.Duration) bool { return q.Count >= fewest && q.P95 > limit.Seconds() }
	add(slow(v.Write, slowWrite), true, "the store is slow to write", fmt.Sprintf("5 of 100 writes take more than %s; a commit alone %s.", Seconds(v.Write.P95), Seconds(v.Commit.P95)),
		"Where commits take most of it the disk is slow or busy; else something writes a great deal.")
	add(slow(v.Read, slowRead), false, "the store is slow to read", fmt.Sprintf("5 of 100 queries take more than %s.", Seconds(v.Read.P95)),
		"Look whether the machine is short of memory or processors, or a backup is running.")
	add(!alone && v.BusUp && slow(v.Trip, slowTrip), false, "the bus is slow", fmt.Sprintf("5 of 100 signs of life take more than %s through Redis and back.", Seconds(v.Trip.P95)),
		"Look at the load of Redis and at the network to it.")
	add(!alone && v.Gaps > mostGaps, false, "the bus has gaps", fmt.Sprintf("%.0f times in %d minutes something may have been missed and was read anew.", v.Gaps, int(Kept.Minutes())),
		"Look into the log of Redis for clients that it cut off, and at the network to it.")
	add(v.WaitingBytes > mostDepth, false, "much waits to be sent", Size(v.WaitingBytes)+" wait for live connections.",
		"Look at the network of this machine: it takes less than the site sends.")
	add(v.Slow > mostCut, false, "many connections are cut as too slow", fmt.Sprintf("%.0f a minute. They come back by themselves and miss nothing.", v.Slow),
		"If all come through one proxy, look at it: it takes less than the site sends.")
	add(v.Reconnects > mostCut && v.Reconnects > mostBack*v.Sockets, false, "connections keep breaking", fmt.Sprintf("%.0f came back in a minute, of %.0f.", v.Reconnects, v.Sockets),
		"Look whether a proxy in front closes what is idle: it must let a WebSocket be quiet for more than 12 s.")
	add(v.Refused > mostRefuse, false, "many connections are refused", fmt.Sprintf("%.0f a minute; the reasons are below.", v.Refused),
		"If visitors share an address, as behind a proxy that is not in TRUSTED_PROXIES, name the proxy or raise the limit.")
	add(v.NewDead > 0, false, "notices were given up", fmt.Sprintf("%.0f in the last %d minutes.", v.NewDead, int(Kept.Minutes())),
		"An owner sees them with the reason under Reach, and can have them tried again.")
	late := LateBackup(time.Duration(v.BackupEvery) * time.Second)
	add(v.BackupEvery > 0 && !v.NoBackup && v.BackupAge > late.Seconds(), true, "the last backup is too old", fmt.Sprintf("It is %s old, and one is due every %s.", span(v.BackupAge), span(v.BackupEvery)), mendBackup)
	add(v.NoBackup && v.BackupAge > firstBackup.Seconds(), true, "there is no backup", fmt.Sprintf("None was made since the start %s ago.", span(v.BackupAge)), mendBackup)
	return all
}

const mendBackup = "The log says why: most often the disk of BACKUP_DIR is full, or cannot be written to. Once that is mended one is made within 15 minutes."

func span(seconds float64) string { return Span(time.Duration(seconds) * time.Second) }

// Verdict says in a sentence whether all is well. It stays the same as long as the same things are not.
func Verdict(troubles []Trouble) string {
	if len(troubles) == 0 {
		return "All is well."
	}
	var what []string
	for _, t := range troubles {
		if !slices.Contains(what, t.What) {
			what = append(what, t.What)
		}
	}
	opening := "Worth a look: "
	if troubles[0].Bad {
		opening = "Not well: "
	}
	return opening + strings.Join(what, "; ") + "."
}
