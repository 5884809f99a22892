namespace Scalewright.Storage.Managing;

/// <summary>A request as the manager's core sees it, whatever carried it.</summary>
/// <param name="Method">The verb in capitals.</param>
/// <param name="Path">The path without the slash in front, decoded: <c>agent/message/</c>.</param>
public sealed record ManagerRequest(string Method, string Path)
{
    /// <summary>The query by name; the last one wins.</summary>
    public IReadOnlyDictionary<string, string> Query { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The body; empty for none.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The server that the client's certificate names; null without one.</summary>
    public string? ClientName { get; init; }

    /// <summary>The serial number of the client's certificate, in capitals; null when it was not passed on.</summary>
    public string? ClientSerial { get; init; }

    /// <summary>The address that the request came from, by which wrong passwords are slowed; null, the default: from this process.</summary>
    public IPAddress? ClientAddress { get; init; }

    /// <summary>The cookie of the session of a user; null without one.</summary>
    public string? SessionCookie { get; init; }

    /// <summary>The header that proves that a change was not planted by another site; null without one.</summary>
    public string? CsrfToken { get; init; }
}
