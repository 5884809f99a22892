using System.Formats.Tar;
using System.IO.Compression;
using Scalewright.Profiles;
using Scalewright.Topologies;

namespace Scalewright.Plugins.WindTurbine;

/// <summary>Plugin for wind turbines that OT-sim simulates. A unit is a turbine of six containers.</summary>
[ScalePlugin("wind_turbine", Version = "1.0.0")]
internal sealed class WindTurbinePlugin : ScalePlugin<WindTurbineOptions>
{
    private const int DefaultCpus = 8;
    private const int DefaultMemoryMiB = 16_384;
    private const string ExternalField = "container_template.external_network";

    public override void Validate(Profile profile, ProblemList problems)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(problems);
        WindTurbineOptions options = GetOptions(profile);
        if (profile.ContainersPerNode is < 1)
        {
            problems.AddError(
                ProblemCode.OutOfRange,
                default,
                "containers_per_node",
                string.Create(CultureInfo.InvariantCulture, $"{profile.ContainersPerNode} is less than 1, so no node can run containers"),
                "use 1 or more; with 6, each node runs one turbine"
            );
        }

        if (profile.ContainerCount > 0)
        {
            problems.AddError(
                ProblemCode.ConflictingFields,
                default,
                "containers",
                $"{profile.ContainerCount} is not a field of the plugin wind_turbine",
                "remove it; 'count' sets the number of turbines"
            );
        }

        if (options.ExternalNetwork is not { } network)
        {
            problems.AddWarning(
                ProblemCode.MissingExternalNetwork,
                default,
                ExternalField,
                "is missing, so the main controllers cannot be reached",
                "add name and network"
            );
        }
        else
        {
            CheckExternalNetwork(profile.Name, network, problems);
        }

        if (TurbineSettings.From(options).Helics is { BrokerAddress: null })
        {
            problems.AddError(ProblemCode.MissingField, default, "helics", "the address of the broker is missing", "add broker.address");
        }
    }

    public override Profile Prepare(Profile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        return profile with { ContainersPerNode = profile.ContainersPerNode ?? TurbineDevices.Count };
    }

    public override int CountNodes(Profile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        long total = GetContainerCount(profile);
        return (int)((total + GetContainersPerNode(profile) - 1) / GetContainersPerNode(profile));
    }

    public override int CountContainers(Profile profile, int number)
    {
        ArgumentNullException.ThrowIfNull(profile);
        long before = (number - 1L) * GetContainersPerNode(profile);
        return (int)Math.Min(GetContainersPerNode(profile), GetContainerCount(profile) - before);
    }

    public override NodeHardware GetDefaultHardware(Profile profile) => new() { Cpus = DefaultCpus, MemoryMiB = DefaultMemoryMiB };

    public override ValueList<string> GetStartupCommands(Profile profile, int number) =>
        ["sysctl -w net.ipv4.ip_forward=1", "tar -C / -xzf /wind-configs.tgz"];

    public override NodeSpec ConfigureNode(Profile profile, NodeSpec node)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(node);
        NodeSpec labelled = node.Labels.ContainsKey("infra") ? node : node with { Labels = node.Labels.With("infra", "wind") };
        string? replayData = TurbineSettings.From(GetOptions(profile)).Templates.ReplayData;
        ValueList<FileInjection> replayFiles = replayData is null ? [] : [new FileInjection(replayData, "/scale/shared/weather.csv")];
        return labelled with
        {
            Files = labelled
                .Files.AddRange(replayFiles)
                .Add(new FileInjection($"{node.Name}/{TurbineArchive.Name}", $"/{TurbineArchive.Name}")),
        };
    }

    public override ContainerLayout DescribeContainers(Profile profile, NetworkAllocator networks)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(networks);
        WindTurbineOptions options = GetOptions(profile);
        return new TurbineRoles(profile.Name).Describe(profile.ContainerTemplate, AllocateExternalLink(profile, options, networks)) with
        {
            VolumeMounts = TurbineSettings.From(options).Templates.ReplayData is null
                ? []
                : [new VolumeMount("/shared/", "/scale/shared/")],
        };
    }

    public override IEnumerable<NodeFile> GetFiles(Profile profile, NodeGroup group, NodeSpec node)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(group);
        ArgumentNullException.ThrowIfNull(node);
        TurbineSettings settings = TurbineSettings.From(GetOptions(profile));
        NodeFile[] configurations = new NodeFile[node.ContainerCount];
        for (int i = 0; i < configurations.Length; i++)
        {
            TurbineDevice device = settings.CreateDevice(profile.Name, group.GetContainers(node)[i]);
            configurations[i] = new NodeFile($"{i + 1}/config.xml", buffer => TurbineConfig.Write(device, buffer));
        }

        return [.. configurations, new NodeFile(TurbineArchive.Name, buffer => TurbineArchive.Write(node.Name, configurations, buffer))];
    }

    private static void CheckExternalNetwork(string profile, NetworkTemplate network, ProblemList problems)
    {
        if (!NameRules.IsValidName(network.Name))
        {
            problems.AddError(
                ProblemCode.InvalidName,
                default,
                $"{ExternalField}.name",
                $"'{TextEscaping.Escape(network.Name)}' is not a name",
                NameRules.Advice
            );
        }

        NetworkSpec inside = new(TurbineRoles.PrivateNetworkName(profile), TurbineRoles.PrivateSubnet);
        NetworkAllocator.Check(network, [inside], ExternalField, problems);
    }

    private static long GetContainerCount(Profile profile) => (long)profile.Count * TurbineDevices.Count;

    private static int GetContainersPerNode(Profile profile) => profile.ContainersPerNode ?? TurbineDevices.Count;

    private static ExternalLink? AllocateExternalLink(Profile profile, WindTurbineOptions options, NetworkAllocator networks)
    {
        if (
            options.ExternalNetwork is not { } template
            || networks.Allocate(template, profile.Count, $"{ExternalField}.network") is not { } block
        )
        {
            return null;
        }

        NetworkAttachment link = new(template.Name, block);
        return new ExternalLink(link, template.Gateway is null ? null : networks.ResolveGateway(template.Name));
    }
}

/// <summary>Attachment of a main controller to the external network.</summary>
/// <param name="Gateway">Gateway of that network; null for none.</param>
internal sealed record ExternalLink(NetworkAttachment Attachment, Address? Gateway);

/// <summary>Settings of the devices of turbines, converted from the options of a profile.</summary>
internal sealed record TurbineSettings(TurbineTemplates Templates, GroundTruth? GroundTruth, HelicsFederation? Helics)
{
    public static TurbineSettings From(WindTurbineOptions options)
    {
        TurbineTemplates templates = TurbineTemplates.From(options.Templates.Default);
        HelicsOptions helics = options.Helics ?? HelicsOptions.Empty;
        GroundTruth? groundTruth = options.GroundTruthModule?.Elastic is { } elastic ? GroundTruth.From(elastic) : null;
        return new TurbineSettings(
            templates,
            groundTruth,
            helics != HelicsOptions.Empty || templates.HelicsTopic is not null ? HelicsFederation.From(helics) : null
        );
    }

    public TurbineDevice CreateDevice(string profile, in ContainerSpec container)
    {
        TurbineComponent component = (TurbineComponent)(container.Index % TurbineDevices.Count);
        bool hasExternalAddress = component == TurbineComponent.MainController && container.Role.NetworkAttachments.Count > 1;
        return new TurbineDevice(component, container.UnitIndex + 1, $"{profile}-{container.UnitIndex + 1}")
        {
            Templates = Templates,
            GroundTruth = GroundTruth,
            Helics = Helics,
            ExternalAddress = hasExternalAddress ? container.GetAddress(0).ToString() : null,
        };
    }
}

/// <summary>
/// Creates the roles of a turbine's containers. Names include the name of the profile, so that they are unique.
/// </summary>
internal sealed class TurbineRoles(string profile)
{
    private static readonly Address MainAddress = ParseAddress(TurbineDevices.MainAddress);

    public static Subnet PrivateSubnet { get; } = new(MainAddress, TurbineDevices.PrivatePrefix);

    /// <summary>Name of a turbine's private network, with a placeholder for its number.</summary>
    public static string PrivateNetworkName(string profile) => $"{profile}-{{unit}}";

    /// <summary>Returns the layout of the containers of a turbine.</summary>
    /// <param name="external">Attachment of the main controller to the external network, and its gateway; null for
    /// none.</param>
    public ContainerLayout Describe(ContainerTemplate template, ExternalLink? external) =>
        new()
        {
            Roles = [.. Enum.GetValues<TurbineComponent>().Select(component => CreateRole(component, external))],
            Cpus = template.Cpus,
            MemoryMiB = template.MemoryMiB,
            RootFs = template.RootFs,
        };

    private static Address ParseAddress(string text) => Address.TryParse(text, out Address address) ? address : default;

    private ContainerRole CreateRole(TurbineComponent component, ExternalLink? external)
    {
        NetworkAttachment privateNetwork = new(
            PrivateNetworkName(profile),
            new AddressBlock(PrivateSubnet, ParseAddress(TurbineDevices.GetAddress(component))) { IsFixed = true }
        );
        bool isMain = component == TurbineComponent.MainController;
        Address? gateway = isMain ? external?.Gateway : MainAddress;
        return new ContainerRole($"{profile}-{{unit}}-{TurbineDevices.GetName(component)}")
        {
            NetworkAttachments = isMain && external is { } attached ? [attached.Attachment, privateNetwork] : [privateNetwork],
            Gateway = gateway,
            VolumeMounts = [new VolumeMount("/etc/ot-sim/", "/scale/{node}/{number}/")],
        };
    }
}

/// <summary>
/// Archive of the files for the containers of a node, for example <c>scale/node/1/config.xml</c>. A startup command
/// unpacks it in the root folder of the node. It contains no timestamps or owners, so that equal configurations
/// produce equal bytes.
/// </summary>
internal static class TurbineArchive
{
    /// <summary>File name of the archive, both in the output folder of a node and in the root folder on it.</summary>
    public const string Name = "wind-configs.tgz";

    private const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode FolderMode = FileMode | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Writes the archive of a node.</summary>
    /// <param name="files">Files in the order of the archive, with paths relative to the folder of the node.</param>
    public static void Write(string node, IEnumerable<NodeFile> files, IBufferWriter<byte> buffer)
    {
        using MemoryStream archive = new();
        using (GZipStream gzip = new(archive, CompressionLevel.Fastest, leaveOpen: true))
        using (TarWriter tar = new(gzip, TarEntryFormat.Gnu, leaveOpen: true))
        {
            AddFolder(tar, "scale/");
            AddFolder(tar, $"scale/{node}/");
            foreach (NodeFile file in files)
            {
                AddFolder(tar, $"scale/{node}/{file.Path[..(file.Path.LastIndexOf('/') + 1)]}");
                AddFile(tar, $"scale/{node}/{file.Path}", file);
            }
        }

        buffer.Write(archive.GetBuffer().AsSpan(0, (int)archive.Length));
    }

    private static void AddFolder(TarWriter tar, string name) =>
        tar.WriteEntry(new GnuTarEntry(TarEntryType.Directory, name) { Mode = FolderMode, ModificationTime = DateTimeOffset.UnixEpoch });

    private static void AddFile(TarWriter tar, string name, NodeFile file)
    {
        ArrayBufferWriter<byte> content = new();
        file.Write(content);
        using MemoryStream data = new(content.WrittenMemory.ToArray(), writable: false);
        tar.WriteEntry(
            new GnuTarEntry(TarEntryType.RegularFile, name)
            {
                Mode = FileMode,
                ModificationTime = DateTimeOffset.UnixEpoch,
                DataStream = data,
            }
        );
    }
}
