namespace Testing.Host;

/// <param name="State">passed, failed or skipped.</param>
internal sealed record Result(string Name, string State)
{
    public string Output { get; init; } = "";

    public string Message { get; init; } = "";

    public IReadOnlyList<string> Types { get; init; } = [];

    public string Stack { get; init; } = "";
}
