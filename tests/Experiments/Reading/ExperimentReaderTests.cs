using Scalewright.Providers.Simulation;

namespace Experiments.Tests.Reading;

public class ExperimentReaderTests
{
    [Fact]
    public void A_definition_equals_the_experiment_built_in_code_with_the_same_values()
    {
        Experiment built = Experiment
            .Create("join")
            .WithSeed(7)
            .WithDuration(TimeSpan.FromMinutes(5))
            .WithWarmUp(TimeSpan.FromSeconds(20))
            .AddNodes(new NodeClass("pico", 3))
            .WithTaskManagers(1, manager => manager with { Cpus = 4 })
            .UseJob(
                new StreamJob("job")
                {
                    Topics = [new JobTopic("vehicles", 12)],
                    Operators =
                    [
                        new JobOperator("source") { Topic = "vehicles" },
                        new JobOperator("join")
                        {
                            Inputs = [new JobInput("source")],
                            CpuTimePerRecord = TimeSpan.FromMilliseconds(1),
                            Partitioning = StreamPartitioning.Keyed,
                            KeyCount = 5_000,
                        },
                    ],
                }
            )
            .AddLoad("vehicles", "vehicles", new ConstantLoad(2_500))
            .Build();

        Definitions.Read(Definitions.Join).ShouldBe(built);
    }

    [Theory]
    [InlineData(
        "\nscaling: {interval: 60s, operators: {utilization: 5, boundary: 9}}",
        "scaling.operators.utilization: 5 is not a valid ratio; use more than 0, up to 1",
        "scaling.operators.boundary: 9 is outside of 0 to 1; use 0 to 1"
    )]
    [InlineData(
        "\nscaling: {interval: 60s, operators: {utilization: 0}}",
        "scaling.operators.utilization: 0 is not a valid ratio; use more than 0, up to 1"
    )]
    [InlineData(
        "\nfaults: [{at: 5m, crash: pico-1}]",
        "faults: crash of node pico-1 at 5m would be after the end at 5m; let it come earlier, or make the duration longer"
    )]
    public void Invalid_scaling_settings_and_faults_after_the_end_are_rejected(string more, params string[] told) =>
        Problems(Definitions.Join + more).Select(problem => problem[(problem.IndexOf(' ', StringComparison.Ordinal) + 1)..]).ShouldBe(told);

    [Theory]
    [InlineData(
        "shape: constant, rate: 2500",
        "shape: ramq, from: 1, to: 2, duration: 1m",
        "d.yaml:14:29 load.vehicles.shape: found the text 'ramq'; did you mean 'ramp'?"
    )]
    [InlineData(
        "duration: 5m\nwarm_up: 20s",
        "duration: 1e9m\nwarm_up: 20m\nsample_interval: 30m\nfaults: [{at: 50m, crash: pico-1}]",
        "d.yaml:3:11 duration: the text '1e9m' is out of range; use 31d or less"
    )]
    [InlineData(
        "duration: 5m\nwarm_up: 20s",
        "duration: -1us\nwarm_up: 20s\nfaults: [{at: 50m, crash: pico-1}]",
        "d.yaml:3:11 duration: -1us is outside of 1s to 31d; use 1s to 31d"
    )]
    [InlineData("cpu_time: 1ms", "cpu_time: -1us", "d.yaml:12:48 job.operators.join.cpu_time: -1us is not above 0; use more than 0")]
    [InlineData(
        "count: 3, cores: 4}",
        "count: three, cores: 4}\nfaults: [{at: 1m, crash: pico-2}, {at: 2m, cut: [pico-1, pico-3]}]\nlinks: [{from: pico-2, to: pico-3}]\ndeployment: [{name: a, hosts: pico-3}]",
        "d.yaml:6:25 nodes.pico.count: found the text 'three'; use a whole number"
    )]
    [InlineData(
        "{name: source, topic",
        "{nmae: source, topic",
        "d.yaml:11:7 job.operators.0.name: is missing; add 'name', the name of the operator",
        "d.yaml:11:8 job.operators.0.nmae: unknown field; did you mean 'name'?"
    )]
    public void Problems_that_follow_from_another_error_are_not_reported(string found, string instead, params string[] told) =>
        Problems(Definitions.Join.Replace(found, instead, StringComparison.Ordinal)).ShouldBe(told);

    [Fact]
    public void Independent_errors_are_reported_together_in_the_order_of_their_lines() =>
        Problems(
                Definitions
                    .Join.Replace("cores: 4}", "cores: four}\nfaults: [{at: 1m, crash: pico-1}]", StringComparison.Ordinal)
                    .Replace("inputs: [source]", "inputs: [sauce]", StringComparison.Ordinal)
                    .Replace("duration: 5m", "duration: long", StringComparison.Ordinal)
            )
            .Select(problem => problem.Split(": ")[0])
            .ShouldBe(["d.yaml:3:11 duration", "d.yaml:6:35 nodes.pico.cores", "d.yaml:13:28 job.operators.join.inputs"]);

    [Fact]
    public void A_task_manager_that_fits_on_no_machine_is_rejected() =>
        Problems(Definitions.Join.Replace("cores: 4}", "cores: 4, memory: 1024}", StringComparison.Ordinal))
            .ShouldHaveSingleItem()
            .ShouldBe(
                "d.yaml:7:16 task_managers: one of 4 cores and 2048 MiB fits on none of the machines; make it smaller, or the machines larger"
            );

    [Fact]
    public void Initial_task_managers_that_exceed_the_capacity_of_the_machines_are_rejected() =>
        Problems(Definitions.Join.Replace("count: 1, slots: 1, cpus: 4", "count: 10, slots: 1, cpus: 1.2", StringComparison.Ordinal))
            .ShouldBe([
                "d.yaml:7:24 task_managers.count: 10 of 1.2 cores and 2048 MiB are too many for the machines, which hold 9; use fewer or smaller ones, or add machines",
            ]);

    // Step 0 fits only on a machine whose 4 cores are all free. Step 1 needs more than the 8 GiB of a machine.
    [Fact]
    public void A_scaling_step_that_exceeds_the_free_capacity_of_every_machine_is_rejected() =>
        Problems(
                Definitions.Join.Replace("cpus: 4", "cpus: 2", StringComparison.Ordinal)
                    + """

                    scaling:
                      steps:
                        - {node: pico, taskmanager: [{number: 2, type: s-2c}]}
                        - {node: pico, taskmanager: [{number: 2, type: m}, {number: 1, type: half}]}
                        - {node: pico, taskmanager: [{number: 1, type: l-4c}]}
                      sizes: [{name: half, cpus: 0.5, memory: 2000}]
                    """
            )
            .ShouldBe([
                "d.yaml:18:7 scaling.steps.1: it adds task managers with a total of 2.5 cores and 9000 MiB, and no machine for the step has this capacity; use fewer or smaller ones, or larger machines",
            ]);

    [Fact]
    public void Sizes_of_a_definition_extend_and_replace_the_default_sizes()
    {
        ExperimentDefinition read = new ExperimentBundle(
            Encoding.UTF8.GetBytes(
                Definitions.Join
                    + """

                    scaling:
                      sizes: [{name: half, cpus: 0.5, memory: 600}, {name: s, cpus: 1, memory: 700}]
                      steps: [{node: pico, taskmanager: [{number: 2, type: half}, {number: 1, type: s}, {number: 1, type: m}]}]
                    """
            )
        ).Read();

        read.Problems.ShouldBeEmpty();
        ((StepStrategy)read.Experiments[0].Scaling!)
            .Steps[0]
            .Entries.Select(entry => (entry.Size.Cpus, entry.Size.MemoryMiB))
            .ShouldBe([(0.5, 600), (1, 700), (1, 3500)]);
    }

    [Fact]
    public void Duplicate_sizes_are_rejected() =>
        Problems(
                Definitions.Join
                    + """

                    scaling:
                      sizes: [{name: half, memory: 600}, {name: half}, {name: template, memory: 0}]
                      steps: [{node: pico, taskmanager: [{number: 2, type: half}]}]
                    """
            )
            .ShouldBe([
                "d.yaml:16:45 scaling.sizes.half.name: 'half' is another size; use another word",
                "d.yaml:16:59 scaling.sizes.template.name: 'template' is another size; use another word",
            ]);

    [Fact]
    public void A_size_without_cores_is_rejected() =>
        Problems(
                Definitions.Join
                    + """

                    scaling:
                      sizes: [{name: none, cpus: 0}]
                      steps: [{node: pico, taskmanager: [{number: 2, type: none}]}]
                    """
            )
            .ShouldHaveSingleItem()
            .ShouldEndWith("scaling.sizes.none: 0 cores or 2048 MiB is too small; use more than 0 cores and at least 1 MiB");

    // docs/reference/experiment-file.md, load: only replicas and the peak of a trace have a default.
    [Theory]
    [InlineData("shape: constant", "load.vehicles.rate: is missing; add 'rate', in records per second")]
    [InlineData("shape: constant, rate: ~", "load.vehicles.rate: it has no value; add 'rate', in records per second")]
    [InlineData("rate: ", "load.vehicles.rate: it has no value; add 'rate', in records per second")]
    [InlineData("shape: ramp, from: 100, duration: 4m", "load.vehicles.to: is missing; add 'to', in records per second")]
    [InlineData("shape: ramp, from: 100, to: ~, duration: 4m", "load.vehicles.to: it has no value; add 'to', in records per second")]
    [InlineData("shape: ramp, from: 100, to: , duration: 4m", "load.vehicles.to: it has no value; add 'to', in records per second")]
    [InlineData("shape: ramp, from: 100, to: null, duration: 4m", "load.vehicles.to: it has no value; add 'to', in records per second")]
    [InlineData("shape: ramp, to: 100, duration: 4m", "load.vehicles.from: is missing; add 'from', in records per second")]
    [InlineData("shape: ramp, from: 0, to: 100", "load.vehicles.duration: 0s is not above 0; use more than 0")]
    [InlineData("shape: sine, amplitude: 0, period: 4m", "load.vehicles.mean: is missing; add 'mean', in records per second")]
    [InlineData("shape: sine, mean: 9, period: 4m", "load.vehicles.amplitude: is missing; add 'amplitude', in records per second")]
    [InlineData("shape: sine, mean: 9, amplitude: 1", "load.vehicles.period: 0s is not above 0; use more than 0")]
    [InlineData("shape: spike, peak: 9, at: 1m, duration: 1m", "load.vehicles.base: is missing; add 'base', in records per second")]
    [InlineData("shape: spike, base: 9, at: 1m, duration: 1m", "load.vehicles.peak: is missing; add 'peak', in records per second")]
    [InlineData(
        "shape: spike, base: 9, peak: 10, duration: 1m",
        "load.vehicles.at: is missing; add 'at', the time from the start of the run, 0s or more"
    )]
    [InlineData(
        "shape: spike, base: 9, peak: 10, at: ~, duration: 1m",
        "load.vehicles.at: it has no value; add 'at', the time from the start of the run, 0s or more"
    )]
    [InlineData("shape: spike, base: 9, peak: 10, at: 1m", "load.vehicles.duration: 0s is not above 0; use more than 0")]
    [InlineData(
        "shape: steps, steps: [{rate: 1, duration: 1m}, {duration: 1m}]",
        "load.vehicles.steps.1.rate: is missing; add 'rate', in records per second"
    )]
    [InlineData(
        "shape: steps, steps: [{rate: ~, duration: 1m}]",
        "load.vehicles.steps.0.rate: it has no value; add 'rate', in records per second"
    )]
    [InlineData("shape: steps", "load.vehicles.steps: is empty; use at least one")]
    [InlineData("shape: steps, steps: ~", "load.vehicles.steps: is empty; use at least one")]
    [InlineData("shape: closed, think_time: 1s", "load.vehicles.users: 0 is below 1; use 1 or more")]
    [InlineData("shape: closed, users: 1", "load.vehicles.think_time: 0s is not above 0; use more than 0")]
    [InlineData("shape: sensors, interval: 1s", "load.vehicles.sensors: 0 is below 1; use 1 or more")]
    [InlineData("shape: sensors, sensors: 1", "load.vehicles.interval: 0s is not above 0; use more than 0")]
    [InlineData("shape: trace", "load.vehicles.file: is missing; add 'file', a CSV file of times and records per second")]
    [InlineData("shape: trace, file: a.csv, peak: -3", "load.vehicles.peak: -3 is not a peak; use records per second, more than 0")]
    public void A_load_without_a_required_or_valid_value_is_rejected(string shape, string told) =>
        Problems(Definitions.Join.Replace("shape: constant, rate: 2500", shape, StringComparison.Ordinal))
            .ShouldHaveSingleItem()
            .ShouldEndWith(told);

    [Fact]
    public void The_test_type_omits_faults_after_the_end_of_its_shortened_run() =>
        Definitions
            .Read($"{Definitions.Join}\ntype: test\nfaults: [{{at: 1m, crash: pico-1}}, {{at: 4m, crash: pico-2}}]\n")
            .Faults.Faults.ShouldHaveSingleItem()
            .At.ShouldBe(TimeSpan.FromMinutes(1));

    [Fact]
    public void All_problems_of_a_definition_are_reported_together_with_their_positions()
    {
        string[] problems = Problems(
            """
            name: Join
            type: simpel
            runs: many
            duration: 10 parsecs
            nodes:
              - {kind: pico, count: 2, core: 4}
            job:
              operators:
                - {name: source, topic: in, cpu_time: 1 ms}
                - name: join
                  inputs: [{form: source}]
                  partitioning: pol
            load:
              - {name: a, shape: ramp, from: x}
            faults:
              - {at: 1m, crash: pico-3}
              - {at: 1m}
              - {at: 1m, fill: pico-0}
            """
        );

        problems.ShouldBe([
            "d.yaml:1:7 name: 'Join' is not a name for a folder; use 1 to 64 lower-case letters, digits, '-', '_' and '.', a letter first",
            "d.yaml:2:7 type: unknown experiment type 'simpel'; did you mean 'simple'?",
            "d.yaml:3:7 runs: found the text 'many'; use a whole number",
            "d.yaml:4:11 duration: found the text '10 parsecs'; use a time, as in 500ms, 30s, 10m or 2h",
            "d.yaml:6:28 nodes.pico.core: unknown field; did you mean 'cores'?",
            "d.yaml:9:29 job.operators.source.topic: there is no 'in' before it; use the name of one that comes before",
            "d.yaml:11:16 job.operators.join.inputs.from: is missing; add 'from', the name of an operator",
            "d.yaml:11:17 job.operators.join.inputs.form: unknown field; did you mean 'from'?",
            "d.yaml:12:21 job.operators.join.partitioning: found the text 'pol'; did you mean 'pool'?",
            "d.yaml:14:5 load.a.to: is missing; add 'to', in records per second",
            "d.yaml:14:5 load.a.duration: 0s is not above 0; use more than 0",
            "d.yaml:14:5 load.a.topic: there is no 'a'; use an existing name",
            "d.yaml:14:34 load.a.from: found the text 'x'; use a number",
            "d.yaml:16:21 faults.0.crash: there is no machine 'pico-3'; use a machine of 'nodes', as KIND-NUMBER",
            "d.yaml:17:5 faults.1.crash: no fault is specified; keep one of crash, restart, freeze, fill, isolate, cut, slow",
            "d.yaml:18:20 faults.2.fill: there is no machine 'pico-0'; use a machine of 'nodes', as KIND-NUMBER",
        ]);
    }

    [Fact]
    public void Problems_that_follow_from_an_unreadable_section_are_not_reported() =>
        Problems(
                Definitions
                    .Join.Replace("operators:", "operators: 3\n  others:", StringComparison.Ordinal)
                    .Replace("nodes:", "nodes: 4\nmore:", StringComparison.Ordinal)
            )
            .Select(problem => problem.Split(';')[0])
            .ShouldBe([
                "d.yaml:5:8 nodes: found the integer 4",
                "d.yaml:6:1 more: unknown field",
                "d.yaml:11:14 job.operators: found the integer 3",
                "d.yaml:12:3 job.others: unknown field",
            ]);

    [Fact]
    public void Each_invalid_matrix_value_is_reported_and_shared_problems_only_once() =>
        Problems(
                Definitions.Join.Replace("seed: 7", "seed: x", StringComparison.Ordinal)
                    + "\nmatrix:\n  load.vehicles.rate: [abc, 2, -5]\n  job.operators.join.cpu_time: [1ms, 0ms]\n"
            )
            .ShouldBe([
                "d.yaml:2:7 seed: found the text 'x'; use a whole number",
                "d.yaml:16:24 load.vehicles.rate: found the text 'abc'; use a number",
                "d.yaml:16:32 load.vehicles.rate: -5 is not a rate; use a number from 0",
                "d.yaml:17:38 job.operators.join.cpu_time: 0s is not above 0; use more than 0",
            ]);

    [Fact]
    public void Problems_of_an_entry_with_a_duplicate_name_are_reported_at_that_entry() =>
        Problems(
                Definitions.Join.Replace(
                    "    - {name: join,",
                    "    - {name: source, topic: vehicles, cpu_time: -1ms}\n    - {name: join,",
                    StringComparison.Ordinal
                ) + "\n  - {name: vehicles, shape: constant, rate: -1}\n"
            )
            .ShouldBe([
                "d.yaml:12:7 job.operators.1: 'source' is not unique; give each entry a unique name",
                "d.yaml:12:49 job.operators.1.cpu_time: -1ms is not above 0; use more than 0",
                "d.yaml:16:5 load.1: 'vehicles' is not unique; give each entry a unique name",
                "d.yaml:16:45 load.1.rate: -1 is not a rate; use a number from 0",
            ]);

    [Fact]
    public void Problems_of_an_entry_whose_name_is_the_index_of_a_duplicate_are_reported_at_that_entry() =>
        Problems(
                Definitions.Join
                    + "\n  - {name: vehicles, topic: vehicles, shape: constant, rate: 1}\n"
                    + "  - {name: 0, topic: vehicles, shape: constant, rate: -1}\n"
            )
            .ShouldBe([
                "d.yaml:15:5 load.1: 'vehicles' is not unique; give each entry a unique name",
                "d.yaml:16:55 load.2.rate: -1 is not a rate; use a number from 0",
            ]);

    [Fact]
    public void Invalid_overrides_are_reported_at_their_position_in_the_overriding_file()
    {
        ExperimentBundle bundle = new(Encoding.UTF8.GetBytes(Definitions.Join))
        {
            Overrides = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["seed"] = "x",
                ["runs"] = "0",
                ["processes.machines"] = "m",
            }.ToValueMap(),
            OverridePositions = new Dictionary<string, TextPosition>(StringComparer.Ordinal)
            {
                ["seed"] = new(7, 8) { Source = "lab.ini" },
                ["runs"] = new(2, 8) { Source = "defaults.ini" },
                ["processes.machines"] = new(9, 12) { Source = "lab.ini" },
            }.ToValueMap(),
        };

        bundle
            .Read("d.yaml")
            .Problems.Select(problem => problem.ToString())
            .ShouldBe([
                "defaults.ini:2:8 runs: 0 is outside of 1 to 1000; use 1 to 1000",
                "lab.ini:7:8 seed: found the text 'x'; use a whole number",
                "lab.ini:9:12 processes.machines: the definition has no such field; leave it out, or add the section to the definition",
            ]);
    }

    [Fact]
    public void A_definition_without_machines_uses_those_of_the_bundle()
    {
        ExperimentBundle bundle = new(
            """{"name": "flow", "job": {"topics": [{"name": "t"}], "operators": [{"name": "s", "topic": "t"}]}, "load": [{"name": "t", "shape": "constant", "rate": 1}]}"""u8.ToArray()
        )
        {
            Machines = [new NodeClass("consumer", 2) { Cores = 8, MemoryMiB = 4096 }],
        };

        bundle.Read().Experiments.ShouldHaveSingleItem().Nodes.ShouldBe(bundle.Machines);
        (bundle with { Machines = [] })
            .Read("m.yaml")
            .Problems.Select(problem => problem.ToString())
            .ShouldBe(["m.yaml:1:1 nodes: is missing; add at least one"]);
        (bundle with { Machines = [] }).ComputeHash().ShouldNotBe(bundle.ComputeHash());
    }

    [Fact]
    public void Invalid_values_are_reported_at_the_position_of_the_value()
    {
        string[] problems = Problems(
            Definitions
                .Join.Replace("cpu_time: 1ms", "cpu_time: 0ms", StringComparison.Ordinal)
                .Replace("name: join\nseed: 7", "name: join\nruns: 0", StringComparison.Ordinal) + "\ntask: joins\n"
        );

        problems.ShouldBe([
            "d.yaml:2:7 runs: 0 is outside of 1 to 1000; use 1 to 1000",
            "d.yaml:12:48 job.operators.join.cpu_time: 0s is not above 0; use more than 0",
            "d.yaml:15:7 task: there is no 'joins'; did you mean 'join'?",
        ]);
    }

    [Fact]
    public void The_simulation_supports_latency_and_jitter_of_links_and_reports_other_link_settings()
    {
        Read(Definitions.Join + "\nlinks: [{from: pico-1, to: pico-3, latency: 20ms, jitter: 5ms}]\n")
            .Experiments[0]
            .Links.ShouldBe([new StreamLink("pico-1", "pico-3", TimeSpan.FromMilliseconds(20)) { Jitter = TimeSpan.FromMilliseconds(5) }]);

        Problems(
                Definitions.Join
                    + """

                    links:
                      - {from: pico-1, to: pico-2, loss: 0.1, bytes_per_second: 1000000}
                      - {from: pico-9, to: pico-2, duplicate: 2}
                      - {from: pico-1, to: pico-1, reorder: 0.1}
                    """
            )
            .ShouldBe([
                "d.yaml:16:38 links.0.loss: the simulation supports only latency and jitter of links; leave it out, or run the experiment on machines",
                "d.yaml:16:61 links.0.bytes_per_second: the simulation supports only latency and jitter of links; leave it out, or run the experiment on machines",
                "d.yaml:17:12 links.1.from: there is no 'pico-9'; use an existing name",
                "d.yaml:17:43 links.1.duplicate: 2 is outside of 0 to 1; use 0 to 1",
                "d.yaml:18:24 links.2.to: 'pico-1' would have a link to itself; name another machine",
                "d.yaml:18:41 links.2.reorder: the simulation supports only latency and jitter of links; leave it out, or run the experiment on machines",
            ]);
    }

    [Fact]
    public void A_matrix_creates_one_experiment_per_combination()
    {
        ExperimentDefinition read = Read(
            Definitions.Join + "\nmatrix:\n  load.vehicles.rate: [100, 200]\n  job.operators.join.cpu_time: [1ms, 2ms, 4ms]\n"
        );

        read.Experiments.Count.ShouldBe(6);
        read.Experiments.Select(experiment => experiment.PointName)
            .ShouldBe([
                "job.operators.join.cpu_time=1ms,load.vehicles.rate=100",
                "job.operators.join.cpu_time=2ms,load.vehicles.rate=100",
                "job.operators.join.cpu_time=4ms,load.vehicles.rate=100",
                "job.operators.join.cpu_time=1ms,load.vehicles.rate=200",
                "job.operators.join.cpu_time=2ms,load.vehicles.rate=200",
                "job.operators.join.cpu_time=4ms,load.vehicles.rate=200",
            ]);
        read.Experiments[5].Job.Operators[1].CpuTimePerRecord.ShouldBe(TimeSpan.FromMilliseconds(4));
        read.Experiments[5].Loads[0].Shape.ShouldBe(new ConstantLoad(200));
    }

    [Fact]
    public void An_unknown_matrix_path_is_reported() =>
        Problems(Definitions.Join + "\nmatrix:\n  job.operators.jion.cpu_time: [1ms]\n  runs: 3\n")
            .ShouldBe([
                "d.yaml:16:3 matrix: there is no 'job.operators.jion.cpu_time'; use a path as in job.operators.NAME.cpu_time",
                "d.yaml:17:9 matrix.runs: found the integer 3; use a list of values",
            ]);

    [Fact]
    public void A_definition_may_contain_the_section_of_another_experiment_type()
    {
        const string Both = "\nresource: {cpu_values: [0.5, 1], memory_values: [1024, 2048]}\n";

        Read(Definitions.Join + "\ntype: resource" + Both).Experiments.Count.ShouldBe(4);
        Read(Definitions.Join + "\ntype: simple" + Both).Experiments.Count.ShouldBe(1);
        Problems(Definitions.Join + "\ntype: simple\nresource: 3\n").ShouldBe(["d.yaml:16:11 resource: found the integer 3; use a map"]);
        Problems(Definitions.Join + "\ntype: simple\nresources: {}\n").ShouldHaveSingleItem().ShouldContain("resources: unknown field");
    }

    [Fact]
    public void The_resource_type_expands_to_all_pairs_of_CPU_and_memory_values()
    {
        ExperimentDefinition read = Read(
            Definitions.Join + "\ntype: resource\nresource: {cpu_values: [0.5, 1], memory_values: [1024, 2048]}\n"
        );

        read.Problems.ShouldBeEmpty();
        read.Experiments.Select(experiment => (experiment.TaskManagerTemplate.Cpus, experiment.TaskManagerTemplate.MemoryMiB))
            .ShouldBe([(0.5, 1024), (0.5, 2048), (1, 1024), (1, 2048)]);
        Problems(Definitions.Join + "\ntype: resource\nresource: {cpu_values: [x], memory: [1]}\n")
            .ShouldBe([
                "d.yaml:16:11 resource.memory_values: there is no list of values; add 'resource: {memory_values: [1, 2]}'",
                "d.yaml:16:24 resource.cpu_values: a value is not a number above 0; use cores, as in 0.5 or 2",
                "d.yaml:16:29 resource.memory: unknown field; use cpu_values and memory_values",
            ]);
    }

    [Fact]
    public void Faults_strategies_and_stop_rules_are_read()
    {
        Experiment experiment = Definitions.Read(
            Definitions.Join
                + """

                faults:
                  - {at: 1m, crash: pico-2}
                  - {at: 90s, slow: [pico-1, pico-3], latency: 80ms, duration: 30s}
                  - {at: 2m, fill: pico-1, duration: 1m}
                scaling:
                  interval: 30s
                  steps:
                    - node: pico
                      taskmanager: [{number: 4, type: s, method: linear}]
                stop: {lag_above: 100000, for: 20s}
                """
        );

        experiment
            .Faults.ToString()
            .ShouldBe(
                "00:01:00 crash of node pico-2\n00:01:30 the link pico-1 ↔ pico-3 is changed for 00:00:30: latency 00:00:00.0800000\n00:02:00 the disk of node pico-1 is full for 00:01:00"
            );
        experiment.Faults.Faults[0].Fault.ShouldBeOfType<CrashNode>();
        ((StepStrategy)experiment.Scaling!).Steps[0].Entries[0].Method.ShouldBe(ScalingMethod.Linear);
        experiment.ScalingInterval.ShouldBe(TimeSpan.FromSeconds(30));
        experiment.StopRule.ShouldBe(new StopRule { LagAbove = 100_000, HoldPeriod = TimeSpan.FromSeconds(20) });
    }

    [Fact]
    public void Negative_fault_times_are_reported_with_their_positions() =>
        Problems(
                Definitions.Join
                    + """

                    faults:
                      - {at: -1m, crash: pico-1}
                      - {at: 1m, freeze: pico-1, duration: -5s}
                      - {at: 1m, slow: [pico-1, pico-2], latency: -1ms, jitter: -2ms, loss: 2}
                      - {at: 1m, crash: pico-1, duration: 1m}
                    """
            )
            .ShouldBe([
                "d.yaml:16:10 faults.0.at: -1m is below 0; use 0 or more",
                "d.yaml:17:40 faults.1.duration: -5s is below 0; use 0 or more",
                "d.yaml:18:47 faults.2.latency: -1ms is below 0; use 0 or more",
                "d.yaml:18:61 faults.2.jitter: -2ms is below 0; use 0 or more",
                "d.yaml:18:73 faults.2.loss: it is not a probability; use 0 to 1",
                "d.yaml:19:29 faults.3.duration: unknown field; use at, crash, cut, fill, freeze, isolate, restart, slow",
            ]);

    [Fact]
    public void Invalid_stop_rules_and_step_durations_are_reported_with_their_positions() =>
        Problems(
                Definitions.Join
                    + "\nstop: {lag_above: -1, latency_above: -2s, for: -3s}\ndeployment: [{name: setup, simulated_duration: -1m}]\n"
            )
            .ShouldBe([
                "d.yaml:15:19 stop.lag_above: -1 is below 0; use 0 or more",
                "d.yaml:15:38 stop.latency_above: -2s is outside of 0s to 31d; use 0s to 31d",
                "d.yaml:15:48 stop.for: -3s is outside of 0s to 31d; use 0s to 31d",
                "d.yaml:16:48 deployment.setup.simulated_duration: -1m is outside of 0s to 31d; use 0s to 31d",
            ]);

    [Fact]
    public void A_fractional_memory_value_of_the_resource_type_is_rejected() =>
        Problems(Definitions.Join + "\ntype: resource\nresource: {cpu_values: [1], memory_values: [0.5]}\n")
            .ShouldBe(["d.yaml:16:44 resource.memory_values: a value is not a whole number above 0; use MiB, as in 2048"]);

    [Fact]
    public void A_type_that_expands_to_invalid_duplicate_or_no_experiments_is_reported()
    {
        Problems(Definitions.Join + "\ntype: odd_here\nodd_here: {makes: nothing}\n")
            .ShouldBe(["d.yaml:15:7 type: 'odd_here' makes no experiment of it; use another type, or other options of this one"]);
        Problems(Definitions.Join + "\ntype: odd_here\nodd_here: {makes: twins}\n")
            .ShouldBe(["d.yaml:15:7 type: two points are called 'base'; let each have parameters of its own"]);
        Problems(Definitions.Join + "\ntype: odd_here\nodd_here: {makes: nonsense}\n")
            .ShouldBe(["d.yaml:7:16 task_managers.memory: 0 is below 1; use 1 or more"]);
    }

    [Fact]
    public void Scaling_steps_without_enough_machines_of_their_kind_are_rejected() =>
        Problems(
                Definitions.Join
                    + """

                    scaling:
                      steps:
                        - {node: pico, taskmanager: [{number: 2, type: s}]}
                        - {node: pcio, taskmanager: [{number: 1, type: s}]}
                        - {node: pico, taskmanager: [{number: 2, type: s}]}
                        - {node: pico, taskmanager: [{number: 2, type: s}]}
                        - {node: pico, taskmanager: [{number: 2, type: s}]}
                    """
            )
            .ShouldBe([
                "d.yaml:17:7 scaling.steps.pico: 4 steps need a machine each, and there are 3; leave steps out, or add machines",
                "d.yaml:18:7 scaling.steps.pcio: there is no 'pcio'; did you mean 'pico'?",
            ]);

    // Size in Scalehub: cores times GiB; small up to 32, medium up to 256.
    [Fact]
    public void Scaling_steps_without_a_machine_of_their_size_are_rejected()
    {
        string text =
            Definitions.Join.Replace("cores: 4}", "cores: 4, memory: 16384}", StringComparison.Ordinal)
            + """

                scaling:
                  steps:
                    - {node: pico, type: medium, taskmanager: [{number: 2, type: s}]}
                    - {node: pico, type: large, taskmanager: [{number: 2, type: s}]}
                """;

        Problems(text)
            .ShouldBe([
                "d.yaml:18:7 scaling.steps.1: it wants a large machine, and 'pico' with 4 cores and 16384 MiB is medium; use another type, or machines of that size",
            ]);
        Problems(text.Replace("large", "gigantic", StringComparison.Ordinal))
            .ShouldBe(["d.yaml:18:26 scaling.steps.pico.type: found the text 'gigantic'; use one of small, medium, large, x-large"]);
    }

    [Fact]
    public void Machines_of_several_classes_of_one_kind_are_numbered_consecutively()
    {
        Experiment experiment = Definitions.Read(
            Definitions.Join.Replace(
                "{kind: pico, count: 3, cores: 4}",
                "{kind: pico, count: 2, cores: 4}\n  - {kind: big, cores: 8}\n  - {kind: pico, count: 2, cores: 16, memory: 32768}",
                StringComparison.Ordinal
            ) + "\nfaults: [{at: 2m, crash: pico-4}]\n"
        );

        NodeClass
            .ExpandMachines(experiment.Nodes)
            .Select(machine => $"{machine.Name} {machine.Cores} {machine.MemoryMiB} {machine.Size}")
            .ShouldBe([
                "pico-1 4 8192 small",
                "pico-2 4 8192 small",
                "big-1 8 8192 medium",
                "pico-3 16 32768 large",
                "pico-4 16 32768 large",
            ]);
    }

    [Fact]
    public void Scaling_steps_that_need_more_machines_of_a_size_than_exist_are_rejected() =>
        Problems(
                Definitions.Join.Replace(
                    "{kind: pico, count: 3, cores: 4}",
                    "{kind: pico, count: 3, cores: 4}\n  - {kind: pico, count: 1, cores: 16, memory: 32768}",
                    StringComparison.Ordinal
                )
                    + """

                    scaling:
                      steps:
                        - {node: pico, taskmanager: [{number: 2, type: s}]}
                        - {node: pico, type: large, taskmanager: [{number: 2, type: s}]}
                        - {node: pico, type: medium, taskmanager: [{number: 2, type: s}]}
                        - {node: pico, type: large, taskmanager: [{number: 2, type: s}]}
                    """
            )
            .ShouldBe([
                "d.yaml:19:7 scaling.steps.1: 2 steps need a large machine each, and there are 1 of 'pico'; leave steps out, or add machines of that size",
                "d.yaml:20:7 scaling.steps.2: it wants a medium machine, and 'pico' with 4 cores and 8192 MiB is small, with 16 cores and 32768 MiB is large; use another type, or machines of that size",
            ]);

    [Fact]
    public void A_deployment_step_without_an_action_in_a_real_run_is_only_a_warning()
    {
        ExperimentDefinition read = Read(
            Definitions.Join
                + "\ntype: flink\nflink: {address: http://j:8081, jar: j.jar, savepoints: s3://s/j}\ndeployment: [{name: setup, simulated_duration: 1m}]\n"
        );

        read.Experiments.Count.ShouldBe(1);
        read.Problems.ShouldHaveSingleItem().Severity.ShouldBe(ProblemSeverity.Warning);
        read.Problems[0]
            .ToString()
            .ShouldBe(
                "d.yaml:17:14 deployment.setup: the step has no action, and a real run does not wait for its duration; give it a playbook or a command, or leave it out"
            );
    }

    [Fact]
    public void Point_names_are_unique_and_valid_folder_names()
    {
        string path = new('x', 300);
        ExperimentDefinition read = Read(
            Definitions.Join
                + $$"""

                deployment: [{name: a, simulated_duration: 0s}]
                matrix:
                  deployment.a.name: [a/b, a_b, a b, '{{path}}1', '{{path}}2']
                """
        );

        read.Problems.ShouldBeEmpty();
        string[] names = [.. read.Experiments.Select(experiment => experiment.PointName)];
        names.Distinct().Count().ShouldBe(5);
        names[1].ShouldBe("deployment.a.name=a_b");
        names.ShouldAllBe(name => name.Length <= 200 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || "=,.-_~".Contains(letter)));
    }

    [Fact]
    public void Duplicate_matrix_values_are_rejected() =>
        Problems(Definitions.Join + "\nmatrix:\n  load.vehicles.rate: [100, 200, 100]\n")
            .ShouldBe(["d.yaml:16:34 matrix.load.vehicles.rate: '100' is there twice; leave one of them out"]);

    // Equal values give equal runs: numbers by value, and durations in seconds, as the fields read them.
    [Theory]
    [InlineData("500, 500.0")]
    [InlineData("1e3, 1000")]
    [InlineData("1ms, 0.001s")]
    [InlineData("90, 90s")]
    [InlineData("60s, 1m")]
    [InlineData("0x10, 16")]
    [InlineData("2, '2'")]
    [InlineData("007, 7")]
    [InlineData("5%, 5.0%")]
    [InlineData("True, true")]
    [InlineData("true, 'true'")]
    public void Matrix_values_that_are_equal_are_rejected(string values) =>
        Problems(Definitions.Join + $"\nmatrix:\n  load.vehicles.rate: [{values}]\n")
            .ShouldContain(problem => problem.EndsWith(" is there twice; leave one of them out", StringComparison.Ordinal));

    // JSON Schema 2020-12, core section 4.2.3: 4.0 is an integer. docs/reference/experiment-file.md: a number can have an exponent.
    [Theory]
    [InlineData("duration: 3.6e2\nseed: 7.0")]
    [InlineData("duration: 3.6e2s\nseed: 7.00")]
    [InlineData("duration: 6e+0m\nseed: +7.0")]
    public void Integers_with_a_zero_fraction_and_durations_with_an_exponent_are_read(string lines)
    {
        string text = string.Join(
            '\n',
            Definitions
                .Join.Split('\n')
                .Where(line =>
                    !line.StartsWith("duration:", StringComparison.Ordinal) && !line.StartsWith("seed:", StringComparison.Ordinal)
                )
        );

        ExperimentDefinition read = Read($"{text}\n{lines}\n");

        read.Problems.ShouldBeEmpty();
        (read.Experiments[0].Duration, read.Experiments[0].Seed).ShouldBe((TimeSpan.FromMinutes(6), 7));
    }

    // YAML and profile files: "count: 1e6" is not an integer. JSON Schema: 4e0 of JSON is one.
    [Theory]
    [InlineData("seed", "4e0")]
    [InlineData("seed", "40e-1")]
    [InlineData("seed", "+1E0")]
    [InlineData("seed", "4.0e0")]
    [InlineData("runs", "2e0")]
    public void Integers_with_an_exponent_are_refused_in_YAML(string key, string value)
    {
        string text = string.Join('\n', Definitions.Join.Split('\n').Where(line => !line.StartsWith($"{key}:", StringComparison.Ordinal)));

        Problems($"{text}\n{key}: {value}\n")
            .ShouldContain(problem =>
                problem.Contains($" {key}: found ", StringComparison.Ordinal)
                && problem.EndsWith("; use a whole number", StringComparison.Ordinal)
            );
    }

    [Fact]
    public void A_matrix_with_too_many_combinations_is_rejected_before_they_are_created()
    {
        string values = string.Join(", ", Enumerable.Range(1, 5_000));
        string text = Definitions.Join + $"\nmatrix:\n  load.vehicles.rate: [{values}]\n  seed: [{values}]\n  duration: [{values}]\n";
        long before = GC.GetAllocatedBytesForCurrentThread();

        Problems(text)[0]
            .ShouldBe("d.yaml:17:3 matrix.seed: 25000000 combinations are more than 10000; use fewer values, or several definitions");

        // 25 million definitions would take gigabytes; the text and 5,000 definitions take some megabytes.
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(200_000_000);
    }

    [Fact]
    public void A_run_count_that_differs_between_points_is_rejected() =>
        Problems(Definitions.Join + "\nruns: 2\nmatrix: {runs: [1, 3]}\n")
            .ShouldBe(["d.yaml:15:7 runs: points of one definition have 1 and 3; give them the same, or use several definitions"]);

    [Theory]
    [InlineData("")]
    [InlineData("- a list")]
    [InlineData("name: [")]
    [InlineData("name: {a: 1}")]
    [InlineData("name: a\njob: 3\nload: x\nnodes: {a: 1}\nscaling: []\nmatrix: 7")]
    [InlineData("name: a\nnodes: [3, [4]]\nload: [null]\nfaults: [{at: 1m, cut: [x]}]")]
    [InlineData("name: a\nnodes: [{kind: n, count: 2000000000}]")]
    public void Invalid_input_is_reported_as_problems_without_an_exception(string text)
    {
        ExperimentDefinition read = Read(text);

        read.Experiments.ShouldBeEmpty();
        read.Problems.ShouldNotBeEmpty();
    }

    private static ExperimentDefinition Read(string text) => new ExperimentBundle(Encoding.UTF8.GetBytes(text)).Read("d.yaml");

    private static string[] Problems(string text) => [.. Read(text).Problems.Select(problem => problem.ToString())];
}
