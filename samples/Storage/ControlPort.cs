using System.Net.Mime;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Scalewright.Agents;
using Scalewright.Agents.XmlRpc;
using Scalewright.Listeners;
using Scalewright.Programs;

namespace StorageSample;

/// <summary>Remote control of a running simulator: XML-RPC on the loopback, for callers with its token.</summary>
internal sealed class ControlPort : IAsyncDisposable
{
    // Large enough to register the maximum number of servers in one call.
    private const int MaxCallBytes = 8 * 1024 * 1024;
    private readonly WebApplication _application;

    private ControlPort(WebApplication application, Uri address) => (_application, Address) = (application, address);

    public Uri Address { get; }

    /// <summary>Starts the remote control.</summary>
    /// <param name="running">The controlled cluster.</param>
    /// <param name="port">The port; 0 for a free one.</param>
    /// <param name="token">Token that callers must send as <c>Bearer</c>, or as the password of <c>Basic</c>; null to
    /// accept all calls.</param>
    /// <exception cref="SimulatorException">The port is in use.</exception>
    public static Task<ControlPort> StartAsync(RunningCluster running, int port, string? token, CancellationToken cancellationToken) =>
        StartAsync(new RemoteControl(running).Methods(), port, token, cancellationToken);

    /// <summary>Checks that a port is free by listening briefly, without accepting calls.</summary>
    /// <returns>Address of the remote control.</returns>
    /// <exception cref="SimulatorException">The port is in use.</exception>
    public static async Task<Uri> TryAsync(int port, CancellationToken cancellationToken)
    {
        await using ControlPort tried = await StartAsync(new XmlRpcMethods(new Dictionary<string, XmlRpcMethod>(StringComparer.Ordinal)), port, token: null, cancellationToken);
        return tried.Address;
    }

    private static async Task<ControlPort> StartAsync(XmlRpcMethods methods, int port, string? token, CancellationToken cancellationToken)
    {
        RequestGate front = new(new ListenerRules { ContentTypes = [MediaTypeNames.Text.Xml], MaxRequestBytes = MaxCallBytes, MaxHeldBytes = 2 * MaxCallBytes, ReleaseMemory = ProcessMemory.Release }, RefuseAsync);
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
        (int status, byte[] answer) = await endpoint.HandleAsync(
            context.Request.Method, target, RequestGate.BodyOf(context), context.RequestAborted);
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

    // A stack trace does not help remote callers.
    private static RemoteError Describe(Exception failure) => new(failure.GetType().Name, failure is ScalewrightException known ? StateSwitches.Lines(known) : failure.Message, "");
}
