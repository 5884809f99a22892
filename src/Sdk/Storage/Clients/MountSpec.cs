namespace Scalewright.Storage.Clients;

/// <summary>What is mounted: <c>10.0.0.0@tcp0,10.1.0.0@o2ib1:10.0.0.1@tcp0:/fs</c>, addresses of one node by commas, nodes by colons.</summary>
internal static class MountSpec
{
    private const string Separator = ":/";

    /// <summary>The file system; null when the text is no mount.</summary>
    public static string? FileSystemOf(string spec) =>
        spec.IndexOf(Separator, StringComparison.Ordinal) is > 0 and int at ? spec[(at + Separator.Length)..] : null;

    /// <summary>The key of the management target that its addresses name, in whatever order.</summary>
    public static string ManagementKeyOf(string spec) => string.Join(
        ':',
        spec[..spec.IndexOf(Separator, StringComparison.Ordinal)].Split(':').Select(node => string.Join(',', node.Split(',').Order(StringComparer.Ordinal))).Order(StringComparer.Ordinal));
}
