extension Tape {
    func bool(_ index: Int) throws -> Bool {
        switch nodes[index].kind {
        case .yes: return true
        case .no: return false
        default: throw mismatch(Bool.self, "true or false", at: index)
        }
    }

    func string(_ index: Int) throws -> String {
        let node = nodes[index]
        guard node.kind == .text else { throw mismatch(String.self, "a text", at: index) }
        return Text.string(text(node), isEscaped: node.isEscaped)
    }

    func integer(_ index: Int) throws -> Int64 {
        let node = nodes[index]
        if node.kind == .integer, let value = Number.integer(text(node)) { return value }
        return try unusual(index, as: Int64.self)
    }

    func integer<T: FixedWidthInteger>(_ index: Int, as type: T.Type) throws -> T {
        let node = nodes[index]
        if node.kind == .integer, let value = Number.integer(text(node)).flatMap(T.init(exactly:)) {
            return value
        }
        return try unusual(index, as: type)
    }

    /// An integer that is spelt like a decimal, or does not fit 64 bits with a sign.
    private func unusual<T: FixedWidthInteger>(_ index: Int, as type: T.Type) throws -> T {
        let node = nodes[index]
        switch node.kind {
        case .integer:
            if let value = Number.parts(text(node)), !value.isNegative,
                let value = T(exactly: value.magnitude)
            {
                return value
            }
        case .decimal:
            if let value = Number.decimal(text(node)).flatMap({ T(exactly: $0) }) { return value }
        default: throw mismatch(type, "an integer", at: index)
        }
        throw corrupted("the number is no \(type)", at: index)
    }

    func decimal(_ index: Int) throws -> Double {
        let node = nodes[index]
        guard node.kind == .integer || node.kind == .decimal else {
            throw mismatch(Double.self, "a number", at: index)
        }
        guard let value = Number.decimal(text(node)) else {
            throw corrupted("the number is no Double", at: index)
        }
        return value
    }

    func single(_ index: Int) throws -> Float {
        let node = nodes[index]
        guard node.kind == .integer || node.kind == .decimal else {
            throw mismatch(Float.self, "a number", at: index)
        }
        guard let value = Number.single(text(node)) else {
            throw corrupted("the number is no Float", at: index)
        }
        return value
    }

    func mismatch(_ type: any Any.Type, _ wanted: String, at index: Int) -> any Error {
        let context = DecodingError.Context(
            codingPath: path(to: index),
            debugDescription: "\(wanted) is expected"
        )
        return nodes[index].kind == .null
            ? DecodingError.valueNotFound(type, context) : DecodingError.typeMismatch(type, context)
    }

    func corrupted(_ problem: String, at index: Int) -> any Error {
        DecodingError.dataCorrupted(.init(codingPath: path(to: index), debugDescription: problem))
    }
}
