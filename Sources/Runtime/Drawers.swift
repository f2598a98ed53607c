/// Objects by the numbers that we gave them, so many to a drawer: those whose numbers follow one
/// another lie side by side.
///
/// What is new, what is asked for and what is given up mostly come in the order of their numbers. A
/// dictionary, which strews them over all of its room, has to fetch one more line of memory for
/// each: with 100,000 of them that took a tenth of the ledger's time.
struct Drawers<Element: AnyObject> {
    /// As many as there are bits for what is known of each.
    static var width: Int { 16 }

    private struct Drawer {
        /// What their numbers have in common.
        var label: Int64
        /// A bit for each place that is taken.
        var taken: UInt16 = 0
        /// A bit for each that was asked for since the hand came by last.
        var used: UInt16 = 0
    }

    private var elements: ContiguousArray<Element?> = []
    private var drawers: ContiguousArray<Drawer> = []
    private var places: [Number: Int] = [:]
    /// Places of drawers that are empty.
    private var empty: [Int] = []
    /// The one that was open last: the next number is mostly in there, too.
    private var open: (label: Int64, place: Int)?
    private var hand = 0
    private(set) var count = 0
    /// How many there are places for.
    var room: Int { elements.count }

    /// Looks for one, which counts as a use.
    subscript(number: Int64) -> Element? {
        mutating get {
            guard let place = place(of: Self.label(number)) else { return nil }
            let offset = Self.offset(number)
            drawers[place].used |= 1 << offset
            return elements[place * Self.width + offset]
        }
    }

    /// Puts one in. Returns the one in whose place it came.
    @discardableResult
    mutating func put(_ element: Element, at number: Int64) -> Element? {
        let label = Self.label(number)
        let place = place(of: label) ?? newDrawer(label)
        let offset = Self.offset(number)
        drawers[place].taken |= 1 << offset
        drawers[place].used |= 1 << offset
        let before = elements[place * Self.width + offset]
        elements[place * Self.width + offset] = element
        if before == nil { count += 1 }
        return before
    }

    @discardableResult
    mutating func remove(_ number: Int64) -> Element? {
        guard let place = place(of: Self.label(number)) else { return nil }
        return take(Self.offset(number), from: place)
    }

    mutating func removeAll() { self = Drawers() }

    /// Goes round, a drawer at a time, and gives up those that nobody has asked for since it came
    /// by last (CLOCK), until it is told that it is enough or has been everywhere.
    ///
    /// - Parameter giveUp: What it returns says whether the one it is shown may go. It is shown
    ///   none twice.
    mutating func sweep(
        whileNotEnough isNotEnough: () -> Bool,
        giveUp: (Element) -> Bool
    ) {
        var drawersLeft = drawers.count
        while drawersLeft > 0, isNotEnough() {
            if hand >= drawers.count { hand = 0 }
            let place = hand
            hand += 1
            drawersLeft -= 1
            var unused = drawers[place].taken & ~drawers[place].used
            drawers[place].used = 0
            while unused != 0 {
                let offset = unused.trailingZeroBitCount
                unused &= unused - 1
                guard let element = elements[place * Self.width + offset] else { continue }
                if giveUp(element) { take(offset, from: place) }
            }
        }
    }

    private static func label(_ number: Int64) -> Int64 { number >> 4 }
    private static func offset(_ number: Int64) -> Int { Int(number & 15) }

    private mutating func place(of label: Int64) -> Int? {
        if let open, open.label == label { return open.place }
        guard let place = places[Number(label)] else { return nil }
        open = (label, place)
        return place
    }

    private mutating func newDrawer(_ label: Int64) -> Int {
        let place: Int
        if let last = empty.popLast() {
            place = last
            drawers[place] = Drawer(label: label)
        } else {
            place = drawers.count
            drawers.append(Drawer(label: label))
            elements.append(contentsOf: repeatElement(nil, count: Self.width))
        }
        places[Number(label)] = place
        open = (label, place)
        return place
    }

    @discardableResult
    private mutating func take(_ offset: Int, from place: Int) -> Element? {
        let index = place * Self.width + offset
        guard let element = elements[index] else { return nil }
        elements[index] = nil
        count -= 1
        drawers[place].taken &= ~(1 << offset)
        drawers[place].used &= ~(1 << offset)
        if drawers[place].taken == 0 {
            places[Number(drawers[place].label)] = nil
            empty.append(place)
            if open?.place == place { open = nil }
        }
        return element
    }
}
