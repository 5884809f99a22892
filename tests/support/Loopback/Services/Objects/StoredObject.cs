namespace Loopback.Services.Objects;

/// <param name="ETag">Without quotes.</param>
public sealed record StoredObject(byte[] Content, string ETag, DateTimeOffset Modified)
{
    /// <summary>Headers that the client set and receives back.</summary>
    public IReadOnlyDictionary<string, string> Meta { get; init; } = new Dictionary<string, string>();
}
