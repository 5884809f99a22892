using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Scalewright.Listeners;

/// <summary>Builds HTTP servers that check all requests with a <see cref="RequestGate"/>.</summary>
/// <remarks>Reads no settings from the environment or from files: no addresses and no developer exception
/// page.</remarks>
public static class ListenerApplication
{
    /// <summary>Builds a server. The caller adds routes and starts it.</summary>
    /// <param name="front">Checks requests before all routes.</param>
    /// <param name="listen">Adds the addresses to listen on.</param>
    /// <param name="takesSignals">True if SIGINT and SIGTERM stop the server. Default false: the caller stops
    /// it.</param>
    public static WebApplication Build(RequestGate front, Action<KestrelServerOptions> listen, bool takesSignals = false)
    {
        ArgumentNullException.ThrowIfNull(front);
        ArgumentNullException.ThrowIfNull(listen);
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(
            new WebApplicationOptions
            {
                EnvironmentName = Environments.Production,

                // No file is served. The default is the working folder, which may be deleted.
                ContentRootPath = AppContext.BaseDirectory,
            }
        );
        if (!takesSignals)
        {
            builder.Services.AddSingleton<IHostLifetime, NoSignalLifetime>();
        }

        builder.Services.AddRouting();
        builder
            .WebHost.UseKestrelCore()
            .UseKestrelHttpsConfiguration()
            .ConfigureKestrel(kestrel =>
            {
                front.Configure(kestrel);
                listen(kestrel);
            });
        WebApplication application = builder.Build();
        application.Use(next => context => front.InvokeAsync(context, next));
        return application;
    }

    /// <summary>Returns the addresses of a started server.</summary>
    public static ValueList<Uri> AddressesOf(WebApplication application)
    {
        ArgumentNullException.ThrowIfNull(application);
        return
        [
            .. application
                .Services.GetRequiredService<IServer>()
                .Features.GetRequiredFeature<IServerAddressesFeature>()
                .Addresses.Select(address => new Uri(address)),
        ];
    }

    // The program handles signals. The host's own lifetime would intercept them.
    [SuppressMessage("Performance", "CA1812", Justification = "Dependency injection creates it.")]
    private sealed class NoSignalLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
