using System.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Scalewright.Providers.AutoScaling;

namespace AutoScaling.Tests.Places;

/// <summary>An endpoint on a port, which tells of each action that changes something when it has taken effect, before it is answered.</summary>
internal sealed class WatchedDoor : IAsyncDisposable
{
    private readonly WebApplication _application;

    private WatchedDoor(WebApplication application) => _application = application;

    public Uri Address => new(_application.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First());

    public static async Task<WatchedDoor> OpenAsync(AutoScalingEndpoint endpoint, Func<string, Task> told)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0));
        WebApplication application = builder.Build();
        application.Use((context, next) => WatchAsync(context, next, told));
        application.MapAutoScaling(endpoint);
        await application.StartAsync();
        return new WatchedDoor(application);
    }

    public async ValueTask DisposeAsync() => await _application.DisposeAsync();

    private static async Task WatchAsync(HttpContext context, RequestDelegate next, Func<string, Task> told)
    {
        context.Request.EnableBuffering();
        using StreamReader reader = new(context.Request.Body, leaveOpen: true);
        string action = HttpUtility.ParseQueryString(await reader.ReadToEndAsync())["Action"] ?? "";
        context.Request.Body.Position = 0;
        Stream body = context.Response.Body;
        using MemoryStream whole = new();
        context.Response.Body = whole;
        await next(context);
        context.Response.Body = body;
        await (action.StartsWith("Describe", StringComparison.Ordinal) ? Task.CompletedTask : told(action));
        await body.WriteAsync(whole.GetBuffer().AsMemory(0, (int)whole.Length), context.RequestAborted);
    }
}
