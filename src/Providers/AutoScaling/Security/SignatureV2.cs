using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Scalewright.Providers.AutoScaling.Wire;

namespace Scalewright.Providers.AutoScaling.Security;

/// <summary>AWS Signature Version 2, as AWS documents it in "Signature Version 2 signing process": among the parameters, of all others.</summary>
internal static class SignatureV2
{
    public const string Parameter = "Signature";
    public const string Sha256Method = "HmacSHA256";
    public const string Sha1Method = "HmacSHA1";

    /// <summary>The signature of parameters.</summary>
    /// <param name="method"><c>GET</c> or <c>POST</c>.</param>
    /// <param name="host">The host as the client names it, with or without its port.</param>
    /// <param name="path">The path.</param>
    /// <param name="parameters">All parameters; the signature itself does not count.</param>
    /// <param name="secret">The secret key.</param>
    /// <param name="signatureMethod"><see cref="Sha256Method"/> or <see cref="Sha1Method"/>.</param>
    /// <returns>Base64.</returns>
    public static string Sign(string method, string host, string path, IEnumerable<KeyValuePair<string, string>> parameters, string secret, string signatureMethod)
    {
        IEnumerable<string> pairs = parameters.Where(pair => pair.Key != Parameter)
            .OrderBy(pair => pair.Key, Utf8Order).ThenBy(pair => pair.Value, Utf8Order)
            .Select(pair => $"{QueryText.Encode(pair.Key)}={QueryText.Encode(pair.Value)}");
        string text = $"{method}\n{Lower(host)}\n{(path.Length == 0 ? "/" : path)}\n{string.Join('&', pairs)}";
        return Convert.ToBase64String(Hash(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(text), signatureMethod));
    }

    private static Comparer<string> Utf8Order { get; } = Comparer<string>.Create(static (left, right) => Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right)));

    [SuppressMessage("Globalization", "CA1308", Justification = "Signature Version 2 signs the host in lower case.")]
    private static string Lower(string host) => host.ToLowerInvariant();

    [SuppressMessage("Security", "CA5350", Justification = "Signature Version 2 knows HmacSHA1; a client chooses it.")]
    private static byte[] Hash(byte[] secret, byte[] text, string signatureMethod) =>
        signatureMethod == Sha1Method ? HMACSHA1.HashData(secret, text) : HMACSHA256.HashData(secret, text);
}
