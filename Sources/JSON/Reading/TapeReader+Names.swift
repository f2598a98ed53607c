extension TapeReader {
    /// Up to this many members are compared with one another; more go through a set.
    private static let fewMembers = 16

    /// Refuses an object that gives two members the same name, byte by byte.
    func checkNames(of object: Int) throws(JSONSyntaxError) {
        let count = Int(nodes[object].length)
        guard count > 1 else { return }
        guard count <= Self.fewMembers else { return try checkManyNames(of: object) }
        let end = Int(nodes[object].next)
        var second = Int(nodes[object + 2].next)
        while second < end {
            let name = nodes[second]
            var first = object + 1
            while first < second {
                if isSame(nodes[first], name) { throw repeated(name) }
                first = Int(nodes[first + 1].next)
            }
            second = Int(nodes[second + 1].next)
        }
    }

    private func checkManyNames(of object: Int) throws(JSONSyntaxError) {
        var seen = Set<[UInt8]>(minimumCapacity: Int(nodes[object].length))
        var index = object + 1
        while index < Int(nodes[object].next) {
            guard seen.insert(characters(of: nodes[index])).inserted else {
                throw repeated(nodes[index])
            }
            index = Int(nodes[index + 1].next)
        }
    }

    @inline(__always) private func isSame(_ first: Node, _ second: Node) -> Bool {
        if first.isEscaped || second.isEscaped {
            return characters(of: first) == characters(of: second)
        }
        return first.length == second.length
            && bytes.text(of: first).matches(bytes.text(of: second))
    }

    private func characters(of name: Node) -> [UInt8] {
        let text = bytes.text(of: name)
        return name.isEscaped ? Text.unescaped(text) : Array(text)
    }

    private func repeated(_ name: Node) -> JSONSyntaxError {
        JSONSyntaxError(offset: Int(name.start), problem: "a name appears twice in one object")
    }
}
