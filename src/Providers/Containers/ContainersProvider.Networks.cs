using Docker.DotNet.Models;
using Scalewright.Planning;
using Scalewright.Providers.Containers.Client;
using Scalewright.Providers.Containers.Networks;
using Scalewright.Providers.Containers.Nodes;
using Address = Scalewright.Topologies.Address;
using NetworkSpec = Scalewright.Topologies.NetworkSpec;
using NodeSpec = Scalewright.Topologies.NodeSpec;
using Subnet = Scalewright.Topologies.Subnet;
using Topology = Scalewright.Topologies.Topology;

namespace Scalewright.Providers.Containers;

/// <content>Networks of topologies, default networks of clusters, and addresses of nodes.</content>
public sealed partial class ContainersProvider
{
    private readonly AddressPool _pool = new();
    private readonly ContainerAddresses _addresses = new();
    private readonly SemaphoreSlim _defaultNetworkGate;

    // Networks of a topology are on this engine.
    private NodeEngine NetworkEngine => _engines[0];

    /// <inheritdoc/>
    public string FindAddress(Resource node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return _addresses.Find(node.Id);
    }

    /// <inheritdoc/>
    protected override ValueTask<IAsyncDisposable?> BeginWaveAsync(ValueList<StepRequest> requests, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(requests);
        Owner[] owners =
        [
            .. requests.Where(request => request.Step.Target == StepTarget.Node).Select(request => request.Tag.Owner).Distinct(),
        ];
        return new(owners.Length > 0 ? new WaveEnd(() => RemoveDefaultNetworksAsync(owners)) : null);
    }

    private async Task<ValueList<Problem>> CheckNetworksAsync(Topology topology, CancellationToken cancellationToken)
    {
        ValueList<EngineNetwork> existing =
            topology.Networks.Count > 0 ? await NetworkEngine.Client.ListNetworksAsync([], cancellationToken) : [];
        IEnumerable<string> used = topology.Nodes.SelectMany(NodeInterface.Read).Select(entry => entry.Network);
        EngineVersion? version = used.Distinct(StringComparer.Ordinal).Skip(1).Any()
            ? await NetworkEngine.Client.GetVersionAsync(cancellationToken)
            : null;
        NodeSpec[] elsewhere = [.. topology.Nodes.Where(node => FindEngine(node) is { } engine && engine != NetworkEngine)];
        return
        [
            // Some versions of its network program lose the rules that separate bridges.
            .. version is { IsPodman: true } ? [ContainersProblems.NotIsolated(version.ToString())] : Array.Empty<Problem>(),
            .. NetworkCheck.Run(topology, existing),
            .. elsewhere
                .Where(node => NodeInterface.Read(node).Count > 0)
                .Select(node => ContainersProblems.OtherEngine(node.Name, NetworkEngine.Cloud)),
        ];
    }

    private async Task<NetworkItem[]> ListNetworksAsync(NodeEngine engine, ValueList<string> labels, CancellationToken cancellationToken) =>
        await CallAsync(
            "list networks",
            _options.CallTimeout,
            async token =>
            {
                // In this order, the volumes of a network that is removed meanwhile are not taken for remains.
                ValueList<EngineVolume> volumes = await engine.Client.ListVolumesAsync(labels, token);
                ValueList<EngineNetwork> networks = await engine.Client.ListNetworksAsync(labels, token);
                ILookup<string, EngineVolume> byToken = volumes.ToLookup(
                    volume => volume.Labels.GetValueOrDefault(ContainerTags.TokenLabel, ""),
                    StringComparer.Ordinal
                );
                string[] tokens = [.. networks.Select(GetToken)];
                return networks
                    .Select(network => new NetworkItem(engine, network, [.. byToken[GetToken(network)]]))
                    .Concat(
                        byToken
                            .Where(group => !tokens.Contains(group.Key, StringComparer.Ordinal))
                            .Select(group => new NetworkItem(engine, null, [.. group]))
                    )
                    .ToArray();
            },
            cancellationToken
        );

    private static string GetToken(EngineNetwork network) => network.Labels.GetValueOrDefault(ContainerTags.TokenLabel, "");

    private async Task<EngineItem?> FindNetworkAsync(StepRequest request, CancellationToken cancellationToken)
    {
        Owner? owner = request.ResourceId is null ? request.Tag.Owner : null;
        foreach (NodeEngine engine in _engines)
        {
            NetworkItem[] items = await ListNetworksAsync(engine, [GetOwnerLabel(owner)], cancellationToken);
            if (items.FirstOrDefault(IsTarget) is { } item)
            {
                return item;
            }
        }

        return null;

        bool IsTarget(NetworkItem item)
        {
            if (request.ResourceId is { } id)
            {
                return item.ToResource()?.Id == id;
            }

            bool isSame = request.Step.Action == StepAction.Create ? item.Tag?.Token == request.Token : item.Tag?.Name == request.Tag.Name;
            return isSame && !item.IsDefault;
        }
    }

    private async Task<NetworkItem> CreateNetworkAsync(StepRequest request, NetworkSpec network)
    {
        if (await FindNetworkAsync(request with { ResourceId = null }, CancellationToken.None) is NetworkItem existing)
        {
            return existing;
        }

        Dictionary<string, string> labels = ContainerTags.CreateLabels(request.Tag, Clock.GetUtcNow());
        try
        {
            return await CreateNetworkAsync(NetworkEngine, NetworkTags.GetName(request.Tag), network, labels);
        }
        catch (EngineException failure) when (failure.Meaning == EngineMeaning.NameTaken)
        {
            return await FindNetworkAsync(request with { ResourceId = null }, CancellationToken.None) as NetworkItem
                ?? throw new ProviderException(Name, [ContainersProblems.Contended(network.Name)], failure) { IsTransient = true };
        }
    }

    private async Task<NetworkItem> CreateNetworkAsync(
        NodeEngine engine,
        string name,
        NetworkSpec network,
        Dictionary<string, string> labels
    )
    {
        Subnet subnet = new(network.Subnet.First, network.Subnet.PrefixLength);
        labels[ContainerTags.RangeLabel] = subnet.ToString();
        Address bridge = NetworkCheck.GetBridge(network);
        string id = await CallAsync(
            "create network",
            _options.CallTimeout,
            token =>
                engine.Client.CreateNetworkAsync(
                    new NetworksCreateParameters
                    {
                        Name = name,
                        Driver = "bridge",
                        Internal = !_options.AllowInternet,
                        EnableIPv6 = subnet.Base.IsIPv6,
                        IPAM = new IPAM { Config = [new IPAMConfig { Subnet = subnet.ToString(), Gateway = bridge.ToString() }] },
                        // Podman forwards packets between other bridges. Docker ignores the option.
                        Options = new Dictionary<string, string>(StringComparer.Ordinal) { ["isolate"] = "true" },
                        Labels = labels,
                    },
                    token
                ),
            CancellationToken.None
        );
        return new NetworkItem(engine, new EngineNetwork(id, name, [subnet], [bridge], labels), []);
    }

    private async Task<EngineItem?> ChangeNetworkAsync(StepRequest request, NetworkItem item)
    {
        if (request.Step is ChangeNetwork { From: { } from, To: { } to } && (from.Subnet != to.Subnet || from.Gateway != to.Gateway))
        {
            throw ContainersProblems.Exception(ContainersProblems.FixedSubnet(to.Name));
        }

        if (item.Network is null || item.Tag is null)
        {
            return null;
        }

        StoredResourceTag tag = item.Tag.WithTag(request.Tag);
        long number = item.Changes.Select(NetworkTags.GetNumber).DefaultIfEmpty(0).Max() + 1;
        return await CallAsync(
            "change network",
            _options.CallTimeout,
            async token =>
            {
                EngineClient client = item.Engine.Client;
                EngineVolume volume = await client.CreateVolumeAsync(
                    NetworkTags.GetVolumeName(tag.Token, number),
                    NetworkTags.CreateVolumeLabels(request.Tag, tag, Clock.GetUtcNow()),
                    token
                );
                NetworkItem changed = new(item.Engine, item.Network, [volume]);
                if (changed.Tag != tag)
                {
                    // Another program created the volume first.
                    return null;
                }

                foreach (EngineVolume earlier in item.Changes)
                {
                    await client.RemoveVolumeAsync(earlier.Name, token);
                }

                return (EngineItem)changed;
            },
            CancellationToken.None
        );
    }

    private async Task RemoveNetworkAsync(NetworkItem item) =>
        await CallAsync(
            "remove network",
            _options.CallTimeout,
            async token =>
            {
                EngineClient client = item.Engine.Client;
                if (item.Network is { } network)
                {
                    await RemoveNetworkAsync(client, network, token);
                }

                foreach (EngineVolume volume in item.Changes)
                {
                    await client.RemoveVolumeAsync(volume.Name, token);
                }

                return true;
            },
            CancellationToken.None
        );

    private static async Task RemoveNetworkAsync(EngineClient client, EngineNetwork network, CancellationToken cancellationToken)
    {
        try
        {
            await client.RemoveNetworkAsync(network.Id, cancellationToken);
        }
        catch (EngineException failure) when (failure.Meaning == EngineMeaning.NetworkInUse && NetworkTags.IsDefault(network))
        {
            // The cluster has nodes again, so its default network is not a remainder.
        }
    }

    /// <summary>Returns the interfaces of a new node. Its addresses are reserved until they are released.</summary>
    private async Task<ValueList<NodeEndpoint>> ReserveAddressesAsync(
        NodeEngine engine,
        NodeSpec node,
        ResourceTag tag,
        ContainerItem[] own
    )
    {
        ValueList<NodeInterface> interfaces = NodeInterface.Read(node);
        NetworkItem[] items = await ListNetworksAsync(engine, [GetOwnerLabel(tag.Owner)], CancellationToken.None);
        EngineNetwork[] networks = [.. items.Select(item => item.Network).OfType<EngineNetwork>()];
        if (interfaces.Count == 0)
        {
            EngineNetwork network = networks.FirstOrDefault(NetworkTags.IsDefault) ?? await CreateDefaultNetworkAsync(engine, tag);
            return [Reserve(node, network, new NodeInterface(NetworkTags.DefaultName, null, ""), own)];
        }

        List<NodeEndpoint> endpoints = [];
        foreach (NodeInterface entry in interfaces)
        {
            EngineNetwork network = networks.FirstOrDefault(network =>
                !NetworkTags.IsDefault(network) && network.Labels.GetValueOrDefault(ContainerTags.NameLabel) == entry.Network
            ) ?? throw ContainersProblems.Exception(ContainersProblems.UnknownNetwork(node.Name, entry.Network));
            endpoints.Add(Reserve(node, network, entry, own));
        }

        return endpoints.ToValueList();
    }

    private NodeEndpoint Reserve(NodeSpec node, EngineNetwork network, NodeInterface entry, ContainerItem[] own)
    {
        if (entry.Address is { } wanted)
        {
            _pool.Reserve(network.Id, wanted);
        }

        Address address = entry.Address
            ?? _pool.ReserveFree(
                network,
                own.SelectMany(item => item.Endpoints)
                    .Where(endpoint => endpoint.Network == network.Id)
                    .Select(endpoint => endpoint.Address)
            )
            ?? throw ContainersProblems.Exception(ContainersProblems.NoAddress(node.Name, entry.Network));
        return new NodeEndpoint(network.Id, address, entry.Mac.Length > 0 ? entry.Mac : NodeEndpoint.GetMac(address));
    }

    private void ReleaseAddresses(ValueList<NodeEndpoint> endpoints)
    {
        foreach (NodeEndpoint endpoint in endpoints)
        {
            _pool.Release(endpoint);
        }
    }

    /// <summary>Creates the default network of an owner in the first free part of the address range.</summary>
    private async Task<EngineNetwork> CreateDefaultNetworkAsync(NodeEngine engine, ResourceTag node)
    {
        await _defaultNetworkGate.WaitAsync();
        try
        {
            ValueList<EngineNetwork> all = await CallAsync(
                "list networks",
                _options.CallTimeout,
                token => engine.Client.ListNetworksAsync([], token),
                CancellationToken.None
            );
            string name = NetworkTags.GetDefaultName(node.Owner);
            if (all.FirstOrDefault(network => network.Name == name) is { } existing)
            {
                return existing;
            }

            Subnet[] used = [.. all.SelectMany(network => network.Subnets)];
            foreach (
                Subnet subnet in DefaultNetworkRange
                    .Split(_options.AddressRange)
                    .Where(subnet => !used.Any(other => NetworkCheck.Overlaps(other, subnet)))
            )
            {
                try
                {
                    NetworkItem item = await CreateNetworkAsync(
                        engine,
                        name,
                        new NetworkSpec(NetworkTags.DefaultName, subnet),
                        NetworkTags.CreateDefaultLabels(node, Clock.GetUtcNow())
                    );
                    return item.Network!;
                }
                catch (EngineException failure) when (failure.Meaning == EngineMeaning.SubnetTaken)
                {
                    // The machine uses the range for something else.
                }
            }

            throw ContainersProblems.Exception(ContainersProblems.NoDefaultRange(node.Name, _options.AddressRange));
        }
        finally
        {
            _defaultNetworkGate.Release();
        }
    }

    /// <summary>Removes the default networks of owners that have no containers left.</summary>
    private async Task RemoveDefaultNetworksAsync(Owner[] owners)
    {
        foreach ((NodeEngine engine, Owner owner) in _engines.SelectMany(_ => owners, (engine, owner) => (engine, owner)))
        {
            try
            {
                ValueList<string> labels = [GetOwnerLabel(owner)];
                if ((await ListContainersAsync(engine, labels, CancellationToken.None)).Length == 0)
                {
                    foreach (
                        NetworkItem item in (await ListNetworksAsync(engine, labels, CancellationToken.None)).Where(item => item.IsDefault)
                    )
                    {
                        await RemoveNetworkAsync(item);
                    }
                }
            }
            catch (Exception failure) when (failure is EngineException or HttpRequestException or IOException or TimeoutException)
            {
                // It is listed as a resource without a node, so the next plan removes it.
                ContainersLog.NetworkNotRemoved(Logger, owner.ToString(), failure.Message);
            }
        }
    }

    private sealed class WaveEnd(Func<Task> end) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await end();
    }
}
