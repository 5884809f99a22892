namespace StorageSample.Managing;

/// <summary>Response of the storage manager.</summary>
/// <param name="Status">HTTP status code.</param>
/// <param name="Body">Body, JSON or empty.</param>
internal sealed record StorageManagerResponse(int Status, ReadOnlyMemory<byte> Body)
{
    /// <summary>Session cookie to set; null for none.</summary>
    public string? SessionCookie { get; init; }

    /// <summary>Cookie with the anti-forgery token that changes must send; null for none.</summary>
    public string? CsrfCookie { get; init; }

    internal static StorageManagerResponse Empty(int status) => new(status, default);

    internal static StorageManagerResponse Reject(int status, string reason) =>
        new(status, Encoding.UTF8.GetBytes($"{{\"error_message\":\"{JsonEncodedText.Encode(reason)}\"}}"));
}
