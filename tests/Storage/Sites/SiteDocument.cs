using Scalewright.Providers.Ssh;

namespace Storage.Operations.Tests;

/// <summary>Contents of a site file.</summary>
internal sealed record SiteDocument
{
    public ServerEntry?[]? Servers { get; init; }

    public ServerEntry?[]? Workers { get; init; }

    public string?[]? Devices { get; init; }

    public string?[]? PowerUnits { get; init; }

    public string?[]? Clients { get; init; }

    // Null if missing: source-generated deserialization ignores initial values of properties.
    public int? ClusterSize { get; init; }

    public long Seed { get; init; }

    public double? Speed { get; init; }

    public string?[]? Program { get; init; }

    public string? Folder { get; init; }

    public string? NodeFile { get; init; }

    public SiteSshDocument? Ssh { get; init; }

    public bool HasPlace => Speed is not null || Program is not null || Folder is not null || NodeFile is not null || Ssh is not null;

    /// <summary>
    /// Returns the options of the remote part. Paths are relative to the folder of the site file, which is also the
    /// working directory of programs.
    /// </summary>
    public RemoteSiteOptions ToPlace(string folder) =>
        new()
        {
            TimeScale = Speed ?? new RemoteSiteOptions().TimeScale,
            Program = ToList(Program),
            Folder = Folder ?? (string.IsNullOrEmpty(NodeFile) ? folder : ""),
            NodeFile = SiteSshDocument.ResolvePath(folder, NodeFile),
            Client = (Ssh ?? new SiteSshDocument()).ToOptions(folder),
        };

    public StorageSite ToSite() =>
        new()
        {
            Servers = ToList(Servers),
            Workers = ToList(Workers),
            Devices = ToList(Devices),
            PowerUnits = ToList(PowerUnits),
            Clients = ToList(Clients),
            ClusterSize = ClusterSize ?? new StorageSite().ClusterSize,
            Seed = Seed,
        };

    private static ValueList<string> ToList(string?[]? names) => (names ?? []).Select(name => name ?? "").ToValueList();

    private static ValueList<SiteServer> ToList(ServerEntry?[]? servers) =>
        (servers ?? [])
            .Select(server => new SiteServer(server?.Fqdn ?? "")
            {
                Outlets = (server?.Outlets ?? []).Select(outlet => new SiteOutlet(outlet?.Unit ?? "", outlet?.Number ?? "")).ToValueList(),
            })
            .ToValueList();

    internal sealed record ServerEntry
    {
        public string? Fqdn { get; init; }

        public OutletEntry?[]? Outlets { get; init; }
    }

    internal sealed record OutletEntry
    {
        public string? Unit { get; init; }

        public string? Number { get; init; }
    }
}

internal sealed record SiteSshDocument
{
    public string? Program { get; init; }

    public string? ConfigFile { get; init; }

    public string? IdentityFile { get; init; }

    public string? KnownHostsFile { get; init; }

    public SshClientOptions ToOptions(string folder)
    {
        SshClientOptions options = new();
        return options with
        {
            ClientPath = Program ?? options.ClientPath,
            ConfigFile = ResolvePath(folder, ConfigFile),
            IdentityFile = ResolvePath(folder, IdentityFile),
            KnownHostsFile = ResolvePath(folder, KnownHostsFile),
        };
    }

    internal static string ResolvePath(string folder, string? path) => string.IsNullOrEmpty(path) ? "" : Path.Combine(folder, path);
}
