import JSON
import Wire

/// Shapes as JSON Schema says them (2020-12).
enum Schema {
    /// What we show.
    static func shown(_ shape: Shape, _ summary: String? = nil) -> Document {
        said(shape, isLenient: false, summary)
    }

    /// What we take: where simple clients send text for a number or a number for text, that, too.
    static func taken(_ shape: Shape, _ summary: String? = nil) -> Document {
        said(shape, isLenient: true, summary)
    }

    private static func said(_ shape: Shape, isLenient: Bool, _ summary: String?) -> Document {
        guard let summary else { return said(shape, isLenient) }
        return .object(
            said(shape, isLenient).members + [.init("description", .text(summary))]
        )
    }

    private static func said(_ shape: Shape, _ isLenient: Bool) -> Document {
        switch shape {
        case .text: return ["type": "string"]
        case .line(let length): return isLenient ? loose(length) : line(length)
        case .form(let forms): return any(forms.map(form))
        case .word(let words): return ["type": "string", "enum": .list(words.map(Document.text))]
        case .timeZone: return ["$ref": "#/components/schemas/TimeZone"]
        case .integer(let range):
            return isLenient ? any([integer(range), digits(of: range)]) : integer(range)
        case .boolean: return ["type": "boolean"]
        case .list(let element, let count):
            let most = count.map { [Document.Member("maxItems", .integer(Int64($0)))] } ?? []
            return .object(
                [.init("type", "array"), .init("items", said(element, isLenient))] + most
            )
        case .object(let properties): return object(properties, isLenient)
        case .either(let shapes):
            let hasForm = shapes.contains { if case .form = $0 { true } else { false } }
            return any(shapes.map { said($0, isLenient && !hasForm) })
        case .optional(let shape): return orNull(said(shape, isLenient))
        }
    }

    private static func object(_ properties: [Shape.Property], _ isLenient: Bool) -> Document {
        [
            "type": "object",
            "properties": .object(
                properties.map { .init($0.name, said($0.shape, isLenient)) }
            ),
            "required": .list(properties.filter(\.isRequired).map { .text($0.name) }),
        ]
    }

    private static func integer(_ range: ClosedRange<Int64>) -> Document {
        [
            "type": "integer", "minimum": .integer(range.lowerBound),
            "maximum": .integer(range.upperBound),
        ]
    }

    /// The same numbers as text.
    private static func digits(of range: ClosedRange<Int64>) -> Document {
        [
            "type": "string", "pattern": .text(DigitPattern.whole(range)),
            "maxLength": .integer(DigitPattern.length(range)),
        ]
    }

    private static func form(_ form: Shape.Form) -> Document {
        [
            "type": "string", "pattern": .text(form.pattern),
            "minLength": .integer(Int64(form.length.lowerBound)),
            "maxLength": .integer(Int64(form.length.upperBound)),
        ]
    }

    private static func line(_ length: ClosedRange<Int>) -> Document {
        [
            "type": "string", "pattern": #"^[^\u0000-\u001F\u007F]*$"#,
            "minLength": .integer(Int64(length.lowerBound)),
            "maxLength": .integer(Int64(length.upperBound)),
        ]
    }

    /// Text, or a number or a truth value that counts as what it looks like.
    private static func loose(_ length: ClosedRange<Int>) -> Document {
        let numbers = integer(Int64.min...Int64.max)
        return .object(
            [.init("type", ["string", "integer", "boolean"])]
                + (line(length).members + numbers.members).filter { $0.name != "type" }
        )
    }

    private static func any(_ schemas: [Document]) -> Document {
        schemas.count == 1 ? schemas[0] : ["anyOf": .list(flat(schemas))]
    }

    private static func flat(_ schemas: [Document]) -> [Document] {
        schemas.flatMap { schema in
            if case .list(let inner)? = schema["anyOf"] { inner } else { [schema] }
        }
    }

    private static func orNull(_ schema: Document) -> Document {
        guard schema["anyOf"] == nil, let type = schema["type"] else {
            return any([schema, ["type": "null"]])
        }
        let types: [Document] = if case .list(let types) = type { types } else { [type] }
        return .object(
            schema.members.map { member in
                switch (member.name, member.value) {
                case ("type", _): .init("type", .list(types + ["null"]))
                case ("enum", .list(let words)): .init("enum", .list(words + [.null]))
                default: member
                }
            }
        )
    }
}
