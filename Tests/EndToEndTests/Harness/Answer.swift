import JSON
import Wire

/// An answer as it came over the wire.
struct Answer: Sendable {
    let status: Int
    let fields: [(name: String, value: String)]
    let body: [UInt8]

    /// Nil when the bytes begin no answer.
    init?(head: String, body: [UInt8]) {
        let lines = head.split(separator: "\r\n", omittingEmptySubsequences: false)
        let words = lines.first?.split(separator: " ") ?? []
        guard words.count >= 2, words[0].hasPrefix("HTTP/1."), let status = Int(words[1]) else {
            return nil
        }
        self.status = status
        self.body = body
        fields = lines.dropFirst().compactMap { line in
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { return nil }
            return (parts[0].lowercased(), String(parts[1].drop { $0 == " " }))
        }
    }

    func field(_ name: String) -> String? {
        fields.first { $0.name == name.lowercased() }?.value
    }

    var text: String { String(decoding: body, as: UTF8.self) }
    var json: Document { (try? JSON.document(from: body, depth: 64)) ?? .null }
    subscript(name: String) -> Document? { json[name] }

    /// The number of what was made or is shown.
    var id: Int64? {
        let link = field("Location") ?? json["_links"]?["self"]?["href"]?.asText
        return link?.split(separator: "/").last.flatMap { Int64($0) }
    }
}

extension Document {
    /// What a list holds, in order; nothing for any other value.
    var items: [Document] {
        guard case .list(let items) = self else { return [] }
        return items
    }

    /// The items of a collection.
    var embedded: [Document] { self["_embedded"]?.members.first?.value.items ?? [] }

    /// The number at the end of an item's own link.
    var id: Int64 {
        let link = self["_links"]?["self"]?["href"]?.asText ?? ""
        return link.split(separator: "/").last.flatMap { Int64($0) } ?? 0
    }

    /// A member of an object, as text; empty when there is none.
    func text(_ name: String) -> String { self[name]?.asText ?? "" }

    var bytes: [UInt8] {
        var writer = JSONWriter()
        writer.document(self)
        return writer.bytes
    }
}
