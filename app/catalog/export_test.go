package catalog

// Descriptions is the table of what belongs to each key.
var Descriptions = descriptions
