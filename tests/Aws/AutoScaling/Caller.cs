using Scalewright.Providers.AutoScaling.Security;
using Scalewright.Providers.AutoScaling.Wire;

namespace AutoScaling.Tests;

/// <summary>Makes signed requests in one of the four ways that clients have: by GET or POST, by Signature Version 2 or 4.</summary>
/// <param name="Method"><c>GET</c>: everything in the query string; <c>POST</c>: in a form.</param>
/// <param name="Version">How it is signed.</param>
public sealed record Caller(string Method, SignatureVersion Version)
{
    private const string Host = "127.0.0.1:1";
    private static long _signed;

    /// <summary>Who calls; default the key that is known.</summary>
    public AccessKey Key { get; init; } = TestEndpoint.Key;

    /// <summary>When it is signed, from now.</summary>
    public TimeSpan Skew { get; init; }

    /// <summary>Region of the scope; default the endpoint's.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>Service of the scope; null: that of the action.</summary>
    public string? ServiceWord { get; init; }

    /// <summary>What becomes of the parameters after they were signed.</summary>
    public Func<string, string> Tamper { get; init; } = static query => query;

    public QueryMessage Sign(string query)
    {
        DateTimeOffset at = TimeProvider.System.GetUtcNow() + Skew;
        return Version == SignatureVersion.V4 ? SignByHeader(query, at) : SignByParameters(query, at);
    }

    /// <summary>A request without any signature.</summary>
    public QueryMessage Plain(string query) => Message(query, []);

    private QueryMessage SignByHeader(string query, DateTimeOffset at)
    {
        string time = at.UtcDateTime.ToString(SignatureV4.TimeFormat, CultureInfo.InvariantCulture);
        string scope = SignatureV4.Scope(time, Region, ServiceWord ?? SignatureV4.ServiceName(ServiceOf(query)));
        ValueList<KeyValuePair<string, string>> headers = [KeyValuePair.Create("amz-sdk-invocation-id", Nonce()), KeyValuePair.Create("host", Host), KeyValuePair.Create("x-amz-date", time)];
        const string Names = "amz-sdk-invocation-id;host;x-amz-date";
        string signature = SignatureV4.Sign(Message(query, headers), Key.Secret, scope, time, Names);
        return Message(Tamper(query), headers.Add(KeyValuePair.Create("Authorization", $"{SignatureV4.Algorithm} Credential={Key.Id}/{scope}, SignedHeaders={Names}, Signature={signature}")));
    }

    private QueryMessage SignByParameters(string query, DateTimeOffset at)
    {
        string time = at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        string all = $"{query}&AWSAccessKeyId={Key.Id}&SignatureVersion=2&SignatureMethod=HmacSHA256&Timestamp={Uri.EscapeDataString(time)}&{SignatureV2.NonceParameter}={Nonce()}";
        string signature = SignatureV2.Sign(Method, Host, "/", SignatureV2.Canonical(QueryText.Split(all)), Key.Secret, SignatureV2.Sha256Method);
        return Message($"{Tamper(all)}&Signature={Uri.EscapeDataString(signature)}", [KeyValuePair.Create("host", Host)]);
    }

    // Two calls that are alike within a second would have the same signature.
    private static string Nonce() => Interlocked.Increment(ref _signed).ToString(CultureInfo.InvariantCulture);

    private static WireService ServiceOf(string query)
    {
        QueryParameters parameters = new(query.Split('&').Select(pair => pair.Split('=')).Select(pair => KeyValuePair.Create(pair[0], pair.ElementAtOrDefault(1) ?? "")));
        return WireVersions.ServiceOf(parameters["Action"] ?? "", parameters["Version"] ?? "");
    }

    private QueryMessage Message(string query, ValueList<KeyValuePair<string, string>> headers) =>
        Method == "GET" ? new QueryMessage(Method, "/", query, headers, default) : new QueryMessage(Method, "/", "", headers, Encoding.UTF8.GetBytes(query));
}
