using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace Scalewright.Listeners;

/// <summary>Requires a token or password: <c>Bearer</c> or <c>Basic</c> (RFC 6750, RFC 7617).</summary>
/// <param name="accepts">Checks user and password. For <c>Bearer</c>, the user is empty.</param>
/// <param name="clock">Time provider. After five failures from an address, each further failure doubles the wait, up to
/// one minute.</param>
public sealed class BasicAccess(Func<string, string, bool> accepts, TimeProvider clock)
{
    private const string Basic = "Basic ";
    private const string Bearer = "Bearer ";

    private readonly AttemptLimiter _attempts = new(clock);

    /// <summary>Creates a random token of 128 bits.</summary>
    public static string NewToken() => RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>Compares two texts in constant time, to prevent timing attacks.</summary>
    public static bool AreSame(string actual, string expected) =>
        CryptographicOperations.FixedTimeEquals(
            SHA256.HashData(Encoding.UTF8.GetBytes(actual)),
            SHA256.HashData(Encoding.UTF8.GetBytes(expected))
        );

    /// <summary>Creates access control that accepts one token. The user name is ignored.</summary>
    /// <param name="token">The token.</param>
    /// <param name="clock">Time provider.</param>
    public static BasicAccess ByToken(string token, TimeProvider clock) => new((_, actual) => AreSame(actual, token), clock);

    /// <summary>Calls the service if access is granted. Otherwise responds with 401, or with 429 while the caller must
    /// wait.</summary>
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        TimeSpan retryAfter = TimeSpan.Zero;
        if (
            context.Request.Headers.Authorization is [{ } header]
            && Read(header) is var (user, password)
            && _attempts.TryAccept(context.Connection.RemoteIpAddress, () => accepts(user, password), out retryAfter)
        )
        {
            await next(context);
            return;
        }

        if (retryAfter > TimeSpan.Zero)
        {
            context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            context.Response.Headers.RetryAfter = Math.Ceiling(retryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        context.Response.Headers.WWWAuthenticate = "Basic realm=\"scalewright\", charset=\"UTF-8\"";
    }

    private static (string User, string Password)? Read(string header)
    {
        if (header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return ("", header[Bearer.Length..].Trim());
        }

        if (!header.StartsWith(Basic, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        byte[] bytes = new byte[header.Length];
        if (!Convert.TryFromBase64String(header[Basic.Length..].Trim(), bytes, out int count))
        {
            return null;
        }

        string pair = Encoding.UTF8.GetString(bytes, 0, count);
        int colon = pair.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? null : (pair[..colon], pair[(colon + 1)..]);
    }
}
