using System.Security.Cryptography;

namespace Scalewright.Providers.AutoScaling.Security;

/// <summary>
/// AWS Signature Version 2, sent as a parameter that covers all others (AWS, "Signature Version 2 signing process").
/// </summary>
internal static class SignatureV2
{
    public const string Parameter = "Signature";
    public const string NonceParameter = "SignatureNonce";
    public const string Sha256Method = "HmacSHA256";
    public const string Sha1Method = "HmacSHA1";

    /// <summary>Signs parameters.</summary>
    /// <param name="method"><c>GET</c> or <c>POST</c>.</param>
    /// <param name="host">Host as named by the client, with or without a port.</param>
    /// <param name="query">Parameters as formatted by <see cref="Canonical"/>.</param>
    /// <param name="signatureMethod"><see cref="Sha256Method"/> or <see cref="Sha1Method"/>.</param>
    /// <returns>Signature in base64.</returns>
    public static string Sign(string method, string host, string path, string query, string secret, string signatureMethod)
    {
        string text = $"{method}\n{Lower(host)}\n{(path.Length == 0 ? "/" : path)}\n{query}";
        return Convert.ToBase64String(Hash(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(text), signatureMethod));
    }

    /// <summary>Formats parameters in byte order. Each is encoded once.</summary>
    /// <param name="parameters">All parameters; the signature itself is ignored.</param>
    public static string Canonical(IEnumerable<KeyValuePair<string, string>> parameters)
    {
        (byte[] Key, byte[] Value)[] pairs =
        [
            .. parameters
                .Where(pair => pair.Key != Parameter)
                .Select(pair => (Encoding.UTF8.GetBytes(pair.Key), Encoding.UTF8.GetBytes(pair.Value))),
        ];
        Array.Sort(pairs, static (left, right) =>
        {
            int byKey = left.Key.AsSpan().SequenceCompareTo(right.Key);
            return byKey != 0 ? byKey : left.Value.AsSpan().SequenceCompareTo(right.Value);
        });
        return string.Join('&', pairs.Select(pair => $"{PercentEncoding.Encode(pair.Key)}={PercentEncoding.Encode(pair.Value)}"));
    }

    [SuppressMessage("Globalization", "CA1308", Justification = "Signature Version 2 signs the host in lower case.")]
    private static string Lower(string host) => host.ToLowerInvariant();

    [SuppressMessage("Security", "CA5350", Justification = "Signature Version 2 knows HmacSHA1; a client chooses it.")]
    private static byte[] Hash(byte[] secret, byte[] text, string signatureMethod) =>
        signatureMethod == Sha1Method ? HMACSHA1.HashData(secret, text) : HMACSHA256.HashData(secret, text);
}
