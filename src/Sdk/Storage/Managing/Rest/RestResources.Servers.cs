using System.Text.Json.Nodes;
using Scalewright.Storage.Managing.Records;

namespace Scalewright.Storage.Managing.Rest;

internal sealed partial class RestResources
{
    private async Task<(int Status, JsonNode? Body)> HostsAsync(RestRequest request)
    {
        if (IsGet(request))
        {
            return (
                Ok,
                Pick(request, store.Read(static known => known.Hosts.All.ToList()), static host => host.Id, RestView.HostFields, View)
            );
        }

        HostRecord found = store.Read(known => known.Hosts.Find(request.Number)) ?? throw Missing(request);
        string state = request.Method is "PUT" ? request.Body.NeedText("state") : "";
        request.CheckBody();
        return request.Method is "DELETE" || state is "removed"
            ? (Accepted, new JsonObject { ["command"] = await RemoveAsync(found) })
            : throw new RestError(400, "a host can be removed: DELETE, or PUT with 'state' removed");
    }

    private async Task<(int Status, JsonNode? Body)> TargetsAsync(RestRequest request)
    {
        if (IsGet(request))
        {
            return (
                Ok,
                Pick(
                    request,
                    store.Read(static known => known.Targets.All.ToList()),
                    static target => target.Id,
                    RestView.TargetFields,
                    RestView.From
                )
            );
        }

        TargetRecord found = store.Read(known => known.Targets.Find(request.Number)) ?? throw Missing(request);
        string state = request.Body.NeedText("state");
        request.CheckBody();
        return (request.Method, state) switch
        {
            ("PUT", TargetRecord.Mounted) => (
                Accepted,
                new JsonObject { ["command"] = await StartAsync($"Start {found.Name}", new CommandStep(CommandStep.StartTarget, found.Id)) }
            ),
            ("PUT", TargetRecord.Unmounted) => (
                Accepted,
                new JsonObject { ["command"] = await StartAsync($"Stop {found.Name}", new CommandStep(CommandStep.StopTarget, found.Id)) }
            ),
            _ => throw new RestError(400, "PUT a target with 'state' mounted or unmounted"),
        };
    }

    private static CommandStep Job(BodyFields job)
    {
        string name = job.NeedText("class_name");
        (string Order, string Argument)? known = name switch
        {
            "FailoverTargetJob" => (CommandStep.FailoverTarget, "target_id"),
            "FailbackTargetJob" => (CommandStep.FailbackTarget, "target_id"),
            "StartTargetJob" => (CommandStep.StartTarget, "target_id"),
            "StopTargetJob" => (CommandStep.StopTarget, "target_id"),
            "ShutdownHostJob" => (CommandStep.ShutDownHost, "host_id"),
            "RebootHostJob" => (CommandStep.RebootHost, "host_id"),
            _ => null,
        };
        if (known is { } order)
        {
            return new CommandStep(order.Order, job.NeedObject("args").NeedWhole(order.Argument, min: 1));
        }

        if (name.Length > 0)
        {
            job.AddProblem("class_name", $"the name of a job, and '{TextEscaping.Escape(name)}' is none");
        }

        return new CommandStep("", 0);
    }

    private Task<JsonObject> RemoveAsync(HostRecord host)
    {
        if (store.Read(known => known.Targets.All.Any(target => target.PrimaryHostId == host.Id || target.SecondaryHostId == host.Id)))
        {
            throw new RestError(
                400,
                $"{host.Fqdn} serves targets; it can be removed when their file " + "systems no longer exist, whose data would be lost"
            );
        }

        return StartAsync($"Remove {host.Fqdn}", new CommandStep(CommandStep.RemoveHost, host.Id));
    }

    private JsonObject View(HostRecord host) => RestView.From(host, links.Find(host.Fqdn), services.GetReport(host.Fqdn));
}
