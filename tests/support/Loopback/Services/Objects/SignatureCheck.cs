using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Loopback.Services.Objects;

/// <summary>Checks Signature Version 4 of S3 by itself, from the bytes that came: none of its code is the client's.</summary>
internal static class SignatureCheck
{
    public static void Check(HttpRequest request, byte[] body, string id, string secret)
    {
        string header = request.Headers.Authorization.ToString();
        if (!header.StartsWith("AWS4-HMAC-SHA256 ", StringComparison.Ordinal))
        {
            throw new ObjectFault(403, "AccessDenied", "Access Denied.");
        }

        Dictionary<string, string> parts = header["AWS4-HMAC-SHA256 ".Length..].Split(',', StringSplitOptions.TrimEntries).Select(part => part.Split('=', 2)).ToDictionary(part => part[0], part => part[1]);
        string[] credential = parts["Credential"].Split('/');
        if (credential[0] != id)
        {
            throw new ObjectFault(403, "InvalidAccessKeyId", "The Access Key Id you provided does not exist in our records.");
        }

        string payload = request.Headers["x-amz-content-sha256"].ToString();
        if (payload != "UNSIGNED-PAYLOAD" && payload != Convert.ToHexStringLower(SHA256.HashData(body)))
        {
            throw new ObjectFault(400, "XAmzContentSHA256Mismatch", "The provided 'x-amz-content-sha256' header does not match what was computed.");
        }

        string time = request.Headers["x-amz-date"].ToString();
        string text = $"AWS4-HMAC-SHA256\n{time}\n{string.Join('/', credential[1..])}\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Canonical(request, parts["SignedHeaders"], payload))))}";
        byte[] key = credential[1..].Aggregate(Encoding.UTF8.GetBytes("AWS4" + secret), (current, part) => HMACSHA256.HashData(current, Encoding.UTF8.GetBytes(part)));
        if (Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text))) != parts["Signature"])
        {
            throw new ObjectFault(403, "SignatureDoesNotMatch", "The request signature we calculated does not match the signature you provided.");
        }
    }

    private static string Canonical(HttpRequest request, string signed, string payload)
    {
        string target = request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        string[] halves = target.Split('?', 2);
        string path = string.Join('/', halves[0].Split('/').Select(part => Uri.EscapeDataString(Uri.UnescapeDataString(part))));
        IEnumerable<string> query = halves.ElementAtOrDefault(1)?.Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=', 2)).Select(pair => $"{Encoded(pair[0])}={Encoded(pair.ElementAtOrDefault(1) ?? "")}").Order(StringComparer.Ordinal) ?? Enumerable.Empty<string>();
        string headers = string.Concat(signed.Split(';').Select(name => $"{name}:{request.Headers[name].ToString().Trim()}\n"));
        return $"{request.Method}\n{path}\n{string.Join('&', query)}\n{headers}\n{signed}\n{payload}";
    }

    private static string Encoded(string text) => Uri.EscapeDataString(Uri.UnescapeDataString(text));
}
