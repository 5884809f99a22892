namespace Scalewright.Experiments.Objects;

/// <summary>An object of a bucket, without what is in it.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Length">Bytes.</param>
/// <param name="ETag">The service's mark of its content, without quotes: MD5 of what came in one piece.</param>
public sealed record S3Object(string Key, long Length, string ETag)
{
    /// <summary>When it was last written, by the service's clock.</summary>
    public DateTimeOffset Modified { get; init; }
}
