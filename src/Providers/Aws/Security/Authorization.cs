namespace Scalewright.Providers.AutoScaling.Security;

/// <summary>Authorization header of Signature Version 4.</summary>
/// <param name="Key">ID of the access key.</param>
/// <param name="Scope">Date, region, service and <c>aws4_request</c>, separated by slashes.</param>
/// <param name="SignedHeaders">Names of headers in lower case, separated by semicolons.</param>
/// <param name="Signature">Signature in hexadecimal digits.</param>
internal sealed record Authorization(string Key, string Scope, string SignedHeaders, string Signature)
{
    private const int MaxSignedHeaders = 100;
    private static readonly string[] Names = ["Credential", "SignedHeaders", "Signature"];

    public string Region => Scope.Split('/')[1];

    public string Service => Scope.Split('/')[2];

    public bool Signs(string header) => SignedHeaders.Split(';').Contains(header, StringComparer.Ordinal);

    /// <summary>Reads the header; boto 2 writes no space after the commas.</summary>
    /// <exception cref="QueryErrorException">The header is malformed.</exception>
    public static Authorization Read(string header)
    {
        int end = header.IndexOf(' ', StringComparison.Ordinal);
        if (end < 0 || header[..end] != SignatureV4.Algorithm)
        {
            throw Incomplete($"Unsupported AWS 'algorithm': '{TextEscaping.Escape(end < 0 ? header : header[..end])}'.");
        }

        Dictionary<string, string> parts = new(StringComparer.Ordinal);
        foreach (string part in header[end..].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            int at = part.IndexOf('=', StringComparison.Ordinal);
            string name = at < 0 ? part : part[..at];
            if (!Names.Contains(name, StringComparer.Ordinal) || !parts.TryAdd(name, part[(at + 1)..]))
            {
                throw Incomplete(
                    $"Authorization header has '{TextEscaping.Escape(name)}' unknown or twice; it takes "
                        + $"{string.Join(", ", Names)}, once each."
                );
            }
        }

        string Part(string name) =>
            parts.GetValueOrDefault(name) is { Length: > 0 } value
                ? value
                : throw Incomplete($"Authorization header requires '{name}' parameter.");
        (string credential, string headers, string signature) = (Part("Credential"), Part("SignedHeaders"), Part("Signature"));
        if (headers.AsSpan().Count(';') >= MaxSignedHeaders)
        {
            throw Incomplete($"Authorization header signs more than {MaxSignedHeaders} headers.");
        }

        int slash = credential.IndexOf('/', StringComparison.Ordinal);
        string scope = slash < 0 ? "" : credential[(slash + 1)..];
        return SignatureV4.IsScope(scope.Split('/'))
            ? new Authorization(Key: credential[..slash], Scope: scope, SignedHeaders: headers, Signature: signature)
            : throw Incomplete("Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term.");
    }

    private static QueryErrorException Incomplete(string message) => new(QueryError.IncompleteSignature(message));
}
