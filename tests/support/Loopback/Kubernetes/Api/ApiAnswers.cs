using System.Net.WebSockets;
using Loopback.Kubernetes.Exec;
using Loopback.Kubernetes.Exec.Spdy;
using Loopback.Kubernetes.Objects;
using Loopback.Kubernetes.Tables;
using Microsoft.AspNetCore.Http.Features;

namespace Loopback.Kubernetes.Api;

internal sealed class ApiAnswers(ControlPlane plane, PodSandboxes sandboxes, Doors doors, KubernetesServerOptions options)
{
    private readonly Reading _reading = new(plane.Store, options.MemoryLag);
    private readonly Writing _writing = new(plane);
    private readonly Evictions _evictions = new(plane);
    private readonly Entering _entering = new(plane.Store, sandboxes);
    private readonly Logging _logging = new(plane);
    private readonly Metrics _metrics = new(plane.Store);

    public Watching Watching { get; } = new(plane.Store, options.BookmarkPeriod);

    private DateTimeOffset Now => plane.Store.Clock.GetUtcNow();

    public async Task AnswerAsync(HttpContext http)
    {
        try
        {
            doors.Check(http);
            if (http.Request.Path == "/openapi/v2")
            {
                // An empty document in the only format that clients accept. It describes no types, so clients validate
                // nothing.
                http.Response.ContentType = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";
                return;
            }

            if (Discovery.Find(http.Request.Path.Value ?? "", options.Minor) is { } found)
            {
                await WriteAsync(http, 200, found);
                return;
            }

            if (http.Request.Method == "GET" && _metrics.Find(http.Request) is { } measured)
            {
                await WriteAsync(http, 200, measured);
                return;
            }

            if (Call.Read(http) is { } call)
            {
                await AnswerAsync(call);
            }
            else if (Discovery.HasGroup(http.Request.Path.Value ?? ""))
            {
                throw ApiFault.NoSuchPath;
            }
            else
            {
                // Kubernetes 1.20.2 answers like this, as net/http of Go does.
                (http.Response.StatusCode, http.Response.ContentType) = (404, "text/plain; charset=utf-8");
                await http.Response.WriteAsync("404 page not found\n");
            }
        }
        catch (ApiFault fault)
        {
            if (fault.RetryAfter is { } seconds)
            {
                http.Response.Headers.RetryAfter = $"{seconds}";
            }

            await WriteAsync(http, fault.Code, fault.ToStatus());
        }
    }

    private static Task WriteAsync(HttpContext http, int status, JsonObject one)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(one.ToJsonString());
    }

    private static JsonObject Success(Call call) =>
        new()
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = "Success",
            ["code"] = 201,
            ["details"] = new JsonObject { ["name"] = call.Name, ["kind"] = call.Kind.Plural },
        };

    private Task AnswerAsync(Call call)
    {
        _ =
            call.Subresource.Length == 0 || call.Kind.Subresources.Contains(call.Subresource, StringComparer.Ordinal)
                ? true
                : throw ApiFault.NoSuchPath;
        return (call.Method, call.Subresource, call.Name.Length > 0) switch
        {
            ("GET" or "POST", "exec", true) => _entering.AnswerAsync(call),
            ("GET", "log", true) => _logging.AnswerAsync(call),
            ("GET", _, _) when call.Says("watch") => Watching.AnswerAsync(call),
            ("GET", _, true) => WriteAsync(call.Http, 200, TableView.Of(call, _reading.Get(call), Now)),
            ("GET", _, false) => WriteAsync(call.Http, 200, TableView.Of(call, _reading.List(call), Now)),
            ("POST", "eviction", true) => EvictAsync(call),
            ("POST", "binding", true) => BindAsync(call),
            ("POST", "", false) => CreateAsync(call),
            ("PUT", _, true) => ReplaceAsync(call),
            ("PATCH", _, true) => PatchAsync(call),
            ("DELETE", "", _) => DeleteAsync(call),
            _ => throw ApiFault.BadMethod,
        };
    }

    private async Task CreateAsync(Call call) => await WriteAsync(call.Http, 201, _writing.Create(call, await ReadMapAsync(call)));

    private async Task ReplaceAsync(Call call) => await WriteAsync(call.Http, 200, _writing.Replace(call, await ReadMapAsync(call)));

    private async Task PatchAsync(Call call)
    {
        bool isThere = plane.Store.Find(call.Key) is not null;
        await WriteAsync(call.Http, isThere ? 200 : 201, _writing.Patch(call, await call.ReadBodyAsync()));
    }

    private async Task EvictAsync(Call call)
    {
        JsonObject eviction = await ReadMapAsync(call);
        _ =
            eviction.Text("metadata", "name") == call.Name
                ? true
                : throw ApiFault.BadRequest("name in URL does not match name in Eviction object");
        lock (plane.Store.Gate)
        {
            _evictions.Evict(call.Key, eviction);
        }

        await WriteAsync(call.Http, 201, Success(call));
    }

    private async Task BindAsync(Call call)
    {
        JsonObject binding = await ReadMapAsync(call);
        lock (plane.Store.Gate)
        {
            JsonObject pod = plane.Store.Find(call.Key) ?? throw ApiFault.NotFound(call.Key);
            _ = pod.Text("spec", "nodeName").Length == 0 ? true : throw ApiFault.Conflict(call.Key);
            pod.Map("spec")["nodeName"] = binding.Text("target", "name");
            plane.Store.Replace(call.Key, pod);
        }

        await WriteAsync(call.Http, 201, Success(call));
    }

    private async Task DeleteAsync(Call call)
    {
        JsonObject delete = await ReadMapAsync(call);
        foreach (string field in new[] { "gracePeriodSeconds", "propagationPolicy" })
        {
            if (call.Query(field) is { Length: > 0 } text)
            {
                delete[field] = text;
            }
        }

        // Kubernetes API, batch/v1: the default of older clients.
        if (call.Kind == ResourceKind.Jobs && delete["propagationPolicy"] is null && delete["orphanDependents"] is null)
        {
            delete["propagationPolicy"] = "Orphan";
            call.Warn(
                "child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning"
            );
        }

        if (call.Name.Length > 0)
        {
            await WriteAsync(call.Http, 200, plane.Deletion.Begin(call.Key, delete));
            return;
        }

        JsonObject all = _reading.List(call);
        foreach (JsonObject one in all.Items("items"))
        {
            plane.Deletion.Begin(
                call.Key with
                {
                    Name = one.Text("metadata", "name"),
                    Namespace = one.Text("metadata", "namespace"),
                },
                delete
            );
        }

        await WriteAsync(call.Http, 200, all);
    }

    private static async Task<JsonObject> ReadMapAsync(Call call) =>
        await call.ReadBodyAsync() as JsonObject ?? throw ApiFault.BadRequest("the body is not an object");
}

/// <summary>Runs programs in pods for clients over WebSockets, and over SPDY/3.1 as kubectl before 1.31.</summary>
internal sealed class Entering(ObjectStore store, PodSandboxes sandboxes)
{
    private const string OldProtocol = "v4.channel.k8s.io";
    private const string NewProtocol = "v5.channel.k8s.io";
    private const string Spdy = "SPDY/3.1";
    private const string ProtocolHeader = "X-Stream-Protocol-Version";

    public async Task AnswerAsync(Call call)
    {
        JsonObject pod = store.Find(call.Key) ?? throw ApiFault.NotFound(call.Key);
        string container = Logging.ContainerOf(call, pod);
        string[] words = [.. call.Http.Request.Query["command"].Select(word => word ?? "")];
        if (pod.Text("spec", "nodeName").Length == 0)
        {
            throw ApiFault.BadRequest($"pod {call.Name} does not have a host assigned");
        }

        if (pod.Items("status", "containerStatuses").All(one => one.Text("name") != container || one.At("state", "running") is null))
        {
            throw new ApiFault(500, "InternalError", $"unable to upgrade connection: container not found (\"{container}\")");
        }

        string uid = pod.Text("metadata", "uid");
        if (
            words.Length > 0
            && call.Http.WebSockets.IsWebSocketRequest
            && call.Http.WebSockets.WebSocketRequestedProtocols.FirstOrDefault(one => one is NewProtocol or OldProtocol) is { } protocol
        )
        {
            using WebSocket socket = await call.Http.WebSockets.AcceptWebSocketAsync(protocol);
            using WebSocketWire wire = new(socket);
            await RunAsync(call, wire, uid, words);
        }
        else if (words.Length > 0 && SpdyOf(call.Http) is { } upgrade)
        {
            await EnterAsync(call, upgrade, uid, words);
        }
        else if (words.Length > 0 && call.Http.WebSockets.IsWebSocketRequest)
        {
            (call.Http.Response.StatusCode, call.Http.Response.ContentType) = (
                StatusCodes.Status406NotAcceptable,
                "text/plain; charset=utf-8"
            );
            await call.Http.Response.WriteAsync($"none of the subprotocols is supported; use {NewProtocol} or {OldProtocol}\n");
        }
        else
        {
            throw ApiFault.BadRequest(
                words.Length > 0 ? "Upgrade request required" : "you must specify at least 1 command for the container"
            );
        }
    }

    private static IHttpUpgradeFeature? SpdyOf(HttpContext http) =>
        http.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } upgrade
        && http.Request.Headers.Upgrade == Spdy
        && http.Request.Headers[ProtocolHeader].Contains(OldProtocol)
            ? upgrade
            : null;

    private static IEnumerable<ExecStream> WantedBy(Call call) =>
        [
            ExecStream.Status,
            .. new[] { ("stdin", ExecStream.Input), ("stdout", ExecStream.Output), ("stderr", ExecStream.Error) }
                .Where(pair => call.Says(pair.Item1))
                .Select(pair => pair.Item2),
        ];

    private async Task EnterAsync(Call call, IHttpUpgradeFeature upgrade, string uid, string[] words)
    {
        call.Http.Response.Headers.Upgrade = Spdy;
        call.Http.Response.Headers[ProtocolHeader] = OldProtocol;
        await using Stream stream = await upgrade.UpgradeAsync();
        using SpdyConnection connection = new(stream);
        SpdyWire wire = new(connection);
        try
        {
            if (await wire.OpenAsync([.. WantedBy(call)], call.Http.RequestAborted))
            {
                await RunAsync(call, wire, uid, words);
            }
        }
        catch (Exception broken) when (broken is IOException or OperationCanceledException)
        {
            // The client is gone or never spoke SPDY; no response would reach it.
        }
    }

    private async Task RunAsync(Call call, IExecWire wire, string uid, string[] words)
    {
        using Process process = await sandboxes.StartAsync(uid, words);
        using ExecSession session = new(wire, process);
        await session.RunAsync(call.Http.RequestAborted);
    }
}
