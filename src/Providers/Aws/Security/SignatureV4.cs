using Scalewright.Signatures;

namespace Scalewright.Providers.AutoScaling.Security;

/// <summary>Signature Version 4 of messages of the Query API.</summary>
internal static class SignatureV4
{
    public const string Algorithm = AwsSignature.Algorithm;
    public const string TimeFormat = AwsSignature.TimeFormat;

    /// <summary>The signature of a message.</summary>
    /// <param name="message">The message; its headers hold those that are signed.</param>
    /// <param name="scope"><c>date/region/service/aws4_request</c>, whatever region and service are.</param>
    /// <param name="time">The time of signing, as <see cref="TimeFormat"/>.</param>
    /// <param name="signedHeaders">Names of the signed headers in lower case and order, joined by semicolons.</param>
    /// <returns>64 hexadecimal digits in lower case.</returns>
    public static string Sign(QueryMessage message, string secret, string scope, string time, string signedHeaders)
    {
        KeyValuePair<string, string>[] headers =
        [
            .. signedHeaders.Split(';').Select(name => KeyValuePair.Create(name, message.Header(name) ?? ""))
        ];
        return AwsSignature.Sign(
            message.Method,
            CanonicalPath(message.Path),
            CanonicalQuery(message.Query),
            headers,
            AwsSignature.Digest(message.Body.Span),
            secret,
            scope,
            time);
    }

    /// <summary>Whether a scope has the parts it needs, whatever region and service they name.</summary>
    public static bool IsScope(string[] parts) => AwsSignature.IsScope(parts);

    /// <summary>The name of a service in scopes.</summary>
    public static string ServiceName(WireService service) =>
        service == WireService.Ec2 ? "ec2" : "autoscaling";

    /// <summary>The scope of a day.</summary>
    public static string Scope(string time, string region, string service) => AwsSignature.Scope(time, region, service);

    private static string CanonicalPath(string path) => path.Length == 0 ? "/" : QueryText.Encode(path, "/%");

    private static string CanonicalQuery(string query)
    {
        IEnumerable<(string Name, string Value)> pairs = QueryText.Split(query)
            .Select(pair => (QueryText.Encode(pair.Key), QueryText.Encode(pair.Value)));
        return string.Join(
            '&',
            pairs.OrderBy(pair => pair.Name, StringComparer.Ordinal).ThenBy(pair => pair.Value, StringComparer.Ordinal)
                .Select(pair => $"{pair.Name}={pair.Value}"));
    }
}
