namespace Scalewright.Providers.AutoScaling;

/// <summary>A raw request before any validation.</summary>
/// <param name="Method"><c>GET</c> or <c>POST</c>; other methods are rejected.</param>
/// <param name="Path">Raw path with its escapes; clients send <c>/</c>.</param>
/// <param name="Query">Raw query string without the question mark; empty for none.</param>
/// <param name="Headers">Headers in order of arrival; names can repeat and are case-insensitive.</param>
/// <param name="Body">Form, or empty.</param>
public sealed record QueryRequest(
    string Method,
    string Path,
    string Query,
    ValueList<KeyValuePair<string, string>> Headers,
    ReadOnlyMemory<byte> Body
)
{
    /// <summary>ID of the connection, unique within the process. Null, the default, if unknown.</summary>
    public string? Connection { get; init; }

    /// <summary>Returns the values of a header, joined by commas; null if it is missing.</summary>
    internal string? Header(string name)
    {
        string? found = null;
        foreach (KeyValuePair<string, string> header in Headers)
        {
            if (header.Key.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                found = found is null ? header.Value : $"{found},{header.Value}";
            }
        }

        return found;
    }

    internal int CountHeader(string name) => Headers.Count(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase));
}
