using Scalewright.Clusters;
using Scalewright.Experiments.Inventories;
using Scalewright.Providers;
using Scalewright.Topologies;

namespace Scalewright.Experiments.Platforms;

/// <summary>
/// Platform whose hosts are nodes of a provider, for example reserved machines of a testbed. Each section is a cluster,
/// which is found again by its state.
/// </summary>
public sealed class ProviderPlatform : Platform
{
    private readonly ProviderPlatformOptions _options;

    /// <summary>Creates a platform. <see cref="PlatformList.With"/> replaces another platform of its type.</summary>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentException">An option is empty.</exception>
    public ProviderPlatform(ProviderPlatformOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrWhiteSpace(options.Type);
        ArgumentNullException.ThrowIfNull(options.StateFolder);
        ArgumentNullException.ThrowIfNull(options.ProviderFactory);
        _options = options;
    }

    /// <inheritdoc/>
    public override string Type => _options.Type;

    /// <inheritdoc/>
    public override ValueList<string> RequiredFields => _options.RequiredFields;

    /// <inheritdoc/>
    public override ValueList<string> OptionalFields =>
        [.. _options.OptionalFields, .. _options.UnappliedFields, .. _options.HostKeys, "walltime", Reservation.StartKey];

    /// <inheritdoc/>
    public override void Validate(PlatformSection section, ProblemList problems)
    {
        ArgumentNullException.ThrowIfNull(section);
        ArgumentNullException.ThrowIfNull(problems);
        base.Validate(section, problems);
        _ = Reservation.Read(section, default, problems);
        WarnUnapplied(section, _options.UnappliedFields, problems);
    }

    /// <inheritdoc/>
    /// <exception cref="ProviderException">The provider rejects the nodes, or cannot be queried.</exception>
    /// <exception cref="ClusterException">The hosts could not be created; <see cref="DestroyAsync"/> deletes the
    /// created ones.</exception>
    public override async Task<Inventory> ProvisionAsync(PlatformSection section, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(section);
        section = RoleHosts.WithCounts(section);
        string folder = GetFolder(section);
        if (CountRoles(section) == 0)
        {
            return CreateInventory(section, []);
        }

        await using GuardedProvider provider = _options.ProviderFactory(section).Guard();

        // Other sections may create their folders at the same time.
        Directory.CreateDirectory(folder);
        if (provider.Find<INodeAddresses>() is not { } nodeAddresses)
        {
            throw new ExperimentException([
                section.ProblemAt(
                    "type",
                    ProblemCode.PlatformUnavailable,
                    $"'{provider.Name}' does not know where its nodes are reached",
                    "use a provider that knows addresses"
                ),
            ]);
        }

        Dictionary<string, string> addresses = new(StringComparer.Ordinal);
        await provider.RunAsync(
            async token =>
            {
                TimeSpan startTimeout = _options.StartTimeoutSelector(section, provider.Clock.GetLocalNow());
                await using Cluster cluster = await Cluster
                    .Create(CreateTopology(section))
                    .UseProvider(provider)
                    .WithState(folder)
                    .WithOptions(settings => settings with { NodeStartTimeout = startTimeout })
                    .ProvisionAsync(token);
                foreach (Resource node in await provider.ObserveAsync(cluster.Owner, token))
                {
                    addresses[node.Tag.Name] = nodeAddresses.FindAddress(node);
                }
            },
            cancellationToken
        );
        return CreateInventory(section, addresses);
    }

    /// <inheritdoc/>
    /// <exception cref="ProviderException">The provider cannot be queried.</exception>
    public override async Task DestroyAsync(PlatformSection section, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(section);
        string folder = GetFolder(section);
        if (!Directory.Exists(folder))
        {
            return;
        }

        await using IProvider provider = _options.ProviderFactory(section);
        await provider.RunAsync(token => DestroyClusterAsync(folder, provider, token), cancellationToken);
    }

    /// <summary>Destroys the cluster of a folder, if there is one, and deletes the folder.</summary>
    internal static async Task DestroyClusterAsync(string folder, IProvider provider, CancellationToken cancellationToken)
    {
        try
        {
            await using Cluster cluster = await Cluster.OpenAsync(folder, provider, cancellationToken);
            await cluster.DestroyAsync(cancellationToken);
        }
        catch (ClusterException exception) when (exception.Problems is [{ } problem, ..] && problem.Code == ProblemCode.ClusterNotFound)
        {
            // Provisioning was rejected before any state was written.
        }

        Directory.Delete(folder, recursive: true);
    }

    private string GetFolder(PlatformSection section) =>
        RoleHosts.GetStateFolder(_options.StateFolder.Length > 0 ? section with { StateFolder = _options.StateFolder } : section);

    private Topology CreateTopology(PlatformSection section)
    {
        int number = 0;
        NodeGroup GroupOf(string role, int count) =>
            new($"{section.Name}-{role}", "builtin@1.0.0")
            {
                Nodes =
                [
                    .. Enumerable
                        .Range(1, count)
                        .Select(index => _options.NodeSpecFactory(section, RoleHosts.GetName(section, role, index), ++number)),
                ],
            };
        NodeGroup[] groups =
        [
            GroupOf("control", section.GetCount("control", 1)),
            GroupOf("producer", section.GetCount("producers", 0)),
            GroupOf("consumer", section.GetCount("consumers", 0)),
        ];
        return Topology.Create(section.Name).Build() with
        {
            Groups = groups.Where(group => group.Nodes.Count > 0).Select(group => KeyValuePair.Create(group.Name, group)).ToValueMap(),
        };
    }

    private Inventory CreateInventory(PlatformSection section, Dictionary<string, string> addresses)
    {
        List<KeyValuePair<string, string>> shared =
        [
            .. _options
                .HostKeys.Where(key => section.GetText(key) is not null)
                .Select(key => KeyValuePair.Create(key, section.GetText(key)!)),
        ];
        string group = _options.Group.Length > 0 ? _options.Group : _options.Type;
        return RoleHosts.CreateInventory(section, group, (role, host) =>
            [
                new(
                    "ansible_host",
                    addresses.GetValueOrDefault(host) is { Length: > 0 } address
                        ? address
                        : throw new ExperimentException([
                            section.ProblemAt(
                                "type",
                                ProblemCode.PlatformUnavailable,
                                $"where '{host}' is reached is not known",
                                "set the platform up again"
                            ),
                        ])
                ),
                new("ansible_user", _options.User),
                new("cluster_role", role),
                new("platform_name", section.Name),
                .. shared,
            ]
        );
    }
}
