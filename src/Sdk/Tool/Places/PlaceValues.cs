namespace Scalewright.Tool.Places;

/// <summary>Why what was said of a place cannot be, as far as the words tell.</summary>
internal static class PlaceValues
{
    // A public key of the longest kind that ssh-keygen(1) makes has some three thousand characters.
    private const int KeyLengthMax = 16 * 1024;
    private const string PublicKeyAdvice = "name the file that ssh-keygen wrote, the one that ends with .pub";

    /// <summary>Why it is no address of a service. It may hold a password, so it is not repeated.</summary>
    /// <returns>Null when it is one.</returns>
    public static string? AddressFault(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https" && address.UserInfo.Length + address.Query.Length + address.Fragment.Length == 0
            ? null
            : "it is no address that begins with http:// or https:// and has no user, password, query or fragment; use one, as in https://api.example.org/v3";

    /// <summary>Why it is no list of sites.</summary>
    /// <returns>Null when it is one.</returns>
    public static string? SitesFault(string text)
    {
        string[] sites = text.Split(',');
        return Array.Exists(sites, site => site.Length == 0 || site.Any(letter => letter == '/' || char.IsWhiteSpace(letter) || char.IsControl(letter))) ? $"'{text}' is no list of sites; use words with commas between them, as in rennes,lyon"
            : sites.Distinct(StringComparer.Ordinal).Count() < sites.Length ? $"'{text}' names a site twice; name each once"
            : null;
    }

    /// <summary>Why a file has no public key. A private one is never sent.</summary>
    /// <returns>Null when it has one.</returns>
    public static string? KeyFault(string path)
    {
        try
        {
            string text = ReadKey(path);
            return text.Length == 0 || text.Contains("PRIVATE KEY", StringComparison.Ordinal) || text.Split(' ').Length < 2 || text.Any(char.IsControl)
                ? $"'{path}' holds no public key; {PublicKeyAdvice}"
                : null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return $"'{path}' cannot be read: {(unreadable is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : unreadable.Message)}; {PublicKeyAdvice}";
        }
    }

    /// <summary>The public key of a file: its only line.</summary>
    public static string ReadKey(string path)
    {
        using StreamReader file = new(path);
        char[] buffer = new char[KeyLengthMax];
        return new string(buffer, 0, file.ReadBlock(buffer)).Trim();
    }
}
