using Scalewright.Providers.Containers.Client;
using Scalewright.Topologies;

namespace Scalewright.Providers.Containers;

/// <summary>Options of a <see cref="ContainersProvider"/>.</summary>
public sealed record ContainersOptions
{
    /// <summary>Engines, each of which is a cloud. Default: one engine, which the provider searches for.</summary>
    public ValueList<ContainerEngine> Engines { get; init; } = [new ContainerEngine()];

    /// <summary>
    /// Image of nodes whose <see cref="NodeHardware.Image"/> is the default, which is not a container image. Default
    /// <c>docker.io/library/debian:stable-slim</c>, which has the GNU C library and a shell.
    /// </summary>
    public string Image { get; init; } = "docker.io/library/debian:stable-slim";

    /// <summary>
    /// Condition for pulling an image. Default: it is pulled if the engine does not have it. Images of
    /// <see cref="ImageArchives"/> and <see cref="ImageFolders"/> are never pulled.
    /// </summary>
    public ImagePull Pull { get; init; }

    /// <summary>Timeout for pulling, loading or building an image. Default 15 minutes.</summary>
    public TimeSpan PullTimeout { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>
    /// Names of images, each with the path of a tar file that is loaded if the engine does not have the image: the
    /// output of <c>docker save</c>, or a root file system. Default: empty.
    /// </summary>
    public ValueMap<string> ImageArchives { get; init; } = ValueMap<string>.Empty;

    /// <summary>
    /// Names of images, each with the path of a folder that contains a <c>Dockerfile</c>. The image is built if the
    /// engine does not have it with the same content, which is read once for each provider. Default: empty.
    /// </summary>
    public ValueMap<string> ImageFolders { get; init; } = ValueMap<string>.Empty;

    /// <summary>
    /// Folders of the files and startup scripts of nodes whose paths are relative, in the order of the search. Default:
    /// the current folder. The files of plugins are in the folder that <see cref="Plugins.TopologyFolder"/> writes.
    /// </summary>
    public ValueList<string> FileFolders { get; init; } = ["."];

    /// <summary>
    /// Returns the program, environment and health of a node's container. Called for each check and each creation, also
    /// concurrently. Default: the agent alone.
    /// </summary>
    public Func<NodeSpec, NodeContainer> Configure { get; init; } = static _ => new NodeContainer();

    /// <summary>
    /// Path of the ready-made agent, which becomes the main process of each container. If empty, the default, it is the
    /// file that <c>SCALEWRIGHT_AGENT</c> names, else <c>scalewright-agent</c> beside the program.
    /// </summary>
    public string AgentProgram { get; init; } = "";

    /// <summary>
    /// True, the default, if containers are limited to the processors and the memory of their nodes.
    /// </summary>
    public bool EnforcesLimits { get; init; } = true;

    /// <summary>
    /// True, the default, if containers can reach hosts outside their networks and are reached by them. Applies to
    /// networks that are created.
    /// </summary>
    public bool AllowInternet { get; init; } = true;

    /// <summary>
    /// IPv4 range of the default networks, each of which has the nodes of one cluster that name no network. Each gets
    /// a free part of 1,024 addresses, or the whole range if it is smaller. Default 10.202.0.0/16.
    /// </summary>
    public Subnet AddressRange { get; init; } = new(new Address(0x0ACA0000, isV6: false), 16);

    /// <summary>
    /// Size of the node's own folder <see cref="DataFolder"/> in MiB, 1 or more, which faults can fill. The folder is
    /// then in memory (tmpfs): a restart of the container empties it. Null, the default: it is an ordinary folder of
    /// the container without a limit.
    /// </summary>
    public int? DiskMiB { get; init; }

    /// <summary>
    /// Path of the node's own folder if <see cref="DiskMiB"/> is set, which is then also the working directory of
    /// commands without one. Files of the agent are elsewhere, so a full disk does not affect it. Default
    /// <c>/data</c>.
    /// </summary>
    public string DataFolder { get; init; } = "/data";

    /// <summary>
    /// Access to the network of containers for link faults. Default <see cref="FaultAccess.Auto"/>.
    /// </summary>
    public FaultAccess Faults { get; init; }

    /// <summary>
    /// OpenSSH client for engines whose address has the scheme <c>ssh</c>: its path, or its name in <c>PATH</c>.
    /// Default <c>ssh</c>.
    /// </summary>
    public string SshProgram { get; init; } = "ssh";

    /// <summary>
    /// Path of the configuration file of the OpenSSH client. Empty, the default: that of the user.
    /// </summary>
    public string SshConfigFile { get; init; } = "";

    /// <summary>Maximum number of concurrent changes, 1 or more. Default 8.</summary>
    public int MaxConcurrency { get; init; } = 8;

    /// <summary>Timeout of a request. Default 1 minute. The outcome of a change that times out is unknown.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Time provider for delays and timeouts. Default: the system clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Random source for tokens and session IDs. Default null: the system random source.</summary>
    public Random? Random { get; init; }

    /// <exception cref="ArgumentException">A value is invalid; the message lists all invalid values.</exception>
    internal ContainersOptions Checked()
    {
        OptionsValidation check = new();
        if (check.Needs(nameof(Engines), Engines, "use one or more"))
        {
            CheckEngines(check);
        }

        check.Needs(nameof(Image), Image, "use the name of an image");
        CheckImages(check);
        check.Needs(nameof(FileFolders), FileFolders, "use one or more folders, as in .");
        check.Needs(nameof(SshProgram), SshProgram, "use the path of the OpenSSH client, or its name");
        check.Add(SshConfigFile is null, nameof(SshConfigFile), $"it is null", "leave it out");
        check.Add(Configure is null, nameof(Configure), $"it is null", "leave it out for the agent alone");
        check.Add(AgentProgram is null, nameof(AgentProgram), $"it is null", "leave it out to search for the agent");
        check.Between(nameof(DiskMiB), DiskMiB ?? 1, 1);
        check.Add(
            DataFolder is not ['/', not '/', ..] || DataFolder.Contains(' ', StringComparison.Ordinal),
            nameof(DataFolder),
            $"'{TextEscaping.Escape(DataFolder ?? "")}' is not an absolute path without blanks",
            "use a folder below the root, as in /data"
        );
        check.Add(
            AddressRange.Base.IsIPv6 || AddressRange.PrefixLength is < 8 or > 29,
            nameof(AddressRange),
            $"found {AddressRange}",
            "use an IPv4 range with a prefix length from 8 to 29"
        );
        check.Between(nameof(MaxConcurrency), MaxConcurrency, 1);
        check.Positive(nameof(CallTimeout), CallTimeout);
        check.Positive(nameof(PullTimeout), PullTimeout);
        check.Add(Clock is null, nameof(Clock), $"it is null", "leave it out to use the system clock");
        check.Throw();
        return this;
    }

    private void CheckEngines(OptionsValidation check)
    {
        check.Add(
            Engines.Count != Engines.Select(engine => engine.Cloud).Distinct(StringComparer.Ordinal).Count(),
            nameof(Engines),
            $"two engines have the same cloud",
            "use another name for each"
        );
        foreach (ContainerEngine engine in Engines.Where(engine => engine.Endpoint is not null))
        {
            check.Add(
                engine.Context is { Length: > 0 },
                nameof(Engines),
                $"an engine has the context '{TextEscaping.Escape(engine.Context ?? "")}' and an address",
                "use one of them"
            );
        }

        foreach (Uri address in Engines.Select(engine => engine.Endpoint).OfType<Uri>().Where(IsSsh))
        {
            check.Add(
                SshConnector.FindProblem(address) is not null,
                nameof(Engines),
                $"the SSH address of an engine cannot be used: {SshConnector.FindProblem(address)}",
                "use ssh://USER@HOST:PORT/SOCKET"
            );
        }

        foreach (ContainerEngine engine in Engines.Where(engine => engine.Tls is not null))
        {
            CheckTls(check, engine);
        }

        foreach (Uri endpoint in Engines.Select(engine => engine.Endpoint).OfType<Uri>())
        {
            bool isKnown = endpoint.IsAbsoluteUri && EngineAddress.Schemes.Contains(endpoint.Scheme, StringComparer.Ordinal);
            check.Add(
                !isKnown,
                nameof(Engines),
                $"'{TextEscaping.Escape(endpoint.ToString())}' is not an address of an engine",
                "use unix, tcp, http or ssh, as in unix:///var/run/docker.sock"
            );
        }
    }

    private static bool IsSsh(Uri address) => address is { IsAbsoluteUri: true, Scheme: EngineAddress.SshScheme };

    private static void CheckTls(OptionsValidation check, ContainerEngine engine)
    {
        check.Add(
            engine.Endpoint is not { IsAbsoluteUri: true, Scheme: "tcp" },
            nameof(Engines),
            $"an engine with {nameof(ContainerEngine.Tls)} has no address with the scheme tcp",
            "set one, as in tcp://192.0.2.1:2376"
        );
        check.Add(
            string.IsNullOrEmpty(engine.Tls!.CertificateFile) != string.IsNullOrEmpty(engine.Tls.KeyFile),
            nameof(Engines),
            $"a client certificate and its key are set separately",
            "set both, or none"
        );
    }

    private void CheckImages(OptionsValidation check)
    {
        check.Add(!Enum.IsDefined(Pull), nameof(Pull), $"{(int)Pull} is not a condition", "use IfMissing, Always or Never");
        CheckPaths(check, nameof(ImageArchives), ImageArchives, "use the path of a tar file");
        CheckPaths(check, nameof(ImageFolders), ImageFolders, "use the path of a folder with a Dockerfile");
        IEnumerable<string> archived = ImageArchives?.Keys ?? [];
        foreach (string image in archived.Where(image => ImageFolders?.ContainsKey(image) ?? false))
        {
            check.Add(
                isWrong: true,
                nameof(ImageFolders),
                $"'{TextEscaping.Escape(image)}' is also in {nameof(ImageArchives)}",
                "use one of them"
            );
        }
    }

    private static void CheckPaths(OptionsValidation check, string option, ValueMap<string>? paths, string advice)
    {
        check.Add(paths is null, option, $"it is null", "leave it out");
        foreach ((string image, string path) in paths ?? ValueMap<string>.Empty)
        {
            check.Add(
                image.Length == 0 || string.IsNullOrEmpty(path),
                option,
                $"image '{TextEscaping.Escape(image)}' has path '{TextEscaping.Escape(path)}'",
                advice
            );
        }
    }
}
