namespace Experiments.Services.Tests;

/// <summary>One definition with a delay and a cut, of which only the type changes.</summary>
internal static class NetworkFaults
{
    /// <summary>Events of its faults, on every backend.</summary>
    public static IReadOnlyList<string> Events { get; } =
    ["the link pico-1 ↔ pico-2 is changed for 00:00:06: latency 00:00:00.0500000", "the link pico-1 ↔ pico-2 is cut for 00:00:05"];

    public static Experiment Read(string type) => new ExperimentBundle(
            Encoding.UTF8.GetBytes(
                $$"""
                name: network-faults
                type: {{type}}
                duration: 10s
                sample_interval: 1s
                warm_up: 0s
                nodes: [{kind: pico, count: 2, cores: 1, memory: 512}]
                task_managers: {count: 2, slots: 2, cpus: 1, memory: 512}
                job:
                  topics: [{name: words, partitions: 4}]
                  operators: [{name: source, topic: words, cpu_time: 500us}, {name: count, inputs: [source], cpu_time: 1ms}]
                load: [{name: words, shape: constant, rate: 100}]
                faults:
                  - {at: 1s, slow: [pico-1, pico-2], latency: 50ms, duration: 6s}
                  - {at: 2s, cut: [pico-1, pico-2], duration: 5s}
                flink: {address: 'http://jobmanager:8081', jar: a.jar, savepoints: 's3://a'}
                processes: {work: sleep}
                """
            )
        ).Read("faults.yaml").Experiments.ShouldHaveSingleItem();

    public static IEnumerable<string> EventsOf(RunHistory history) =>
        history.Events.Where(historyEvent => historyEvent.Kind == "fault").Select(historyEvent => historyEvent.Text);
}
