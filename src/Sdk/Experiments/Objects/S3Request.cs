using System.Net.Http.Headers;
using Scalewright.Signatures;

namespace Scalewright.Experiments.Objects;

/// <summary>A request before it is signed: each time it is sent, it is signed anew.</summary>
/// <param name="Bucket">The bucket; empty for the list of buckets.</param>
/// <param name="Key">The key; empty for the bucket itself.</param>
internal sealed record S3Request(HttpMethod Method, string Bucket, string Key = "")
{
    /// <summary>Names and values of the query.</summary>
    public ValueList<KeyValuePair<string, string>> Query { get; init; } = [];

    /// <summary>Headers with names in lower case; all are signed.</summary>
    public ValueList<KeyValuePair<string, string>> Headers { get; init; } = [];

    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>A name and value for a query or the headers.</summary>
    public static KeyValuePair<string, string> Pair(string name, string value) => KeyValuePair.Create(name, value);

    /// <summary>The path, each byte encoded but letters, digits, <c>-_.~</c> and the slash: S3 encodes once, not twice.</summary>
    public string Path => Key.Length == 0 ? $"/{Uri.EscapeDataString(Bucket)}" : $"/{Uri.EscapeDataString(Bucket)}/{string.Join('/', Key.Split('/').Select(Uri.EscapeDataString))}";

    /// <summary>The request with its signature.</summary>
    public HttpRequestMessage Sign(S3Options options)
    {
        string time = options.Clock.GetUtcNow().UtcDateTime.ToString(AwsSignature.TimeFormat, CultureInfo.InvariantCulture);
        string query = string.Join('&', Query.Select(pair => (Name: Uri.EscapeDataString(pair.Key), Value: Uri.EscapeDataString(pair.Value)))
            .OrderBy(pair => pair.Name, StringComparer.Ordinal).ThenBy(pair => pair.Value, StringComparer.Ordinal).Select(pair => $"{pair.Name}={pair.Value}"));
        string payload = AwsSignature.Digest(Body.Span);
        SortedDictionary<string, string> headers = new(Headers.ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal), StringComparer.Ordinal)
        {
            ["host"] = options.Address.Authority,
            ["x-amz-content-sha256"] = payload,
            ["x-amz-date"] = time,
        };
        if (options.Key.SessionToken.Length > 0)
        {
            headers["x-amz-security-token"] = options.Key.SessionToken;
        }

        string scope = AwsSignature.Scope(time, options.Region, "s3");
        string signature = AwsSignature.Sign(Method.Method, Path, query, headers, payload, options.Key.Secret, scope, time);

        // What is signed is what is sent: the framework would mend dots and escapes.
        Uri address = new($"{options.Address.GetLeftPart(UriPartial.Authority)}{Path}{(query.Length > 0 ? "?" : "")}{query}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        HttpRequestMessage message = new(Method, address);
        if (Method == HttpMethod.Put || Method == HttpMethod.Post)
        {
            message.Content = new ReadOnlyMemoryContent(Body);
            message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        }

        foreach ((string name, string value) in headers.Where(header => header.Key != "host"))
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        message.Headers.TryAddWithoutValidation("authorization", $"{AwsSignature.Algorithm} Credential={options.Key.Id}/{scope},SignedHeaders={AwsSignature.NamesOf(headers)},Signature={signature}");
        return message;
    }
}
