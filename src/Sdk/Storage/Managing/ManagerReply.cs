namespace Scalewright.Storage.Managing;

/// <summary>What the manager's core answers.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The body, JSON or empty.</param>
public sealed record ManagerReply(int Status, ReadOnlyMemory<byte> Body)
{
    /// <summary>The session cookie to set; null for none.</summary>
    public string? SessionCookie { get; init; }

    /// <summary>The cookie with the token that changes must show; null for none.</summary>
    public string? CsrfCookie { get; init; }

    internal static ManagerReply Empty(int status) => new(status, default);

    internal static ManagerReply Refuse(int status, string reason) => new(status, Encoding.UTF8.GetBytes($"{{\"error_message\":\"{JsonEncodedText.Encode(reason)}\"}}"));
}
