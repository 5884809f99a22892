using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Scalewright.Providers.AutoScaling.Wire;

namespace Scalewright.Providers.AutoScaling.Security;

/// <summary>Says whether a request proves who sent it.</summary>
/// <param name="rule">How far it must.</param>
/// <param name="keys">The keys that are known.</param>
/// <param name="window">How far a request's time may be from now, in both directions.</param>
internal sealed class RequestVerifier(SignatureRule rule, ValueList<AccessKey> keys, TimeSpan window)
{
    private static readonly string[] V2Times = ["yyyy-MM-ddTHH:mm:ssZ", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm:ss.fffZ"];

    /// <summary>Checks a request.</summary>
    /// <param name="message">The request.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="now">The time, in UTC.</param>
    /// <exception cref="QueryFaultException">It does not prove who sent it.</exception>
    public void Check(QueryMessage message, QueryParameters parameters, DateTimeOffset now)
    {
        if (rule == SignatureRule.Off)
        {
            return;
        }

        if (message.Header("Authorization") is { } authorization)
        {
            CheckV4(message, Authorization.Read(authorization), now);
        }
        else if (parameters["AWSAccessKeyId"] is { } key)
        {
            CheckV2(message, parameters, key, now);
        }
        else
        {
            throw new QueryFaultException(WireFault.MissingAuthenticationToken);
        }
    }

    private void CheckV4(QueryMessage message, Authorization authorization, DateTimeOffset now)
    {
        AccessKey key = Known(authorization.Key);
        if (rule != SignatureRule.Verify)
        {
            return;
        }

        string time = message.Header("X-Amz-Date") ?? "";
        if (!TryTime(time, [SignatureV4.TimeFormat], out DateTimeOffset signed))
        {
            throw new QueryFaultException(WireFault.IncompleteSignature("Authorization header requires existence of an 'X-Amz-Date' header of the form 20260102T030405Z."));
        }

        if (!authorization.Scope.StartsWith(time[..8], StringComparison.Ordinal) || !authorization.Signs("host"))
        {
            throw new QueryFaultException(WireFault.SignatureDoesNotMatch);
        }

        Compare(authorization.Signature, SignatureV4.Sign(message, key.Secret, authorization.Scope, time, authorization.SignedHeaders));
        CheckTime(signed, now);
    }

    private void CheckV2(QueryMessage message, QueryParameters parameters, string id, DateTimeOffset now)
    {
        AccessKey key = Known(id);
        if (rule != SignatureRule.Verify)
        {
            return;
        }

        string method = parameters["SignatureMethod"] ?? "";
        if (parameters["SignatureVersion"] != "2" || method is not (SignatureV2.Sha256Method or SignatureV2.Sha1Method) || parameters[SignatureV2.Parameter] is not { } signature)
        {
            throw new QueryFaultException(WireFault.IncompleteSignature("The request must have SignatureVersion 2, SignatureMethod HmacSHA256 or HmacSHA1, and Signature."));
        }

        if (!TryTime(parameters["Timestamp"] ?? "", V2Times, out DateTimeOffset signed))
        {
            throw new QueryFaultException(WireFault.IncompleteSignature("The request must have a Timestamp of the form 2026-01-02T03:04:05Z."));
        }

        // boto 2 signs the host without its port and sends it with it; the Phantom service took what was sent.
        string host = message.Header("Host") ?? "";
        string bare = host.LastIndexOf(':') is var at && at > host.IndexOf(']', StringComparison.Ordinal) ? host[..at] : host;
        Compare(signature, SignatureOf(host), SignatureOf(bare));
        CheckTime(signed, now);

        string SignatureOf(string name) => SignatureV2.Sign(message.Method, name, message.Path, parameters.All, key.Secret, method);
    }

    private AccessKey Known(string id) =>
        keys.FirstOrDefault(key => key.Id == id) ?? throw new QueryFaultException(WireFault.InvalidClientTokenId);

    private static void Compare(string found, params ReadOnlySpan<string> accepted)
    {
        bool fits = false;
        foreach (string expected in accepted)
        {
            fits |= CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(found));
        }

        if (!fits)
        {
            throw new QueryFaultException(WireFault.SignatureDoesNotMatch);
        }
    }

    private void CheckTime(DateTimeOffset signed, DateTimeOffset now)
    {
        if (signed < now - window || signed > now + window)
        {
            throw new QueryFaultException(WireFault.RequestExpired($"Request has expired: signed at {signed:yyyy-MM-ddTHH:mm:ssZ}, and it is {now:yyyy-MM-ddTHH:mm:ssZ}."));
        }
    }

    private static bool TryTime(string text, string[] formats, out DateTimeOffset time) =>
        DateTimeOffset.TryParseExact(text, formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
}
