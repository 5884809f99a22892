using Scalewright.Journals;

namespace Scalewright.Providers.Chameleon.Leases;

/// <summary>Names of leases that are made for nodes: a lease has no marks, so its name tells whose it is.</summary>
internal static class LeaseName
{
    // Blazar's database: lease.name is String(80).
    private const int LengthMax = 80;
    private const string Sign = "sw";
    private const int HashLength = 8;
    private const int TokenLength = 12;

    /// <summary>The name of a new lease: <c>sw-LINEAGE-HASH-TOKEN-CLUSTER</c>, the cluster's name cut where it is too long. Made of its first node's token, so that it is asked for once.</summary>
    public static string Of(Owner owner, string token)
    {
        string name = $"{PrefixOf(owner)}{HashOf(token, TokenLength)}-{owner.Cluster}";
        return name.Length > LengthMax ? name[..LengthMax] : name;
    }

    /// <summary>Whether a lease was made for nodes of an owner.</summary>
    public static bool IsOf(string? name, Owner owner) => name?.StartsWith(PrefixOf(owner), StringComparison.Ordinal) ?? false;

    /// <summary>Whose nodes a lease was made for. Of a cluster whose name was cut it has what is left of that.</summary>
    /// <returns>Null: it was made for something else.</returns>
    public static Owner? Read(string? name) => name?.Split('-', 5) is [Sign, var digits, { Length: HashLength }, { Length: TokenLength }, { Length: > 0 } cluster] && Lineage.TryParse(digits, out Lineage lineage)
        ? new Owner(lineage, cluster) : null;

    /// <summary>Whether a lease was reserved by a name: it is called so, or so with a number behind it.</summary>
    public static bool IsNamed(string lease, string name) => lease == name
        || (lease.StartsWith($"{name}-", StringComparison.Ordinal) && IsNumber(lease.AsSpan(name.Length + 1)));

    /// <summary>Whether a name ends as the second and later leases of another name do.</summary>
    public static bool HasNumber(string name) => name.LastIndexOf('-') is >= 0 and var at && IsNumber(name.AsSpan(at + 1));

    private static bool IsNumber(ReadOnlySpan<char> text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    private static string PrefixOf(Owner owner) => $"{Sign}-{owner.Lineage}-{HashOf(owner.ToString(), HashLength)}-";

    private static string HashOf(string text, int length) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..length];
}
