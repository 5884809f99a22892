using System.Runtime.CompilerServices;
using System.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace AutoScaling.Tests.Backend;

public sealed class KillTests
{
    // Three launches, the termination of one instance, and one request that terminates the other two.
    private const int MinKills = 5;
    private const int MaxKills = 40;

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task F_PROC_01_the_reaper_removes_all_leftovers_of_a_program_killed_at_any_step()
    {
        KillSeries series = new();
        await using TestEndpoint backend = await TestEndpoint.OpenAsync(new AutoScalingEndpointOptions { Keys = [TestEndpoint.Key] });
        await using ObservedServer server = await ObservedServer.OpenAsync(backend.Endpoint, series.AtChangeAsync);

        int kills = await series.RunAsync(
            MaxKills,
            () => Start(server.Address),
            async when =>
            {
                await server.WaitUntilIdleAsync();
                await AssertNothingIsLeftAsync(server.Address, when);
            }
        );

        kills.ShouldBeGreaterThanOrEqualTo(MinKills);
    }

    private static async Task AssertNothingIsLeftAsync(Uri address, string when)
    {
        await using AutoScalingProvider provider = new(
            new AutoScalingOptions(address, TestEndpoint.Key) { ConsistencyWindow = TimeSpan.Zero }
        );
        await EveryLineage.ReapAsync(provider);

        (await provider.ObserveAsync(null)).ShouldAllBe(instance => instance.State == Scalewright.Providers.ResourceState.Deleting, when);
    }

    private static Process Start(Uri address) =>
        TestProgram.Start("autoscaling", address.ToString(), TestEndpoint.Key.AccessKeyId, TestEndpoint.Key.SecretAccessKey);
}

/// <summary>
/// Serves an endpoint and calls a function for each mutating action, after its effect and before its response.
/// </summary>
internal sealed class ObservedServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly StrongBox<int> _pendingCount;

    private ObservedServer(WebApplication application, StrongBox<int> pendingCount) =>
        (_application, _pendingCount) = (application, pendingCount);

    public Uri Address =>
        new(_application.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First());

    public static async Task<ObservedServer> OpenAsync(AutoScalingEndpoint endpoint, Func<string, Task> onChange)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0));
        WebApplication application = builder.Build();
        StrongBox<int> pendingCount = new();
        application.Use((context, next) => ForwardAsync(context, next, onChange, pendingCount));
        application.MapAutoScaling(endpoint);
        await application.StartAsync();
        return new ObservedServer(application, pendingCount);
    }

    /// <summary>Waits until no action is pending. Actions continue even if their caller was killed.</summary>
    public async Task WaitUntilIdleAsync()
    {
        while (Volatile.Read(ref _pendingCount.Value) > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }
    }

    public async ValueTask DisposeAsync() => await _application.DisposeAsync();

    private static async Task ForwardAsync(
        HttpContext context,
        RequestDelegate next,
        Func<string, Task> onChange,
        StrongBox<int> pendingCount
    )
    {
        Interlocked.Increment(ref pendingCount.Value);
        try
        {
            context.Request.EnableBuffering();
            using StreamReader reader = new(context.Request.Body, leaveOpen: true);
            string action = HttpUtility.ParseQueryString(await reader.ReadToEndAsync())["Action"] ?? "";
            context.Request.Body.Position = 0;
            Stream body = context.Response.Body;
            using MemoryStream buffered = new();
            context.Response.Body = buffered;
            await next(context);
            context.Response.Body = body;

            if (!action.StartsWith("Describe", StringComparison.Ordinal))
            {
                await onChange(action);
            }

            await body.WriteAsync(buffered.GetBuffer().AsMemory(0, (int)buffered.Length), context.RequestAborted);
        }
        finally
        {
            Interlocked.Decrement(ref pendingCount.Value);
        }
    }
}
