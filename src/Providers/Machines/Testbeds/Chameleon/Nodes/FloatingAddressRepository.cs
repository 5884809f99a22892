using Scalewright.Providers.Chameleon.Wire;

namespace Scalewright.Providers.Chameleon.Nodes;

/// <summary>Floating IP addresses of nodes at one site.</summary>
/// <param name="options">Options, which contain the network of the addresses. Without a network, addresses are not
/// used.</param>
internal sealed class FloatingAddressRepository(SiteSession session, NamedResourceCache names, ChameleonOptions options)
{
    public bool IsUsed => options.FloatingNetwork.Length > 0;

    /// <summary>Lists all addresses of nodes.</summary>
    public async Task<ValueList<NodeFloatingAddress>> ListAllAsync(CancellationToken cancellationToken) =>
        IsUsed
            ? SelectTagged(
                await MarkerPageReader.ReadAsync(
                    session,
                    OpenStackService.Network,
                    "floatingips?sort_key=id&sort_dir=asc",
                    ChameleonJson.Default.FloatingList,
                    page => page.FloatingAddresses,
                    address => address.Id,
                    options.PageSize,
                    cancellationToken
                )
            )
            : [];

    /// <summary>
    /// Assigns an address to a server that has no address: the existing address of its node, or a new one. Returns
    /// false if the server has no port yet.
    /// </summary>
    /// <exception cref="RestException">The request was refused or received no response.</exception>
    public async Task<bool> AttachAsync(string server, AddressTag tag)
    {
        PortList ports = await session.GetAsync(
            OpenStackService.Network,
            $"ports?device_id={Uri.EscapeDataString(server)}",
            ChameleonJson.Default.PortList,
            CancellationToken.None
        );
        if (ports.Ports is not [var port, ..])
        {
            return false;
        }

        // The list is read again, because an earlier attempt whose response was lost may have created an address.
        ValueList<NodeFloatingAddress> own = [.. (await ListAllAsync(CancellationToken.None)).Where(address => address.Tag == tag)];
        if (own.Any(address => address.Wire.PortId == port.Id))
        {
            return true;
        }

        if (own is [var free, ..])
        {
            await session.ChangeAsync(
                OpenStackService.Network,
                HttpMethod.Put,
                GetPath(free.Wire.Id),
                new FloatingChange(new FloatingMove(port.Id)),
                ChameleonJson.Default.FloatingChange
            );
            return true;
        }

        FloatingRequest request = new(
            new FloatingAddressSpec(
                await names.ResolveNetworkAsync(options.FloatingNetwork, CancellationToken.None),
                port.Id,
                tag.ToString()
            )
        );
        await session.ChangeAsync(OpenStackService.Network, HttpMethod.Post, "floatingips", request, ChameleonJson.Default.FloatingRequest);
        return true;
    }

    /// <summary>Releases an address. Idempotent.</summary>
    /// <exception cref="RestException">The request was refused or received no response.</exception>
    public Task RemoveAsync(string id) => session.RemoveAsync(OpenStackService.Network, GetPath(id));

    private static ValueList<NodeFloatingAddress> SelectTagged(IEnumerable<FloatingAddress> all) =>
        [
            .. all.Select(address => AddressTag.Read(address.Description) is { } tag ? new NodeFloatingAddress(address, tag) : null)
                .OfType<NodeFloatingAddress>(),
        ];

    private static string GetPath(string id) => $"floatingips/{Uri.EscapeDataString(id)}";
}

/// <summary>An address of a node.</summary>
/// <param name="Wire">Data of the network service.</param>
/// <param name="Tag">The node of the address.</param>
internal sealed record NodeFloatingAddress(FloatingAddress Wire, AddressTag Tag)
{
    /// <summary>True if it is assigned to a machine.</summary>
    public bool IsAttached => !string.IsNullOrEmpty(Wire.PortId);
}

/// <summary>Node of an address, as stored in the description of the address.</summary>
/// <param name="Token">Token of the step that created the node.</param>
internal sealed record AddressTag(Owner Owner, string Token)
{
    /// <returns>Null if the address does not belong to a Scalewright node.</returns>
    public static AddressTag? Read(string? description)
    {
        int gap = description?.LastIndexOf(' ') ?? -1;
        return gap > 0 && Owner.TryParse(description![..gap], out Owner? owner) ? new AddressTag(owner, description[(gap + 1)..]) : null;
    }

    public override string ToString() => $"{Owner} {Token}";
}
