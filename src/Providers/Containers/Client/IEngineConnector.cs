namespace Scalewright.Providers.Containers.Client;

/// <summary>Opens connections that the client library cannot open.</summary>
internal interface IEngineConnector : IDisposable
{
    /// <exception cref="EngineConnectionException">There is no connection.</exception>
    /// <exception cref="SocketException">Nothing answers at the address.</exception>
    Task<Stream> OpenAsync(CancellationToken cancellationToken);

    /// <summary>Returns the meaning of a request that failed over an open connection.</summary>
    /// <returns>Null if the failure has another cause.</returns>
    EngineAnswer? Explain(Exception failure);
}
