using System.Text.Json.Nodes;
using Scalewright.Storage.Managing.Records;
using Scalewright.Storage.Managing.Links;
using Scalewright.Storage.Managing.HostReports;

namespace Scalewright.Storage.Managing.Rest;

internal static class RestView
{
    private const int LimitDefault = 20;

    /// <summary>Returns a page of a list: <c>limit</c> entries from <c>offset</c>. A limit of 0 means all.</summary>
    public static JsonObject Page<T>(IReadOnlyList<T> all, RestRequest request, Func<T, JsonObject> view)
    {
        int offset = Number(request, "offset", 0);
        int limit = Number(request, "limit", LimitDefault);
        IEnumerable<T> page = all.Skip(offset);
        return new JsonObject
        {
            ["meta"] = new JsonObject { ["limit"] = limit, ["offset"] = offset, ["total_count"] = all.Count },
            ["objects"] = new JsonArray([.. (limit == 0 ? page : page.Take(limit)).Select(view)]),
        };
    }

    public static JsonObject From(TokenRecord token) => new()
    {
        ["id"] = token.Id,
        ["secret"] = token.Secret,
        ["profile"] = token.Profile,
        ["credits"] = token.Credits,
        ["expiry"] = token.Expiry is { } expiry ? Time(expiry) : null,
        ["cancelled"] = token.IsCancelled,
        ["resource_uri"] = $"/api/registration_token/{token.Id}/",
    };

    public static JsonObject From(HostRecord host, HostLink? link, HostReport report) => new()
    {
        ["id"] = host.Id,
        ["fqdn"] = host.Fqdn,
        ["nodename"] = host.Nodename,
        ["address"] = host.Address,
        ["state"] = host.State,
        ["server_profile"] = host.Profile,
        ["version"] = host.Version,
        ["contact"] = link is { HasPolled: true, IsLost: false },
        ["lnet_state"] = report.LnetState,
        ["nids"] = new JsonArray([.. report.Nids.Select(nid => (JsonNode)nid)]),
        ["resource_uri"] = $"/api/host/{host.Id}/",
    };

    public static JsonObject From(TargetRecord target) => new()
    {
        ["id"] = target.Id,
        ["name"] = target.Name,
        ["kind"] = target.Kind,
        ["index"] = target.Index,
        ["filesystem_id"] = target.FilesystemId,
        ["state"] = target.State,
        ["uuid"] = target.Uuid,
        ["ha_label"] = target.HaLabel,
        ["volume_name"] = target.VolumeSerial,
        ["primary_server"] = target.PrimaryHostId,
        ["failover_server"] = target.SecondaryHostId,
        ["active_host"] = target.ActiveHostId,
        ["resource_uri"] = $"/api/target/{target.Id}/",
    };

    public static JsonObject From(FilesystemRecord filesystem, int targets) => new()
    {
        ["id"] = filesystem.Id,
        ["name"] = filesystem.Name,
        ["state"] = filesystem.State,
        ["target_count"] = targets,
        ["resource_uri"] = $"/api/filesystem/{filesystem.Id}/",
    };

    public static JsonObject From(CommandRecord command) => new()
    {
        ["id"] = command.Id,
        ["message"] = command.Message,
        ["created_at"] = Time(command.CreatedAt),
        ["complete"] = command.IsComplete,
        ["errored"] = command.IsErrored,
        ["cancelled"] = command.IsCancelled,
        ["step_count"] = command.StepCount,
        ["error"] = command.Error,
        ["resource_uri"] = $"/api/command/{command.Id}/",
    };

    public static JsonObject From(ReportedVolume volume) => new()
    {
        ["id"] = volume.Number,
        ["label"] = volume.Serial,
        ["size"] = volume.Size,
        ["volume_nodes"] = new JsonArray([.. volume.Paths.Select(
            path => (JsonNode)new JsonObject { ["host_id"] = path.Key, ["path"] = path.Value })]),
        ["resource_uri"] = $"/api/volume/{volume.Number}/",
    };

    public static JsonObject From(ControllerRecord controller) => new()
    {
        ["id"] = controller.Id,
        ["plugin_name"] = controller.Kind,
        ["class_name"] = controller.ClassName,
        ["address"] = controller.Address,
        ["name"] = controller.Name,
        ["port"] = controller.Port,
        ["outlet_count"] = controller.OutletCount,
    };

    public static JsonObject From(ManagerEvent item) => new() { ["id"] = item.Number, ["created_at"] = Time(
        item.Timestamp), ["type"] = item.Kind, ["message"] = item.Text };

    public static JsonObject From(ServiceQueue queue) => new()
    {
        ["name"] = $"agent_{queue.Plugin}_rx",
        ["messages"] = queue.Count,
        ["delivered"] = queue.ProcessedCount,
        ["refused"] = queue.RejectedCount,
    };

    private static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    private static int Number(RestRequest request, string name, int otherwise)
    {
        if (!request.Query.TryGetValue(name, out string? text))
        {
            return otherwise;
        }

        return int.TryParse(text, out int number) && number >= 0
            ? number
            : throw new RestError(400, $"'{name}' is not a number of 0 or more");
    }
}
