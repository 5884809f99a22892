using Scalewright.Providers.Chameleon.Addresses;
using Scalewright.Providers.Chameleon.Leases;
using Scalewright.Providers.Chameleon.Servers;
using Scalewright.Providers.Chameleon.Sessions;

namespace Scalewright.Providers.Chameleon.Nodes;

/// <summary>All that one site has for nodes.</summary>
internal sealed class SiteDesk : IDisposable
{
    public SiteDesk(ChameleonSite site, HttpMessageInvoker http, ChameleonOptions options, Random chance, ILogger logger)
    {
        Session = new SiteSession(site, http, options, chance, logger);
        Names = new NamedThings(Session);
        Leases = new LeaseBook(Session, options);
        Servers = new ServerShelf(Session, Names, options);
        Addresses = new AddressBook(Session, Names, options);
        Keeper = new NodeKeeper(this, options);
    }

    public string Region => Session.Region;

    public SiteSession Session { get; }

    public NamedThings Names { get; }

    public LeaseBook Leases { get; }

    public ServerShelf Servers { get; }

    public AddressBook Addresses { get; }

    public NodeKeeper Keeper { get; }

    /// <summary>What is there now. Leases are asked for first: a server that is not seen was not there when its lease was.</summary>
    public async Task<SiteSight> LookAsync(CancellationToken cancellationToken)
    {
        ValueList<LeaseSight> leases = await Leases.AllAsync(cancellationToken);
        ValueList<PlacedAddress> addresses = await Addresses.AllAsync(cancellationToken);
        ValueList<PlacedNode> servers = await Servers.AllAsync(cancellationToken);
        return new SiteSight(Region, leases, Keeper.WithMissing(servers), addresses);
    }

    public void Dispose()
    {
        Keeper.Dispose();
        Session.Dispose();
    }
}
