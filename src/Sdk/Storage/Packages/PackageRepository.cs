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
        Dictionary<string, PackageVersion> versions = new(forWorkers ? OfWorkers() : OfServers(), StringComparer.Ordinal)
        {
            [Agent] = CreateVersion("3.0.1"),
            ["chroma-agent-management"] = CreateVersion("3.0.1"),
        };
        return new PackageRepository(forWorkers, versions.ToValueMap());
    }

    private static Dictionary<string, PackageVersion> OfServers() =>
        new(StringComparer.Ordinal)
        {
            ["kernel-[0-9]*_lustre"] = CreateVersion("2.6.32"),
            ["kernel-devel-lustre"] = CreateVersion("2.6.32"),
            ["kmod-lustre-osd-ldiskfs"] = CreateVersion("2.1.4"),
            ["lustre"] = CreateVersion("2.1.4"),
            ["lustre-dkms"] = CreateVersion("2.1.4"),
            ["lustre-ldiskfs-zfs"] = CreateVersion("1"),
            ["lustre-osd-zfs-mount"] = CreateVersion("2.1.4"),
            ["zfs"] = CreateVersion("0.6.5.3"),
            ["zfs-dkms"] = CreateVersion("0.6.5.3"),
        };

    private static Dictionary<string, PackageVersion> OfWorkers() =>
        new(StringComparer.Ordinal) { ["kmod-lustre-client"] = CreateVersion("2.5.0"), ["lustre-client"] = CreateVersion("2.5.0") };

    private static PackageVersion CreateVersion(string version) => new(0, version, "1", Machine);
}
