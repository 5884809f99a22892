using System.Text.Json.Nodes;
using Scalewright.Storage.Managing.Book;

namespace Scalewright.Storage.Managing.Rest;

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
        string state = asked.Method is "PUT" ? asked.Body.NeedText("state") : "";
        asked.CheckBody();
        return asked.Method is "DELETE" || state is "removed"
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
        string state = asked.Body.NeedText("state");
        asked.CheckBody();
        return (asked.Method, state) switch
        {
            ("PUT", TargetRecord.Mounted) => (Accepted, new JsonObject { ["command"] = await StartAsync($"Start {found.Name}", new CommandOrder(CommandOrder.StartTarget, found.Id)) }),
            ("PUT", TargetRecord.Unmounted) => (Accepted, new JsonObject { ["command"] = await StartAsync($"Stop {found.Name}", new CommandOrder(CommandOrder.StopTarget, found.Id)) }),
            _ => throw new RestRefusal(400, "PUT a target with 'state' mounted or unmounted"),
        };
    }

    private static CommandOrder Job(BodyFields job)
    {
        string name = job.NeedText("class_name");
        (string Order, string Argument)? known = name switch
        {
            "FailoverTargetJob" => (CommandOrder.FailoverTarget, "target_id"),
            "FailbackTargetJob" => (CommandOrder.FailbackTarget, "target_id"),
            "StartTargetJob" => (CommandOrder.StartTarget, "target_id"),
            "StopTargetJob" => (CommandOrder.StopTarget, "target_id"),
            "ShutdownHostJob" => (CommandOrder.ShutDownHost, "host_id"),
            "RebootHostJob" => (CommandOrder.RebootHost, "host_id"),
            _ => null,
        };
        if (known is { } order)
        {
            return new CommandOrder(order.Order, job.NeedObject("args").NeedWhole(order.Argument, least: 1));
        }

        if (name.Length > 0)
        {
            job.Note("class_name", $"the name of a job, and '{Printable.Escape(name)}' is none");
        }

        return new CommandOrder("", 0);
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
}
