using Scalewright.Plugins;

namespace Scalewright.Tool.Providers;

/// <summary>Checks values of options without access to the backend.</summary>
internal static class ProviderValueCheck
{
    // The longest public key of ssh-keygen(1) has about 3,000 characters.
    private const int MaxKeyLength = 16 * 1024;
    private const int MaxLabelLength = 63;
    private const string PublicKeyAdvice = "name the file that ssh-keygen wrote, the one that ends with .pub";

    /// <summary>Returns the error in a service endpoint; null if it is valid.</summary>
    /// <remarks>The value may contain a password, so the error does not repeat it.</remarks>
    public static string? FindEndpointProblem(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? address)
        && address.Scheme is "http" or "https"
        && address.UserInfo.Length + address.Query.Length + address.Fragment.Length == 0
            ? null
            : "it is not an address that begins with http:// or https:// and has no user, password, query or fragment; "
                + "use one, as in https://api.example.org/v3";

    /// <summary>Returns the error in a list of sites; null if it is valid.</summary>
    public static string? FindSitesProblem(string text)
    {
        string[] sites = text.Split(',');
        if (Array.Exists(sites, site => site.Length == 0 || site.Any(IsInvalid)))
        {
            return $"'{text}' is not a list of sites; separate names by commas, for example rennes,lyon";
        }

        bool areUnique = sites.Distinct(StringComparer.Ordinal).Count() == sites.Length;
        return areUnique ? null : $"'{text}' names a site twice; name each once";

        static bool IsInvalid(char character) => character == '/' || char.IsWhiteSpace(character) || char.IsControl(character);
    }

    /// <summary>Returns the error in a number above 0; null if it is valid.</summary>
    public static string? FindNumberProblem(string text, double max)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number > 0 && number <= max)
        {
            return null;
        }

        return max == 1
            ? $"'{text}' is not a number above 0 and up to 1; use one, for example 0.5"
            : $"'{text}' is not a number above 0; use one, for example 0.25";
    }

    /// <summary>Returns the error in a user ID; null if it is valid.</summary>
    public static string? FindUserProblem(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _)
            ? null
            : $"'{text}' is not a user ID; use a number, for example 1000";

    /// <summary>Returns the error in a namespace, a label of RFC 1123; null if it is valid.</summary>
    public static string? FindNamespaceProblem(string text) =>
        text.Length <= MaxLabelLength
        && text.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-')
        && text is [not '-', ..] and [.., not '-']
            ? null
            : $"'{text}' is not a namespace; use at most {MaxLabelLength} lowercase letters, digits and hyphens";

    /// <summary>Returns the error in a public key file; null if it is valid. A private key is never sent.</summary>
    public static string? FindKeyProblem(string path)
    {
        try
        {
            string text = ReadKey(path);
            return
                text.Length == 0
                || text.Contains("PRIVATE KEY", StringComparison.Ordinal)
                || text.Split(' ').Length < 2
                || text.Any(char.IsControl)
                ? $"'{path}' holds no public key; {PublicKeyAdvice}"
                : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            string reason = exception is FileNotFoundException or DirectoryNotFoundException
                ? "the file does not exist"
                : exception.Message;
            return $"'{path}' cannot be read: {reason}; {PublicKeyAdvice}";
        }
    }

    public static string ReadKey(string path)
    {
        if (BoundedFileReader.FindSpecial(path) is { } special)
        {
            throw new IOException(special);
        }

        using StreamReader file = new(path);
        char[] buffer = new char[MaxKeyLength];
        return new string(buffer, 0, file.ReadBlock(buffer)).Trim();
    }
}
