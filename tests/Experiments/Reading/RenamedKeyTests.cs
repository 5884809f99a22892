namespace Experiments.Tests.Reading;

/// <summary>Definitions with keys of earlier versions.</summary>
public class RenamedKeyTests
{
    private const string Present = """
        name: join
        sample_interval: 2s
        nodes: [{kind: pico, count: 3, cores: 4}]
        deployment: [{name: one, simulated_duration: 1m}, {name: two, command: [sync], hosts: pico}]
        processes: {work: sleep}
        job:
          heartbeat_timeout: 9s
          min_checkpoint_duration: 100ms
          restart_delay: 4s
          state_mib_per_second: 50
          adaptive_scheduler: false
          topics: [{name: vehicles, partitions: 12}]
          operators:
            - {name: source, topic: vehicles, cpu_time: 10us, cpu_time_variation: 0, partitioning: keyed, max_parallelism: 9}
        load:
          - {name: a, topic: vehicles, shape: ramp, from: 1, to: 2, duration: 1m}
          - {name: b, topic: vehicles, shape: sine, mean: 9, amplitude: 5, period: 1m}
          - {name: c, topic: vehicles, shape: closed, users: 2, think_time: 1s}
          - {name: d, topic: vehicles, shape: spike, base: 1, peak: 2, at: 1m, duration: 1s}
          - {name: e, topic: vehicles, shape: steps, steps: [{rate: 1, duration: 1m}, {rate: 2, duration: 1m}]}
        faults: [{at: 1m, freeze: pico-1, duration: 5s}]
        scaling: {interval: 60s, operators: {min_parallelism: 2, max_parallelism: 5}}
        stop: {lag_above: 5, for: 9s, when_scaling_ends: true}
        """;

    private const string Former = """
        name: join
        interval: 2s
        nodes: [{kind: pico, count: 3, cores: 4}]
        deployment: [{name: one, takes: 1m}, {name: two, command: [sync], on: pico}]
        processes: {work: wait}
        job:
          heartbeat: 9s
          checkpoint_time: 100ms
          restart_time: 4s
          state_rate: 50
          adaptive: false
          topics: [{name: vehicles, partitions: 12}]
          operators:
            - {name: source, topic: vehicles, cost: 10us, cost_spread: 0, share: keyed, parallelism_max: 9}
        load:
          - {name: a, topic: vehicles, shape: ramp, from: 1, to: 2, over: 1m}
          - {name: b, topic: vehicles, shape: sine, mean: 9, swing: 5, period: 1m}
          - {name: c, topic: vehicles, shape: closed, users: 2, think: 1s}
          - {name: d, topic: vehicles, shape: spike, base: 1, peak: 2, at: 1m, for: 1s}
          - {name: e, topic: vehicles, shape: steps, steps: [{rate: 1, for: 1m}, {rate: 2, for: 1m}]}
        faults: [{at: 1m, freeze: pico-1, for: 5s}]
        scaling: {interval: 60s, operators: {parallelism_min: 2, parallelism_max: 5}}
        stop: {lag_above: 5, for: 9s, when_scaling_is_over: true}
        """;

    [Fact]
    public void Former_keys_are_read_like_the_present_ones_with_a_warning_for_each()
    {
        ExperimentDefinition read = Read(Former);
        read.Experiments.ShouldHaveSingleItem().ShouldBe(Definitions.Read(Present));
        read.Problems.ShouldAllBe(problem => problem.Severity == ProblemSeverity.Warning);
        read.Problems.Count.ShouldBe(23);
        read.Problems[0].ToString().ShouldBe("d.yaml:2:1 interval: 'interval' is the former name of 'sample_interval'; use the new name");
        read.Problems.ShouldContain(problem => problem.Field == "load.4.steps.1.for");
    }

    [Fact]
    public void A_former_key_beside_the_present_one_is_an_unknown_field() =>
        Read(Definitions.Join + "\nsample_interval: 2s\ninterval: 2s\n")
            .Problems.ShouldHaveSingleItem()
            .ToString()
            .ShouldStartWith("d.yaml:16:1 interval: unknown field; ");

    [Fact]
    public void Former_keys_in_paths_of_a_matrix_and_of_overrides_are_read_with_a_warning()
    {
        ExperimentBundle bundle = new(Encoding.UTF8.GetBytes(Definitions.Join + "\nmatrix: {job.operators.join.cost: [1ms, 2ms]}\n"))
        {
            Overrides = ValueMap<string>.Empty.With("job.operators.source.cost", "20us"),
        };
        ExperimentDefinition read = bundle.Read("d.yaml");
        read.Problems.Select(problem => problem.ToString())
            .ShouldBe([
                "d.yaml:15:10 job.operators.join.cost: 'job.operators.join.cost' is the former name of 'job.operators.join.cpu_time'; use the new name",
                "job.operators.source.cost: 'job.operators.source.cost' is the former name of 'job.operators.source.cpu_time'; use the new name",
            ]);
        read.Experiments.Select(experiment => experiment.Job.Operators[0].CpuTimePerRecord.Microseconds).ShouldBe([20, 20]);
        read.Experiments.Select(experiment => experiment.Job.Operators[1].CpuTimePerRecord.Milliseconds).ShouldBe([1, 2]);
    }

    private static ExperimentDefinition Read(string text) => new ExperimentBundle(Encoding.UTF8.GetBytes(text)).Read("d.yaml");
}
