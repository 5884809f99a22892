using Scalewright.Topologies;

namespace Scalewright.Providers.Containers.Client;

/// <summary>Network as an engine lists it.</summary>
/// <param name="Id">ID, which is never reused.</param>
/// <param name="Name">Name on the engine.</param>
/// <param name="Subnets">Address ranges of the network; none if the engine does not assign its addresses.</param>
/// <param name="Gateways">Addresses of the bridge.</param>
/// <param name="Labels">The labels, which never change.</param>
internal sealed record EngineNetwork(
    string Id,
    string Name,
    ValueList<Subnet> Subnets,
    ValueList<Address> Gateways,
    IReadOnlyDictionary<string, string> Labels
);
