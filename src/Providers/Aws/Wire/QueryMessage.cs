namespace Scalewright.Providers.AutoScaling;

/// <summary>A request as it came, before anything of it is believed.</summary>
/// <param name="Method"><c>GET</c> or <c>POST</c>; anything else is refused.</param>
/// <param name="Path">Path as it was sent, with its escapes; clients send <c>/</c>.</param>
/// <param name="Query">Query string as it was sent, without the question mark; empty for none.</param>
/// <param name="Headers">Headers in the order they came; one name may come several times. Names are compared without
/// regard to case.</param>
/// <param name="Body">Body: a form, or nothing.</param>
public sealed record QueryMessage(
    string Method,
    string Path,
    string Query,
    ValueList<KeyValuePair<string, string>> Headers,
    ReadOnlyMemory<byte> Body)
{
    /// <summary>
    /// Id of the connection that it came over, unique within the process; null, the default: unknown.
    /// </summary>
    public string? Connection { get; init; }

    /// <summary>The values of a header, joined by commas; null when it did not come.</summary>
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

    /// <summary>Counts how many times a header came.</summary>
    internal int CountHeader(string name) =>
        Headers.Count(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase));
}
