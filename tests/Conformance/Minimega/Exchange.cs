namespace Conformance.Minimega;

/// <summary>One step of a transcript.</summary>
internal sealed record Exchange
{
    /// <summary>Name of the connection; empty where there is only one.</summary>
    public string Connection { get; init; } = "";

    /// <summary>What the client sent; null for pauses and pure replies.</summary>
    public string? Send { get; init; }

    /// <summary>The lines the server sent.</summary>
    public IReadOnlyList<string> Received { get; init; } = [];

    /// <summary>True when the server hung up.</summary>
    public bool ServerCloses { get; init; }

    /// <summary>True when the client hung up.</summary>
    public bool ClientCloses { get; init; }

    /// <summary>Time that passed.</summary>
    public TimeSpan Duration { get; init; }
}
