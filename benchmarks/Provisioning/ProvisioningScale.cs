using System.Diagnostics;
using System.Globalization;
using Scalewright;
using Scalewright.Journals;
using Scalewright.Planning;
using Scalewright.Providers;
using Scalewright.Providers.Simulation;
using Scalewright.Topologies;

namespace Benchmarks.Provisioning;

/// <summary>
/// Measures nodes in the simulated provider: requested, booted, listed and deleted. Prints wall time for each size, and
/// memory per node while all run.
/// </summary>
internal static class ProvisioningScale
{
    private static readonly Owner Owner = new(new Lineage(1), "scale");

    public static int Run(string[] options)
    {
        int[] sizes =
            options.Length > 0
                ? [.. options.Select(text => int.Parse(text, CultureInfo.InvariantCulture))]
                : [200, 200, 1_000, 10_000, 100_000, 1_000_000];
        foreach (int size in sizes)
        {
            Measure(size).GetAwaiter().GetResult();
        }

        return 0;
    }

    private static async Task Measure(int count)
    {
        ValueList<StepRequest> orders = Enumerable.Range(1, count).Select(Create).ToValueList();
        ValueList<Resource> found = [];
        long before = GC.GetTotalMemory(forceFullCollection: true);
        long begun = Stopwatch.GetTimestamp();
        await using SimulationProvider provider = new() { Seed = 42 };
        await provider.RunAsync(_ => ApplyAsync(provider, orders));
        double asked = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
        await provider.RunAsync(token => Task.Delay(TimeSpan.FromSeconds(31), provider.Clock, token));
        double ready = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
        await provider.RunAsync(async token => found = await provider.ObserveAsync(Owner, token));
        double listed = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
        Debug.Assert(found.Count == count && found.All(node => node.State == ResourceState.Ready), "every node is there and ready");
        found = [];
        double bytes = (double)(GC.GetTotalMemory(forceFullCollection: true) - before) / count;
        await provider.RunAsync(async token => found = await provider.ObserveAsync(Owner, token));
        ValueList<StepRequest> removals = found.Select(Destroy).ToValueList();

        begun = Stopwatch.GetTimestamp();
        await provider.RunAsync(_ => ApplyAsync(provider, removals));
        double removed = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{count, 9:N0} nodes: asked for in {asked, 8:F1} ms, ready at {ready, 8:F1} ms, listed at {listed, 8:F1} ms, removed in {removed, 8:F1} ms; {bytes:F0} bytes a node"
            )
        );
    }

    private static async Task ApplyAsync(SimulationProvider provider, ValueList<StepRequest> orders)
    {
        await foreach (StepOutcome outcome in provider.ApplyAsync(orders))
        {
            Debug.Assert(outcome.Result == StepResult.Succeeded, "every step is done");
        }
    }

    private static StepRequest Create(int number)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"node-{number}");
        return new StepRequest(
            new CreateNode("farm", new NodeSpec(name, number)),
            new ResourceTag(Owner, StepTarget.Node, name, name) { Group = "farm", Epoch = 1 }
        );
    }

    private static StepRequest Destroy(Resource node) =>
        new(new DestroyNode("farm", new NodeSpec(node.Tag.Name, 1)), node.Tag with { Token = "remove-" + node.Tag.Token }, node.Id);
}
