using System.Security.Cryptography;
using System.Text;
using Scalewright.Providers.AutoScaling.Wire;

namespace Scalewright.Providers.AutoScaling.Security;

/// <summary>AWS Signature Version 4, as AWS documents it in "Signing AWS API requests".</summary>
internal static class SignatureV4
{
    public const string Algorithm = "AWS4-HMAC-SHA256";
    public const string TimeFormat = "yyyyMMddTHHmmssZ";

    private const string Ending = "aws4_request";

    /// <summary>The signature of a message.</summary>
    /// <param name="message">The message; its headers hold those that are signed.</param>
    /// <param name="secret">The secret key.</param>
    /// <param name="scope"><c>date/region/service/aws4_request</c>, whatever region and service are.</param>
    /// <param name="time">The time of signing, as <see cref="TimeFormat"/>.</param>
    /// <param name="signedHeaders">Names of the signed headers in lower case and order, joined by semicolons.</param>
    /// <returns>64 hexadecimal digits in lower case.</returns>
    public static string Sign(QueryMessage message, string secret, string scope, string time, string signedHeaders)
    {
        string canonical = Canonical(message, signedHeaders);
        string text = $"{Algorithm}\n{time}\n{scope}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        byte[] key = Encoding.UTF8.GetBytes("AWS4" + secret);
        foreach (string part in scope.Split('/'))
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        }

        return Hex(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>Whether a scope has the parts it needs; which region and service they name does not matter.</summary>
    public static bool IsScope(string[] parts) => parts.Length == 4 && parts[3] == Ending && parts.All(part => part.Length > 0);

    /// <summary>The scope of a day.</summary>
    public static string Scope(string time, string region, string service) => $"{time[..8]}/{region}/{service}/{Ending}";

    private static string Canonical(QueryMessage message, string signedHeaders)
    {
        StringBuilder text = new();
        text.Append(message.Method).Append('\n').Append(CanonicalPath(message.Path)).Append('\n').Append(CanonicalQuery(message.Query)).Append('\n');
        foreach (string name in signedHeaders.Split(';'))
        {
            text.Append(name).Append(':').Append(Folded(message.Header(name) ?? "")).Append('\n');
        }

        return text.Append('\n').Append(signedHeaders).Append('\n').Append(Hex(SHA256.HashData(message.Body.Span))).ToString();
    }

    private static string CanonicalPath(string path) => path.Length == 0 ? "/" : QueryText.Encode(path, "/%");

    private static string CanonicalQuery(string query)
    {
        IEnumerable<(string Name, string Value)> pairs = QueryText.Split(query).Select(pair => (QueryText.Encode(pair.Key), QueryText.Encode(pair.Value)));
        return string.Join('&', pairs.OrderBy(pair => pair.Name, StringComparer.Ordinal).ThenBy(pair => pair.Value, StringComparer.Ordinal).Select(pair => $"{pair.Name}={pair.Value}"));
    }

    /// <summary>Without spaces at the ends, and one where there were several.</summary>
    private static string Folded(string value) => string.Join(' ', value.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
