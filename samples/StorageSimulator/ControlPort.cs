using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Scalewright;
using Scalewright.Agents;
using Scalewright.Agents.XmlRpc;
using StorageSamples;

namespace StorageSimulatorSample;

/// <summary>The remote control of a running simulator: XML-RPC on loopback alone. Whoever reaches the port is believed.</summary>
internal sealed class ControlPort : IAsyncDisposable
{
    // A call that registers the most servers there can be is shorter.
    private const int CallLengthMax = 8 * 1024 * 1024;
    private readonly WebApplication _application;

    private ControlPort(WebApplication application, Uri address) => (_application, Address) = (application, address);

    public Uri Address { get; }

    /// <summary>Begins to answer.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<ControlPort> StartAsync(RunningCluster running, int port, CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IHostLifetime, OwnedLifetime>();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = CallLengthMax;
            kestrel.Listen(IPAddress.Loopback, port);
        });
        WebApplication application = builder.Build();
        XmlRpcEndpoint endpoint = new(new RemoteControl(running).Methods(), Describe);
        application.MapFallback("/{**path}", context => AnswerAsync(endpoint, context));
        try
        {
            await application.StartAsync(cancellationToken);
        }
        catch (IOException exception)
        {
            await application.DisposeAsync();
            throw new SimulatorException($"the remote control cannot answer at port {port}: {exception.Message.TrimEnd('.')}; choose another with --control_port, 0 takes any that is free", exception);
        }

        return new ControlPort(application, new Uri(application.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First()));
    }

    public async ValueTask DisposeAsync()
    {
        using CancellationTokenSource soon = new(TimeSpan.FromSeconds(1));
        await _application.StopAsync(soon.Token);
        await _application.DisposeAsync();
    }

    // Signals are the program's to hear; the host's own lifetime would take them away from it.
    private sealed class OwnedLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private static async Task AnswerAsync(XmlRpcEndpoint endpoint, HttpContext context)
    {
        // Pages in a browser cannot send this type to another site, nor name this machine so after their own name was made to mean it.
        if (context.Request.ContentType?.StartsWith("text/xml", StringComparison.OrdinalIgnoreCase) != true || context.Request.Host.Host is not ("localhost" or "127.0.0.1"))
        {
            await RefuseAsync(context, StatusCodes.Status403Forbidden, "calls are of type text/xml, and name this machine localhost or 127.0.0.1");
            return;
        }

        try
        {
            using MemoryStream body = new();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            (int status, byte[] answer) = await endpoint.AnswerAsync(context.Request.Method, context.Request.Path.Value!, body.ToArray(), context.RequestAborted);
            (context.Response.StatusCode, context.Response.ContentType) = (status, "text/xml");
            await context.Response.Body.WriteAsync(answer, context.RequestAborted);
        }
        catch (BadHttpRequestException exception)
        {
            await RefuseAsync(context, exception.StatusCode, $"{exception.Message} A call has up to {CallLengthMax} bytes.");
        }
    }

    private static Task RefuseAsync(HttpContext context, int status, string reason)
    {
        (context.Response.StatusCode, context.Response.ContentType) = (status, "text/plain");
        return context.Response.WriteAsync($"{reason}\n", context.RequestAborted);
    }

    // Whoever leads a simulator from outside can do nothing with its stack.
    private static RemoteError Describe(Exception failure) => new(failure.GetType().Name, failure is ScalewrightException told ? StateSwitches.Lines(told) : failure.Message, "");
}
