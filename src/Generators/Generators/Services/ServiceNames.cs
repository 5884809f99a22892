using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Scalewright.Generators.Services;

internal static class ServiceNames
{
    private const int DigestBytes = 8;

    private static readonly Regex NameForm = new(
        @"\A[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        TimeSpan.FromSeconds(1)
    );
    private static readonly string[] Taken = ["commands", "files"];

    /// <summary>True for words of a-z, 0-9 and '_' separated by dots that are not reserved by agents.</summary>
    public static bool IsName(string name) => NameForm.IsMatch(name) && Array.IndexOf(Taken, name) < 0;

    /// <summary>Converts <c>IHostFacts</c> to <c>host_facts</c>.</summary>
    public static string NameOf(string type) =>
        Naming.ToSnakeCase(type.Length > 1 && type[0] == 'I' && char.IsUpper(type[1]) ? type.Substring(1) : type);

    public static string Fix(string name, string type)
    {
        string fixedName = string.Join(
            ".",
            name.Split('.')
                .Select(static word => Naming.ToSnakeCase(word).TrimStart("0123456789_".ToCharArray()))
                .Where(static word => word.Length > 0)
        );
        string fallback = IsName(NameOf(type)) ? NameOf(type) : "user." + NameOf(type);
        return IsName(fixedName) ? fixedName : fallback;
    }

    /// <summary>Converts <c>GreetAsync</c> to <c>greet</c>.</summary>
    public static string CallOf(string method) =>
        Naming.ToSnakeCase(
            method.Length > 5 && method.EndsWith("Async", StringComparison.Ordinal) ? method.Substring(0, method.Length - 5) : method
        );

    /// <summary>Returns the first 16 hexadecimal digits of the SHA-256 of a text.</summary>
    public static string Digest(string text)
    {
        using SHA256 hash = SHA256.Create();
        return string.Concat(
            hash.ComputeHash(Encoding.UTF8.GetBytes(text))
                .Take(DigestBytes)
                .Select(static digit => digit.ToString("x2", CultureInfo.InvariantCulture))
        );
    }
}
