using Scalewright.Providers.Containers;
using Scalewright.Providers.Kubernetes;
using Scalewright.Providers.Local;
using Scalewright.Providers.Minimega;
using Scalewright.Providers.Simulation;
using Scalewright.Providers.Slurm;
using Scalewright.Providers.Ssh;
using Scalewright.Providers.Vagrant;

namespace Scalewright.Tool.Providers;

/// <summary>Providers of the tool: a compiled list, without discovery at run time.</summary>
internal static class ProviderCatalog
{
    public static ValueList<ProviderEntry> All { get; } =
    [
        new(
            "simulation",
            "simulated machines in virtual time; removed when the command exits",
            ProviderCapabilities.Get<SimulationProvider>(),
            choice => new SimulationProvider { Seed = choice.Seed }
        )
        {
            Options = ["--seed"],
            IsEphemeral = true,
        },
        new("local", "network namespaces of this machine; requires root", ProviderCapabilities.Get<LocalProvider>(), choice =>
            OpenLocal(choice, LocalIsolation.Namespaces)
        )
        {
            Options = ["--node-folder"],
            Locate = InFolder,
            HasSharedFileSystem = true,
        },
        new("processes", "plain processes of this machine", ProviderCapabilities.Get<LocalProvider>(), choice =>
            OpenLocal(choice, LocalIsolation.Processes)
        )
        {
            Options = ["--node-folder"],
            Locate = InFolder,
            HasSharedFileSystem = true,
        },
        new("containers", "containers of Docker or Podman", ProviderCapabilities.Get<ContainersProvider>(), OpenContainers)
        {
            Options = ["--engine", "--image", "--ssh-config", "--ssh-program"],
            Locate = choice => $"--engine {EngineList.Locate(choice.Engine)}",
        },
        new("ssh", "machines listed in a file, accessed over SSH", ProviderCapabilities.Get<SshProvider>(), OpenSsh)
        {
            Options = ["--host-file", "--ssh-config", "--ssh-program", "--node-folder"],
            Needs = [new("--host-file")],
            HasRemoteNodeFolder = true,
            Locate = choice => $"--host-file {Full(choice.HostFile)}{(choice.NodeFolder is { } folder ? $" --node-folder {folder}" : "")}",
        },
        new(
            "slurm",
            "jobs of the Slurm cluster that this machine's Slurm commands use",
            ProviderCapabilities.Get<SlurmProvider>(),
            OpenSlurm
        )
        {
            Options = ["--partition", "--hours"],
            Locate = choice => SlurmCluster.Describe(choice.Environment),
        },
        new("kubernetes", "pods of a Kubernetes cluster", ProviderCapabilities.Get<KubernetesProvider>(), OpenKubernetes)
        {
            Options =
            [
                "--kubeconfig",
                "--context",
                "--namespace",
                "--image",
                "--cpu-unit",
                "--cpu-request-ratio",
                "--memory-request-ratio",
                "--image-pull-policy",
                "--restricted",
                "--run-as-user",
            ],
            Locate = LocateKubernetes,
        },
        new("minimega", "VMs of minimega on this machine", ProviderCapabilities.Get<MinimegaProvider>(), OpenMinimega)
        {
            Options = ["--socket"],
            Locate = choice => $"--socket {Full(choice.Socket ?? MinimegaClientOptions.DefaultSocketPath)}",
        },
        new("vagrant", "VMs of Vagrant on this machine", ProviderCapabilities.Get<VagrantProvider>(), OpenVagrant)
        {
            Options = ["--node-folder"],
            Locate = choice => $"--node-folder {Full(choice.NodeFolder ?? VagrantFolder)}",
        },
        .. AccountProviders.All,
    ];

    private const string VagrantFolder = "scalewright-vms";

    public static string Names { get; } = JoinNames([.. All]);

    /// <summary>Names of persistent providers, for messages.</summary>
    public static string PersistentNames { get; } = JoinNames([.. All.Where(entry => !entry.IsEphemeral)]);

    private static string JoinNames(ProviderEntry[] entries) =>
        string.Join(", ", entries.SkipLast(1).Select(entry => entry.Name)) + " or " + entries[^1].Name;

    private static SshProvider OpenSsh(ProviderSelection choice) =>
        SshProvider.FromFile(
            HostFile.Load(choice.HostFile),
            new SshOptions { Folder = choice.NodeFolder ?? "", Client = GetSshOptions(choice) }
        );

    public static SshClientOptions GetSshOptions(ProviderSelection choice) =>
        new()
        {
            ConfigFile = choice.Config,
            ClientPath = choice.Client,
            Clock = choice.Environment.Clock,
        };

    private static SlurmProvider OpenSlurm(ProviderSelection choice) =>
        new(
            new SlurmOptions
            {
                Client = new SlurmClientOptions
                {
                    Partition = choice.Partition,
                    TimeLimit = TimeSpan.FromHours(choice.Hours),
                    Clock = choice.Environment.Clock,
                },
            }
        );

    private static ContainersProvider OpenContainers(ProviderSelection choice)
    {
        ContainersOptions options = new()
        {
            Engines = EngineList.Parse(choice.Engine),
            SshProgram = choice.Client,
            SshConfigFile = choice.Config,
            Clock = choice.Environment.Clock,
        };
        return new ContainersProvider(choice.Image.Length > 0 ? options with { Image = choice.Image } : options);
    }

    private static KubernetesProvider OpenKubernetes(ProviderSelection choice) =>
        new(
            new KubernetesOptions(ReadAccess(choice))
            {
                IsRestricted = choice.IsRestricted,
                RunAsUser = choice.RunAsUser,
                Image = choice.Image,
                CpuUnit = choice.CpuUnit,
                CpuRequestRatio = choice.CpuRequestRatio,
                MemoryRequestRatio = choice.MemoryRequestRatio,
                ImagePullPolicy = choice.ImagePullPolicy,
                Clock = choice.Environment.Clock,
            }
        );

    private static MinimegaProvider OpenMinimega(ProviderSelection choice) =>
        new(
            new MinimegaOptions { SocketPath = choice.Socket ?? MinimegaClientOptions.DefaultSocketPath, Clock = choice.Environment.Clock }
        );

    private static VagrantProvider OpenVagrant(ProviderSelection choice) =>
        new(new VagrantOptions(choice.NodeFolder ?? VagrantFolder) { Clock = choice.Environment.Clock });

    private static KubernetesClientOptions ReadAccess(ProviderSelection choice)
    {
        KubernetesClientOptions access = KubernetesClientOptions.FromKubeconfig(choice.Kubeconfig, choice.Context);
        return choice.Namespace.Length > 0 ? access with { Namespace = choice.Namespace } : access;
    }

    private static string LocateKubernetes(ProviderSelection choice)
    {
        KubernetesClientOptions access = ReadAccess(choice);
        string server = access.Server.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
        return $"at {server} in namespace {access.Namespace}";
    }

    private static string InFolder(ProviderSelection choice) => $"--node-folder {Full(choice.NodeFolder ?? new LocalOptions().Folder)}";

    private static string Full(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));

    private static LocalProvider OpenLocal(ProviderSelection choice, LocalIsolation isolation)
    {
        LocalOptions options = new() { Isolation = isolation, Clock = choice.Environment.Clock };
        return new LocalProvider(choice.NodeFolder is { } folder ? options with { Folder = Path.GetFullPath(folder) } : options);
    }
}

/// <summary>Identifies the Slurm cluster that this machine's commands use.</summary>
internal static class SlurmCluster
{
    // slurm.conf(5): path of the configuration file, whose keys are case-insensitive.
    private const string Variable = "SLURM_CONF";
    private const string Default = "/etc/slurm/slurm.conf";
    private const string NameKey = "ClusterName=";

    /// <summary>Returns the name of the cluster and its configuration file. A machine may have no file and query the
    /// controller.</summary>
    public static string Describe(ToolEnvironment environment)
    {
        string path = environment.Variable(Variable) is { Length: > 0 } named ? Path.GetFullPath(named) : Default;
        return $"with {Variable}={path}{(NameIn(path) is { } name ? $" of cluster {name}" : "")}";
    }

    private static string? NameIn(string path)
    {
        try
        {
            return File.ReadLines(path)
                .Select(line => line.Trim())
                .Where(line => line.StartsWith(NameKey, StringComparison.OrdinalIgnoreCase))
                .Select(line => line[NameKey.Length..].Split([' ', '\t', '#'])[0])
                .FirstOrDefault();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The description also makes sense without the name. A run reports an unreadable file.
            return null;
        }
    }
}
