namespace Loopback.Chameleon.Api;

internal static class ImageApi
{
    public static IReadOnlyList<(string Id, string Name)> Images { get; } =
    [
        ("11111111-0000-4000-8000-000000000001", "CC-Ubuntu22.04"),
        ("11111111-0000-4000-8000-000000000002", "CC-Ubuntu24.04"),
        ("11111111-0000-4000-8000-000000000003", "CC-CentOS9-Stream"),
    ];

    public static Reply Answer(Call call) =>
        (call.Method, call.Path) switch
        {
            ("GET", ["images"]) => new(
                200,
                new JsonObject
                {
                    ["images"] = new JsonArray([
                        .. call.Page(Images.Where(image => call.Wants("name", image.Name)), image => image.Id, 1000)
                            .Select(image => (JsonNode)Shape(image)),
                    ]),
                    ["first"] = "/v2/images",
                    ["schema"] = "/v2/schemas/images",
                }
            ),
            ("GET", ["images", var id]) => new(
                200,
                Images.Where(image => image.Id == id).Select(Shape).FirstOrDefault()
                    ?? throw new Refusal(404, $"No image found with ID {id}")
            ),
            _ => throw new Refusal(404, "The resource could not be found."),
        };

    private static JsonObject Shape((string Id, string Name) image) =>
        new()
        {
            ["id"] = image.Id,
            ["name"] = image.Name,
            ["status"] = "active",
            ["visibility"] = "public",
            ["container_format"] = "bare",
            ["disk_format"] = "qcow2",
            ["min_disk"] = 0,
            ["min_ram"] = 0,
            ["protected"] = false,
            ["tags"] = new JsonArray(),
            ["size"] = 1,
            ["checksum"] = "0",
            ["owner"] = "chameleon",
        };
}
