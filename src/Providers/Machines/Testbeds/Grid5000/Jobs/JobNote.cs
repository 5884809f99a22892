namespace Scalewright.Providers.Grid5000.Jobs;

/// <summary>What became of a node after its job was submitted. Jobs cannot be changed, so that a job that does nothing carries it: the history of jobs keeps it.</summary>
internal sealed record JobNote
{
    public required string Owner { get; init; }

    /// <summary>The job of the node.</summary>
    public required long Job { get; init; }

    /// <summary>Which of its nodes.</summary>
    public int Index { get; init; }

    public long Epoch { get; init; }

    /// <summary>The last change of the owner's state that was acknowledged when it was requested.</summary>
    public long Sequence { get; init; }

    public string? Digest { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Whether it was given back.</summary>
    public bool IsRemoved { get; init; }
}
