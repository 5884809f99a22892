namespace Scalewright.Signatures;

/// <summary>AWS Signature Version 4 over parts that are canonical already, as AWS documents it in "Signing AWS API requests". What is canonical differs by service.</summary>
/// <remarks>Compiled into each package that signs: packages see the core alone, and the core signs nothing.</remarks>
internal static class AwsSignature
{
    public const string Algorithm = "AWS4-HMAC-SHA256";
    public const string TimeFormat = "yyyyMMddTHHmmssZ";

    private const string Ending = "aws4_request";

    /// <summary>The signature of a request.</summary>
    /// <param name="query">Its query, canonical, without the question mark.</param>
    /// <param name="headers">The signed headers with names in lower case, by name.</param>
    /// <param name="payload">SHA-256 of the body in hexadecimal digits, or what the service takes instead.</param>
    /// <param name="scope"><c>date/region/service/aws4_request</c>.</param>
    /// <param name="time">The time of signing, as <see cref="TimeFormat"/>.</param>
    /// <returns>64 hexadecimal digits in lower case.</returns>
    public static string Sign(string method, string path, string query, IReadOnlyCollection<KeyValuePair<string, string>> headers, string payload, string secret, string scope, string time)
    {
        StringBuilder canonical = new();
        canonical.Append(method).Append('\n').Append(path).Append('\n').Append(query).Append('\n');
        foreach ((string name, string value) in headers)
        {
            canonical.Append(name).Append(':').Append(Folded(value)).Append('\n');
        }

        canonical.Append('\n').Append(NamesOf(headers)).Append('\n').Append(payload);
        string text = $"{Algorithm}\n{time}\n{scope}\n{Digest(Encoding.UTF8.GetBytes(canonical.ToString()))}";
        byte[] key = Encoding.UTF8.GetBytes("AWS4" + secret);
        foreach (string part in scope.Split('/'))
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        }

        return Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>Names of signed headers as a request tells them.</summary>
    public static string NamesOf(IEnumerable<KeyValuePair<string, string>> headers) => string.Join(';', headers.Select(header => header.Key));

    /// <summary>Whether a scope has the parts it needs; which region and service they name does not matter.</summary>
    public static bool IsScope(string[] parts) => parts.Length == 4 && parts[3] == Ending && parts.All(part => part.Length > 0);

    /// <summary>The scope of a day.</summary>
    public static string Scope(string time, string region, string service) => $"{time[..8]}/{region}/{service}/{Ending}";

    /// <summary>SHA-256 in hexadecimal digits.</summary>
    public static string Digest(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>Without spaces at the ends, and one where there were several.</summary>
    private static string Folded(string value) => string.Join(' ', value.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
