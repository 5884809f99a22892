using Docker.DotNet.Models;
using Address = Scalewright.Topologies.Address;
using Subnet = Scalewright.Topologies.Subnet;

namespace Scalewright.Providers.Containers.Client;

/// <content>Requests about networks and volumes.</content>
internal sealed partial class EngineClient
{
    /// <summary>Lists networks.</summary>
    /// <param name="labels">Labels that a network must have, as <c>name</c> or <c>name=value</c>.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public async Task<ValueList<EngineNetwork>> ListNetworksAsync(ValueList<string> labels, CancellationToken cancellationToken)
    {
        NetworksListParameters parameters = new() { Filters = FilterBy(labels) };
        try
        {
            IList<NetworkResponse> networks = await SendAsync("list networks", () =>
                _client.Networks.ListNetworksAsync(parameters, cancellationToken)
            );
            return [.. networks.Select(Describe)];
        }
        catch (EngineException failure) when (failure.Meaning == EngineMeaning.StorageLost)
        {
            return await ListNetworksOnPodmanAsync(labels, cancellationToken);
        }
    }

    /// <returns>ID of the network.</returns>
    public async Task<string> CreateNetworkAsync(NetworksCreateParameters network, CancellationToken cancellationToken) =>
        (await SendAsync($"create network {network.Name}", () => _client.Networks.CreateNetworkAsync(network, cancellationToken))).ID;

    /// <summary>Connects a container to a network. A connected one is not an error.</summary>
    public async Task ConnectAsync(string network, string container, EndpointSettings endpoint, CancellationToken cancellationToken)
    {
        NetworkConnectParameters parameters = new() { Container = container, EndpointConfig = endpoint };
        try
        {
            await SendAsync($"connect container {container} to network {network}", () =>
                _client.Networks.ConnectNetworkAsync(network, parameters, cancellationToken)
            );
        }
        catch (EngineException failure) when (failure.Meaning == EngineMeaning.AlreadyConnected)
        {
            // An earlier program connected it.
        }
    }

    /// <returns>False if the network does not exist.</returns>
    public async Task<bool> RemoveNetworkAsync(string network, CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync($"remove network {network}", () => _client.Networks.DeleteNetworkAsync(network, cancellationToken));
            return true;
        }
        catch (EngineException failure) when (failure.Meaning == EngineMeaning.Missing)
        {
            return false;
        }
    }

    /// <summary>Lists volumes.</summary>
    /// <param name="labels">Labels that a volume must have, as <c>name</c> or <c>name=value</c>.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public async Task<ValueList<EngineVolume>> ListVolumesAsync(ValueList<string> labels, CancellationToken cancellationToken)
    {
        VolumesListParameters parameters = new() { Filters = FilterBy(labels) };
        VolumesListResponse response = await SendAsync("list volumes", () => _client.Volumes.ListAsync(parameters, cancellationToken));
        return [.. (response.Volumes ?? []).Select(Describe)];
    }

    /// <summary>Creates a volume.</summary>
    /// <returns>The volume. If the name was taken, the existing volume with its own labels.</returns>
    public async Task<EngineVolume> CreateVolumeAsync(
        string name,
        Dictionary<string, string> labels,
        CancellationToken cancellationToken
    ) =>
        Describe(
            await SendAsync($"create volume {name}", () =>
                _client.Volumes.CreateAsync(new VolumesCreateParameters { Name = name, Labels = labels }, cancellationToken)
            )
        );

    /// <summary>Removes a volume. A missing one is not an error.</summary>
    public async Task RemoveVolumeAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync($"remove volume {name}", () => _client.Volumes.RemoveAsync(name, force: null, cancellationToken));
        }
        catch (EngineException failure) when (failure.Meaning == EngineMeaning.Missing)
        {
            // Another program removed it.
        }
    }

    private static EngineNetwork Describe(NetworkResponse network)
    {
        IPAMConfig[] ranges = [.. network.IPAM?.Config ?? []];
        return new EngineNetwork(
            network.ID,
            network.Name,
            [.. ranges.Select(range => ParseSubnet(range.Subnet)).OfType<Subnet>()],
            [.. ranges.Select(range => ParseAddress(range.Gateway)).OfType<Address>()],
            Copy(network.Labels)
        );
    }

    private static Subnet? ParseSubnet(string? text) => Subnet.TryParse(text, out Subnet subnet) ? subnet : null;

    private static Address? ParseAddress(string? text) => Address.TryParse(text, out Address address) ? address : null;

    private static EngineVolume Describe(VolumeResponse volume) => new(volume.Name, Copy(volume.Labels));
}
