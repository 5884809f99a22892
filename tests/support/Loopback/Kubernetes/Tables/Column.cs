namespace Loopback.Kubernetes.Tables;

internal sealed record Column(string Name, Func<JsonObject, DateTimeOffset, string> Cell)
{
    /// <summary>Shown only with <c>-o wide</c>.</summary>
    public bool IsWide { get; init; }

    public JsonObject ToDefinition() =>
        new()
        {
            ["name"] = Name,
            ["type"] = "string",
            ["format"] = Name == "Name" ? "name" : "",
            ["description"] = "",
            ["priority"] = IsWide ? 1 : 0,
        };
}
