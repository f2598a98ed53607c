import JSON
import Testing
import Wire

@Suite("An operator", .apart) struct OperationTests {
    @Test func `sees health, readiness and figures`() throws {
        let server = try Server()
        for path in ["/actuator/health", "/actuator/health/liveness", "/actuator/health/readiness"]
        {
            let answer = try server.get(path)
            #expect(answer.status == 200)
            #expect(answer.text == #"{"status":"UP"}"#)
        }
        #expect(try server.get("/livez").text == "ok\n")
        #expect(try server.get("/readyz").text == "ok\n")
        let metrics = try server.get("/metrics")
        #expect(metrics.field("Content-Type")?.hasPrefix("text/plain") == true)
        for line in metrics.text.split(separator: "\n") where !line.hasPrefix("#") {
            let parts = line.split(separator: " ")
            #expect(parts.count == 2 && Double(parts[1]) != nil, "\(line)")
        }
        let memory = metrics.text.split(separator: "\n").first {
            $0.hasPrefix("yeyak_memory_allocated_bytes ")
        }
        let bytes = memory?.split(separator: " ").last.flatMap { Int($0) } ?? 0
        #expect(bytes > 1 << 20, "what the process needs comes from its allocator: \(bytes)")
    }

    @Test func `finds a date and no sniffing on every answer`() throws {
        let server = try Server()
        _ = try server.book(["customerId": "A", "date": "20300105"])
        for (method, path) in [
            ("GET", "/reservations"), ("GET", "/reservations/1"), ("HEAD", "/reservations"),
            ("OPTIONS", "/reservations"), ("GET", "/nowhere"), ("FOO", "/reservations"),
            ("GET", "/livez"), ("OPTIONS", "/livez"), ("GET", "/openapi.json"),
            ("DELETE", "/shops/1"), ("GET", "/%ff"),
        ] {
            let answer = try server.caller.call(method, path)
            #expect(answer.field("X-Content-Type-Options") == "nosniff", "\(method) \(path)")
            #expect(answer.field("Date")?.hasSuffix("GMT") == true, "\(method) \(path)")
        }
    }

    @Test(arguments: ["/reservations", "/reservations/1", "/livez"])
    func `H-§0 lets a browser's page in, by its own origin`(path: String) throws {
        let server = try Server()
        let origin = ["Origin": "http://shop.example"]
        let preflight = try server.caller.call(
            "OPTIONS",
            path,
            nil,
            origin.merging(
                [
                    "Access-Control-Request-Method": "GET",
                    "Access-Control-Request-Headers": "content-type,x-a",
                ]
            ) { $1 }
        )
        #expect(preflight.status == 204)
        #expect(preflight.field("Allow")?.contains("GET") == true)
        #expect(preflight.field("Access-Control-Allow-Methods")?.contains("GET") == true)
        #expect(preflight.field("Access-Control-Allow-Headers") == "content-type,x-a")
        for answer in [preflight, try server.get(path, origin), try server.get("/no", origin)] {
            #expect(answer.field("Access-Control-Allow-Origin") == "http://shop.example")
            #expect(answer.field("Access-Control-Allow-Credentials") == "true")
            #expect(answer.field("Vary") == "Origin")
        }
        #expect(try server.get(path).field("Access-Control-Allow-Origin") == nil)
    }
}

@Suite("The OpenAPI document", .apart) struct OpenAPITests {
    @Test func `is of version 3.1, and its parts hold together`() throws {
        let server = try Server()
        let document = try server.get("/openapi.json").json
        #expect(document.text("openapi").hasPrefix("3.1."))
        #expect(document["info"]?.text("title").isEmpty == false)
        #expect(document["info"]?.text("version").isEmpty == false)
        var operations: [String] = []
        for path in document["paths"]?.members ?? [] {
            let shared = path.value["parameters"]?.items ?? []
            for method in path.value.members where method.name != "parameters" {
                operations.append(method.value.text("operationId"))
                #expect(method.value["responses"]?.members.isEmpty == false)
                let parameters = shared + (method.value["parameters"]?.items ?? [])
                let named = parameters.filter { $0.text("in") == "path" }.map { $0.text("name") }
                let wanted = path.name.split(separator: "/").filter { $0.hasPrefix("{") }
                    .map { String($0.dropFirst().dropLast()) }
                #expect(named == wanted, "\(method.name) \(path.name)")
            }
        }
        #expect(operations.count > 20)
        #expect(Set(operations).count == operations.count && !operations.contains(""))
        for reference in references(in: document) {
            var place: Document? = document
            for part in reference.split(separator: "/").dropFirst() { place = place?[String(part)] }
            #expect(place != nil, "\(reference) leads nowhere")
        }
    }

    private func references(in document: Document) -> [String] {
        switch document {
        case .object(let members):
            members.flatMap { member in
                member.name == "$ref"
                    ? [member.value.asText ?? ""] : references(in: member.value)
            }
        case .list(let items): items.flatMap(references)
        default: []
        }
    }

    @Test func `names every route, and every route it names is there`() throws {
        let server = try Server()
        _ = try server.book(["customerId": "A", "date": "20300105"])
        try server.item("/reservations/1", "status", "Reservation Completed")
        let paths = try server.get("/openapi.json").json["paths"]?.members ?? []
        for path in paths {
            let url = path.name.replacing("{id}", with: "1")
            let options = try server.caller.call("OPTIONS", url)
            let allowed = Set(
                (options.field("Allow") ?? "").split(separator: ",").map { $0.filter { $0 != " " } }
            )
            let named = Set(path.value.members.map { $0.name.uppercased() })
                .subtracting(["PARAMETERS"])
            #expect(named.isSubset(of: allowed), "\(path.name): \(named) and \(allowed)")
            let silent: Set = ["HEAD", "OPTIONS"]
            let refusing: Set = ["DELETE"]
            let unnamed = allowed.subtracting(named).subtracting(silent).subtracting(refusing)
            #expect(unnamed.isEmpty, "\(path.name) does not name \(unnamed)")
            let answer = try server.get(url.contains("slots") ? "\(url)?date=20300105" : url)
            #expect(answer.status == 200, "\(path.name): \(answer.text)")
        }
        for name in ["reservations", "payments", "hairshops", "shops", "myPages"] {
            #expect(paths.contains { $0.name.hasSuffix("/\(name)") }, "\(name)")
            #expect(paths.contains { $0.name.hasSuffix("/\(name)/{id}") }, "\(name)")
        }
        #expect(paths.contains { $0.name.hasSuffix("/shops/{id}/slots") })
    }
}
