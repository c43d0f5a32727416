package floorplan

// measures are those of a drawing, in its own units: about a pixel each where it is shown as large as it was meant.
type measures struct {
	kind     string // the class that shows it where it fits
	width    int
	porch    int  // in front of the building
	edge     int  // beside it, where measuring lines run
	back     int  // behind it
	entrance int  // its width, or its height where it lies before the building
	before   bool // whether it lies before the building, and not at its left
	spine    int  // the width of what joins the corridors of a hall
	corridor int  // its height
	most     int  // rooms in a row
	floor    int  // the height of a room below its name
	pad      int
	door     int
	lines    int // of a name
	name     text
	hall     text // the name of a hall
	small    text
	big      int // the height of a number while the house is crowded
	count    int // room for a number beside what a room is
}

var (
	wide = measures{
		kind: "wide", width: 1104, porch: 46, edge: 40, back: 8, entrance: 132, spine: 64, corridor: 112, most: 8, floor: 112, pad: 11, door: 26, lines: 2,
		name: text{size: 20, line: 21}, hall: text{size: 30, line: 30}, small: text{size: 11, line: 16, mono: true}, count: 30, big: 40,
	}
	middle = measures{
		kind: "middle", width: 704, porch: 36, edge: 34, back: 6, entrance: 104, spine: 44, corridor: 96, most: 4, floor: 96, pad: 9, door: 24, lines: 2,
		name: text{size: 19, line: 20}, hall: text{size: 26, line: 26}, small: text{size: 10.5, line: 15, mono: true}, count: 28, big: 34,
	}
	narrow = measures{
		kind: "narrow", width: 344, porch: 26, edge: 5, back: 5, entrance: 84, before: true, spine: 34, corridor: 84, most: 3, floor: 78, pad: 7, door: 18, lines: 3,
		name: text{size: 17, line: 17}, hall: text{size: 22, line: 22}, small: text{size: 9.5, line: 13, mono: true}, count: 24, big: 27,
	}
)
