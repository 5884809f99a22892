namespace Scalewright.Storage.Clients;

/// <summary>Mount specification, for example <c>10.0.0.0@tcp0,10.1.0.0@o2ib1:10.0.0.1@tcp0:/fs</c>.</summary>
/// <remarks>Commas separate addresses of one node, colons separate nodes.</remarks>
internal static class MountSpec
{
    private const string Separator = ":/";

    /// <summary>Returns the file system; null if the text is not a mount specification.</summary>
    public static string? GetFileSystem(string spec) =>
        spec.IndexOf(Separator, StringComparison.Ordinal) is > 0 and int at ? spec[(at + Separator.Length)..] : null;

    /// <summary>Returns the key of the management target that the addresses name, in any order.</summary>
    public static string GetManagementKey(string spec) => string.Join(
        ':',
        spec[..spec.IndexOf(Separator, StringComparison.Ordinal)].Split(':')
            .Select(node => string.Join(',', node.Split(',').Order(StringComparer.Ordinal)))
            .Order(StringComparer.Ordinal));
}
