namespace Scalewright.Providers.Grid5000.Jobs;

/// <summary>A node of a job, as the job's command carries it from the beginning.</summary>
internal sealed record NodeMark
{
    public required string Name { get; init; }

    public required string Token { get; init; }

    public string? Group { get; init; }

    public string? Digest { get; init; }

    /// <summary>The cluster that its machine is of; null: any.</summary>
    public string? Cluster { get; init; }

    /// <summary>What is put on its machine; null: nothing.</summary>
    public string? Environment { get; init; }
}
