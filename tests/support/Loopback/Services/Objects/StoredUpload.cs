namespace Loopback.Services.Objects;

public sealed record StoredUpload(string Bucket, string Key)
{
    public SortedDictionary<int, byte[]> Parts { get; } = [];
    public IReadOnlyDictionary<string, string> Meta { get; init; } = new Dictionary<string, string>();
}
