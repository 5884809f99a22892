namespace Testing.Host;

/// <summary>What came of one test, as xunit tells it.</summary>
/// <param name="Name">Its display name.</param>
/// <param name="State">passed, failed or skipped.</param>
internal sealed record Result(string Name, string State)
{
    public string Output { get; init; } = "";

    public string Message { get; init; } = "";

    public IReadOnlyList<string> Types { get; init; } = [];

    public string Stack { get; init; } = "";
}
