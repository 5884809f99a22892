using System.Text.RegularExpressions;

namespace Scalewright;

/// <summary>Removes user names and passwords from URIs in messages, for example from proxy addresses.</summary>
public static partial class UriRedactor
{
    /// <summary>
    /// Replaces each <c>http://user:password@host</c> with <c>http://host</c>. The removed part ends at the last
    /// <c>@</c> before the next <c>/</c>, <c>?</c>, <c>#</c> or line end, because passwords may contain spaces and
    /// quotes.
    /// </summary>
    /// <param name="text">Any text.</param>
    public static string WithoutPasswords(string text) => Credentials().Replace(text, "://");

    /// <summary>Returns an exception that can be logged with its inner exceptions.</summary>
    /// <param name="failure">The exception.</param>
    /// <returns>The same exception if it contains no credentials; otherwise a new one with only the redacted
    /// message.</returns>
    public static Exception WithoutPasswords(Exception failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        string whole = failure.ToString();
        HttpRequestException? call = failure as HttpRequestException;
        return WithoutPasswords(whole) == whole
            ? failure
            : new HttpRequestException(
                call?.HttpRequestError ?? HttpRequestError.Unknown,
                WithoutPasswords(failure.InnerException?.Message ?? failure.Message),
                inner: null,
                call?.StatusCode
            );
    }

    // RFC 3986, section 3.2: these characters end an authority.
    [GeneratedRegex(@"://[^/?#\r\n]*@", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Credentials();
}
