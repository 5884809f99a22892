using System.Security.Cryptography;
using System.Text;

namespace Scalewright.Providers.Minimega.Places;

/// <summary>What a node is called at minimega: its own name and a digest of the token that makes it. minimega lets no two have one name, so a token makes one node, whoever asks.</summary>
internal static class VmName
{
    private const int DigestBytes = 4;

    /// <summary><c>wtg-1-7f3a90c2</c>: never a number, which minimega would take for a count.</summary>
    public static string Of(string node, string token) => $"{node}-{Digest(token)}";

    /// <summary>The name of the host's interface in a VLAN; Linux allows 15 characters.</summary>
    public static string OfTap(string space, MinimegaTap tap) => $"sw{Digest($"{space}/{tap.Vlan}/{tap.Address}")}";

    private static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, DigestBytes));
}
