namespace Scalewright.Providers.Grid5000.Wire;

/// <summary>An environment on its way to machines.</summary>
internal sealed record Deployment
{
    public string Uid { get; init; } = "";

    public string? Environment { get; init; }

    /// <summary><c>waiting</c>, <c>processing</c>, <c>terminated</c>, <c>canceled</c> or <c>error</c>.</summary>
    public string? Status { get; init; }

    public IReadOnlyList<string>? Nodes { get; init; }

    /// <summary>When it was asked for, in seconds of UNIX.</summary>
    public long CreatedAt { get; init; }

    /// <summary>What came of it for each machine, when it is over.</summary>
    public Dictionary<string, DeploymentResult>? Result { get; init; }
}
