using System.Net;
using System.Net.Mime;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Scalewright;
using Scalewright.Agents;
using Scalewright.Agents.XmlRpc;
using Scalewright.Listeners;
using Scalewright.Programs;

namespace StorageSample;

/// <summary>The remote control of a running simulator: XML-RPC on loopback alone, for callers with its token.</summary>
internal sealed class ControlPort : IAsyncDisposable
{
    // A call that registers the most servers there can be is shorter.
    private const int MaxCallBytes = 8 * 1024 * 1024;
    private readonly WebApplication _application;

    private ControlPort(WebApplication application, Uri address) => (_application, Address) = (application, address);

    public Uri Address { get; }

    /// <summary>Begins to answer.</summary>
    /// <param name="running">The cluster that is controlled.</param>
    /// <param name="port">The port; 0: a free one.</param>
    /// <param name="token">The token that calls must have, as <c>Bearer</c> or as the password of <c>Basic</c>; null:
    /// anybody may call.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="SimulatorException">The port is taken.</exception>
    public static Task<ControlPort> StartAsync(RunningCluster running, int port, string? token, CancellationToken cancellationToken) =>
        StartAsync(new RemoteControl(running).Methods(), port, token, cancellationToken);

    /// <summary>Sees whether a port can be listened at, and leaves it again; nobody can call anything meanwhile.</summary>
    /// <returns>Where it would answer.</returns>
    /// <exception cref="SimulatorException">The port is taken.</exception>
    public static async Task<Uri> TryAsync(int port, CancellationToken cancellationToken)
    {
        await using ControlPort tried = await StartAsync(new XmlRpcMethods(new Dictionary<string, XmlRpcMethod>(StringComparer.Ordinal)), port, token: null, cancellationToken);
        return tried.Address;
    }

    private static async Task<ControlPort> StartAsync(XmlRpcMethods methods, int port, string? token, CancellationToken cancellationToken)
    {
        ListenerFront front = new(new ListenerRules { ContentTypes = [MediaTypeNames.Text.Xml], MaxRequestBytes = MaxCallBytes, MaxHeldBytes = 2 * MaxCallBytes, ReleaseMemory = ProcessMemory.Release }, RefuseAsync);
        WebApplication application = ListenerApplication.Build(front, kestrel => kestrel.Listen(IPAddress.Loopback, port));
        XmlRpcEndpoint endpoint = new(methods, Describe);
        BasicAccess? access = token is null ? null : BasicAccess.ByToken(token, TimeProvider.System);
        application.MapFallback("/{**path}", context => access is null
            ? AnswerAsync(endpoint, context)
            : access.InvokeAsync(context, inner => AnswerAsync(endpoint, inner)));
        try
        {
            await application.StartAsync(cancellationToken);
        }
        catch (IOException exception)
        {
            await application.DisposeAsync();
            throw new SimulatorException($"the remote control cannot answer at port {port}: {exception.Message.TrimEnd('.')}; choose another with --control_port, 0 takes any that is free", exception);
        }

        return new ControlPort(application, ListenerApplication.AddressesOf(application)[0]);
    }

    public async ValueTask DisposeAsync()
    {
        using CancellationTokenSource soon = new(TimeSpan.FromSeconds(1));
        await _application.StopAsync(soon.Token);
        await _application.DisposeAsync();
    }

    private static async Task AnswerAsync(XmlRpcEndpoint endpoint, HttpContext context)
    {
        string target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        (int status, byte[] answer) = await endpoint.AnswerAsync(
            context.Request.Method, target, ListenerFront.BodyOf(context), context.RequestAborted);
        (context.Response.StatusCode, context.Response.ContentType) = (status, MediaTypeNames.Text.Xml);
        await context.Response.Body.WriteAsync(answer, context.RequestAborted);
    }

    private static Task RefuseAsync(HttpContext context, ListenerRefusal refusal)
    {
        bool isTooLong = refusal.Status == StatusCodes.Status413PayloadTooLarge;
        context.Response.StatusCode = refusal.Status == StatusCodes.Status415UnsupportedMediaType ? StatusCodes.Status403Forbidden : refusal.Status;
        context.Response.ContentType = MediaTypeNames.Text.Plain;
        return context.Response.WriteAsync($"{refusal.Reason}{(isTooLong ? $" A call has up to {MaxCallBytes} bytes." : "")}\n", context.RequestAborted);
    }

    // Whoever leads a simulator from outside can do nothing with its stack.
    private static RemoteError Describe(Exception failure) => new(failure.GetType().Name, failure is ScalewrightException told ? StateSwitches.Lines(told) : failure.Message, "");
}
