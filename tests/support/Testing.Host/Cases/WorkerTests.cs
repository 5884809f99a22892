using Scalewright;
using Scalewright.Journals;
using Scalewright.Planning;
using Scalewright.Providers;
using Scalewright.Providers.Simulation;
using Scalewright.Testing;
using Scalewright.Topologies;

namespace Testing.Host.Cases;

public class WorkerTests
{
    private static readonly Owner Jobs = new(new Lineage(1), "jobs");

    private int _createdCount;

    [SimulationFact(SeedCount = 1000, CheckMethod = nameof(OneWorkerExists))]
    public async Task One_worker_runs(SimulationProvider provider, CancellationToken token)
    {
        for (int check = 0; check < 60; check++)
        {
            ValueList<Resource> workers = await provider.ObserveAsync(Jobs, token);
            if (workers.Count == 0)
            {
                await CreateAsync(provider, $"worker-{++_createdCount}", token);
            }

            await Task.Delay(TimeSpan.FromSeconds(10), provider.Clock, token);
        }
    }

    private static async Task CreateAsync(SimulationProvider provider, string name, CancellationToken token)
    {
        CreateNode step = new("workers", new NodeSpec(name, 1));
        ResourceTag tag = new(Jobs, StepTarget.Node, name, $"create {name}") { Group = "workers" };
        await foreach (StepOutcome _ in provider.ApplyAsync([new StepRequest(step, tag)], token))
        {
            // The next list shows whether the worker exists.
        }
    }

    private static async Task OneWorkerExists(SimulationProvider provider, CancellationToken token)
    {
        ValueList<Resource> workers = await provider.ObserveAsync(Jobs, token);
        Assert.True(workers.Count == 1, $"{workers.Count} workers exist: {string.Join(", ", workers.Select(worker => worker.Tag.Name))}");
    }
}
