namespace Scalewright.Providers.Ssh;

/// <summary>How a file is put on a machine.</summary>
public sealed record TransferOptions
{
    /// <summary>Its rights; null: those that new files have there.</summary>
    public UnixFileMode? Mode { get; init; }

    /// <summary>When it was last written; null: now.</summary>
    public DateTimeOffset? ModifiedAt { get; init; }

    /// <summary>Told how many bytes have been sent so far; default nobody.</summary>
    public IProgress<long>? Progress { get; init; }

    /// <summary>How often a transfer goes on after the connection broke, where its content can be read again from any place; default 5.</summary>
    public int ResumptionsMax { get; init; } = 5;
}
