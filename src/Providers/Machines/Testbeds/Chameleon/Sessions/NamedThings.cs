using Scalewright.Providers.Chameleon.Wire;

namespace Scalewright.Providers.Chameleon.Sessions;

/// <summary>Ids of images, networks and flavors by their names. What was found once is not asked for again.</summary>
internal sealed class NamedThings(SiteSession session)
{
    private readonly ConcurrentDictionary<(Service Service, string Name), string> _known = new();

    public Task<string> ImageAsync(string name, CancellationToken cancellationToken) => IdAsync(
        Service.Image, "image", name, async () => (await session.GetAsync(Service.Image, $"images?name={Uri.EscapeDataString(name)}", ChameleonJson.Default.ImageList, cancellationToken)).Images);

    public Task<string> NetworkAsync(string name, CancellationToken cancellationToken) => IdAsync(
        Service.Network, "network", name, async () => (await session.GetAsync(Service.Network, $"networks?name={Uri.EscapeDataString(name)}", ChameleonJson.Default.NetworkList, cancellationToken)).Networks);

    public Task<string> FlavorAsync(string name, CancellationToken cancellationToken) => IdAsync(
        Service.Compute, "flavor", name, async () => (await session.GetAsync(Service.Compute, "flavors", ChameleonJson.Default.FlavorList, cancellationToken)).Flavors);

    private async Task<string> IdAsync(Service service, string kind, string name, Func<Task<IReadOnlyList<NamedThing>?>> list)
    {
        if (Guid.TryParse(name, out _))
        {
            return name;
        }

        if (!_known.TryGetValue((service, name), out string? id))
        {
            IReadOnlyList<NamedThing> found = await list() ?? throw new RestException(200, "the answer is no list") { IsNonsense = true };
            id = found.FirstOrDefault(one => one.Name == name || one.Id == name)?.Id ?? throw new RestException(404, $"{session.Region} has no {kind} '{Printable.Escape(name)}'");
            _known[(service, name)] = id;
        }

        return id;
    }
}
