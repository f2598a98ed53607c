import Wire

extension TapeReader {
    /// The value at a place of the tape, with all it holds.
    func document(at index: Int) throws(JSONSyntaxError) -> Document {
        let node = nodes[index]
        switch node.kind {
        case .null: return .null
        case .yes: return .boolean(true)
        case .no: return .boolean(false)
        case .integer:
            if let value = Number.integer(bytes.text(of: node)) {
                return .integer(value)
            }
            return try decimal(node)
        case .decimal: return try decimal(node)
        case .text, .given: return .text(string(node))
        case .list: return .list(try elements(of: index))
        case .object: return .object(try members(of: index))
        }
    }

    private func elements(of list: Int) throws(JSONSyntaxError) -> [Document] {
        var elements: [Document] = []
        elements.reserveCapacity(Int(nodes[list].length))
        var index = list + 1
        while index < Int(nodes[list].next) {
            elements.append(try document(at: index))
            index = Int(nodes[index].next)
        }
        return elements
    }

    private func members(of object: Int) throws(JSONSyntaxError) -> [Document.Member] {
        var members: [Document.Member] = []
        members.reserveCapacity(Int(nodes[object].length))
        var index = object + 1
        while index < Int(nodes[object].next) {
            members.append(Document.Member(string(nodes[index]), try document(at: index + 1)))
            index = Int(nodes[index + 1].next)
        }
        return members
    }

    @inline(__always) private func string(_ node: Node) -> String {
        Text.string(bytes.text(of: node), isEscaped: node.isEscaped)
    }

    private func decimal(_ node: Node) throws(JSONSyntaxError) -> Document {
        guard let value = Number.decimal(bytes.text(of: node)) else {
            throw JSONSyntaxError(offset: Int(node.start), problem: "a number is too large")
        }
        return .decimal(value)
    }
}
