using Scalewright.Providers.AutoScaling;
using Scalewright.Providers.AutoScaling.Security;
using Scalewright.Providers.AutoScaling.Wire;

namespace Conformance.AutoScaling;

internal static class WireRequests
{
    public const string Secret = "secret";

    private const string Host = "127.0.0.1:8445";

    /// <param name="map">Maps values of the recorded server to ours.</param>
    public static QueryRequest Of(WireExchange exchange, Func<string, string, string> map, WireManner manner, DateTimeOffset now)
    {
        bool isGet = exchange.Method == "GET" != (manner == WireManner.ByOtherVerb);
        KeyValuePair<string, string>[] all =
        [
            .. exchange.Query.Concat(exchange.Form).Select(pair => KeyValuePair.Create(pair.Key, map(pair.Key, pair.Value))),
        ];
        KeyValuePair<string, string>[] headers =
        [
            .. exchange.Headers.Where(header => header.Key != "Host").Append(KeyValuePair.Create("Host", Host)),
        ];
        if (manner == WireManner.Signed)
        {
            (all, headers) = Sign(exchange, all, headers, isGet, now);
        }

        return Message(all, headers, isGet);
    }

    public static string KeyOf(WireExchange exchange) =>
        exchange.Headers.FirstOrDefault(header => header.Key == "Authorization").Value is { } authorization
            ? Authorization.Read(authorization).Key
            : exchange.Query.Concat(exchange.Form).First(pair => pair.Key == "AWSAccessKeyId").Value;

    private static QueryRequest Message(
        IEnumerable<KeyValuePair<string, string>> all,
        IEnumerable<KeyValuePair<string, string>> headers,
        bool isGet
    )
    {
        string text = string.Join('&', all.Select(pair => $"{PercentEncoding.Encode(pair.Key)}={PercentEncoding.Encode(pair.Value)}"));
        return new QueryRequest(
            isGet ? "GET" : "POST",
            "/",
            isGet ? text : "",
            headers.ToValueList(),
            isGet ? default : Encoding.UTF8.GetBytes(text)
        );
    }

    private static (KeyValuePair<string, string>[] All, KeyValuePair<string, string>[] Headers) Sign(
        WireExchange exchange,
        KeyValuePair<string, string>[] all,
        KeyValuePair<string, string>[] headers,
        bool isGet,
        DateTimeOffset now
    )
    {
        if (exchange.Headers.FirstOrDefault(header => header.Key == "Authorization").Value is { } recorded)
        {
            Authorization old = Authorization.Read(recorded);
            string time = now.UtcDateTime.ToString(SignatureV4.TimeFormat, CultureInfo.InvariantCulture);
            string scope = time[..8] + old.Scope[8..];
            headers =
            [
                .. headers.Where(header => header.Key is not ("Authorization" or "X-Amz-Date")),
                KeyValuePair.Create("X-Amz-Date", time),
            ];
            string signature = SignatureV4.Sign(Message(all, headers, isGet), Secret, scope, time, old.SignedHeaders);
            string value =
                recorded[..recorded.IndexOf("Credential", StringComparison.Ordinal)]
                + $"Credential={old.Key}/{scope},SignedHeaders={old.SignedHeaders},Signature={signature}";
            return (all, [.. headers, KeyValuePair.Create("Authorization", value)]);
        }

        KeyValuePair<string, string>[] timed =
        [
            .. all.Where(pair => pair.Key is not ("Timestamp" or SignatureV2.Parameter)),
            KeyValuePair.Create("Timestamp", now.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)),
        ];
        string proof = SignatureV2.Sign(
            new SignedRequest(isGet ? "GET" : "POST", "127.0.0.1", "/", SignatureV2.FormatParameters(timed)),
            Secret,
            SignatureAlgorithm.HmacSha256
        );
        return ([.. timed, KeyValuePair.Create(SignatureV2.Parameter, proof)], headers);
    }
}
