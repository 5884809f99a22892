namespace Loopback.Kubernetes.Tables;

/// <summary>A column of a table of objects.</summary>
/// <param name="Name">What stands above it.</param>
/// <param name="Cell">What an object has there, at a time.</param>
internal sealed record Column(string Name, Func<JsonObject, DateTimeOffset, string> Cell)
{
    /// <summary>Whether it is shown only when more is asked for (<c>-o wide</c>).</summary>
    public bool IsWide { get; init; }

    public JsonObject ToDefinition() => new()
    {
        ["name"] = Name, ["type"] = "string", ["format"] = Name == "Name" ? "name" : "", ["description"] = "", ["priority"] = IsWide ? 1 : 0,
    };
}
