using Scalewright.Providers.Chameleon.Wire;

namespace Scalewright.Providers.Chameleon.Nodes;

/// <summary>The addresses of nodes at one site that are reached from outside.</summary>
/// <param name="options">From which network they are; none: there are no addresses.</param>
internal sealed class AddressBook(SiteSession session, NamedThings names, ChameleonOptions options)
{
    public bool IsUsed => options.FloatingNetwork.Length > 0;

    /// <summary>All of them that are for nodes.</summary>
    public async Task<ValueList<PlacedAddress>> AllAsync(CancellationToken cancellationToken) => IsUsed
        ? Marked(await MarkerPages.ReadAsync(session, Service.Network, "floatingips?sort_key=id&sort_dir=asc", ChameleonJson.Default.FloatingList, page => page.FloatingAddresses, address => address.Id, options.PageSize, cancellationToken))
        : [];

    /// <summary>Gives a server an address, unless it has one: the one that is its node's already, or a new one.</summary>
    /// <returns>Whether it has one now; false: the server has no port yet.</returns>
    /// <exception cref="RestException">It was refused, or not answered.</exception>
    public async Task<bool> AttachAsync(string server, AddressMark mark)
    {
        PortList ports = await session.GetAsync(Service.Network, $"ports?device_id={Uri.EscapeDataString(server)}", ChameleonJson.Default.PortList, CancellationToken.None);
        if (ports.Ports is not [var port, ..])
        {
            return false;
        }

        // Asked anew: what is known may be from before the last try, whose answer may have been lost.
        ValueList<PlacedAddress> own = [.. (await AllAsync(CancellationToken.None)).Where(address => address.Mark == mark)];
        if (own.Any(address => address.Wire.PortId == port.Id))
        {
            return true;
        }

        if (own is [var free, ..])
        {
            await session.ChangeAsync(Service.Network, HttpMethod.Put, PathOf(free.Wire.Id), new FloatingChange(new FloatingMove(port.Id)), ChameleonJson.Default.FloatingChange);
            return true;
        }

        FloatingRequest request = new(new FloatingDemand(await names.NetworkAsync(options.FloatingNetwork, CancellationToken.None), port.Id, mark.ToString()));
        await session.ChangeAsync(Service.Network, HttpMethod.Post, "floatingips", request, ChameleonJson.Default.FloatingRequest);
        return true;
    }

    /// <summary>Gives an address back; done when it is gone.</summary>
    /// <exception cref="RestException">It was refused, or not answered.</exception>
    public Task RemoveAsync(string id) => session.RemoveAsync(Service.Network, PathOf(id));

    private static ValueList<PlacedAddress> Marked(IEnumerable<FloatingAddress> all) =>
        [.. all.Select(address => AddressMark.Read(address.Description) is { } mark ? new PlacedAddress(address, mark) : null).OfType<PlacedAddress>()];

    private static string PathOf(string id) => $"floatingips/{Uri.EscapeDataString(id)}";
}

/// <summary>An address of a node.</summary>
/// <param name="Wire">What the network service says.</param>
/// <param name="Mark">For which node it is.</param>
internal sealed record PlacedAddress(FloatingAddress Wire, AddressMark Mark)
{
    /// <summary>Whether it leads to a machine.</summary>
    public bool IsAttached => !string.IsNullOrEmpty(Wire.PortId);
}

/// <summary>For which node an address is, as its description tells.</summary>
/// <param name="Owner">Whose node.</param>
/// <param name="Token">The token that made the node.</param>
internal sealed record AddressMark(Owner Owner, string Token)
{
    /// <returns>Null: it is for none of our nodes.</returns>
    public static AddressMark? Read(string? description)
    {
        int gap = description?.LastIndexOf(' ') ?? -1;
        return gap > 0 && Owner.TryParse(description![..gap], out Owner? owner) ? new AddressMark(owner, description[(gap + 1)..]) : null;
    }

    public override string ToString() => $"{Owner} {Token}";
}
