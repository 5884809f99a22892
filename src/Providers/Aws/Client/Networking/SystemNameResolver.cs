namespace Scalewright.Providers.AutoScaling.Networking;

/// <summary>Uses the resolver of this machine, which follows aliases.</summary>
internal sealed class SystemNameResolver : INameResolver
{
    public async Task<NameResolution> ResolveAsync(string name, CancellationToken cancellationToken = default)
    {
        try
        {
            return new NameResolution((await Dns.GetHostAddressesAsync(name, cancellationToken)).ToValueList());
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.NoData)
        {
            return new NameResolution([]);
        }
    }
}
