using System.Text.Json.Nodes;
using Scalewright.Storage.Packages;
using Scalewright.Storage.Servers;
using Scalewright.Storage.State;

namespace Scalewright.Storage.Plugins;

/// <summary>What packages a server could have and what it has, as agents report it.</summary>
internal static class PackageScan
{
    public static JsonObject Of(Server server, PackageOffer offer) => new()
    {
        ["external"] = new JsonObject(offer.Versions.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)new JsonObject
        {
            ["available"] = new JsonArray(LayoutFiles.Version(entry.Value)),
            ["installed"] = server.Packages.TryGetValue(entry.Key, out PackageVersion? installed) ? new JsonArray(LayoutFiles.Version(installed)) : [],
        }))),
    };
}
