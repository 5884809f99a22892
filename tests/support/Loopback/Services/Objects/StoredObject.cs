namespace Loopback.Services.Objects;

/// <summary>An object of a bucket.</summary>
/// <param name="Content">What is in it.</param>
/// <param name="ETag">Its mark, without quotes.</param>
/// <param name="Modified">When it was written.</param>
public sealed record StoredObject(byte[] Content, string ETag, DateTimeOffset Modified)
{
    /// <summary>Headers that the client gave it, and gets back.</summary>
    public IReadOnlyDictionary<string, string> Meta { get; init; } = new Dictionary<string, string>();
}
