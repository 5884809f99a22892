using System.Text.Json;
using System.Text.Json.Nodes;
using Scalewright.Storage.Managing.Book;

namespace Scalewright.Storage.Managing.Rest;

// Hosts, targets, and what can be done with them.
internal sealed partial class RestResources
{
    private async Task<(int Status, JsonNode? Body)> HostsAsync(RestRequest asked)
    {
        if (IsGet(asked))
        {
            List<HostRecord> hosts = book.Read(static known => known.Hosts.All.ToList());
            if (asked.Query.TryGetValue("fqdn", out string? fqdn))
            {
                hosts.RemoveAll(host => host.Fqdn != fqdn);
            }

            return (Ok, Pick(asked, hosts, static host => host.Id, View));
        }

        HostRecord found = book.Read(known => known.Hosts.Find(asked.Number)) ?? throw Missing(asked);
        return asked.Method is "DELETE" || (asked.Method is "PUT" && asked.Text("state") is "removed")
            ? (Accepted, new JsonObject { ["command"] = await RemoveAsync(found) })
            : throw new RestRefusal(400, "a host can be removed: DELETE, or PUT with 'state' removed");
    }

    private async Task<(int Status, JsonNode? Body)> TargetsAsync(RestRequest asked)
    {
        if (IsGet(asked))
        {
            return (Ok, Pick(asked, book.Read(static known => known.Targets.All.ToList()), static target => target.Id, RestView.Of));
        }

        TargetRecord found = book.Read(known => known.Targets.Find(asked.Number)) ?? throw Missing(asked);
        return (asked.Method, asked.Text("state")) switch
        {
            ("PUT", TargetRecord.Mounted) => (Accepted, new JsonObject { ["command"] = await StartAsync($"Start {found.Name}", new CommandOrder(CommandOrder.StartTarget, found.Id)) }),
            ("PUT", TargetRecord.Unmounted) => (Accepted, new JsonObject { ["command"] = await StartAsync($"Stop {found.Name}", new CommandOrder(CommandOrder.StopTarget, found.Id)) }),
            _ => throw new RestRefusal(400, "PUT a target with 'state' mounted or unmounted"),
        };
    }

    private static CommandOrder Job(JsonElement job)
    {
        string name = job.ValueKind == JsonValueKind.Object && job.TryGetProperty("class_name", out JsonElement found) ? found.ToString() : "";
        JsonElement arguments = job.ValueKind == JsonValueKind.Object && job.TryGetProperty("args", out JsonElement given) ? given : default;
        return name switch
        {
            "FailoverTargetJob" => new CommandOrder(CommandOrder.FailoverTarget, Number(arguments, "target_id")),
            "FailbackTargetJob" => new CommandOrder(CommandOrder.FailbackTarget, Number(arguments, "target_id")),
            "StartTargetJob" => new CommandOrder(CommandOrder.StartTarget, Number(arguments, "target_id")),
            "StopTargetJob" => new CommandOrder(CommandOrder.StopTarget, Number(arguments, "target_id")),
            "ShutdownHostJob" => new CommandOrder(CommandOrder.ShutDownHost, Number(arguments, "host_id")),
            "RebootHostJob" => new CommandOrder(CommandOrder.RebootHost, Number(arguments, "host_id")),
            _ => throw new RestRefusal(400, $"there is no job '{Printable.Escape(name)}'"),
        };
    }

    private Task<JsonObject> RemoveAsync(HostRecord host)
    {
        if (book.Read(known => known.Targets.All.Any(target => target.PrimaryHostId == host.Id || target.SecondaryHostId == host.Id)))
        {
            throw new RestRefusal(400, $"{host.Fqdn} serves targets; remove their file systems first");
        }

        return StartAsync($"Remove {host.Fqdn}", new CommandOrder(CommandOrder.RemoveHost, host.Id));
    }

    private JsonObject View(HostRecord host) => RestView.Of(host, links.Find(host.Fqdn), services.Of(host.Fqdn));

    private static int Number(JsonElement arguments, string name) => arguments.ValueKind == JsonValueKind.Object
        && arguments.TryGetProperty(name, out JsonElement found) && found.ValueKind == JsonValueKind.Number && found.TryGetInt32(out int value) ? value : 0;
}
