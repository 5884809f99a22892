using System.Net;

namespace Scalewright.Agents.Dialing;

/// <summary>Opens streams to hosts by their names: over whichever of their addresses answers first.</summary>
/// <param name="names">Who knows the addresses.</param>
/// <param name="connect">Opens a stream to an address; whatever it throws means that the address cannot be reached now.</param>
/// <param name="options">How long is waited; null: the defaults.</param>
internal sealed class HostDialer(INameResolver names, Func<IPAddress, CancellationToken, Task<Stream>> connect, DialOptions? options = null)
{
    private readonly NameLookup _lookup = new(names, options ?? new DialOptions());
    private readonly AddressRace _race = new(connect, options ?? new DialOptions());

    /// <summary>Opens a stream.</summary>
    /// <param name="host">A name, or an address, which nobody is asked for.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="AgentException">The name is not known, has no address, leads in a circle or was not answered in time, or no address answers.</exception>
    public async Task<Stream> OpenAsync(string host, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(host);
        ValueList<IPAddress> addresses = IPAddress.TryParse(host, out IPAddress? known) ? [known] : await _lookup.FindAsync(host, cancellationToken);
        return await _race.RunAsync(host, addresses, cancellationToken);
    }
}
