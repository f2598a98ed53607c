// swift-tools-version: 6.3
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

/// A module of Swift code. The folder is `Sources/<name>` unless one is named.
func module(_ name: String, in folder: String? = nil, _ dependencies: String...) -> Target {
    .target(
        name: name,
        dependencies: dependencies.map { .byName(name: $0) },
        path: "Sources/\(folder.map { "\($0)/" } ?? "")\(name)",
        swiftSettings: strict
    )
}

/// A C library of the system: a module map, nothing else.
func library(_ name: String, _ pkgConfig: String?, _ package: String) -> Target {
    .systemLibrary(
        name: name,
        path: "Sources/C/\(name)",
        pkgConfig: pkgConfig,
        providers: [.apt([package])]
    )
}

/// A program that measures. It is not shipped, and only built where it is asked for.
func measuring(_ name: String, _ dependencies: String...) -> Target {
    .executableTarget(
        name: name,
        dependencies: dependencies.map { .byName(name: $0) },
        path: "Sources/Measuring/\(name)",
        swiftSettings: strict
    )
}

func tests(_ name: String, _ dependencies: String..., leaving files: [String] = []) -> Target {
    .testTarget(
        name: "\(name)Tests",
        dependencies: dependencies.map { .byName(name: $0) },
        exclude: files,
        swiftSettings: strict
    )
}

let package = Package(
    name: "yeyak",
    products: [
        .executable(name: "yeyak", targets: ["yeyak"]),
        .library(name: "Kit", targets: ["Kit"]),
        .library(name: "Runtime", targets: ["Runtime"]),
        .library(name: "InMemory", targets: ["InMemory"]),
    ],
    targets: [
        module("Kit"),
        module("Wire", "Kit"),
        module("JSON", "Kit", "Wire"),
        module("Payments", in: "Businesses", "Kit"),
        module("HairShop", in: "Businesses", "Kit", "Payments", "Wire"),
        module("Threads"),
        module("Runtime", "Kit", "JSON", "Threads"),
        library("CLinux", nil, "libc6-dev"),
        library("CHTTPParser", nil, "libhttp-parser-dev"),
        library("CSQLite", "sqlite3", "libsqlite3-dev"),
        library("CJemalloc", "jemalloc", "libjemalloc-dev"),
        library("CZlib", "zlib", "zlib1g-dev"),
        module("Calendar", in: "Adapters", "Kit", "Runtime", "Threads", "Wire"),
        module("CloudEvents", in: "Adapters", "Kit", "Runtime", "Wire", "JSON"),
        module("HTTP", in: "Adapters", "CHTTPParser"),
        module("HTTPServer", in: "Adapters", "HTTP", "CLinux", "Threads"),
        module("InMemory", in: "Adapters", "Kit", "Runtime", "Threads"),
        module("Memory", in: "Adapters", "CJemalloc"),
        module("OperatorSocket", in: "Adapters", "Wire", "JSON", "Threads"),
        module("REST", in: "Adapters", "Kit", "Wire", "JSON", "Runtime", "HTTP"),
        module("SQLiteStore", in: "Adapters", "Kit", "Runtime", "Threads", "CSQLite", "CZlib"),
        module("KitTesting", "Kit", "Runtime", "Threads"),
        .executableTarget(
            name: "yeyak",
            dependencies: [
                "Kit", "Wire", "Runtime", "HairShop", "Calendar", "CloudEvents", "HTTP",
                "HTTPServer", "JSON", "Memory", "OperatorSocket", "REST", "SQLiteStore",
                "Threads",
            ],
            swiftSettings: strict
        ),
        module("OpenLoop", in: "Measuring", "CLinux", "CHTTPParser", "JSON", "Wire"),
        measuring("pacer", "OpenLoop"),
        measuring(
            "bareledger",
            "OpenLoop",
            "Kit",
            "Wire",
            "JSON",
            "Runtime",
            "HairShop",
            "Calendar",
            "REST",
            "SQLiteStore",
            "Threads",
            "Memory"
        ),
        tests("Kit", "Kit", "KitTesting", "JSON"),
        tests("Payments", "Kit", "KitTesting", "Payments"),
        tests(
            "HairShop",
            "HairShop",
            "Payments",
            "Kit",
            "KitTesting",
            "Wire",
            "JSON",
            "Runtime",
            "CloudEvents",
            "Calendar",
            leaving: ["Golden"]
        ),
        tests("Calendar", "Calendar", "Kit", "KitTesting", "Wire"),
        tests("CloudEvents", "CloudEvents", "Kit", "Runtime", "Wire", "JSON"),
        tests("Threads", "Threads"),
        tests("Wire", "Wire"),
        tests("JSON", "JSON", "Wire"),
        tests("HTTP", "HTTP", "Threads"),
        tests("HTTPServer", "HTTP", "HTTPServer", "CLinux", "Threads"),
        tests("InMemory", "Kit", "Runtime", "InMemory", "KitTesting"),
        tests("SQLiteStore", "Kit", "Runtime", "SQLiteStore", "InMemory", "KitTesting", "CSQLite"),
        tests(
            "Runtime",
            "Kit",
            "Runtime",
            "InMemory",
            "SQLiteStore",
            "KitTesting",
            "JSON",
            "Threads"
        ),
        tests(
            "REST",
            "Kit",
            "Wire",
            "JSON",
            "HTTP",
            "Runtime",
            "REST",
            "InMemory",
            "KitTesting",
            "Threads"
        ),
        tests(
            "Simulation",
            "Kit",
            "Payments",
            "HairShop",
            "JSON",
            "Runtime",
            "InMemory",
            "SQLiteStore",
            "KitTesting",
            "Threads"
        ),
        tests("OperatorSocket", "OperatorSocket", "JSON", "Wire", "Threads"),
        tests(
            "EndToEnd",
            "Kit",
            "JSON",
            "Wire",
            "Runtime",
            "SQLiteStore",
            "Threads",
            leaving: ["Schemathesis"]
        ),
        tests("OpenLoop", "OpenLoop", "Threads"),
        tests("Tidy"),
    ],
    swiftLanguageModes: [.v6]
)

/// One target of `make fuzz`. libFuzzer brings the main function, so these are built only where it
/// is linked.
func fuzzer(_ name: String, _ dependencies: String...) -> Target {
    .executableTarget(
        name: "fuzz-\(name)",
        dependencies: (dependencies + ["FuzzSupport"]).map { .byName(name: $0) },
        path: "Fuzz/\(name)",
        swiftSettings: strict
    )
}

if Context.environment["FUZZING"] != nil {
    package.targets += [
        .target(
            name: "FuzzSupport",
            dependencies: ["Wire", "JSON"],
            path: "Fuzz/Support",
            swiftSettings: strict
        ),
        fuzzer("JSONReader", "Wire", "JSON"),
        fuzzer("RequestDecoder", "Kit", "Wire", "JSON", "HairShop", "Calendar"),
        fuzzer("EventDecoder", "Kit", "Wire", "JSON", "HairShop", "Runtime", "CloudEvents"),
        fuzzer("QueryParser", "Wire", "HTTP", "REST", "Runtime"),
        fuzzer("HTTPReader", "HTTP"),
    ]
}
