using System.Runtime.Versioning;
using Scalewright.Providers.Simulation.Kernel;
using StorageSample;
using StorageSample.Managing;

namespace Samples.Tests.Storage;

[SupportedOSPlatform("linux")]
public class DemoTests
{
    private const int Seconds = 240;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(20);

    [Fact]
    public void Servers_lose_power_at_the_given_interval_and_their_loss_and_return_are_shown()
    {
        (List<JsonNode> pages, string told) = Watch();

        Times(told, "lost power")
            .Zip(Times(told, "lost power").Skip(1), (one, next) => next - one)
            .ShouldAllBe(pause => pause >= Pause && pause < Pause + TimeSpan.FromSeconds(2));
        Times(told, "lost power").Count().ShouldBeGreaterThan(8);

        // A server is lost after 60 s without contact; checks are 10 s apart; the loss is shown for 10 s.
        Times(told, "out of contact").First().ShouldBeLessThanOrEqualTo(Times(told, "lost power").First() + TimeSpan.FromSeconds(72));
        pages.Count(page => Contact(page, "test000") == "lost").ShouldBeGreaterThanOrEqualTo(9);
        Contact(pages[^1], "test000").ShouldBe("heard");
        Texts(pages)
            .Where(text => text.StartsWith("test000.", StringComparison.Ordinal) && !text.Contains("booted", StringComparison.Ordinal))
            .ShouldBe(["test000.localdomain is out of contact", "test000.localdomain is in contact again"]);
    }

    [Fact]
    public void All_targets_stay_mounted_while_servers_lose_power()
    {
        (List<JsonNode> pages, _) = Watch();

        pages.ShouldAllBe(page => page["targets"]!.AsArray().All(target => (string?)target!["state"] == "mounted"));
        pages[^1]["targets"]!.AsArray().Count.ShouldBe(20);
    }

    private static (List<JsonNode> Pages, string Told) Watch()
    {
        List<JsonNode> pages = [];
        using StringWriter told = new(CultureInfo.InvariantCulture);
        SimulationKernel kernel = new(new KernelOptions { Seed = 1 });
        kernel.Run(async () =>
        {
            await using StorageManager manager = await StorageManager.StartAsync(
                new StorageManagerOptions
                {
                    Clock = kernel.Clock,
                    Random = new Random(1),
                    Password = "lustre",
                }
            );
            using ManagerHandler handler = new(manager);
            using ManagerAddress address = new(new Uri("http://localhost/"), Authority: null) { Clock = kernel.Clock, InProcess = handler };
            using ManagerApi api = await ManagerApi.LogInAsync(address, "admin", "lustre", CancellationToken.None);
            using CancellationTokenSource stop = new();
            Task demo = new Demo(api, address, Pause, told).RunAsync(stop.Token);
            while (!told.ToString().Contains("Open ", StringComparison.Ordinal))
            {
                await Task.Delay(TimeSpan.FromSeconds(1), kernel.Clock);
            }

            for (int second = 0; second < Seconds; second++)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), kernel.Clock);
                pages.Add(JsonNode.Parse(manager.LiveStatus.ToJson().Span)!);
            }

            stop.Cancel();
            try
            {
                await demo;
            }
            catch (OperationCanceledException)
            {
                // A viewer stops the demo in this way.
            }
        });
        return (pages, told.ToString());
    }

    private static IEnumerable<TimeSpan> Times(string told, string what) =>
        told.Split('\n')
            .Where(line => line.Contains(what, StringComparison.Ordinal))
            .Select(line => TimeSpan.Parse(line[..8], CultureInfo.InvariantCulture));

    private static string Contact(JsonNode page, string server) =>
        (string)page["servers"]!.AsArray().Single(item => (string?)item!["name"] == server)!["contact"]!;

    // A page contains only the last events.
    private static IEnumerable<string> Texts(List<JsonNode> pages) =>
        pages
            .SelectMany(page => page["events"]!.AsArray())
            .DistinctBy(item => (long)item!["number"]!)
            .OrderBy(item => (long)item!["number"]!)
            .Select(item => (string)item!["text"]!);
}
