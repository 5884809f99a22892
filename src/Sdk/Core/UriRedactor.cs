using System.Text.RegularExpressions;

namespace Scalewright;

/// <summary>Removes users and passwords from the addresses in messages, for example those of proxies.</summary>
internal static partial class UriRedactor
{
    /// <summary>
    /// Replaces each <c>http://user:password@host</c> by <c>http://host</c>, up to the last <c>@</c> before the next
    /// <c>/</c>, <c>?</c>, <c>#</c> or line end: passwords may contain spaces and quotes.
    /// </summary>
    public static string WithoutPasswords(string text) => Credentials().Replace(text, "://");

    /// <summary>Returns an exception that can be logged with its inner exceptions.</summary>
    /// <returns>The same exception if no address in it has a password; otherwise one with only its message.</returns>
    public static Exception WithoutPasswords(Exception failure)
    {
        string whole = failure.ToString();
        HttpRequestException? call = failure as HttpRequestException;
        return WithoutPasswords(whole) == whole
            ? failure
            : new HttpRequestException(call?.HttpRequestError ?? HttpRequestError.Unknown,
                WithoutPasswords(failure.InnerException?.Message ?? failure.Message), inner: null, call?.StatusCode);
    }

    // RFC 3986, section 3.2: these characters end an authority.
    [GeneratedRegex(@"://[^/?#\r\n]*@", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Credentials();
}
