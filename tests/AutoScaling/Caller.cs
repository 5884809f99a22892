using System.Globalization;
using System.Text;
using Scalewright;
using Scalewright.Providers.AutoScaling;
using Scalewright.Providers.AutoScaling.Security;
using Scalewright.Providers.AutoScaling.Wire;

namespace AutoScaling.Tests;

/// <summary>Makes signed requests in one of the four ways that clients have: by GET or POST, by Signature Version 2 or 4.</summary>
/// <param name="Method"><c>GET</c>: everything in the query string; <c>POST</c>: in a form.</param>
/// <param name="Version">How it is signed.</param>
public sealed record Caller(string Method, SignatureVersion Version)
{
    private const string Host = "127.0.0.1:1";

    /// <summary>Who calls; default the key that is known.</summary>
    public AccessKey Key { get; init; } = TestEndpoint.Key;

    /// <summary>When it is signed, from now.</summary>
    public TimeSpan Skew { get; init; }

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
        string scope = SignatureV4.Scope(time, "us-east-1", "autoscaling");
        ValueList<KeyValuePair<string, string>> headers = [KeyValuePair.Create("host", Host), KeyValuePair.Create("x-amz-date", time)];
        string signature = SignatureV4.Sign(Message(query, headers), Key.Secret, scope, time, "host;x-amz-date");
        return Message(Tamper(query), headers.Add(KeyValuePair.Create("Authorization", $"{SignatureV4.Algorithm} Credential={Key.Id}/{scope}, SignedHeaders=host;x-amz-date, Signature={signature}")));
    }

    private QueryMessage SignByParameters(string query, DateTimeOffset at)
    {
        string time = at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        string all = $"{query}&AWSAccessKeyId={Key.Id}&SignatureVersion=2&SignatureMethod=HmacSHA256&Timestamp={Uri.EscapeDataString(time)}";
        string signature = SignatureV2.Sign(Method, Host, "/", QueryText.Split(all), Key.Secret, SignatureV2.Sha256Method);
        return Message($"{Tamper(all)}&Signature={Uri.EscapeDataString(signature)}", [KeyValuePair.Create("host", Host)]);
    }

    private QueryMessage Message(string query, ValueList<KeyValuePair<string, string>> headers) =>
        Method == "GET" ? new QueryMessage(Method, "/", query, headers, default) : new QueryMessage(Method, "/", "", headers, Encoding.UTF8.GetBytes(query));
}
