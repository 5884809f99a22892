namespace Scalewright.Storage.Packages;

/// <summary>Packages that servers or workers can install.</summary>
/// <param name="ForWorkers">True if the packages are for workers.</param>
/// <param name="Versions">Versions by package.</param>
public sealed record PackageRepository(bool ForWorkers, ValueMap<PackageVersion> Versions)
{
    internal const string Agent = "chroma-agent";
    private const string Machine = "x86_64";

    /// <summary>Creates the packages of a new cluster.</summary>
    /// <param name="forWorkers">True for workers; false for servers.</param>
    public static PackageRepository CreateInitial(bool forWorkers)
    {
        Dictionary<string, PackageVersion> versions =
            new(forWorkers ? OfWorkers() : OfServers(), StringComparer.Ordinal)
            {
                [Agent] = Of("3.0.1"),
                ["chroma-agent-management"] = Of("3.0.1"),
            };
        return new PackageRepository(forWorkers, versions.ToValueMap());
    }

    private static Dictionary<string, PackageVersion> OfServers() => new(StringComparer.Ordinal)
    {
        ["kernel-[0-9]*_lustre"] = Of("2.6.32"),
        ["kernel-devel-lustre"] = Of("2.6.32"),
        ["kmod-lustre-osd-ldiskfs"] = Of("2.1.4"),
        ["lustre"] = Of("2.1.4"),
        ["lustre-dkms"] = Of("2.1.4"),
        ["lustre-ldiskfs-zfs"] = Of("1"),
        ["lustre-osd-zfs-mount"] = Of("2.1.4"),
        ["zfs"] = Of("0.6.5.3"),
        ["zfs-dkms"] = Of("0.6.5.3"),
    };

    private static Dictionary<string, PackageVersion> OfWorkers() => new(StringComparer.Ordinal)
    {
        ["kmod-lustre-client"] = Of("2.5.0"),
        ["lustre-client"] = Of("2.5.0"),
    };

    private static PackageVersion Of(string version) => new(0, version, "1", Machine);
}
