using Scalewright.Providers.Ssh;

namespace Storage.Operations.Tests;

/// <summary>The file of a site.</summary>
internal sealed record SiteDocument
{
    public ServerText?[]? Servers { get; init; }

    public ServerText?[]? Workers { get; init; }

    public string?[]? Devices { get; init; }

    public string?[]? PowerUnits { get; init; }

    public string?[]? Clients { get; init; }

    // Source-generated deserialization does not keep initial values.
    public int? ClusterSize { get; init; }

    public long Seed { get; init; }

    public double? Speed { get; init; }

    public string?[]? Program { get; init; }

    public string? Folder { get; init; }

    public string? NodeFile { get; init; }

    public SiteSshDocument? Ssh { get; init; }

    public bool HasPlace => Speed is not null || Program is not null || Folder is not null || NodeFile is not null || Ssh is not null;

    /// <summary>Paths are relative to the file, whose folder is also the working directory of programs.</summary>
    public RemoteSiteOptions ToPlace(string folder) => new()
    {
        TimeScale = Speed ?? new RemoteSiteOptions().TimeScale,
        Program = Of(Program),
        Folder = Folder ?? (string.IsNullOrEmpty(NodeFile) ? folder : ""),
        NodeFile = SiteSshDocument.Beside(folder, NodeFile),
        Client = (Ssh ?? new SiteSshDocument()).ToOptions(folder),
    };

    public StorageSite ToSite() => new()
    {
        Servers = Of(Servers),
        Workers = Of(Workers),
        Devices = Of(Devices),
        PowerUnits = Of(PowerUnits),
        Clients = Of(Clients),
        ClusterSize = ClusterSize ?? new StorageSite().ClusterSize,
        Seed = Seed,
    };

    private static ValueList<string> Of(string?[]? names) => (names ?? []).Select(name => name ?? "").ToValueList();

    private static ValueList<SiteServer> Of(ServerText?[]? servers) => (servers ?? []).Select(server => new SiteServer(server?.Fqdn ?? "")
    {
        Outlets = (server?.Outlets ?? []).Select(outlet => new SiteOutlet(outlet?.Unit ?? "", outlet?.Number ?? "")).ToValueList(),
    }).ToValueList();

    internal sealed record ServerText
    {
        public string? Fqdn { get; init; }

        public OutletText?[]? Outlets { get; init; }
    }

    internal sealed record OutletText
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
            ConfigFile = Beside(folder, ConfigFile),
            IdentityFile = Beside(folder, IdentityFile),
            KnownHostsFile = Beside(folder, KnownHostsFile),
        };
    }

    internal static string Beside(string folder, string? path) => string.IsNullOrEmpty(path) ? "" : Path.Combine(folder, path);
}
