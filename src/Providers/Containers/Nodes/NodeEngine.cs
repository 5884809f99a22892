using Microsoft.Extensions.Logging;
using Scalewright.Providers.Containers.Client;

namespace Scalewright.Providers.Containers.Nodes;

/// <summary>Engine of a provider. Its address is searched for by the first request.</summary>
internal sealed class NodeEngine : IDisposable
{
    private readonly Lazy<EngineClient> _client;

    public NodeEngine(ContainerEngine engine, Func<EngineAddress, EngineClient> connect, ContainersOptions options, ILogger logger)
    {
        Images = new EngineImages(() => Client, options, logger);
        Cloud = engine.Cloud;
        // A search that failed is repeated: the engine may have been started.
        _client = new Lazy<EngineClient>(() => connect(engine.FindAddress(EngineSearch.System)), LazyThreadSafetyMode.PublicationOnly);
    }

    public string Cloud { get; }

    public EngineImages Images { get; }

    /// <exception cref="ProviderException">No engine was found.</exception>
    public EngineClient Client => _client.Value;

    public void Dispose()
    {
        if (_client.IsValueCreated)
        {
            _client.Value.Dispose();
        }
    }
}
