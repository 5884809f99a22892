namespace Experiments.Tests.Reading;

/// <summary>The problems of definitions with many mistakes: texts, order and positions.</summary>
public class DefinitionMistakeTests
{
    private const string Everything = """
        name: all
        type: simple
        seed: 9
        runs: 2
        duration: 20m
        warm_up: auto
        cool_down: 5s
        sample_interval: 2s
        sampling: {hops: 2000, error: 10%}
        nodes: [{kind: pico, count: 3, cores: 4, memory: 4096}, {kind: vm}]
        links:
          - {from: pico-1, to: pico-2, latency: 20ms, jitter: 1ms}
          - {from: pico-1, to: pico-3}
        deployment:
          - {name: one, simulated_duration: 1m, playbook: a/b, command: [x, y], hosts: pico, undo: [z]}
          - {name: two}
        task_managers: {count: 2, slots: 3, cpus: 1.5, memory: 1024}
        job:
          name: flow
          topics: [{name: a, partitions: 12}, {name: b}]
          operators:
            - {name: source, topic: a, cpu_time: 10us}
            - name: join
              inputs: [source, {from: source, ratio: 0.5}, {from: source}]
              cpu_time: 1ms
              cpu_time_variation: 0.5
              parallelism: 2
              max_parallelism: 64
              partitioning: keyed
              keys: 500
              skew: 1.5
              buffer: 10
              state: 3
          checkpoint_interval: 1m
          min_checkpoint_duration: 1s
          state_mib_per_second: 100
          restart_delay: 3s
          heartbeat_timeout: 4s
          adaptive_scheduler: false
        task: join
        load:
          - {name: a, rate: 1}
          - {name: c, topic: a, shape: ramp, from: 1, to: 2, duration: 1m}
          - {name: d, topic: a, shape: sine, mean: 3, amplitude: 2, period: 5m}
          - {name: e, topic: a, shape: steps, steps: [{rate: 1, duration: 1m}, {rate: 2, duration: 2m}]}
          - {name: f, topic: a, shape: spike, base: 1, peak: 5, at: 1m, duration: 10s}
          - {name: g, topic: a, shape: closed, users: 3, think_time: 1s}
          - {name: h, topic: b, shape: sensors, sensors: 3, interval: 2s, replicas: 4}
          - {name: i, topic: b, shape: sensors, sensors: 3, interval: 2s}
        faults:
          - {at: 1m, crash: pico-1}
          - {at: 2m, freeze: pico-2, duration: 10s}
          - {at: 3m, slow: [pico-1, vm-1], latency: 30ms, jitter: 1ms, loss: 0.01, duration: 1m}
        stop: {lag_above: 1000, latency_above: 2s, when_scaling_ends: true, for: 10s}
        thresholds:
          latency_p50: 1s
          latency_p95: 2s
          latency_p99: 3s
          latency_max: 4s
          capacity: {instances: 2, min: 1000}
          catch_up: 1m
          behind: 2m
          kept_up: 95%
        backlog: {keeping_up: 200ms, behind: 2s}
        scaling:
          interval: 30s
          sizes: [{name: half, cpus: 0.5, memory: 700}, {name: s}]
          steps:
            - {node: pico, type: small, taskmanager: [{type: half, number: 2, method: linear, scope: slots, parallelism: 2}, {}]}
            - {node: vm, taskmanager: [{type: template}]}
        """;

    private const string Rules =
        "\nscaling: {operators: {utilization: 0.5, boundary: 0.2, catch_up: 1m, restart: 20s, min_parallelism: 2, max_parallelism: 9, observes_scalability: true, latency_aware: true}}";

    [Fact]
    public void All_fields_of_a_definition_are_read()
    {
        string[] texts =
        [
            Everything,
            Definitions.Join,
            Definitions.Join + "\nsampling: throughput\nstop: {}\nthresholds: {}\nbacklog: {behind: 3s}",
            Definitions.Join + "\ntype: processes",
            Definitions.Join
                + "\nlinks: [{from: pico-1, to: pico-2, latency: 20ms, jitter: 1ms, loss: 0.1, bytes_per_second: 5000, duplicate: 0.2, reorder: 0.3}]"
                + "\ntype: flink\nflink: {address: 'http://j:8081', jar: j.jar, savepoints: 's3://s/j'}\nmetrics: {address: 'http://p:9090', queries: {consumed: sum(up)}}",
            Definitions.Join + Rules,
            Definitions.Join + "\nscaling: {operators: {}}",
            Definitions.Join + "\nscaling: {busy: {above: 0.9, below: 0.1, min: 2, max: 3}}\nsampling: all",
        ];

        Approved.Check(string.Join("\n\n", texts.Select(Describe)), "Experiments/Definitions");
    }

    private static readonly string[] Mistakes =
    [
        """
            nmae: all
            type: 3
            seed: 9.5
            runs: [2]
            duration: long
            warm_up: {a: 1}
            cool_down: 1e9h
            sample_interval:
            sampling: {hops: x, error: 5, eror: 1}
            nodes: [{kind: pico, count: three, cores: 4.5, memory: 4 GiB, color: red}, {count: 2}, 7, {kind: }]
            links: [{from: pico-1, latency: soon, jitter: [], loss: much, bytes_per_second: 1.5, duplicate: {}, reorder: x, speed: 1}, 4]
            deployment: [{simulated_duration: x, playbook: [], command: sync, hosts: {}, undo: [[]], nme: a}, {name: two, command: [a, {}]}]
            task_managers: {count: x, slots: 1.5, cpus: many, memory: [], size: 4}
            task: [join]
            backlog: {keeping_up: x, behind: 1e9h, more: 1}
            """,
        """
            name: b
            nodes: {kind: pico}
            links: 3
            deployment: x
            task_managers: [1]
            job:
              nane: flow
              topics: [{partitions: 1.5}, 3, {name: a, partitions: 99999999999}]
              operators:
                - {topic: [], inputs: source, cpu_time: '-', cpu_time_variation: x}
                - name: join
                  inputs: [[], {form: a, ratio: x}, {}]
                  parallelism: 1e3
                  max_parallelism: x
                  partitioning: kyed
                  keys: x
                  skew: x
                  buffer: 0x
                  state: x
                  colour: 1
              checkpoint_interval: x
              min_checkpoint_duration: x
              state_mib_per_second: x
              restart_delay: x
              heartbeat_timeout: x
              adaptive_scheduler: maybe
            load: {a: 1}
            faults: 3
            metrics: [1]
            stop: x
            thresholds: x
            backlog: 1
            sampling: some
            scaling: x
            """,
        """
            name: c
            nodes: [{kind: pico, count: 3}]
            job: x
            load:
              - {name: a}
              - {name: b, rate: }
              - {shape: ramp, from: x, duration: x}
              - {name: d, shape: sine, mean: 1, period: x, amplitude: 2, phase: 1}
              - {name: e, shape: steps, steps: [{duration: 1m}, 3, {rate: 2, len: 2m}]}
              - {name: e2, shape: steps}
              - {name: f, shape: spike, base: 1, at: x}
              - {name: f2, shape: spike, base: 1, peak: 2, at: , duration: 1s}
              - {name: g, shape: closed, users: 1.5, think_time: x, rate: 3}
              - {name: h, shape: sensors, sensors: x, interval: x, replicas: x}
              - {name: i, shape: wave, rate: 3}
              - {name: j, shape: trace}
              - {name: k, shape: trace, file: gone.csv}
              - {name: l, shape: trace, file: gone.csv, peak: -1}
              - 3
            faults:
              - {at: x, crash: pico-9}
              - {at: 1m}
              - {at: 1m, crash: pico-1, freeze: pico-2}
              - {at: -1m, cut: [pico-1, pico-1]}
              - {at: 1m, slow: [pico-1], loss: 2, jitter: x, latency: -1s}
              - {at: 1m, slow: [pico-1, pico-2], loss: 2, jitter: x, latency: -1s, speed: 1}
              - {at: 1m, melt: pico-1}
              - {at: 1m, freeze: [pico-1], duration: x}
            metrics: {adress: x, queries: {a: [], B: c}}
            stop: {lag_above: x, latency_above: x, when_scaling_ends: 1, for: x, until: x}
            thresholds: {latency_p50: x, latency_p95: [], latency_p99: -1s, latency_max: , capacity: {instances: x, mn: 1}, catch_up: x, behind: x, kept_up: 5, kept: 1}
            scaling: {interval: x, steps: [{node: pico, type: tiny, taskmanager: [{type: q, number: x, method: fast, scope: all, parallelism: x, size: 1}, 3]}, {taskmanager: 1}, {nod: a}, 3], sizes: [{cpus: x, memory: x, disk: 1}, {name: template}, 1]}
            matrix: {seed: [1, 1], runs: x, gone: [1], duration: [], load.b.rate: [1]}
            """,
        Definitions.Join + "\nscaling: {steps: [], busy: {}}",
        Definitions.Join + "\nscaling: {interval: 1m}",
        Definitions.Join + "\nscaling: {strategy: gone.yaml, speed: 1}",
        Definitions.Join + "\nscaling: {busy: {above: x, below: 2, min: x, max: x, mean: 1}}",
        Definitions.Join
            + "\nscaling: {operators: {utilization: x, boundary: x, catch_up: x, restart: x, min_parallelism: x, max_parallelism: 0, observes_scalability: x, latency_aware: 3, speed: 1}}",
        Definitions
            .Join.Replace("duration: 5m", "interval: 2s", StringComparison.Ordinal)
            .Replace("cpu_time: 1ms", "cost: 0", StringComparison.Ordinal) + "\nstop: {when_scaling_is_over: x}\nmatrix: 3",
    ];

    [Fact]
    public void Mistakes_are_reported_with_the_same_texts_and_positions_and_in_the_same_order() =>
        Approved.Check(string.Join("\n\n", Mistakes.Select(Describe)), "Experiments/Mistakes");

    [Fact]
    public void Mistakes_of_overrides_are_reported_at_their_positions()
    {
        ExperimentBundle bundle = new(Encoding.UTF8.GetBytes(Definitions.Join + "\nmatrix: {seed: [1, 2]}"))
        {
            Overrides = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["runs"] = "0",
                ["duration"] = "x",
                ["nodes.pico.count"] = "-3",
                ["job.operators.join.cost"] = "soon",
                ["job.operators.join.inputs"] = "sauce",
                ["load.vehicles.rate"] = "-1",
                ["job.operators.gone.keys"] = "3",
                ["stop.for"] = "3",
            }.ToValueMap(),
            OverridePositions = new Dictionary<string, TextPosition>(StringComparer.Ordinal)
            {
                ["runs"] = new(9, 8) { Source = "lab.ini" },
                ["nodes.pico.count"] = new(3, 8) { Source = "defaults.ini" },
                ["job.operators.join.cost"] = new(4, 2) { Source = "lab.ini" },
                ["load.vehicles.rate"] = new(1, 1) { Source = "d.yaml" },
                ["stop.for"] = new(1, 1) { Source = "lab.ini" },
            }.ToValueMap(),
        };

        ExperimentDefinition read = bundle.Read("d.yaml");

        Approved.Check(string.Join('\n', read.Problems), "Experiments/Overrides");
        Approved.Check(
            string.Join(
                '\n',
                read.AddPositions([
                    new Problem(ProblemCode.OutOfRange, "a", "b") { Field = "runs" },
                    new Problem(ProblemCode.OutOfRange, "a", "b") { Field = "duration" },
                    new Problem(ProblemCode.OutOfRange, "a", "b") { Field = "nodes.pico.cores" },
                    new Problem(ProblemCode.OutOfRange, "a", "b") { Field = "task", Source = "other.yaml" },
                ])
            ),
            "Experiments/Positions"
        );
    }

    private static string Describe(string text)
    {
        ExperimentDefinition read = new ExperimentBundle(Encoding.UTF8.GetBytes(text)).Read("d.yaml");
        return string.Join(
            '\n',
            read.Experiments.Select(experiment => experiment.ToString())
                .Concat(
                    read.Problems.Select(problem =>
                        $"{problem.Severity} {problem.Code} {problem} ({string.Join(", ", problem.RelatedFields)})"
                    )
                )
        );
    }
}
