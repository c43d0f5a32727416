package catalog

// Descriptions is the table of what belongs to each key.
var Descriptions = descriptions

// Zones are the time zones that are proposed, one a line, and NoZone what is said of a name that is none.
var (
	Zones  = zones
	NoZone = noZone
)
