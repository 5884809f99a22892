using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Loopback.Services;

/// <summary>Lets what stands in for a service answer over HTTP on this machine, and breaks what a test wants broken.</summary>
public sealed class LoopbackServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private LoopbackServer(WebApplication application, FaultList faults) =>
        (_application, Faults, Address) = (application, faults, new Uri(application.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First()));

    /// <summary>Where it answers.</summary>
    public Uri Address { get; }

    /// <summary>What goes wrong.</summary>
    public FaultList Faults { get; }

    /// <summary>Begins to answer.</summary>
    /// <param name="answer">What answers.</param>
    /// <param name="port">Where; 0: a port that the system gives.</param>
    /// <param name="listen">How it listens there; null: over plain HTTP.</param>
    /// <param name="before">What a request goes through before anything can go wrong with it; null: nothing.</param>
    public static async Task<LoopbackServer> StartAsync(RequestDelegate answer, int port = 0, Action<ListenOptions>? listen = null, Action<WebApplication>? before = null)
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

    /// <summary>Answers no more.</summary>
    public async ValueTask DisposeAsync()
    {
        using CancellationTokenSource now = new();
        await now.CancelAsync();
        await _application.StopAsync(now.Token);
        await _application.DisposeAsync();
    }
}
