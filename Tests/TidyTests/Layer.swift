/// The floors of the house, and what each may know.
enum Layer: Equatable {
    case kit, wire, json, threads, runtime, testing, executable, measuring
    case business(publishes: Bool, mapsTheWire: Bool)
    case adapter(String)

    /// The languages that businesses share.
    static let published: Set = ["Payments"]
    /// The adapters that stand for Foundation's own technology.
    static let onFoundation: Set = ["Calendar"]

    /// The layer of a path such as `["Sources", "Kit", "ID.swift"]`.
    init?(_ path: [String]) {
        guard path.count > 2, path[0] == "Sources" else { return nil }
        switch path[1] {
        case "Kit": self = .kit
        case "Wire": self = .wire
        case "JSON": self = .json
        case "Threads": self = .threads
        case "Runtime": self = .runtime
        case "KitTesting": self = .testing
        case "yeyak": self = .executable
        case "Businesses" where path.count > 3:
            self = .business(
                publishes: Self.published.contains(path[2]),
                mapsTheWire: path[path.count - 1].hasSuffix("+REST.swift")
            )
        case "Measuring" where path.count > 3: self = .measuring
        case "Adapters" where path.count > 3: self = .adapter(path[2])
        default: return nil
        }
    }

    /// The C library that a path belongs to.
    static func cModule(_ path: [String]) -> String? {
        path.count > 3 && path[0] == "Sources" && path[1] == "C" ? path[2] : nil
    }

    var name: String {
        switch self {
        case .kit: "Kit"
        case .wire: "Wire"
        case .json: "JSON"
        case .threads: "Threads"
        case .runtime: "Runtime"
        case .testing: "KitTesting"
        case .executable: "yeyak"
        case .measuring: "a program that measures"
        case .business(publishes: true, _): "a published language"
        case .business(_, mapsTheWire: true): "a business's wire"
        case .business: "a business"
        case .adapter(let folder): "the adapter \(folder)"
        }
    }

    func mayImport(_ module: String, cModules: Set<String>) -> Bool {
        switch self {
        case .kit: false
        case .wire: module == "Kit"
        case .json: ["Kit", "Wire", "Glibc"].contains(module)
        case .threads: module == "Glibc"
        case .runtime:
            ["Kit", "Wire", "JSON", "Threads", "Glibc", "Synchronization"].contains(module)
        case .testing:
            [
                "Kit", "Runtime", "Wire", "JSON", "Threads", "Testing", "Glibc",
                "Synchronization",
            ].contains(module)
        case .executable: !cModules.contains(module) && module != "OpenLoop"
        // Not shipped: whatever has to be measured, with an HTTP reader that is not ours.
        case .measuring:
            !cModules.contains(module) || ["CLinux", "CHTTPParser"].contains(module)
        case .business(_, let mapsTheWire):
            module == "Kit" || Self.published.contains(module)
                || (mapsTheWire && module == "Wire")
        case .adapter(let folder):
            [
                "Kit", "Wire", "JSON", "Runtime", "HTTP", "Threads", "Glibc", "Synchronization",
            ].contains(module) || cModules.contains(module)
                || (module == "Foundation" && Self.onFoundation.contains(folder))
        }
    }
}
