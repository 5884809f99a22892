using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Loopback.Services;

public sealed class LoopbackServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private LoopbackServer(WebApplication application, FaultList faults) =>
        (_application, Faults, Address) = (
            application,
            faults,
            new Uri(
                application.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First()
            )
        );

    public Uri Address { get; }
    public FaultList Faults { get; }

    /// <param name="listen">Configures the listener; null for plain HTTP.</param>
    /// <param name="before">Adds middleware that runs before any fault can occur.</param>
    public static async Task<LoopbackServer> StartAsync(
        RequestDelegate answer,
        int port = 0,
        Action<ListenOptions>? listen = null,
        Action<WebApplication>? before = null
    )
    {
        FaultList faults = new();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, port, listen ?? (static _ => { }));
        });
        WebApplication application = builder.Build();
        before?.Invoke(application);
        application.Run(context => faults.AnswerAsync(context, answer));
        await application.StartAsync();
        return new LoopbackServer(application, faults);
    }

    public async ValueTask DisposeAsync()
    {
        using CancellationTokenSource now = new();
        await now.CancelAsync();
        await _application.StopAsync(now.Token);
        await _application.DisposeAsync();
    }
}
