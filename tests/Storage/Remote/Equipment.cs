using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Scalewright.Listeners;
using Scalewright.Storage.Actions;
using Scalewright.Storage.Plugins;

namespace Storage.Remote.Tests;

/// <summary>
/// Servers share disks, high availability and packages. Each run of an agent has its own key, which is rejected after
/// its end.
/// </summary>
internal sealed class Equipment(StorageCluster cluster)
{
    private readonly ConcurrentDictionary<string, EquipmentRun> _runs = new(StringComparer.Ordinal);
    private int _tickets;

    /// <returns>The key of the run.</returns>
    public string Begin(string fqdn, CancellationToken fleet)
    {
        string key = RandomNumberGenerator.GetHexString(32);
        _runs[key] = new EquipmentRun(new ServerReports(cluster, fqdn), new ServerActions(cluster, fqdn), fleet);
        return key;
    }

    public void End(string key) => _runs.TryRemove(key, out _);

    public async Task AnswerAsync(HttpContext context)
    {
        string key = context.Request.Headers[EquipmentChannel.RunHeader].ToString();
        if (!_runs.TryGetValue(key, out EquipmentRun? run))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        switch (context.Request.Path.Value!.Split('/')[2..])
        {
            case ["full", var plugin]:
                await SendAsync(context, Array(run.Reports.GetFullReport(plugin)));
                break;
            case ["update", var plugin]:
                await SendAsync(context, Array([.. run.Reports.GetUpdate(plugin)]));
                break;
            case ["action", var action]:
                await DoAsync(context, run, action);
                break;
            case ["answered", var ticket] when run.Tickets.TryRemove(ticket, out Func<CancellationToken, Task>? afterwards):
                _ = FollowAsync(afterwards, run.Fleet);
                break;
            case ["life"]:
                await WaitAsync(context);
                break;
            default:
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                break;
        }
    }

    private static byte[] Array(params JsonObject[] bodies) => Encoding.UTF8.GetBytes(new JsonArray(bodies).ToJsonString());

    private async Task DoAsync(HttpContext context, EquipmentRun run, string action)
    {
        try
        {
            if (!run.Actions.IsSupported(action))
            {
                throw StorageActionException.Unknown(action);
            }

            using JsonDocument arguments = JsonDocument.Parse(RequestGate.BodyOf(context));
            ServerActionResult effect = await run.Actions.RunAsync(action, arguments.RootElement, context.RequestAborted);
            if (effect.Afterwards is { } afterwards)
            {
                string ticket = Interlocked.Increment(ref _tickets).ToString(CultureInfo.InvariantCulture);
                run.Tickets[ticket] = afterwards;
                context.Response.Headers[EquipmentChannel.TicketHeader] = ticket;
            }

            await SendAsync(context, effect.Json);
        }
        catch (Exception failure) when (failure is StorageActionException or StorageException)
        {
            context.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            await SendAsync(
                context,
                Encoding.UTF8.GetBytes(failure is StorageException refused ? $"RuntimeError: {refused.Problems[0]}" : failure.Message)
            );
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The server has exited, so no client reads a response.
        }
    }

    private static async Task FollowAsync(Func<CancellationToken, Task> afterwards, CancellationToken fleet)
    {
        try
        {
            await afterwards(fleet);
        }
        catch (Exception exception) when (exception is StorageException or OperationCanceledException)
        {
            // The server was removed or the test ended, so no caller waits for the result.
        }
    }

    private static async Task WaitAsync(HttpContext context)
    {
        TaskCompletionSource gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration told = context.RequestAborted.Register(gone.SetResult);
        await gone.Task;
    }

    private static async Task SendAsync(HttpContext context, ReadOnlyMemory<byte> body)
    {
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}

/// <param name="fleet">Cancels the work after responses. The run may have ended long before.</param>
internal sealed class EquipmentRun(ServerReports reports, ServerActions actions, CancellationToken fleet)
{
    public ServerReports Reports => reports;

    public ServerActions Actions => actions;

    public CancellationToken Fleet => fleet;

    /// <summary>Work to do after a response was delivered, by ticket.</summary>
    public ConcurrentDictionary<string, Func<CancellationToken, Task>> Tickets { get; } = new(StringComparer.Ordinal);
}
