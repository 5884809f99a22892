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
        ArgumentException.ThrowIfNullOrWhiteSpace(options.StateFolder);
        ArgumentNullException.ThrowIfNull(options.ProviderFactory);
        _options = options;
    }

    /// <inheritdoc/>
    public override string Type => _options.Type;

    /// <inheritdoc/>
    public override ValueList<string> RequiredFields => _options.RequiredFields;

    /// <inheritdoc/>
    public override ValueList<string> OptionalFields =>
        [.. _options.OptionalFields, .. _options.HostKeys, "walltime", "start_time"];

    /// <inheritdoc/>
    /// <exception cref="ProviderException">The provider rejects the nodes, or cannot be queried.</exception>
    /// <exception cref="ClusterException">The hosts could not be created; <see cref="DestroyAsync"/> deletes the
    /// created ones.</exception>
    public override async Task<Inventory> ProvisionAsync(
        PlatformSection section, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(section);
        await using IProvider provider = _options.ProviderFactory(section);
        if (provider.Find<INodeAddresses>() is not { } known)
        {
            throw new ExperimentException([section.ProblemAt(
                "type", ProblemCode.PlatformUnavailable, $"'{provider.Name}' does not know where its nodes are reached",
                "use a provider that knows addresses")]);
        }

        Dictionary<string, string> addresses = new(StringComparer.Ordinal);
        await provider.RunAsync(
            async token =>
            {
                TimeSpan startMax = _options.StartTimeoutSelector(section, provider.Clock.GetUtcNow());
                await using Cluster cluster =
                    await Cluster.Create(CreateTopology(section)).UseProvider(provider).WithState(GetFolder(section))
                        .WithOptions(settings => settings with { NodeStartTimeout = startMax }).ProvisionAsync(token);
                foreach (Resource node in await provider.ObserveAsync(cluster.Owner, token))
                {
                    addresses[node.Tag.Name] = known.FindAddress(node);
                }
            },
            cancellationToken);
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
        await provider.RunAsync(
            async token =>
            {
                try
                {
                    await using Cluster cluster = await Cluster.OpenAsync(folder, provider, token);
                    await cluster.DestroyAsync(token);
                }
                catch (ClusterException nothing) when (nothing.Problems is [{ } problem, ..]
                    && problem.Code == ProblemCode.ClusterNotFound)
                {
                    // Provisioning was rejected before any state was written.
                }
            },
            cancellationToken);
    }

    private static string ToName(PlatformSection section, string role, int number) => $"{section.Name}-{role}-{number}";

    private string GetFolder(PlatformSection section) =>
        Path.Combine(_options.StateFolder, Path.GetFileNameWithoutExtension(section.InventoryFileName));

    private Topology CreateTopology(PlatformSection section)
    {
        int number = 0;
        NodeGroup GroupOf(string role, int count) => new($"{section.Name}-{role}", "builtin@1.0.0")
        {
            Nodes = [.. Enumerable.Range(1, count)
                .Select(one => _options.NodeSpecFactory(section, ToName(section, role, one), ++number))],
        };
        NodeGroup[] groups = [GroupOf("control", section.GetCount("control", 1)), GroupOf(
            "producer", section.GetCount("producers", 0)), GroupOf("consumer", section.GetCount("consumers", 0))];
        return Topology.Create(section.Name).Build() with
        {
            Groups = groups.Where(group => group.Nodes.Count > 0)
                .Select(group => KeyValuePair.Create(group.Name, group))
                .ToValueMap(),
        };
    }

    private Inventory CreateInventory(PlatformSection section, Dictionary<string, string> addresses)
    {
        List<KeyValuePair<string, string>> shared = [.. _options.HostKeys.Where(key => section.GetText(key) is not null)
            .Select(key => KeyValuePair.Create(key, section.GetText(key)!))];
        Dictionary<string, int> seen = new(StringComparer.Ordinal);
        return RoleHosts.CreateInventory(section, _options.Group.Length > 0 ? _options.Group : _options.Type,
            (role, number) => ToName(section, role, number), (role, _) =>
            {
                int number = seen[role] = seen.GetValueOrDefault(role) + 1;
                string host = ToName(section, role, number);
                return
                [
                    new("ansible_host", addresses.GetValueOrDefault(host) is { Length: > 0 } address ? address
                        : throw new ExperimentException([section.ProblemAt("type", ProblemCode.PlatformUnavailable,
                            $"where '{host}' is reached is not known", "set the platform up again")])),
                    new("ansible_user", _options.User),
                    new("cluster_role", role),
                    new("platform_name", section.Name),
                    .. shared,
                ];
            });
    }
}
