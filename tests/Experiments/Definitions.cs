namespace Experiments.Tests;

internal static class Definitions
{
    /// <summary>Two operators on two machines; the second is scaled.</summary>
    public const string Join = """
        name: join
        seed: 7
        duration: 5m
        warm_up: 20s
        nodes:
          - {kind: pico, count: 3, cores: 4}
        task_managers: {count: 1, slots: 1, cpus: 4}
        job:
          topics: [{name: vehicles, partitions: 12}]
          operators:
            - {name: source, topic: vehicles, cpu_time: 10us}
            - {name: join, inputs: [source], cpu_time: 1ms, partitioning: keyed, keys: 5000}
        load:
          - {name: vehicles, shape: constant, rate: 2500}
        """;

    public static Experiment Read(string text)
    {
        ExperimentDefinition read = new ExperimentBundle(Encoding.UTF8.GetBytes(text)).Read("join.yaml");
        read.Problems.ShouldBeEmpty();
        return read.Experiments.ShouldHaveSingleItem();
    }
}
