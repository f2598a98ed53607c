extension Mistake {
    static let impossible: [Mistake] = [
        .init("an unknown path", 404, "not-found", get("/nowhere")),
        .init("an unknown item", 404, "not-found", get("/reservations/99")),
        .init(
            "an item beyond 64 bits",
            404,
            "not-found",
            get("/reservations/99999999999999999999")
        ),
        .init("an item of words", 404, "not-found", get("/reservations/one")),
        .init("an item with a zero", 404, "not-found", get("/reservations/01")),
        .init("a path below an item", 404, "not-found", get("/reservations/1/x/y")),
        .init("the parent of everything", 404, "not-found", get("/../../etc/passwd")),
        .init("an unknown reservation", 404, "not-found", patch("/reservations/99", "{}")),
        .init(
            "a member that is fixed",
            409,
            "fixed-member",
            patch("/reservations/1", #"{"customerId":"EVE"}"#)
        ),
        .init(
            "an illegal transition",
            409,
            "illegal-transition",
            patch("/reservations/1", #"{"status":"RSV_REQUESTED"}"#)
        ),
        .init(
            "an illegal transition of a payment",
            409,
            "illegal-transition",
            patch("/payments/1", #"{"status":"PAY_CANCELED"}"#)
        ),
        .init("the end of a shop", 409, "not-cancellable", send("DELETE", "/shops/1", type: nil)),
        .init(
            "the end of a payment",
            409,
            "not-cancellable",
            send("DELETE", "/payments/1", type: nil)
        ),
        .init(
            "a payment for nothing",
            409,
            "nothing-due",
            send("POST", "/payments", Array(#"{"reservationId":99}"#.utf8))
        ),
        .init(
            "a cancellation of what is cancelled",
            409,
            "already-cancelled",
            patch("/reservations/2", #"{"status":"CANCEL_REQUESTED"}"#)
        ),
        .init(
            "a stylist for what is cancelled",
            409,
            "already-cancelled",
            patch("/hairshops/2", #"{"designerId":"ParkJun"}"#)
        ),
        .init(
            "a stylist whom nobody knows",
            409,
            "no-such-stylist",
            patch("/hairshops/1", #"{"designerId":"Nobody"}"#)
        ),
        .init(
            "a method of nobody",
            405,
            "method-not-allowed",
            send("FOO", "/reservations", type: nil)
        ),
        .init(
            "the end of a collection",
            405,
            "method-not-allowed",
            send("DELETE", "/reservations", type: nil)
        ),
        .init(
            "a page to be changed",
            405,
            "method-not-allowed",
            send("PUT", "/myPages/1", type: nil)
        ),
        .init(
            "a change of the health",
            405,
            "method-not-allowed",
            send("POST", "/livez", type: nil)
        ),
        .init(
            "a new shop row",
            405,
            "method-not-allowed",
            send("POST", "/hairshops", Array("{}".utf8))
        ),
    ]
}
