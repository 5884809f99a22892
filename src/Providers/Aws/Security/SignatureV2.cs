using System.Diagnostics;
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

    /// <summary>Signs a request.</summary>
    /// <returns>Signature in base64.</returns>
    public static string Sign(SignedRequest request, string secret, SignatureAlgorithm algorithm)
    {
        string path = request.Path.Length == 0 ? "/" : request.Path;
        string text = $"{request.Method}\n{ToLowerCase(request.Host)}\n{path}\n{request.Query}";
        return Convert.ToBase64String(Hash(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(text), algorithm));
    }

    /// <summary>Returns the algorithm of the parameter <c>SignatureMethod</c>; null if it is unknown.</summary>
    public static SignatureAlgorithm? FindAlgorithm(string? method) =>
        method switch
        {
            Sha256Method => SignatureAlgorithm.HmacSha256,
            Sha1Method => SignatureAlgorithm.HmacSha1,
            _ => null,
        };

    /// <summary>Formats parameters in byte order. Each is encoded once.</summary>
    /// <param name="parameters">All parameters; the signature itself is ignored.</param>
    public static string FormatParameters(IEnumerable<KeyValuePair<string, string>> parameters)
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
    private static string ToLowerCase(string host) => host.ToLowerInvariant();

    [SuppressMessage("Security", "CA5350", Justification = "Signature Version 2 knows HmacSHA1; a client chooses it.")]
    private static byte[] Hash(byte[] secret, byte[] text, SignatureAlgorithm algorithm) =>
        algorithm switch
        {
            SignatureAlgorithm.HmacSha1 => HMACSHA1.HashData(secret, text),
            SignatureAlgorithm.HmacSha256 => HMACSHA256.HashData(secret, text),
            _ => throw new UnreachableException($"there is no signature algorithm {algorithm}"),
        };
}

/// <summary>The parts of a request that Signature Version 2 covers.</summary>
/// <param name="Method"><c>GET</c> or <c>POST</c>.</param>
/// <param name="Host">Host as named by the client, with or without a port.</param>
/// <param name="Query">Parameters as formatted by <see cref="SignatureV2.FormatParameters"/>.</param>
internal sealed record SignedRequest(string Method, string Host, string Path, string Query);

/// <summary>Algorithm of a signature.</summary>
internal enum SignatureAlgorithm
{
    HmacSha1,
    HmacSha256,
}
