/// One entry of a tape: a value, or the name that precedes the value of a member.
///
/// A tape lists the values of a text in order of appearance; a list or an object is followed by all
/// that it holds, and `next` leads past it. Nothing is copied: a node points into the text.
struct Node {
    enum Kind: UInt8 {
        case null, yes, no, integer, decimal, text, list, object
        /// A name that is not in the text: the case under which a message was filed.
        case given
    }

    var kind: Kind
    /// Whether a text holds escapes, so that its bytes are not its characters.
    var isEscaped = false
    /// Where its text begins; for a text, after the quotation mark.
    var start: UInt32
    /// Bytes of its text; for lists and objects, the number of elements or members.
    var length: UInt32
    /// The node after this value and all it holds.
    var next: UInt32
    /// For an object, the name at which the next search begins: members tend to be asked for in
    /// the order in which they were written.
    var hint: UInt32 = 0
}

/// A growing list of nodes with one owner. Indices come from the tape itself, never from outside.
struct NodeList: ~Copyable {
    private(set) var count = 0
    private var capacity: Int
    private var base: UnsafeMutablePointer<Node>

    init(capacity: Int) {
        self.capacity = max(capacity, 4)
        base = .allocate(capacity: self.capacity)
    }

    deinit { base.deallocate() }

    mutating func append(_ node: Node) {
        if count == capacity { grow() }
        (base + count).initialize(to: node)
        count += 1
    }

    private mutating func grow() {
        let larger = UnsafeMutablePointer<Node>.allocate(capacity: capacity * 2)
        larger.moveInitialize(from: base, count: count)
        base.deallocate()
        base = larger
        capacity *= 2
    }

    subscript(_ index: Int) -> Node {
        get {
            assert(index >= 0 && index < count)
            return base[index]
        }
        nonmutating _modify {
            assert(index >= 0 && index < count)
            yield &base[index]
        }
    }
}
