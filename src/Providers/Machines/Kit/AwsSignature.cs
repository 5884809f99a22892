namespace Scalewright.Signatures;

/// <summary>
/// Computes AWS Signature Version 4 signatures (AWS documentation, "Signing AWS API requests"). The canonical form of a
/// request differs by service.
/// </summary>
/// <remarks>Compiled into each package that signs requests, because these packages reference only the core.</remarks>
internal static class AwsSignature
{
    public const string Algorithm = "AWS4-HMAC-SHA256";
    public const string TimeFormat = "yyyyMMddTHHmmssZ";

    private const string Ending = "aws4_request";

    /// <summary>Computes the signature of a request: 64 hexadecimal digits in lower case.</summary>
    /// <param name="query">Canonical query without the question mark.</param>
    /// <param name="headers">Signed headers with lowercase names, ordered by name.</param>
    /// <param name="payload">SHA-256 of the body in hexadecimal, or the value accepted by the service instead.</param>
    /// <param name="scope"><c>date/region/service/aws4_request</c>.</param>
    /// <param name="time">Time of signing in the format <see cref="TimeFormat"/>.</param>
    public static string Sign(
        string method,
        string path,
        string query,
        IReadOnlyCollection<KeyValuePair<string, string>> headers,
        string payload,
        string secret,
        string scope,
        string time
    )
    {
        StringBuilder canonical = new();
        canonical.Append(method).Append('\n').Append(path).Append('\n').Append(query).Append('\n');
        foreach ((string name, string value) in headers)
        {
            canonical.Append(name).Append(':').Append(Folded(value)).Append('\n');
        }

        canonical.Append('\n').Append(GetNames(headers)).Append('\n').Append(payload);
        string text = $"{Algorithm}\n{time}\n{scope}\n{Digest(Encoding.UTF8.GetBytes(canonical.ToString()))}";
        byte[] key = Encoding.UTF8.GetBytes("AWS4" + secret);
        foreach (string part in scope.Split('/'))
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        }

        return Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>Returns the names of the signed headers, separated by semicolons as in a signed request.</summary>
    public static string GetNames(IEnumerable<KeyValuePair<string, string>> headers) =>
        string.Join(';', headers.Select(header => header.Key));

    /// <summary>Returns true if a scope has all parts. Does not validate the region and the service.</summary>
    public static bool IsScope(string[] parts) => parts.Length == 4 && parts[3] == Ending && parts.All(part => part.Length > 0);

    public static string Scope(string time, string region, string service) => $"{time[..8]}/{region}/{service}/{Ending}";

    public static string Digest(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>Trims a header value and collapses consecutive spaces.</summary>
    private static string Folded(string value) =>
        string.Join(' ', value.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
