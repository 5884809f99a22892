namespace Experiments.Tests.Shub;

/// <summary>Experiments in the form of Scalehub: sections <c>[experiment.*]</c> instead of a definition.</summary>
public class ShubConvertTests
{
    private static readonly string Program = ShubProgram.Path;

    [Fact, Trait(Category.Name, Category.Campaign)]
    public void An_experiment_of_Scalehub_runs_on_the_provisioned_machines()
    {
        using TemporaryFolder folder = Study();
        folder.Write("conf/site.ini", "[platforms]\nplatforms = site\n[platforms.site]\ntype = Simulated\nconsumers = 2\nkind = pico\n");
        Run(folder, "-c", "conf/site.ini", "provision").ExitCode.ShouldBe(0);

        ProgramResult start = Run(folder, "-c", "conf/experiment/shop.ini", "experiment", "start");

        start.Output.ShouldEndWith("shop-001: 2 runs completed, 0 failed");
        start
            .Errors.Trim()
            .ShouldBe(
                "warning: conf/experiment/shop.ini:6:1 experiment.broker_mqtt_host: it has no effect; leave it out: the definition of the experiment has no such value [SW1205]"
            );
        Run(folder, "-c", "conf/experiment/shop.ini", "check").ExitCode.ShouldBe(0);
    }

    [Fact]
    public void A_converted_definition_has_the_values_of_the_sections_and_of_the_defaults()
    {
        using TemporaryFolder folder = Study();

        Run(folder, "convert", "conf/experiment/shop.ini")
            .Output.Trim()
            .ShouldBe(
                $"""
                # Two machines
                name: shop
                type: 'simple'
                runs: 2
                warm_up: 10s
                task: 'JoinOrders'
                duration: 240s
                stop: {"{"}when_scaling_ends: true{"}"}
                task_managers: {"{"}slots: 1, cpus: 1, memory: 2048{"}"}
                scaling:
                  interval: 60s
                  strategy: '{folder.At("conf", "strategy", "two.yaml")}'
                job:
                  name: 'shop-join'
                  checkpoint_interval: 5000ms
                  topics:
                    - {"{"}name: 'orders', partitions: 12{"}"}
                  operators:
                    - {"{"}name: Source1, topic: 'orders', cpu_time: 1us{"}"}
                    # cpu_time: the recursive Fibonacci number of fibonacci_value; state: the records of a window, 100 bytes each
                    - {"{"}name: 'JoinOrders', inputs: [Source1], cpu_time: 0.354us, partitioning: keyed, keys: 300, max_parallelism: 8, state: 0.057{"}"}
                    - {"{"}name: Sink, inputs: [{"{"}from: 'JoinOrders', ratio: 1{"}"}], cpu_time: 1us{"}"}
                load:
                  - {"{"}name: 'one', topic: 'orders', shape: sensors, sensors: 300, interval: 500ms{"}"}
                """.ReplaceLineEndings("\n")
            );
    }

    [Fact]
    public void All_problems_of_an_experiment_of_Scalehub_are_reported_with_their_positions()
    {
        using TemporaryFolder folder = Study();
        folder.Write(
            "conf/experiment/bad.ini",
            """
            [experiment]
            job_file = shop.jar
            runs = many
            type = resource
            cpu_values = 1 two
            [experiment.scaling]
            strategy_path = /app/conf/two.yaml
            interval_scaling_s = 5
            [experiment.generators]
            generators = ghost
            """
        );

        ProgramResult start = Run(folder, "-c", "conf/experiment/bad.ini", "experiment", "start");

        start.ExitCode.ShouldBe(1);
        start
            .Errors.Trim()
            .Split('\n')
            .Order(StringComparer.Ordinal)
            .ShouldBe([
                "error: conf/experiment/bad.ini experiment.memory_values: '' is not a list of whole numbers from 1; separate numbers by spaces [SW1102]",
                "error: conf/experiment/bad.ini:10:14 experiment.generators.generators: 'ghost' is in the list and has no section; add [experiment.generators.ghost], or take it from the list [SW1105]",
                "error: conf/experiment/bad.ini:3:8 experiment.runs: 'many' is not a whole number from 1; use 1 or more [SW1102]",
                "error: conf/experiment/bad.ini:5:14 experiment.cpu_values: '1 two' is not a list of whole numbers from 1; separate numbers by spaces [SW1102]",
                "error: conf/experiment/bad.ini:7:17 experiment.scaling.strategy_path: there is no file '/app/conf/two.yaml'; did you mean '/app/conf/strategy/two.yaml'? [SW1012]",
                "warning: conf/defaults.ini:2:17 experiment.output_skip_s: it leaves nothing of an interval of 5 s; use less than 'interval_scaling_s' [SW1103]",
            ]);
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public void Type_transscale_scales_by_itself_and_chaos_slows_the_links_of_some_machines()
    {
        using TemporaryFolder folder = Study();
        folder.Write("conf/site.ini", "[platforms]\nplatforms = site\n[platforms.site]\ntype = Simulated\nconsumers = 3\nkind = pico\n");
        folder.Write(
            "conf/experiment/chaos.ini",
            "[experiment]\nname = chaos\njob_file = a.jar\ntask_name = Task\ntype = transscale\n[experiment.transscale]\nmax_parallelism = 3\nmonitoring_warmup_s = 20\nmonitoring_interval_s = 40\n[experiment.chaos]\nenable = true\naffected_nodes_percentage = 30\ndelay_latency_ms = 20\nbandwidth_rate_mbps = 100\n"
        );
        Run(folder, "-c", "conf/site.ini", "provision");

        ProgramResult converted = Run(folder, "-c", "conf/experiment/chaos.ini", "convert");

        converted.Output.ShouldContain("scaling:\n  interval: 60s\n  operators: {max_parallelism: 3, latency_aware: true}\n");
        converted
            .Output.Trim()
            .ShouldEndWith(
                "faults:\n  - {slow: [pico-1, pico-2], latency: 20ms, jitter: 0ms}\n  - {slow: [pico-1, pico-3], latency: 20ms, jitter: 0ms}"
            );
        converted
            .Errors.Trim()
            .ShouldBe(
                "warning: conf/experiment/chaos.ini:14:1 experiment.chaos.bandwidth_rate_mbps: it has no effect; leave it out: the definition of the experiment has no such value [SW1205]"
            );
        Run(folder, "-c", "conf/experiment/chaos.ini", "experiment", "start").Output.ShouldEndWith("chaos-001: 1 run completed, 0 failed");
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public void Keys_of_another_type_of_experiment_get_a_warning_with_their_positions()
    {
        using TemporaryFolder folder = Study();
        folder.Write(
            "conf/experiment/extra.ini",
            "[experiment]\nname = extra\njob_file = a.jar\ntask_name = Task\ntype = simple\ncpu_values = 1 2\n[experiment.transscale]\nmonitoring_warmup = 20\n[experiment.scaling]\nstrategy_path = /app/conf/strategy/two.yaml\ninterval_scaling_s = 60\n"
        );

        ProgramResult converted = Run(folder, "-c", "conf/experiment/extra.ini", "convert");

        converted.ExitCode.ShouldBe(0);
        converted
            .Errors.Trim()
            .Split('\n')
            .Order(StringComparer.Ordinal)
            .ShouldBe([
                "warning: conf/experiment/extra.ini:6:1 experiment.cpu_values: it has no effect; leave it out: the definition of the experiment has no such value [SW1205]",
                "warning: conf/experiment/extra.ini:8:1 experiment.transscale.monitoring_warmup: it has no effect; leave it out: the definition of the experiment has no such value [SW1205]",
            ]);
    }

    [Theory, Trait(Category.Name, Category.Campaign)]
    [InlineData("check")]
    [InlineData("convert")]
    [InlineData("experiment start")]
    public void A_strategy_with_an_unknown_size_is_refused_with_its_file(string command)
    {
        using TemporaryFolder folder = Study();
        folder.Write("conf/strategy/two.yaml", "- {node: pico, taskmanager: [{number: 1, type: huge, method: block}]}\n");

        ProgramResult result = Run(folder, ["-c", "conf/experiment/shop.ini", .. command.Split(' ')]);

        result.ExitCode.ShouldBe(1);
        result.Errors.ShouldMatch("(?m)^error: conf/strategy/two.yaml:1:[0-9]+ .*'huge'");
    }

    [Fact]
    public void Defaults_of_experiments_cause_no_warning_about_a_file_of_platforms()
    {
        using TemporaryFolder folder = Study();
        folder.Write("conf/site.ini", "[platforms]\nplatforms = site\n[platforms.site]\ntype = Simulated\nconsumers = 2\nkind = pico\n");

        ProgramResult check = Run(folder, "-c", "conf/site.ini", "check");

        (check.ExitCode, check.Errors).ShouldBe((0, ""));
    }

    private static TemporaryFolder Study()
    {
        TemporaryFolder folder = new();
        folder.Write(
            "conf/defaults.ini",
            "[experiment]\noutput_skip_s = 10\n[experiment.generators]\ngenerators = one\n[experiment.generators.one]\ntopic = orders\nnum_sensors = 300\ninterval_ms = 500\nvalue = 5\n[experiment.flink]\ncheckpoint_interval_ms = 5000\nwindow_size_ms = 1000\nfibonacci_value = 10\n"
        );
        folder.Write(
            "conf/strategy/two.yaml",
            "- {node: pico, taskmanager: [{number: 2, type: s, method: block}]}\n- {node: pico, taskmanager: [{number: 1, type: s, method: block}]}\n"
        );
        folder.Write(
            "conf/experiment/shop.ini",
            "[experiment]\nname = Shop\njob_file = shop-join.jar\ntask_name = JoinOrders\nruns = 2\nbroker_mqtt_host = mqtt\ncomment = \"Two machines\"\n[experiment.scaling]\nstrategy_path = /app/conf/strategy/two.yaml\nmax_parallelism = 8\ninterval_scaling_s = 60\n"
        );
        return folder;
    }

    private static ProgramResult Run(TemporaryFolder folder, params string[] words) =>
        Command.Dotnet(folder.Root, new Dictionary<string, string>(), [Program, .. words]);
}
