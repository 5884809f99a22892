using System.Text.RegularExpressions;

namespace Scalewright;

/// <summary>Takes users and passwords out of addresses, as messages of calls name them: those of proxies that the environment or a configuration has.</summary>
internal static partial class AddressText
{
    /// <summary>A text with <c>http://host</c> for each <c>http://user:password@host</c> in it.</summary>
    /// <param name="text">Any text. Between <c>://</c> and the next <c>/</c>, <c>?</c>, <c>#</c> or end of a line, nothing before an <c>@</c> is left: passwords have spaces and quotes in them, too.</param>
    public static string WithoutPasswords(string text) => Credentials().Replace(text, "://");

    /// <summary>A failure that can be shown whole, with what caused it.</summary>
    /// <param name="failure">Why a call was not answered.</param>
    /// <returns>The failure itself when no address in it has a password; otherwise one with its message alone.</returns>
    public static Exception WithoutPasswords(Exception failure)
    {
        string whole = failure.ToString();
        HttpRequestException? call = failure as HttpRequestException;
        return WithoutPasswords(whole) == whole
            ? failure
            : new HttpRequestException(call?.HttpRequestError ?? HttpRequestError.Unknown, WithoutPasswords(failure.InnerException?.Message ?? failure.Message), inner: null, call?.StatusCode);
    }

    // RFC 3986, 3.2: an authority ends at these.
    [GeneratedRegex(@"://[^/?#\r\n]*@", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Credentials();
}
