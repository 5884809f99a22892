using Scalewright.Experiments.Services;

namespace Scalewright.Experiments.Objects;

/// <summary>Where objects are kept, and who asks for them.</summary>
/// <param name="Address">Where the service answers, as in <c>http://minio:9000</c>; buckets are the first part of the path.</param>
/// <param name="Key">Who asks.</param>
public sealed record S3Options(Uri Address, S3Key Key) : ServiceOptions(Address)
{
    // Amazon S3 User Guide, "Multipart upload limits": parts of 5 MiB to 5 GiB, 10,000 of them.
    internal const int PartsMax = 10_000;

    /// <summary>The smallest part that a service takes, but for the last.</summary>
    public const int PartBytesMin = 5 * 1024 * 1024;

    /// <summary>Region that signatures are for; default <c>us-east-1</c>.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>What is longer goes in parts of this many bytes, <see cref="PartBytesMin"/> to 1 GiB; default 16 MiB. One part is held in memory at a time.</summary>
    public int PartBytes { get; init; } = 16 * 1024 * 1024;

    internal new S3Options Check()
    {
        base.Check();
        ArgumentNullException.ThrowIfNull(Key);
        ArgumentException.ThrowIfNullOrEmpty(Region);
        ArgumentOutOfRangeException.ThrowIfLessThan(PartBytes, PartBytesMin);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(PartBytes, 1024 * 1024 * 1024);
        return Address.AbsolutePath == "/" ? this : throw new ArgumentException($"address '{Printable.Escape(Address.OriginalString)}' has a path, and buckets are its first part");
    }
}
