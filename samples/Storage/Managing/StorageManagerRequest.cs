namespace StorageSample.Managing;

/// <summary>Request to the storage manager, independent of the transport.</summary>
/// <param name="Method">HTTP method in capitals.</param>
/// <param name="Path">Decoded path without the leading slash, for example <c>agent/message/</c>.</param>
internal sealed record StorageManagerRequest(string Method, string Path)
{
    /// <summary>Query parameters by name. Several values of a name are one, separated by commas.</summary>
    public IReadOnlyDictionary<string, string> Query { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Names of query parameters that are given more than once. Default empty.</summary>
    public ValueList<string> RepeatedParameters { get; init; } = [];

    /// <summary>Body; empty for none.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Server name in the client certificate; null without one.</summary>
    public string? ClientName { get; init; }

    /// <summary>Serial number of the client certificate, in capitals; null if it was not forwarded.</summary>
    public string? ClientSerial { get; init; }

    /// <summary>Source address, by which failed logins are throttled. Default null: this process.</summary>
    public IPAddress? ClientAddress { get; init; }

    /// <summary>Session cookie of the user; null without one.</summary>
    public string? SessionCookie { get; init; }

    /// <summary>Anti-forgery header (CSRF) of a change; null without one.</summary>
    public string? CsrfToken { get; init; }
}
