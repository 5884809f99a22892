using System.Text.Json.Nodes;
using StorageSample.Managing.Records;

namespace StorageSample.Managing.Rest;

internal sealed partial class RestResources
{
    private async Task<(int Status, JsonNode? Body)> HandleHostsAsync(RestRequest request)
    {
        if (IsGet(request))
        {
            return (
                Ok,
                Pick(request, store.Read(static records => records.Hosts.All.ToList()), static host => host.Id, RestView.HostFields, View)
            );
        }

        HostRecord host = store.Read(records => records.Hosts.Find(request.Number)) ?? throw Missing(request);
        string state = request.Method is "PUT" ? request.Body.NeedText("state") : "";
        request.CheckBody();
        return request.Method is "DELETE" || state is "removed"
            ? (Accepted, new JsonObject { ["command"] = await RemoveAsync(host) })
            : throw new RestError(400, "a host can be removed: DELETE, or PUT with 'state' removed");
    }

    private async Task<(int Status, JsonNode? Body)> HandleTargetsAsync(RestRequest request)
    {
        if (IsGet(request))
        {
            return (
                Ok,
                Pick(
                    request,
                    store.Read(static records => records.Targets.All.ToList()),
                    static target => target.Id,
                    RestView.TargetFields,
                    RestView.From
                )
            );
        }

        TargetRecord target = store.Read(records => records.Targets.Find(request.Number)) ?? throw Missing(request);
        string state = request.Body.NeedText("state");
        request.CheckBody();
        return (request.Method, state) switch
        {
            ("PUT", TargetRecord.Mounted) => (
                Accepted,
                new JsonObject
                {
                    ["command"] = await StartAsync($"Start {target.Name}", new CommandStep(CommandStep.StartTarget, target.Id)),
                }
            ),
            ("PUT", TargetRecord.Unmounted) => (
                Accepted,
                new JsonObject { ["command"] = await StartAsync($"Stop {target.Name}", new CommandStep(CommandStep.StopTarget, target.Id)) }
            ),
            _ => throw new RestError(400, "PUT a target with 'state' mounted or unmounted"),
        };
    }

    private static CommandStep Job(BodyFields job)
    {
        string name = job.NeedText("class_name");
        (string Kind, string Argument)? action = name switch
        {
            "FailoverTargetJob" => (CommandStep.FailoverTarget, "target_id"),
            "FailbackTargetJob" => (CommandStep.FailbackTarget, "target_id"),
            "StartTargetJob" => (CommandStep.StartTarget, "target_id"),
            "StopTargetJob" => (CommandStep.StopTarget, "target_id"),
            "ShutdownHostJob" => (CommandStep.ShutDownHost, "host_id"),
            "RebootHostJob" => (CommandStep.RebootHost, "host_id"),
            _ => null,
        };
        if (action is { } command)
        {
            return new CommandStep(command.Kind, job.NeedObject("args").NeedWhole(command.Argument, min: 1));
        }

        if (name.Length > 0)
        {
            job.AddProblem("class_name", $"the name of a job, and '{TextEscaping.Escape(name)}' is none");
        }

        return new CommandStep("", 0);
    }

    private Task<JsonObject> RemoveAsync(HostRecord host)
    {
        if (store.Read(records => records.Targets.All.Any(target => target.PrimaryHostId == host.Id || target.SecondaryHostId == host.Id)))
        {
            throw new RestError(
                400,
                $"{host.Fqdn} serves targets; it can be removed when their file systems no longer exist, whose data would be lost"
            );
        }

        return StartAsync($"Remove {host.Fqdn}", new CommandStep(CommandStep.RemoveHost, host.Id));
    }

    private JsonObject View(HostRecord host) => RestView.From(host, links.Find(host.Fqdn), services.GetReport(host.Fqdn));
}
