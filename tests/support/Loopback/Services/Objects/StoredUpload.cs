namespace Loopback.Services.Objects;

/// <summary>An upload in parts that is not completed.</summary>
public sealed record StoredUpload(string Bucket, string Key)
{
    /// <summary>The parts by number.</summary>
    public SortedDictionary<int, byte[]> Parts { get; } = [];

    /// <summary>Headers that the client gave the object.</summary>
    public IReadOnlyDictionary<string, string> Meta { get; init; } = new Dictionary<string, string>();
}
