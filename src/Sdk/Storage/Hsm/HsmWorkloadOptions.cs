namespace Scalewright.Storage.Hsm;

/// <summary>Size and speed of an HSM workload. Where the reference simulator has a value, it is the default.</summary>
public sealed record HsmWorkloadOptions
{
    /// <summary>Maximum number of requests per copytool, 1 or more. Default 3.</summary>
    public int MaxRequestsPerCopytool { get; init; } = 3;

    /// <summary>Bytes per second that the requests of a copytool share, 1 or more. Default 100 MiB.</summary>
    public long BytesPerSecond { get; init; } = 100L << 20;

    /// <summary>Maximum file size in bytes, 1 or more. File sizes are random and uniform. Default 2 GiB.</summary>
    public long MaxFileBytes { get; init; } = 2L << 30;

    internal HsmWorkloadOptions Checked()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxRequestsPerCopytool, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(BytesPerSecond, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxFileBytes, 1);
        return this;
    }
}
