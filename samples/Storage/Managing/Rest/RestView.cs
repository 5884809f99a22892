using System.Text.Json.Nodes;
using StorageSample.Managing.HostReports;
using StorageSample.Managing.Links;
using StorageSample.Managing.Records;

namespace StorageSample.Managing.Rest;

internal static class RestView
{
    public static RestFields TokenFields { get; } = new("secret profile resource_uri", "id credits", "cancelled", "expiry");

    public static RestFields HostFields { get; } =
        new("fqdn nodename address state server_profile version lnet_state resource_uri", "id", "contact");

    public static RestFields TargetFields { get; } =
        new("name kind state uuid ha_label volume_name resource_uri", "id index filesystem_id primary_server failover_server active_host");

    public static RestFields FilesystemFields { get; } = new("name state resource_uri", "id target_count");

    public static RestFields CommandFields { get; } =
        new("message error resource_uri", "id step_count", "complete errored cancelled", "created_at");

    public static RestFields VolumeFields { get; } = new("label resource_uri", "id size");

    public static RestFields ControllerFields { get; } = new("plugin_name class_name address name", "id port outlet_count");

    public static RestFields EventFields { get; } = new("type message", "id", times: "created_at");

    public static RestFields AlertFields { get; } = new("alert_type fqdn message", flags: "active");

    public static RestFields ClassFields { get; } = new("class_name plugin_name");

    /// <summary>Returns a page of a list: <c>limit</c> entries from <c>offset</c>. A limit of 0 means all.</summary>
    /// <exception cref="RestError">A parameter is unknown or invalid.</exception>
    public static JsonObject Page<T>(IReadOnlyList<T> all, RestRequest request, RestFields fields, Func<T, JsonObject> view)
    {
        RestFilter filter = RestFilter.Read(request, fields);
        return filter.IsEmpty ? Page(all, filter, view) : Page([.. filter.Apply(all.Select(view))], filter, static entry => entry);
    }

    private static JsonObject Page<T>(IReadOnlyList<T> items, RestFilter filter, Func<T, JsonObject> view)
    {
        IEnumerable<T> page = items.Skip(filter.Offset);
        return new JsonObject
        {
            ["meta"] = new JsonObject
            {
                ["limit"] = filter.Limit,
                ["offset"] = filter.Offset,
                ["total_count"] = items.Count,
            },
            ["objects"] = new JsonArray([.. (filter.Limit == 0 ? page : page.Take(filter.Limit)).Select(view)]),
        };
    }

    public static JsonObject From(TokenRecord token) =>
        new()
        {
            ["id"] = token.Id,
            ["secret"] = token.Secret,
            ["profile"] = token.Profile,
            ["credits"] = token.Credits,
            ["expiry"] = token.Expiry is { } expiry ? Time(expiry) : null,
            ["cancelled"] = token.IsCancelled,
            ["resource_uri"] = $"/api/registration_token/{token.Id}/",
        };

    public static JsonObject From(HostRecord host, HostLink? link, HostReport report) =>
        new()
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

    public static JsonObject From(TargetRecord target) =>
        new()
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

    public static JsonObject From(FilesystemRecord filesystem, int targets) =>
        new()
        {
            ["id"] = filesystem.Id,
            ["name"] = filesystem.Name,
            ["state"] = filesystem.State,
            ["target_count"] = targets,
            ["resource_uri"] = $"/api/filesystem/{filesystem.Id}/",
        };

    public static JsonObject From(CommandRecord command) =>
        new()
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

    public static JsonObject From(ReportedVolume volume) =>
        new()
        {
            ["id"] = volume.Number,
            ["label"] = volume.Serial,
            ["size"] = volume.Size,
            ["volume_nodes"] = new JsonArray([
                .. volume.Paths.Select(path => (JsonNode)new JsonObject { ["host_id"] = path.Key, ["path"] = path.Value }),
            ]),
            ["resource_uri"] = $"/api/volume/{volume.Number}/",
        };

    public static JsonObject From(ControllerRecord controller) =>
        new()
        {
            ["id"] = controller.Id,
            ["plugin_name"] = controller.Kind,
            ["class_name"] = controller.ClassName,
            ["address"] = controller.Address,
            ["name"] = controller.Name,
            ["port"] = controller.Port,
            ["outlet_count"] = controller.OutletCount,
        };

    public static JsonObject From(ManagerEvent item) =>
        new()
        {
            ["id"] = item.Number,
            ["created_at"] = Time(item.Timestamp),
            ["type"] = item.Kind,
            ["message"] = item.Text,
        };

    public static JsonObject From(ServiceQueue queue) =>
        new()
        {
            ["name"] = $"agent_{queue.Plugin}_rx",
            ["messages"] = queue.Count,
            ["delivered"] = queue.ProcessedCount,
            ["refused"] = queue.RejectedCount,
        };

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}
