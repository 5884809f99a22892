using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Loopback.Kubernetes.Exec;
using Loopback.Kubernetes.Exec.Spdy;
using Loopback.Kubernetes.Objects;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Loopback.Kubernetes.Api;

/// <summary>Starts programs in pods, for callers over WebSockets and for those over SPDY/3.1, as kubectl before 1.31.</summary>
/// <param name="store">The objects.</param>
/// <param name="sandboxes">What pods are.</param>
internal sealed class Entering(ObjectStore store, PodSandboxes sandboxes)
{
    private const string OldProtocol = "v4.channel.k8s.io";
    private const string NewProtocol = "v5.channel.k8s.io";
    private const string Spdy = "SPDY/3.1";
    private const string ProtocolHeader = "X-Stream-Protocol-Version";

    public async Task AnswerAsync(Call call)
    {
        JsonObject pod = store.Find(call.Key) ?? throw ApiFault.NotFound(call.Key);
        string[] words = [.. call.Http.Request.Query["command"].Select(word => word ?? "")];
        if (pod.Text("status", "phase") != "Running")
        {
            throw ApiFault.BadRequest($"cannot exec into a container in a pod that is not running; current phase is {pod.Text("status", "phase")}");
        }

        string uid = pod.Text("metadata", "uid");
        if (words.Length > 0 && call.Http.WebSockets.IsWebSocketRequest && call.Http.WebSockets.WebSocketRequestedProtocols.FirstOrDefault(one => one is NewProtocol or OldProtocol) is { } protocol)
        {
            using WebSocket socket = await call.Http.WebSockets.AcceptWebSocketAsync(protocol);
            using WebSocketWire wire = new(socket);
            await RunAsync(call, wire, uid, words);
        }
        else if (words.Length > 0 && SpdyOf(call.Http) is { } upgrade)
        {
            await EnterAsync(call, upgrade, uid, words);
        }
        else
        {
            throw ApiFault.BadRequest($"exec needs a command, and a WebSocket of {OldProtocol} or {NewProtocol}, or {Spdy} with {OldProtocol}");
        }
    }

    private static IHttpUpgradeFeature? SpdyOf(HttpContext http) =>
        http.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } upgrade && http.Request.Headers.Upgrade == Spdy && http.Request.Headers[ProtocolHeader].Contains(OldProtocol) ? upgrade : null;

    private static IEnumerable<ExecStream> WantedBy(Call call) =>
        [ExecStream.Status, .. new[] { ("stdin", ExecStream.Input), ("stdout", ExecStream.Output), ("stderr", ExecStream.Error) }.Where(pair => call.Says(pair.Item1)).Select(pair => pair.Item2)];

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
            // The caller has gone, or never spoke SPDY: no answer would reach it any more.
        }
    }

    private async Task RunAsync(Call call, IExecWire wire, string uid, string[] words)
    {
        using Process process = await sandboxes.StartAsync(uid, words);
        using ExecSession session = new(wire, process);
        await session.RunAsync(call.Http.RequestAborted);
    }
}
