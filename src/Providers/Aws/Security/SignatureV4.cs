using Scalewright.Signatures;

namespace Scalewright.Providers.AutoScaling.Security;

/// <summary>Signature Version 4 for messages of the Query API.</summary>
internal static class SignatureV4
{
    public const string Algorithm = AwsSignature.Algorithm;
    public const string TimeFormat = AwsSignature.TimeFormat;

    /// <summary>Computes the signature of a message.</summary>
    /// <param name="message">The message, with the signed headers.</param>
    /// <param name="scope"><c>date/region/service/aws4_request</c>, with any region and service.</param>
    /// <param name="time">Signature time, as <see cref="TimeFormat"/>.</param>
    /// <param name="signedHeaders">Names of the signed headers, in lower case, ordered and separated by
    /// semicolons.</param>
    /// <returns>64 hexadecimal digits in lower case.</returns>
    public static string Sign(QueryRequest message, string secret, string scope, string time, string signedHeaders)
    {
        KeyValuePair<string, string>[] headers =
        [
            .. signedHeaders.Split(';').Select(name => KeyValuePair.Create(name, message.Header(name) ?? "")),
        ];
        return AwsSignature.Sign(
            message.Method,
            CanonicalPath(message.Path),
            CanonicalQuery(message.Query),
            headers,
            payload: AwsSignature.Digest(message.Body.Span),
            secret: secret,
            scope: scope,
            time: time
        );
    }

    /// <summary>Returns true if a scope has all parts, with any region and service.</summary>
    public static bool IsScope(string[] parts) => AwsSignature.IsScope(parts);

    /// <summary>Returns the service name in scopes.</summary>
    public static string ServiceName(QueryService service) => service == QueryService.Ec2 ? "ec2" : "autoscaling";

    public static string Scope(string time, string region, string service) => AwsSignature.Scope(time, region, service);

    private static string CanonicalPath(string path) => path.Length == 0 ? "/" : PercentEncoding.Encode(path, "/%");

    private static string CanonicalQuery(string query)
    {
        IEnumerable<(string Name, string Value)> pairs = PercentEncoding
            .Split(query)
            .Select(pair => (PercentEncoding.Encode(pair.Key), PercentEncoding.Encode(pair.Value)));
        return string.Join(
            '&',
            pairs
                .OrderBy(pair => pair.Name, StringComparer.Ordinal)
                .ThenBy(pair => pair.Value, StringComparer.Ordinal)
                .Select(pair => $"{pair.Name}={pair.Value}")
        );
    }
}
