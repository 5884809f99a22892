using Scalewright.Providers.Chameleon.Wire;

namespace Scalewright.Providers.Chameleon.Sessions;

/// <summary>Where the services of a site answer.</summary>
internal static class Catalog
{
    private const string NetworkVersion = "v2.0";
    private const string ImageVersion = "v2";

    /// <summary>The root of a service, with its version and a slash: as the options say, else as the catalog does.</summary>
    /// <exception cref="RestException">Neither does.</exception>
    public static Uri RootOf(Service service, ChameleonSite site, TokenBody token)
    {
        Uri? own = service switch
        {
            Service.Compute => site.Compute,
            Service.Reservation => site.Reservation,
            Service.Image => site.Image,
            _ => site.Network,
        };
        string type = WordOf(service);
        string found = own?.ToString() ?? (token.Catalog ?? []).Where(entry => entry.Type == type).SelectMany(entry => entry.Endpoints ?? [])
            .FirstOrDefault(one => one.Interface == "public" && (one.RegionId ?? one.Region) == site.Region)?.Url ?? "";
        return Uri.TryCreate($"{Versioned(service, found.TrimEnd('/'))}/", UriKind.Absolute, out Uri? root) && root.Scheme is "http" or "https" ? root
            : throw new RestException(200, $"the catalog has no public address of the service '{type}' in the region {site.Region}") { IsNonsense = true };
    }

    private static string WordOf(Service service) => service switch
    {
        Service.Compute => "compute",
        Service.Reservation => "reservation",
        Service.Image => "image",
        _ => "network",
    };

    /// <summary>Catalogs name the network and image services without a version.</summary>
    private static string Versioned(Service service, string root) => service switch
    {
        Service.Network when !root.EndsWith($"/{NetworkVersion}", StringComparison.Ordinal) => $"{root}/{NetworkVersion}",
        Service.Image when !root.EndsWith($"/{ImageVersion}", StringComparison.Ordinal) => $"{root}/{ImageVersion}",
        _ => root,
    };
}
