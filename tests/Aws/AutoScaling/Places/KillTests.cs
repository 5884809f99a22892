using System.Runtime.CompilerServices;
using System.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
namespace AutoScaling.Tests.Places;

public sealed class KillTests
{
    // Three instances are launched; one is terminated, and then the others together.
    private const int KillsMin = 5;
    private const int KillsMax = 40;

    [Fact]
    public async Task F_PROC_01_the_reaper_removes_all_leftovers_of_a_program_killed_at_any_step()
    {
        KillSeries series = new();
        await using TestEndpoint place = await TestEndpoint.OpenAsync(new AutoScalingEndpointOptions { Keys = [TestEndpoint.Key] });
        await using WatchedDoor door = await WatchedDoor.OpenAsync(place.Endpoint, series.AtChangeAsync);

        int kills = await series.RunAsync(KillsMax, () => Start(door.Address), async when =>
        {
            await door.UntilIdleAsync();
            await NothingIsLeftAsync(door.Address, when);
        });

        kills.ShouldBeGreaterThanOrEqualTo(KillsMin);
    }

    private static async Task NothingIsLeftAsync(Uri address, string when)
    {
        await using AutoScalingProvider provider = new(new AutoScalingOptions(address, TestEndpoint.Key) { ConsistencyWindow = TimeSpan.Zero });
        await EveryLineage.ReapAsync(provider);

        (await provider.ObserveAsync(null)).ShouldAllBe(instance => instance.State == Scalewright.Providers.ResourceState.Deleting, when);
    }

    private static Process Start(Uri address) => TestProgram.Start("autoscaling", address.ToString(), TestEndpoint.Key.AccessKeyId, TestEndpoint.Key.SecretAccessKey);
}

/// <summary>Reports each mutating action after its effect and before its response.</summary>
internal sealed class WatchedDoor : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly StrongBox<int> _underWay;

    private WatchedDoor(WebApplication application, StrongBox<int> underWay) => (_application, _underWay) = (application, underWay);

    public Uri Address => new(_application.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First());

    public static async Task<WatchedDoor> OpenAsync(AutoScalingEndpoint endpoint, Func<string, Task> told)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0));
        WebApplication application = builder.Build();
        StrongBox<int> underWay = new();
        application.Use((context, next) => WatchAsync(context, next, told, underWay));
        application.MapAutoScaling(endpoint);
        await application.StartAsync();
        return new WatchedDoor(application, underWay);
    }

    /// <summary>Waits until no action is running. Actions of a killed caller run to completion, too.</summary>
    public async Task UntilIdleAsync()
    {
        while (Volatile.Read(ref _underWay.Value) > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }
    }

    public async ValueTask DisposeAsync() => await _application.DisposeAsync();

    private static async Task WatchAsync(HttpContext context, RequestDelegate next, Func<string, Task> told, StrongBox<int> underWay)
    {
        Interlocked.Increment(ref underWay.Value);
        try
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
        finally
        {
            Interlocked.Decrement(ref underWay.Value);
        }
    }
}
