/// A message that has been checked and indexed, shared by all decoders and containers that read it.
final class Tape {
    /// The text; belongs to the caller, or to the tape once it has kept it.
    private var bytes: UnsafeRawBufferPointer
    private var owned: UnsafeMutableRawBufferPointer?
    let nodes: NodeList
    /// The case under which the message was filed, if the text has only its content.
    let given: String

    init(_ bytes: UnsafeRawBufferPointer, under name: String?) throws(JSONSyntaxError) {
        var reader = TapeReader(bytes, depth: EncodingState.deepest)
        if let name {
            given = name
            try reader.readWhole(underName: name.utf8.count)
        } else {
            given = ""
            try reader.readWhole()
        }
        self.bytes = bytes
        nodes = reader.takeNodes()
    }

    deinit { owned?.deallocate() }

    /// Copies the text, for what still refers to it after the message has been read.
    func keepBytes() {
        guard owned == nil else { return }
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
        copy.copyMemory(from: bytes)
        owned = copy
        bytes = UnsafeRawBufferPointer(copy)
    }

    @inline(__always) func kind(_ index: Int) -> Node.Kind { nodes[index].kind }

    @inline(__always) func text(_ node: Node) -> UnsafeRawBufferPointer { bytes.text(of: node) }

    /// The characters of a text or a name.
    @inline(__always) func string(_ node: Node) -> String {
        node.kind == .given ? given : Text.string(bytes.text(of: node), isEscaped: node.isEscaped)
    }

    /// The value of an object's member; `nil` if it has none of that name.
    @inline(__always) func member(_ name: String, of object: Int) -> Int? {
        var name = name
        return name.withUTF8 { utf8 in member(UnsafeRawBufferPointer(utf8), of: object) }
    }

    private func member(_ name: UnsafeRawBufferPointer, of object: Int) -> Int? {
        let node = nodes[object]
        let end = Int(node.next)
        var index = Int(node.hint)
        for _ in 0..<node.length {
            if index >= end { index = object + 1 }
            let next = Int(nodes[index + 1].next)
            if isNamed(nodes[index], name) {
                nodes[object].hint = UInt32(truncatingIfNeeded: next)
                return index + 1
            }
            index = next
        }
        return nil
    }

    @inline(__always) private func isNamed(_ node: Node, _ name: UnsafeRawBufferPointer) -> Bool {
        if node.kind == .text, !node.isEscaped {
            return Int(node.length) == name.count && bytes.text(of: node).matches(name)
        }
        return string(node).utf8.elementsEqual(name)
    }

    /// The names and positions that lead to a value, found by walking there from the start.
    func path(to target: Int) -> [any CodingKey] {
        var path: [any CodingKey] = []
        var index = 0
        while index < target {
            let isObject = nodes[index].kind == .object
            guard isObject || nodes[index].kind == .list else { break }
            var child = index + 1
            var position = 0
            let step = isObject ? 1 : 0
            while child + step < nodes.count, Int(nodes[child + step].next) <= target {
                child = Int(nodes[child + step].next)
                position += 1
            }
            path.append(
                isObject
                    ? PathKey(stringValue: string(nodes[child])) : PathKey(intValue: position)
            )
            index = child + step
        }
        return path
    }
}
