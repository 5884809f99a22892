using Scalewright.Providers.AutoScaling.Wire;

namespace AutoScaling.Tests;

/// <param name="Method"><c>GET</c>: parameters in the query string; <c>POST</c>: in a form.</param>
public sealed record Caller(string Method, SignatureVersion Version)
{
    private const string Host = "127.0.0.1:1";
    private static long _signed;

    public AccessKey Key { get; init; } = TestEndpoint.Key;

    public TimeSpan Skew { get; init; }

    public string Region { get; init; } = "us-east-1";

    public string? ServiceWord { get; init; }

    public Func<string, string> Tamper { get; init; } = static query => query;

    public QueryRequest Sign(string query)
    {
        DateTimeOffset at = TimeProvider.System.GetUtcNow() + Skew;
        return Version == SignatureVersion.V4 ? SignByHeader(query, at) : SignByParameters(query, at);
    }

    public QueryRequest Plain(string query) => Message(query, []);

    private QueryRequest SignByHeader(string query, DateTimeOffset at)
    {
        string time = at.UtcDateTime.ToString(SignatureV4.TimeFormat, CultureInfo.InvariantCulture);
        string scope = SignatureV4.Scope(time, Region, ServiceWord ?? SignatureV4.ServiceName(ServiceOf(query)));
        ValueList<KeyValuePair<string, string>> headers =
        [
            KeyValuePair.Create("amz-sdk-invocation-id", Nonce()),
            KeyValuePair.Create("host", Host),
            KeyValuePair.Create("x-amz-date", time),
        ];
        const string Names = "amz-sdk-invocation-id;host;x-amz-date";
        string signature = SignatureV4.Sign(Message(query, headers), Key.SecretAccessKey, scope, time, Names);
        return Message(
            Tamper(query),
            headers.Add(
                KeyValuePair.Create(
                    "Authorization",
                    $"{SignatureV4.Algorithm} Credential={Key.AccessKeyId}/{scope}, SignedHeaders={Names}, Signature={signature}"
                )
            )
        );
    }

    private QueryRequest SignByParameters(string query, DateTimeOffset at)
    {
        string time = at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        string all =
            $"{query}&AWSAccessKeyId={Key.AccessKeyId}&SignatureVersion=2&SignatureMethod=HmacSHA256&Timestamp={Uri.EscapeDataString(time)}&{SignatureV2.NonceParameter}={Nonce()}";
        string signature = SignatureV2.Sign(
            new SignedRequest(Method, Host, "/", SignatureV2.FormatParameters(PercentEncoding.Split(all))),
            Key.SecretAccessKey,
            SignatureAlgorithm.HmacSha256
        );
        return Message($"{Tamper(all)}&Signature={Uri.EscapeDataString(signature)}", [KeyValuePair.Create("host", Host)]);
    }

    // Two equal calls within a second would have the same signature.
    private static string Nonce() => Interlocked.Increment(ref _signed).ToString(CultureInfo.InvariantCulture);

    private static QueryService ServiceOf(string query)
    {
        QueryParameters parameters = new(
            query.Split('&').Select(pair => pair.Split('=')).Select(pair => KeyValuePair.Create(pair[0], pair.ElementAtOrDefault(1) ?? ""))
        );
        return WireVersions.SelectService(parameters["Action"] ?? "", parameters["Version"] ?? "");
    }

    private QueryRequest Message(string query, ValueList<KeyValuePair<string, string>> headers) =>
        Method == "GET"
            ? new QueryRequest(Method, "/", query, headers, default)
            : new QueryRequest(Method, "/", "", headers, Encoding.UTF8.GetBytes(query));
}
