namespace Scalewright.Agents.Dialing;

/// <summary>Uses the resolver of this machine, which follows aliases.</summary>
internal sealed class SystemNames : INameResolver
{
    public async Task<NameAnswer> AskAsync(string name, CancellationToken cancellationToken = default)
    {
        try
        {
            return new NameAnswer((await Dns.GetHostAddressesAsync(name, cancellationToken)).ToValueList());
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.NoData)
        {
            return new NameAnswer([]);
        }
    }
}
