namespace Conformance.Minimega;

internal sealed record Exchange
{
    /// <summary>Empty if there is only one connection.</summary>
    public string Connection { get; init; } = "";

    /// <summary>Null for pauses and mere replies.</summary>
    public string? Send { get; init; }

    public IReadOnlyList<string> Received { get; init; } = [];
    public bool ServerCloses { get; init; }
    public bool ClientCloses { get; init; }
    public TimeSpan Duration { get; init; }
}
